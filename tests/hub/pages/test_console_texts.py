"""The console speaks the languages it says it does, each of them whole."""

import re
import string

import pytest

from hub.pages import console_texts, page_texts

COMPLETE = ("ar", "de", "en", "es", "fr", "tr", "uk")
SAME_EVERYWHERE = {"speaks", "question_in"}  # a language's own name and nothing more
ENGLISH = console_texts.read("en")


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_these_languages_are_complete():
    assert console_texts.languages() == COMPLETE


@pytest.mark.parametrize("tag", COMPLETE)
def test_a_language_has_every_sentence_and_no_other(tag):
    own = console_texts.read(tag)
    assert set(own) | SAME_EVERYWHERE == set(ENGLISH)
    assert all(words.strip() == words and words for words in own.values())


@pytest.mark.parametrize("tag", COMPLETE)
def test_the_same_blanks_are_filled_in_every_language(tag):
    for key, words in console_texts.read(tag).items():
        assert blanks(words) == blanks(ENGLISH[key]), key


@pytest.mark.parametrize("tag", page_texts.languages())
def test_whose_language_the_console_lacks_reads_english(tag):
    say = console_texts.texts(tag)
    assert say.tag == (tag if tag in COMPLETE else "en")
    assert set(ENGLISH) <= set(say.sentences)


def test_codes_and_commands_are_the_same_in_every_language():
    for key in (
        "where_code",
        "type_at_kiosk",
        "finds_nothing",
        "rounds_hint",
        "closed_hint",
        "hours_mon_hint",
    ):
        told = set(re.findall(r"curiocity [a-z]+(?: [a-z]+)?|--hub|\d\d:\d\d|\d{4}-\d\d-\d\d", ENGLISH[key]))
        for tag in COMPLETE:
            assert all(word in console_texts.read(tag)[key] for word in told), (tag, key)
