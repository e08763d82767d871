from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from kiosk_ui import wording

FOLDER = wording._folder()
ENGLISH = wording.read_sentences(FOLDER / "en.toml")
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
    sentences = wording.read_sentences(FOLDER / f"{language}.toml")
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


def test_a_missing_line_is_said_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en.toml").write_text('done = "Done"\nback = "Back"\n', encoding="utf-8")
    (tmp_path / "eo.toml").write_text('done = "Preta"\n', encoding="utf-8")
    monkeypatch.setattr(wording, "_folder", lambda: tmp_path)
    loaded = wording._load.__wrapped__("eo")
    assert dict(loaded) == {"done": "Preta", "back": "Back"}
    assert wording.languages() == ("en", "eo")


def test_a_region_reads_its_language_and_the_unknown_read_english() -> None:
    assert wording.say("pt-BR", "done") == wording.say("pt", "done")
    assert wording.say("tlh", "done") == "Done"


@pytest.mark.parametrize(
    "text", ['done = "', "done = 3", 'done = "a"\ndone = "b"', "done = Done", "done = " + "[" * 5000]
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "xx.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(wording.WordingError, match=r"xx\.toml"):
        wording.read_sentences(file)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(wording.WordingError, match=r"xx\.toml"):
        wording.read_sentences(file)
