import random
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.sanitise import for_matching, sanitise
from wire.messages import MAX_WORDS

HOSTILE = (
    "\x00\x1b\x1d\t\n \u00ad\u0301\u0489\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u2800\u3164\ufeff\ufffe"
    "\ue000\ud800\U000e0041\U000e007f\U0001f3f4\U0001f469\ufe0f\u0e34\u05b8\u093c\u0915\u212b\u1100\u1161ab"
    "\u034f\u061c\u115f\u1160\u1820\u180b\u180e\ufe00\ufe0e\U000e0100\u845b\U0001f642\u20e3\u17b4\ufffc"
)
any_text = st.one_of(
    st.text(st.characters(exclude_categories=())), st.text(st.sampled_from(HOSTILE), max_size=60)
)

LEGITIMATE = [
    "how do bees find their way home?",
    "Vì sao mèo kêu gừ gừ khi được vuốt ve?",
    "می‌خواهم بدانم چرا آسمان آبی است",
    "मधुमक्खियाँ अपने घर का रास्ता कैसे ढूँढती हैं? क्‍या",
    "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
    "ผึ้งหาทางกลับบ้านได้อย่างไร น้ำ",
    "ന്‍",
    "蜜蜂怎么找到回家的路？",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f ❤️",
    "ẹ́ ọ̀ — Yorùbá; ά; ʃ̃",
    "བོད་སྐད་ རྒྱུ",
    "မြန်မာဘာသာ",
    "ᠮᠣᠩᠭᠣᠯ ᠬᠠᠨ\u180e\u1820 ᠳ\u180b",
    "ﷺ السلام عليكم (عربي) ١٢٣",
    "می\u200cروم ۵\u200cتا",
    "คำ ที่ ซื้อ น้ำ ครึ่ง",
    "葛\U000e0100城",
    "한국어 ㅋㅋ",
    "3 < 4 & \"5\" 'six' <b>",
]


def hostile_strings(count, seed=1):
    """Short strings of what hides or harms, of every kind of letter, of any code point at all."""
    chance = random.Random(seed)
    for _ in range(count):
        some = chance.choices(HOSTILE, k=chance.randrange(24))
        some += [chr(chance.randrange(0x110000)) for _ in range(chance.randrange(4))]
        chance.shuffle(some)
        yield "".join(some)


@given(any_text)
@example("a\u200d\u200d\u0301" * 700)
@example("\u0958" * MAX_WORDS)
def test_twice_is_once_and_nothing_harmful_is_left(words):
    clean = sanitise(words)
    assert sanitise(clean) == clean
    assert len(clean) <= MAX_WORDS
    assert clean == clean.strip() == unicodedata.normalize("NFC", clean)
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe")
    assert "  " not in clean
    clean.encode()


@pytest.mark.parametrize("many", [2_000, pytest.param(20_000, marks=pytest.mark.rig)])
def test_hostile_strings_come_to_an_end(many):
    for words in hostile_strings(many):
        clean = sanitise(words)
        assert sanitise(clean) == clean, [hex(ord(one)) for one in words]


@pytest.mark.parametrize(
    "piece",
    [
        "\u0301\u200d",
        " \u0301",
        "\x00a",
        "\u034f",
        "\u1160\u115f",
        "\u180e\u180b",
        "a\ufe0f",
        "\u200f\u0301 ",
    ],
)
def test_ten_million_bytes_take_no_longer_than_reading_them(piece):
    words = piece * (10_000_000 // len(piece.encode()))
    began = time.process_time()
    clean = sanitise(words)
    assert time.process_time() - began < 10, "seconds; a tenth is usual"
    assert sanitise(clean) == clean


@given(any_text)
def test_the_copy_for_matching_is_stable(words):
    copy = for_matching(words)
    assert for_matching(copy) == copy


@pytest.mark.parametrize("words", LEGITIMATE)
def test_real_writing_stays_as_it_is(words):
    assert sanitise(words) == unicodedata.normalize("NFC", words)


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("  \t\n ", ""),
        ("\x00\x1b[31mred\x07", "[31mred"),
        ("one\r\ntwo\u2028three\u00a0four", "one two three four"),
        ("exe\u202etxt\u2066x", "exetxtx"),
        ("Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306a", "Z\u0300\u0301\u0302a"),
        ("\u0301a", "a"),
        ("hid\U000e0068\U000e0069den", "hidden"),
        ("a\ue000\ufdd0\U0010ffffb", "ab"),
        ("lone \ud83d here", "lone here"),
        ("a\u200d\u200d\u200c\u200bb", "ab"),
        ("क\u200d\u200d\u200cष", "क\u200dष"),
        ("a\ufe00b\ufe0fc\U000e0101d\u180be\u180ef\u034fg", "abcdefg"),
        ("🙂\ufe0f\ufe0f\ufe0e\U000e0102\U000e0103", "🙂\ufe0f"),
        ("葛\U000e0100\U000e0101城", "葛\U000e0100城"),
        ("\U0001f3f4\U000e0073\U000e0065\U000e0063\U000e0072\U000e0065\U000e0074\U000e007f", "\U0001f3f4"),
        ("left\u200eright\u200fagain\u061c", "leftrightagain"),
        ("a\u1160b\u115fc\ufffcd\U0001bca0e", "abcde"),
        ("\x00" * 9000 + "bees", "bees"),
        ("\u200b\ufeff\u2060", ""),
        ("soft\u00adhyphen", "softhyphen"),
        ("e\u0301", "é"),
    ],
)
def test_what_hides_or_harms_goes(words, clean):
    assert sanitise(words) == clean


def test_the_copy_for_matching_does_not_see_case_width_or_joiners():
    assert for_matching("Ｂｅｅｓ  ﬁnd\u200c STRASSE") == for_matching("bees find straße")
