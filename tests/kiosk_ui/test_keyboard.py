import json
import unicodedata

import pytest
import regex

from kiosk_ui import keyboard, typesetting, wording
from kiosk_ui.keyboard import PAGES, LayoutError

# The letters schoolchildren of each language learn, and the marks they are written with.
ALPHABETS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى",
    "de": "abcdefghijklmnopqrstuvwxyzäöüß",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "abcdefghijklmnñopqrstuvwxyzáéíóúü",
    "fr": "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûü",
    "hi": "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहािीुूृेैोौंःँ़्",
    "pt": "abcdefghijklmnopqrstuvwxyzáâãàçéêíóôõú",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "th": "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาำิีึืุูเแโใไๆ่้๊๋็์",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'",
    "vi": "aăâbcdđeêghiklmnoôơpqrstuưvxy\u0300\u0301\u0303\u0309\u0323",
    "zh": "abcdefghijklmnopqrstuvwxyz，。？！",
}


def test_every_language_with_words_has_keys() -> None:
    assert set(ALPHABETS) <= set(wording.languages())


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_has_a_key(language: str) -> None:
    layout = keyboard.load(language)
    assert layout.language == language
    typed = {text for page in layout.pages.values() for row in page for text in row} | set(layout.marks)
    assert set(ALPHABETS[language]) <= typed
    assert set("0123456789") <= typed


@pytest.mark.parametrize("language", ALPHABETS)
def test_capitals_are_those_of_the_letters(language: str) -> None:
    pages = keyboard.load(language).pages
    for row, capitals in zip(pages["letters"], pages["shift"], strict=False):
        for letter, capital in zip(row, capitals, strict=False):
            if unicodedata.category(letter) == "Ll" and letter not in "ißς":
                assert capital == letter.upper()
    if language == "tr":
        assert {"İ", "I"} <= {key for row in pages["shift"] for key in row}


@pytest.mark.parametrize("language", ALPHABETS)
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_narrow_whole_and_without_twins(language: str, page: str) -> None:
    rows = keyboard.load(language).pages[page]
    texts = [text for row in rows for text in row]
    assert max(map(len, rows)) <= keyboard.MOST_KEYS
    assert len(rows) <= 4
    assert len(set(texts)) == len(texts)
    assert all(len(regex.findall(r"\X", keyboard.label(text))) == 1 for text in texts)
    assert typesetting.missing("".join(map(keyboard.label, texts))) == set()


@pytest.mark.parametrize("language", ALPHABETS)
def test_keys_stand_apart_inside_their_box(language: str) -> None:
    layout = keyboard.load(language)
    for page in PAGES:
        placed = keyboard.keys(layout, page, (9, 100, 782, 300), 9)
        for key in placed:
            left, top, width, height = key.box
            assert left >= 9
            assert left + width <= 791
            assert (top >= 100, top + height <= 400) == (True, True)
            assert keyboard.key_at(placed, left, top) is key
            assert keyboard.key_at(placed, left + width - 1, top + height - 1) is key
            assert keyboard.key_at(placed, left + width + 4, top) is None


def test_a_language_without_a_keyboard_has_the_latin_one() -> None:
    assert keyboard.load("sw").language == "en"
    assert keyboard.load("pt-BR").language == "pt"


def page_data(**changes: object) -> str:
    pages = {page: [["a"]] for page in PAGES}
    return json.dumps({"language": "xx", "marks": [",", "?"], "pages": pages} | changes)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        page_data(pages={"letters": [["a"]]}),
        page_data(pages={page: [[]] for page in PAGES}),
        page_data(pages={page: [["a"] * 12] for page in PAGES}),
        page_data(pages=3),
        page_data(pages={page: [[""]] for page in PAGES}),
        "[" * 5000,
    ],
)
def test_a_broken_layout_is_named(text: str) -> None:
    with pytest.raises(LayoutError, match=r"xx\.json"):
        keyboard.read_layout("xx.json", text)
