import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.sanitise import for_matching, sanitise
from wire.messages import MAX_WORDS

HOSTILE = (
    "\x00\x1b\x1d\t\n \u00ad\u0301\u0489\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u2800\u3164\ufeff\ufffe"
    "\ue000\ud800\U000e0041\U000e007f\U0001f3f4\U0001f469\ufe0f\u0e34\u05b8\u093c\u0915\u212b\u1100\u1161ab"
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
    "3 < 4 & \"5\" 'six' <b>",
]


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
        ("a\u200d\u200d\u200c\u200bb", "a\u200db"),
        ("\u200b\ufeff\u2060", ""),
        ("soft\u00adhyphen", "softhyphen"),
        ("e\u0301", "é"),
    ],
)
def test_what_hides_or_harms_goes(words, clean):
    assert sanitise(words) == clean


def test_the_copy_for_matching_does_not_see_case_width_or_joiners():
    assert for_matching("Ｂｅｅｓ  ﬁnd\u200c STRASSE") == for_matching("bees find straße")
