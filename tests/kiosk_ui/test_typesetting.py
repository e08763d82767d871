from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import features

from kiosk_ui import typesetting, wording
from kiosk_ui.typesetting import Style, TypesettingError

STYLE = Style(32)
SAMPLES = {
    "en": "How do bees find their way home?",
    "ar": "كيف تجد النحلة طريقها إلى بيتها؟",
    "he": "איך דבורים מוצאות את הדרך הביתה?",
    "hi": "मधुमक्खियाँ घर का रास्ता कैसे ढूँढती हैं?",
    "th": "ผึ้งหาทางกลับบ้านได้อย่างไร",
    "zh": "蜜蜂是怎么找到回家的路的？",
    "ko": "벌은 어떻게 집을 찾아갈까?",
    "vi": "Ong tìm đường về tổ thế nào? Ẵ Ể Ỡ",
    "km": "ឃ្មុំរកផ្លូវត្រឡប់ទៅផ្ទះយ៉ាងដូចម្តេច?",
    "emoji": "👨‍👩‍👧‍👦 🇩🇪 👍🏽 🐝",
}
words = st.lists(
    st.sampled_from([*" ".join(SAMPLES.values()).split(), "Donaudampfschifffahrt" * 4]), max_size=25
)


@pytest.mark.parametrize("text", SAMPLES.values())
def test_a_line_has_its_width_and_everybodys_height(text: str) -> None:
    mask = typesetting.line(text, STYLE)
    assert mask.size == (typesetting.width(text, STYLE), typesetting.line_height(STYLE))
    assert mask.mode == "L"
    assert mask.getextrema() == (0, 255)


@pytest.mark.parametrize("text", SAMPLES.values())
def test_no_ink_is_cut_above_or_below(text: str) -> None:
    """The outermost rows stay blank, so nothing was drawn beyond them."""
    mask = typesetting.line(text, Style(64))
    assert mask.crop((0, 0, mask.width, 1)).getextrema() == (0, 0)
    assert mask.crop((0, mask.height - 1, mask.width, mask.height)).getextrema() == (0, 0)


@pytest.mark.parametrize("text", SAMPLES.values())
def test_nothing_is_missing(text: str) -> None:
    assert typesetting.missing(text) == set()


def test_hours_inside_arabic_stand_as_they_are_read() -> None:
    text = "الساعة 18:30 في Café (المكتبة) 🐝 غدا"
    placed = [run.text.strip() for run in typesetting.layout(text, STYLE, True).runs]
    assert [run for run in placed if run not in {"", "(", ")"}] == [
        *("غدا", "🐝", "المكتبة", "Café", "في", "18:30", "الساعة")
    ]
    digits = [typesetting.caret_x(text, STYLE, text.index(digit) + 1) for digit in "18:30"]
    assert digits == sorted(digits)
    assert typesetting.is_rtl(text, "en")


def test_a_run_of_arabic_is_drawn_right_to_left() -> None:
    """The first letter of ابب is a stroke without dots; it stands at the right."""
    mask = typesetting.line("اببب", Style(64))
    right = mask.crop((mask.width - 12, 0, mask.width, mask.height))
    left = mask.crop((0, 0, 12, mask.height))
    ink_top = [part.getbbox()[1] for part in (left, right) if part.getbbox()]
    assert ink_top[1] < ink_top[0]  # the alif is higher than the teeth of the beh


def test_direction_comes_from_the_first_letter_then_from_the_language() -> None:
    assert not typesetting.is_rtl("12 abc שלום", "ar")
    assert typesetting.is_rtl("12 שלום", "en")
    assert typesetting.is_rtl("18:30", "ur")
    assert not typesetting.is_rtl("18:30", "en")


def test_what_cannot_be_drawn_is_replaced_and_told() -> None:
    assert typesetting.missing("ok \ue000 Ꭰ") == {"\ue000", "Ꭰ"}
    run = typesetting.layout("\ue000", STYLE, False).runs[0]
    assert run.text == typesetting.REPLACEMENT
    assert typesetting.line("\ue000", STYLE).getbbox() is not None


def test_overrides_and_controls_change_nothing() -> None:
    plain = typesetting.line("abc def", STYLE)
    assert typesetting.line("\u202eabc def\u202c", STYLE).tobytes() == plain.tobytes()
    assert typesetting.line("abc\tdef", STYLE).tobytes() == plain.tobytes()


@pytest.mark.parametrize("text", SAMPLES.values())
def test_the_same_text_has_the_same_pixels(text: str) -> None:
    first = typesetting.line(text, STYLE).tobytes()
    typesetting.forget()
    assert typesetting.line(text, STYLE).tobytes() == first


@pytest.mark.parametrize("text", SAMPLES.values())
def test_a_caret_walks_from_edge_to_edge(text: str) -> None:
    rtl = typesetting.is_rtl(text, "en")
    clusters = [found.start() for found in regex.finditer(r"\X", text)]
    stops = [typesetting.caret_x(text, STYLE, at) for at in [*clusters, len(text)]]
    steps = [(later - earlier) * (-1 if rtl else 1) for earlier, later in pairwise(stops)]
    assert min(steps) >= -2  # a letter is a little narrower at the end of a word than before a neighbour
    assert abs(stops[-1] - stops[0]) >= typesetting.width(text, STYLE) - STYLE.size // 4


@settings(max_examples=40, deadline=None)
@given(words, st.integers(60, 500))
def test_lines_fit_and_keep_every_letter(chosen: list[str], room: int) -> None:
    text = " ".join(chosen)
    lines = typesetting.break_lines(text, STYLE, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        alone = len(regex.findall(r"\X", line)) == 1
        assert alone or typesetting.width(line.rstrip(), STYLE) <= room


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    lines = typesetting.break_lines(text, STYLE, 200)
    picture = typesetting.paragraph(text, STYLE, 200)
    assert picture.size == (200, len(lines) * typesetting.line_height(STYLE))
    for line in lines:
        assert typesetting.line(line, STYLE).width == typesetting.width(line, STYLE)


def test_lines_never_split_a_grapheme() -> None:
    family = "👨‍👩‍👧‍👦"
    assert set(typesetting.break_lines(family * 9, STYLE, 100)) <= {family, family * 2, family * 3}


def test_line_feeds_are_kept_and_alignment_follows_direction() -> None:
    assert typesetting.break_lines("a\n\nb", STYLE, 100) == ["a", "", "b"]
    for text, align, side in [("a", "start", 0), ("א", "start", 1), ("a", "end", 1), ("א", "end", 0)]:
        left, _, right, _ = typesetting.paragraph(text, STYLE, 300, align).getbbox() or (0, 0, 0, 0)
        assert (left > 150, right > 150) == (bool(side), bool(side))


@pytest.mark.parametrize("language", wording.languages())
def test_every_sentence_of_the_kiosk_can_be_drawn(language: str) -> None:
    assert typesetting.missing("".join(wording.load(language).values())) == set()


def test_self_test_passes_here() -> None:
    typesetting.self_test()


@pytest.mark.parametrize(("gone", "remedy"), [("fribidi", "libfribidi0"), ("raqm", "Pillow")])
def test_self_test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, gone: str, remedy: str) -> None:
    real = features.check
    monkeypatch.setattr(features, "check", lambda name: name != gone and real(name))
    with pytest.raises(TypesettingError, match=remedy):
        typesetting.self_test()
