import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from kiosk_ui import wording
from kiosk_ui.language_files import read_language

NOBODY = 65534
ENGLISH = read_language(wording.OURS / "en.toml").sentences
ASKED_FOR = {
    "ar", "bn", "de", "el", "en", "es", "fa", "fr", "hi", "id", "it", "ja", "ko",
    "nl", "pl", "pt", "ro", "ru", "sw", "th", "tr", "uk", "ur", "vi", "zh",
}  # fmt: skip


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_twenty_five_languages_speak() -> None:
    assert set(wording.languages()) >= ASKED_FOR


@pytest.mark.parametrize("language", wording.languages())
def test_a_language_is_complete_and_has_the_same_blanks(language: str) -> None:
    sentences, faults = read_language(wording.OURS / f"{language}.toml", ENGLISH)
    assert faults == ()
    assert sentences.keys() == ENGLISH.keys()
    assert {key: blanks(text) for key, text in sentences.items()} == {
        key: blanks(text) for key, text in ENGLISH.items()
    }
    assert all(text.strip() == text != "" for text in sentences.values())


@pytest.mark.parametrize("language", wording.languages())
def test_every_language_says_a_day_and_a_way(language: str) -> None:
    day = date(2026, 11, 24)
    assert wording.day_words(language, day, 0) == wording.say(language, "today")
    assert wording.day_words(language, day, 1) == wording.say(language, "tomorrow")
    assert wording.say(language, "weekdays_2") in wording.day_words(language, day, 2)
    assert "24" in wording.day_words(language, day)
    assert "7" in wording.walk_words(language, 7)
    assert wording.walk_words(language, 0) == wording.say(language, "here")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A folder of whoever runs the kiosk."""
    yield tmp_path
    wording.also_read(tmp_path / "gone")


def test_a_missing_line_is_said_in_english(own: Path) -> None:
    (own / "eo.toml").write_text('done = "Preta"\nat = "je la {hour"\n', encoding="utf-8")
    faults = wording.also_read(own)
    assert [fault.partition(": ")[0] for fault in faults] == ["eo.toml"]
    assert wording.say("eo", "done") == "Preta"
    assert wording.say("eo", "back") == "Back"
    assert wording.say("eo", "at", hour="17:30") == "at 17:30"
    assert set(wording.languages()) == ASKED_FOR | {"eo"}


def test_lines_of_ones_own_come_before_ours_and_regions_before_languages(own: Path) -> None:
    (own / "de.toml").write_text('heard = "Danke, wir haben Sie gehört."\n', encoding="utf-8")
    (own / "de-CH.toml").write_text('delete = "Leeren"\n', encoding="utf-8")
    assert wording.also_read(own) == ()
    assert wording.say("de", "heard") == wording.say("de-CH", "heard") == "Danke, wir haben Sie gehört."
    assert (wording.say("de", "delete"), wording.say("de-CH", "delete")) == ("Löschen", "Leeren")
    assert wording.say("de-CH", "done") == "Fertig"


def test_only_languages_with_words_are_offered_each_once(own: Path) -> None:
    (own / "eo.toml").write_text('done = "Preta"\n', encoding="utf-8")
    (own / "vo.toml").write_text("done = 3\n", encoding="utf-8")
    wording.also_read(own)
    assert wording.offered(("tlh", "eo", "de", "pt-BR", "eo", "vo")) == ("eo", "de", "pt-BR")
    assert wording.offered(("tlh",)) == wording.offered(()) == ("en",)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Root may read everything, so root is nobody for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_read_is_told_of(own: Path) -> None:
    own.chmod(0)
    try:
        with somebody_else():
            (fault,) = wording.also_read(own)
    finally:
        own.chmod(0o700)
    assert fault == f"{own}: cannot be read: Permission denied"
    assert wording.say("de", "done") == "Fertig"


def test_a_region_reads_its_language_and_the_unknown_read_english() -> None:
    assert wording.say("pt-BR", "done") == wording.say("pt", "done")
    assert wording.say("tlh", "done") == "Done"


def test_the_document_names_every_line_and_every_language() -> None:
    told = (Path(__file__).parents[2] / "docs/languages.md").read_text(encoding="utf-8")
    keys = {re.sub(r"(weekdays|months)_\d+$", r"\1", key) for key in ENGLISH}
    assert [key for key in sorted(keys) if f"`{key}`" not in told] == []
    rows = re.findall(r"^\| `(\w+)` \| (\S.*?) \|", told, re.MULTILINE)
    assert [row for row in rows if row[0] in ASKED_FOR] == [
        (tag, wording.say(tag, "language")) for tag in wording.languages()
    ]
