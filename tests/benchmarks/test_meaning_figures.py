"""The figures of `make bench ARGS=meaning`, and the texts they are taken on."""

from collections import Counter

import numpy as np
import pytest

from benchmarks.meaning import OWN, read, requests, translations
from hub.sanitise import sanitise

ASKED = read(OWN / "translations.tsv")
WANTED = read(OWN / "short_requests.tsv")


def knowing(rows, key):
    """An encoder that knows what each text is about, and nothing of texts it never saw."""
    about = {row["text"]: row[key] for row in rows}
    known = sorted(set(about.values()))

    def understand(texts):
        found = np.zeros((len(texts), len(known) + 1), np.float32)
        for row, text in zip(found, texts, strict=True):
            row[known.index(about[text]) if text in about else -1] = 1
        return found

    return understand


def blind(texts):
    """Tells nothing apart: the nearest is whatever comes first."""
    return np.ones((len(texts), 1), np.float32)


def test_who_understands_everything_finds_everything():
    for half in translations(ASKED, ["something else"], knowing(ASKED, "id")).values():
        assert set(half.values()) == {1.0}
        assert len(half) == 17
    assert list(requests(WANTED, knowing(WANTED, "topic")).values()) == pytest.approx([1] * 3)


def test_who_understands_nothing_finds_next_to_nothing():
    found = translations(ASKED, ["something else"], blind)
    assert max(rate for half in found.values() for rate in half.values()) <= 1 / 16
    assert max(requests(WANTED, blind).values()) < 0.2


def test_what_is_among_the_others_can_be_taken_for_the_translation():
    others = [row["text"] + " " for row in ASKED if row["lang"] == "en"]
    texts = {row["text"]: row["id"] for row in ASKED} | {text: str(at + 1) for at, text in enumerate(others)}
    rows = [{"text": text, "id": one} for text, one in texts.items()]
    mistaken = knowing(rows, "id")

    def prefers_others(asked):
        found = mistaken(asked)
        found[[text.endswith(" ") for text in asked]] *= 2
        return found

    assert not any(
        rate for half in translations(ASKED, others, prefers_others).values() for rate in half.values()
    )


@pytest.mark.parametrize("rows", [ASKED, WANTED], ids=["translations", "short requests"])
def test_every_language_says_everything_once(rows):
    ids = {
        one: sorted(row["id"] for row in rows if row["lang"] == one) for one in {row["lang"] for row in rows}
    }
    assert len({tuple(one) for one in ids.values()}) == 1
    assert all(len(set(one)) == len(one) for one in ids.values())
    twice = [
        text for (_, text), times in Counter((row["lang"], row["text"]) for row in rows).items() if times > 1
    ]
    assert not twice
    assert all(row["text"] == sanitise(row["text"]) for row in rows)


def test_every_file_of_texts_has_its_licence_beside_it():
    files = sorted(OWN.glob("*.tsv"))
    assert files
    for file in files:
        assert "SPDX-License-Identifier" in file.with_name(f"{file.name}.license").read_text(encoding="utf-8")
