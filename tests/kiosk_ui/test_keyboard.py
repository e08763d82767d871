import json
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest
import regex

from kiosk_ui import keyboard, typesetting, wording
from kiosk_ui.keyboard import PAGES, LayoutError
from kiosk_ui.layouts import exemplars

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


# Those with a page of their own words, and those that people around them write.
ALSO = {
    *(
        "am",
        "bg",
        "ca",
        "cs",
        "da",
        "et",
        "fi",
        "gu",
        "he",
        "hr",
        "hu",
        "hy",
        "ka",
        "km",
        "kn",
        "lo",
        "lt",
        "lv",
    ),
    *("mk", "ml", "mr", "my", "nb", "ne", "pa", "si", "sk", "sl", "sq", "sr", "sv", "ta", "te"),
}
ALL = keyboard.languages()

needs_unicode = pytest.mark.skipif(
    not exemplars.UNICODE.exists(), reason="unicode-cldr-core is not installed"
)


def test_every_language_with_words_has_keys() -> None:
    assert {*ALPHABETS, *wording.languages(), *ALSO} <= {*ALL}
    assert len(ALL) >= 78


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_has_a_key(language: str) -> None:
    layout = keyboard.load(language)
    assert layout.language == language
    typed = {text for page in layout.pages.values() for row in page for text in row} | set(layout.marks)
    assert set(ALPHABETS[language]) <= typed | {
        text for key in typed for text in layout.relatives.get(key, ())
    }
    assert set("0123456789") <= typed


def typed_by(layout: keyboard.Layout) -> set[str]:
    """Everything that a key types, pressed or held."""
    keys = {text for page in layout.pages.values() for row in page for text in row} | set(layout.marks)
    held = {text for key in keys for text in keyboard.relatives(layout, key)}
    return keys | held


def composed(typed: set[str]) -> set[str]:
    """What a letter and a mark after it become, and that with one mark more."""
    marks = {text for text in typed if unicodedata.category(text[0]) == "Mn"}
    once = {unicodedata.normalize("NFC", letter + mark) for letter in typed for mark in marks}
    return typed | {text for text in once if len(text) == 1}


def made_of(text: str, typed: set[str]) -> bool:
    """Whether it is typed as it is, grapheme by grapheme, or as a letter and the marks that come after it."""
    return text in typed or any({*part} <= typed for part in (regex.findall(r"\X", text), list(text)))


@needs_unicode
def test_every_letter_of_every_language_can_be_typed_and_drawn() -> None:
    """CLDR's exemplar characters, each as it is or as the letters and marks it is made of."""
    without, undrawn = {}, {}
    for language in (language for language in ALL if not keyboard.load(language).input):
        typed = typed_by(keyboard.load(language))
        letters = [unicodedata.normalize("NFC", text) for text in exemplars.exemplars(language)]
        apart = [text for text in letters if not made_of(text, typed)]
        with_marks = composed(typed) if apart else typed
        without[language] = {text for text in apart if not made_of(text, with_marks)}
        undrawn[language] = typesetting.missing(" ".join({*letters, *map(str.upper, letters), *typed}))
    assert {language: letters for language, letters in without.items() if letters} == {}
    assert {language: letters for language, letters in undrawn.items() if letters} == {}


@needs_unicode
def test_every_syllable_and_ideograph_can_be_drawn() -> None:
    for language in ("ja", "ko", "zh"):
        assert typesetting.missing("".join(exemplars.exemplars(language))) == set()


def test_capitals_are_those_of_the_letters() -> None:
    for language in ALL:
        pages = keyboard.load(language).pages
        for row, capitals in zip(pages["letters"], pages.get("shift", ()), strict=False):
            for letter, capital in zip(row, capitals, strict=False):
                if unicodedata.category(letter) == "Ll" and letter not in "ißςև":
                    assert capital == letter.upper(), language
    assert {"İ", "I"} <= {key for row in keyboard.load("tr").pages["shift"] for key in row}


def test_pages_are_narrow_whole_and_without_twins() -> None:
    for language in ALL:
        layout = keyboard.load(language)
        for page in layout.pages.values():
            texts = [text for row in page for text in row]
            assert max(map(len, page)) <= keyboard.MOST_KEYS
            assert len(page) <= 5
            assert len(set(texts)) == len(texts), language
            shown = [keyboard.label(text) for text in texts if text not in keyboard._JOINERS]
            assert all(len(regex.findall(r"\X", text)) == 1 for text in shown)
        for key, found in layout.relatives.items():
            assert 1 <= len(found) <= 12, (language, key)
            assert key not in found
            assert len(set(found)) == len(found)
        assert typesetting.missing("".join(map(keyboard.label, typed_by(layout)))) == set()


def test_keys_stand_apart_inside_their_box() -> None:
    for layout in map(keyboard.load, ALL):
        for rows in layout.pages.values():
            placed = keyboard.keys(rows, (9, 100, 782, 300), 9)
            for key in placed:
                left, top, width, height = key.box
                assert left >= 9
                assert left + width <= 791
                assert (top >= 100, top + height <= 400) == (True, True)
                assert keyboard.key_at(placed, left, top) is key
                assert keyboard.key_at(placed, left + width - 1, top + height - 1) is key
                assert keyboard.key_at(placed, left + width + 4, top) is None


def test_a_held_key_shows_its_relatives() -> None:
    shown = {
        ("fr", "e"): "éèêë",
        ("fr", "E"): "ÉÈÊË",
        ("de", "a"): "ä",
        ("uk", "г"): "ґ",
        ("en", "?"): "¿",
        ("ar", "ا"): "أإآ",
        ("he", "כ"): "ך",
        ("ja", "は"): "ばぱ",
        ("am", "ለ"): "ሉሊላሌልሎ",
        ("tr", "I"): "",
    }
    for (language, key), expected in shown.items():
        assert "".join(keyboard.relatives(keyboard.load(language), key)).startswith(expected)
    assert keyboard.relatives(keyboard.load("en"), "q") == ()


def test_keys_that_turn_pages() -> None:
    assert [keyboard.turn("letters", key) for key in ("symbols", "shift", "page")] == [
        "symbols",
        "shift",
        "letters.2",
    ]
    assert keyboard.turn("letters.2", "shift") == "shift.2"
    assert keyboard.turn("shift.2", "shift") == "letters.2"
    assert keyboard.turn("symbols.3", "symbols") == "letters"
    assert keyboard.turn("symbols", "shift") == "shift"
    assert [keyboard.after_typing(page) for page in ("shift", "shift.2", "symbols", "letters.2")] == [
        *("letters", "letters.2", "symbols", "letters.2")
    ]


def test_a_language_without_a_keyboard_has_the_latin_one() -> None:
    assert keyboard.load("nv").language == "en"
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
        page_data(pages=dict.fromkeys(PAGES, "abc")),
        page_data(marks=["", "?"]),
        page_data(marks=",?"),
        page_data(relatives={"a": "á"}),
        page_data(relatives=["a"]),
        page_data(input="telepathy"),
        "[" * 5000,
    ],
)
def test_a_broken_layout_is_named(text: str) -> None:
    with pytest.raises(LayoutError, match=r"xx\.json"):
        keyboard.read_layout("xx.json", text)


def test_a_broken_file_leaves_ours_and_one_of_ours_the_latin_keyboard(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    for folder, tag, text in (
        (ours, "en", None),
        (ours, "de", None),
        (ours, "fr", b"\xff{"),
        (own, "de", b"{}"),
    ):
        folder.mkdir(exist_ok=True)
        packaged = (files("kiosk_ui") / f"layouts/{tag}.json").read_bytes()
        (folder / f"{tag}.json").write_bytes(packaged if text is None else text)
    monkeypatch.setattr(keyboard, "_folder", lambda: ours)
    monkeypatch.setattr(keyboard, "_own", [])
    keyboard.load.cache_clear()
    try:
        assert keyboard.also_read(own) == (
            "de.json: 'language' is missing: see Keyboards in docs/languages.md",
        )
        assert [fault.partition(":")[0] for fault in keyboard.faults()] == ["fr.json"]
        assert keyboard.load("fr").language == "en"
        assert keyboard.load("de").language == "de"
    finally:
        keyboard.load.cache_clear()
    assert "fr.json" in caplog.text
    assert "de.json" in caplog.text


def test_our_own_keyboards_are_whole() -> None:
    assert keyboard.faults() == ()


def test_the_documented_keyboard_can_be_read() -> None:
    text = (Path(__file__).parents[2] / "docs/languages.md").read_text(encoding="utf-8")
    example = text.partition("```json\n")[2].partition("```")[0]
    assert keyboard.read_layout("eo.json", example).relatives["?"] == ("¿",)


@pytest.mark.parametrize(
    ("letter", "keys"),
    [("ề", ["ê", "\u0300"]), ("ạ", ["a", "\u0323"]), ("ñ", ["n", "\u0303"]), ("ö", ["ö"]), ("!", ["!"])],
)
def test_a_letter_may_be_a_key_and_its_marks(letter: str, keys: list[str]) -> None:
    assert keyboard.pieces(keyboard.load("vi"), letter) == keys
