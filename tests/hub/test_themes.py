"""Themes: what a table shares is found in any script, and nothing that fewer than three said is ever shown."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import themes
from hub.themes import APART_MS, BETWEEN, Said, still_shared

SHARED = {
    "en": ("bees", "How do bees find their way home?", "Why do bees dance", "Which flowers does a bee like?"),
    "de": ("Brot", "Wie backt man Brot mit Sauerteig?", "Brot ohne Hefe?", "Welches Mehl für dunkles Brot?"),
    "es": ("abejas", "¿Qué comen las abejas?", "Las abejas en invierno", "¿Cómo bailan las abejas?"),
    "fr": ("étoile", "Une étoile, c’est quoi", "L’étoile du nord", "Pourquoi l'étoile brille"),
    "pt": ("vulcões", "Como nascem os vulcões", "Há vulcões no mar?", "Quantos vulcões existem"),
    "tr": ("arılar", "Arılar kışın ne yapar?", "arılar neden dans eder", "ARILAR ve arılar"),
    "ru": ("пчелы", "Почему пчёлы танцуют", "как пчелы находят дом", "пчелы зимой"),
    "uk": ("м’яч", "Чому м’яч круглий", "м'яч і трава", "Де м’яч"),
    "ar": ("النحل", "كيف يصنع النحل العسل؟", "لماذا يرقص نحل الحديقة", "أين يعيش النحل"),
    "hi": ("मधुमक्खी", "मधुमक्खी घर कैसे ढूंढती है", "मधुमक्खी शहद कैसे बनाती है?", "मधुमक्खी क्यों नाचती है"),
    "el": ("μέλισσες", "Γιατί χορεύουν οι μέλισσες", "Πώς οι μέλισσες τρώνε", "Οι μέλισσες τον χειμώνα"),
    "ro": ("albine", "De ce dansează albine", "Ce mănâncă aceste albine", "Câte albine sunt"),
    "th": ("ผึ้ง", "ทำไมผึ้งถึงเต้นรำ", "ผึ้งหาทางกลับบ้านได้อย่างไร", "น้ำผึ้งมาจากไหน ผึ้งทำมันอย่างไร"),
    "vi": ("ong", "Làm thế nào để con ong tìm đường về nhà", "Tại sao ong nhảy múa", "mật ong làm từ đâu"),
    "zh": ("蜜蜂", "蜜蜂怎么找到回家的路", "为什么蜜蜂会跳舞", "蜜蜂的蜂蜜是怎么来的"),
    "ja": ("ミツバチ", "ミツバチはどうやって家に帰るの", "なぜミツバチは踊るの", "ミツバチの巣"),
}
VOCABULARY = ("moon", "bridge", "piano", "bread", "tide", "copper", "violin", "garden")
SENTENCE = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5).map(" ".join)
TABLE = st.lists(SENTENCE.map(lambda words: (words, "en")), min_size=0, max_size=7)
ANYTHING = st.lists(
    st.tuples(st.text(max_size=60), st.sampled_from(["", "en", "zh", "th", "tr", "ar"])), max_size=6
)


def apart(texts: Sequence[tuple[str, str]]) -> list[Said]:
    """Words and language of each, said at a kiosk of its own."""
    return [Said(words, tag, f"kiosk {number}", 0) for number, (words, tag) in enumerate(texts)]


def theme(texts: Sequence[tuple[str, str]]) -> str:
    return themes.theme(apart(texts))


@pytest.mark.parametrize("language", SHARED)
def test_what_three_share_is_found(language: str) -> None:
    expected, *texts = SHARED[language]
    assert theme([(words, language) for words in texts]) == expected
    assert theme([(words, "") for words in texts]) == expected, "the language is seen in the words"


@pytest.mark.parametrize("language", SHARED)
def test_two_are_too_few(language: str) -> None:
    _, *texts = SHARED[language]
    assert theme([(words, language) for words in texts[:2]]) == ""
    assert theme([(texts[0], language), (f"{texts[0]} {texts[0]}", language)]) == ""


def test_words_are_shared_across_languages() -> None:
    texts = [
        ("Les anneaux de Saturne et Titan", "fr"),
        ("Titan, Mond des Saturn", "de"),
        ("Is there life on Titan", "en"),
    ]
    assert theme(texts) == "Titan"


def test_a_phrase_comes_before_its_words() -> None:
    texts = ("What is inside a black hole?", "black holes", "Do Black holes sing", "why is the sky black")
    assert theme([(words, "en") for words in texts]) == "black hole"


def test_several_words_are_set_apart_and_never_make_up_a_whole_entry() -> None:
    texts = [("tide and moon", "en"), ("moon, bread: tide", "en"), ("copper moon. garden tide", "en")]
    assert theme(texts) in {"moon", "tide"}
    assert theme([*texts[1:], ("tide or piano or moon", "en")]) == BETWEEN.join(("moon", "tide"))


@pytest.mark.parametrize(
    "texts",
    [
        ("why is it so", "how is it then", "what is it"),
        ("call 0163 555 1234", "0163 555 1234?", "0163 555 1234"),
        ("a b c", "a b c", "a b c"),
        ("", "", ""),
        ("?!", "…", "🐝🐝🐝"),
        ("z" * 2000, "z" * 2000, "z" * 2000),
        ("กา", "กา", "กา"),
        ("的了", "的了", "的了"),
    ],
    ids=["stop words", "numbers", "letters", "nothing", "signs", "a held key", "too short", "particles"],
)
def test_what_is_no_theme(texts: Sequence[str]) -> None:
    assert theme([(words, "en") for words in texts]) == ""


def test_half_a_word_is_no_theme_where_words_do_not_stand_apart() -> None:
    assert theme([("大蜜蜂房", "zh"), ("小蜜蜂窝", "zh"), ("老蜜蜂巢", "zh")]) == ""


@given(TABLE)
def test_every_word_shown_stands_in_three_entries(texts: list[tuple[str, str]]) -> None:
    shown = theme(texts).replace(BETWEEN, " ").split()
    assert len(shown) <= 3
    for word in shown:
        assert sum(word in words.split() for words, _ in texts) >= 3


@given(TABLE, st.text(alphabet="qxz", min_size=3, max_size=12))
def test_what_one_or_two_said_never_shows(texts: list[tuple[str, str]], secret: str) -> None:
    said = [
        (f"{secret} {words} {secret}" if place < 2 else words, tag)
        for place, (words, tag) in enumerate(texts)
    ]
    assert secret not in theme(said)


@given(TABLE, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(texts: list[tuple[str, str]], chance) -> None:
    mixed = list(texts)
    chance.shuffle(mixed)
    assert theme(mixed) == theme(texts)


@given(TABLE)
def test_words_set_apart_are_never_all_of_an_entry(texts: list[tuple[str, str]]) -> None:
    pieces = theme(texts).split(BETWEEN)
    if len(pieces) > 1:
        assert not any(set(words.split()) <= set(" ".join(pieces).split()) for words, _ in texts)


@given(ANYTHING)
def test_any_words_give_a_theme_that_three_of_them_hold(texts: list[tuple[str, str]]) -> None:
    for tripled in ("", *theme([*texts, *texts, *texts]).split(BETWEEN)):
        assert any("".join(tripled.split()) in "".join(words.split()) for words, _ in [*texts, ("", "")])
    if len(texts) < 3:
        assert theme(texts) == ""


BEES = ("Why do bees dance?", "What do bees eat?", "Where do bees sleep?", "Do bees sting twice?")
MINUTE = 60_000


@pytest.mark.parametrize(
    ("whence", "kiosks", "shown"),
    [
        ("a0 b0 c0", 2, "bees"),
        ("a0 a10 b0", 2, "bees"),
        ("a0 a9 b0", 2, ""),
        ("a0 a1 b0", 2, ""),
        ("a0 b1 a2 b3", 2, ""),
        ("a0 b1 a2 b11", 2, "bees"),
        ("a0 a10 a20", 2, ""),
        ("a0 a10 a20", 1, "bees"),
        ("a0 a10 a19", 1, ""),
        ("a0 a5 a10 a15", 1, ""),
        ("a0 a5 a10 a20", 1, "bees"),
    ],
)
def test_three_are_three_where_kiosk_or_time_lies_between(whence: str, kiosks: int, shown: str) -> None:
    """whence: of each entry its kiosk and the minute it was said."""
    said = [
        Said(words, "en", where[0], int(where[1:]) * MINUTE)
        for words, where in zip(BEES, whence.split(), strict=False)
    ]
    assert APART_MS == 10 * MINUTE
    assert themes.theme(said, kiosks) == shown


def test_words_of_a_theme_go_and_no_other_ever_comes() -> None:
    texts = apart(
        [
            ("bees and honey", "en"),
            ("bees, wax, candles", "en"),
            ("bees: wax for floors", "en"),
            ("wax. honey", "en"),
            ("the bee in my garden", "en"),
        ]
    )
    assert themes.theme(texts) == BETWEEN.join(("bees", "wax"))
    assert still_shared("bees", texts[1:]) == "bees"
    assert still_shared(BETWEEN.join(("bees", "wax")), [*texts[:2], *texts[3:]]) == "bees"
    assert still_shared("bees", texts[2:]) == ""
    assert still_shared("", texts) == ""


@given(TABLE, st.data())
def test_what_is_left_of_a_theme_was_in_it_and_three_still_share_it(
    texts: list[tuple[str, str]], data: st.DataObject
) -> None:
    before, whole = theme(texts), apart(texts)
    here = [one for one in whole if data.draw(st.booleans())]
    left = still_shared(before, here)
    assert set(left.split(BETWEEN)) <= {*before.split(BETWEEN), ""}
    for word in left.replace(BETWEEN, " ").split():
        assert sum(word in one.words.split() for one in here) >= 3
