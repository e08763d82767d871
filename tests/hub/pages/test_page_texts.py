"""The pages' sentences: none is missing, each has its blanks; and which language somebody gets."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.pages import page_texts

ROOT = Path(__file__).parents[3]
ENGLISH = page_texts.read("en")
OTHERS = [tag for tag in page_texts.languages() if tag != "en"]


def test_every_language_of_the_kiosk_has_its_pages():
    kiosk = {path.stem for path in (ROOT / "kiosk_ui" / "languages").glob("*.toml")}
    assert kiosk <= set(page_texts.languages())


@pytest.mark.parametrize("tag", OTHERS)
def test_no_sentence_and_no_blank_is_missing(tag):
    here = page_texts.read(tag)
    assert here.keys() == ENGLISH.keys()
    assert {key: sorted(_blanks(text)) for key, text in here.items()} == {
        key: sorted(_blanks(text)) for key, text in ENGLISH.items()
    }


@pytest.mark.parametrize("tag", OTHERS)
def test_sentences_are_translated(tag):
    here = page_texts.read(tag)
    same = {key for key, text in ENGLISH.items() if " " in _without_blanks(text) and here[key] == text}
    assert not same


def test_every_sentence_is_said_somewhere():
    pages = ROOT / "hub" / "pages"
    sources = [*pages.glob("*.py"), *pages.glob("templates/*.html"), *pages.glob("static/*.js")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    known = {re.sub(r"_\d+$", "", key) for key in ENGLISH}
    assert [key for key in known if not re.search(rf"\b{key}(\b|_\{{)", written)] == []


@pytest.mark.parametrize(
    ("asked", "accepted", "usual", "chosen"),
    [
        ("de", "fr", ("es",), "de"),
        ("", "fr-CA,fr;q=0.8,en;q=0.5", (), "fr"),
        ("", "en;q=0.5, tr;q=0.9", (), "tr"),
        ("", "pt-BR", (), "pt"),
        ("", "eo, *;q=0.1", ("uk", "ru"), "uk"),
        ("", "de;q=0", (), "en"),
        ("klingon", "", (), "en"),
        ("../../etc/passwd", "", (), "en"),
    ],
)
def test_the_language_is_the_readers(asked, accepted, usual, chosen):
    assert page_texts.choose(asked, accepted, usual) == chosen


@given(st.text(), st.text())
def test_whatever_a_browser_says_there_is_a_language(asked, accepted):
    assert page_texts.choose(asked, accepted, ()) in page_texts.languages()


def _without_blanks(text):
    return re.sub(r"\{\w+\}", "", text).strip(" ,")


def _blanks(text):
    return re.findall(r"\{\w+\}", text)
