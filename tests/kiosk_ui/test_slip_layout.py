"""Slips are laid out, encoded, decoded and read back: what is tested is what would lie in somebody's hand."""

import time
from datetime import date

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk_ui import escpos, escpos_decoder, paper, slip_setting, typesetting, wording
from kiosk_ui.slip_layout import lay_out
from wire import codes
from wire.examples import SLIP
from wire.messages import MAX_OFFER, HelpLine, Sign

QR = "BEGIN:VEVENT\nSUMMARY:Café Linde\nDTSTART:20261122T163000Z\nLOCATION:Lindenstraße 4\nEND:VEVENT"
FULL = replace(
    SLIP,
    qr=QR,
    table=Sign("🪔", "oil lamp"),
    theme="bees honey",
    help_lines=(HelpLine("Samaritans", "116 123"),),
)
ROLLS = [384, 576]
WIDEST_TEXT = st.text(max_size=120) | st.sampled_from(
    [
        "W" * 300,
        "ﷺ" * 40,
        "क्ष्म" * 60,
        "\x1b@\x1dV\x00\x10\x04",
        "a\u202eb\u2067c",
        "\n\n\n",
        "👩‍👩‍👧‍👦" * 20,
        "ก็็็็็็็็" * 9,
    ]
)


def decoded(picture):
    return escpos_decoder.draw(escpos_decoder.read(b"".join(escpos.encode(picture))), picture.width)


def qr_codes(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def texts_of(slip, monkeypatch, **options):
    """Every line that is set for a slip, from top to bottom."""
    paper.glyph.cache_clear()
    slip_setting._kept.cache_clear()
    lines, plain = [], typesetting.line
    monkeypatch.setattr(
        typesetting, "line", lambda text, *rest: lines.append((text, *rest)) or plain(text, *rest)
    )
    lay_out(slip, 384, **options)
    return lines


@pytest.fixture(scope="module", params=wording.languages())
def language(request):
    """For tests in every language: one language after another, as its own wordings stay set."""
    return request.param


# Each language on one of the rolls, neighbours on different ones; on all of them among what takes longer.
SHARES = pytest.mark.parametrize(
    "share", [len(ROLLS), pytest.param(1, marks=pytest.mark.rig)], ids=["one roll", "all"]
)


def rolls(language, share):
    return ROLLS[wording.languages().index(language) % share :: share]


@SHARES
def test_a_phone_reads_the_qr_code_off_the_paper(language, share):
    for dots in rolls(language, share):
        assert qr_codes(decoded(lay_out(replace(FULL, language=language), dots))) == [QR]


@pytest.mark.parametrize("dots", ROLLS)
def test_paper_and_layout_are_the_same_bit_for_bit(dots):
    picture = lay_out(FULL, dots)
    assert decoded(picture).crop((0, 0, *picture.size)).tobytes() == picture.tobytes()


@settings(max_examples=25, deadline=None)
@given(
    texts=st.tuples(*[WIDEST_TEXT] * 5),
    language=st.sampled_from(wording.languages()),
    dots=st.sampled_from(ROLLS),
    walk=st.integers(0, 999),
)
def test_nothing_runs_over_the_edge_whatever_is_written(texts, language, dots, walk):
    words, place, way, word, name = texts
    slip = replace(
        FULL,
        words=words,
        place=place,
        address=way,
        directions=way,
        sign=Sign("🦩", word),
        theme=word,
        help_lines=(HelpLine(name, "+44 116 123 116 123"), HelpLine(name, name)),
        language=language,
        walk_min=walk,
    )
    picture = lay_out(slip, dots, copy=True)
    assert picture.width == dots
    for edge in ((0, 0, 2, picture.height), (dots - 2, 0, dots, picture.height)):
        assert picture.crop(edge).getextrema() == (255, 255)
    assert decoded(picture).crop((0, 0, *picture.size)).tobytes() == picture.tobytes()


@pytest.mark.parametrize("dots", ROLLS)
@pytest.mark.parametrize(
    "words", ["why " * 500, "W" * 2000, "蜂" * 2000, "لماذا " * 333, "🐝" * 2000, "aب" * 1000]
)
def test_as_many_words_as_an_entry_may_hold_fit(words, dots):
    picture = lay_out(replace(FULL, words=words), dots)
    assert picture.height < 8000
    assert qr_codes(decoded(picture)) == [QR]


@pytest.mark.parametrize("words", ["🐝" * 2000, "aب" * 1000, "ا" * 2000])
def test_one_unbroken_run_of_two_thousand_keeps_nobody_waiting(words):
    lay_out(FULL, 384)
    typesetting.forget()
    began = time.process_time()
    lay_out(replace(FULL, words=words), 384)
    assert time.process_time() - began < 2


@SHARES
def test_a_slip_of_ordinary_words_stays_short_and_what_is_also_here_takes_little_room(language, share):
    slip = replace(SLIP, qr=QR, language=language)
    for dots in rolls(language, share):
        without = lay_out(replace(slip, also_here=""), dots).height
        assert without < 130 * 8
        assert 0 < lay_out(slip, dots).height - without < 10 * 8


@pytest.mark.parametrize(
    "offer", ["W" * MAX_OFFER, "蜂" * MAX_OFFER, "ميكروسكوب " * 8, "👩‍👩‍👧‍👦" * 11, "a " * 40]
)
@pytest.mark.parametrize("dots", ROLLS)
def test_an_offer_is_wrapped_and_never_cut(offer, dots, monkeypatch):
    lines = [text for text, *_ in texts_of(replace(SLIP, also_here=offer), monkeypatch)]
    start = lines.index(wording.say("en", "also_here")) + 1
    said = "".join(lines[start : lines.index(SLIP.sign.picture, start)])
    assert said.replace(" ", "") == offer.replace(" ", "")
    picture = lay_out(replace(SLIP, also_here=offer), dots)
    for edge in ((0, 0, 2, picture.height), (dots - 2, 0, dots, picture.height)):
        assert picture.crop(edge).getextrema() == (255, 255)


def test_no_offer_leaves_no_heading(monkeypatch):
    lines = [text for text, *_ in texts_of(replace(SLIP, also_here=""), monkeypatch)]
    assert wording.say("en", "also_here") not in lines


def test_everything_of_the_slip_is_on_it(monkeypatch):
    lines = [text for text, *_ in texts_of(FULL, monkeypatch, copy=True)]
    for text in (
        FULL.hour,
        FULL.place,
        FULL.sign.word,
        FULL.sign.picture,
        FULL.table.word,
        codes.grouped(FULL.code),
    ):
        assert text in lines
    together = " ".join(lines)
    for text in (
        FULL.words,
        FULL.address,
        FULL.directions,
        FULL.theme,
        FULL.also_here,
        "Samaritans",
        "116 123",
        "22 November",
    ):
        assert text in together
    for key in (
        "public_place",
        "go_if_you_like",
        "leave_when_you_like",
        "under_18",
        "take_back",
        "help_heading",
        "copy",
    ):
        assert wording.say("en", key) in together


def test_nothing_else_is_on_it(monkeypatch):
    said = [*wording.load("en").values(), FULL.hour, FULL.place, FULL.address, FULL.directions, FULL.words]
    said += [FULL.sign.word, FULL.sign.picture, FULL.table.word, FULL.table.picture, codes.grouped(FULL.code)]
    said += [
        wording.say("en", "theme_is", theme=FULL.theme),
        wording.walk_words("en", FULL.walk_min),
        "Today",
    ]
    said += [wording.day_words("en", date.fromisoformat(FULL.day)), "Samaritans", "116 123", FULL.also_here]
    for text, *_ in texts_of(FULL, monkeypatch):
        assert any(text in known for known in said), text


CHANGES = {
    "words": "why is the sky blue",
    "place": "Garden House",
    "address": "11 Orchard Road",
    "directions": "upstairs",
    "walk_min": 9,
    "day": "2026-11-23",
    "hour": "10:00",
    "days_ahead": 1,
    "sign": Sign("🪁", "kite"),
    "code": "93J1F81D06",
    "help_lines": (),
    "qr": "",
    "table": None,
    "theme": "",
    "also_here": "a telescope",
    "language": "de",
}


@pytest.mark.parametrize("field", CHANGES)
def test_each_field_is_seen(field):
    assert lay_out(replace(FULL, **{field: CHANGES[field]}), 384).tobytes() != lay_out(FULL, 384).tobytes()


def test_what_only_machines_need_is_not_printed():
    other = "01a2038e-0000-7000-8000-000000000000"
    assert lay_out(replace(FULL, id=other, entry=other, kiosk="cafe", starts=1), 384) == lay_out(FULL, 384)


def test_a_promise_of_the_kiosk_itself_sends_to_the_host(monkeypatch):
    slip = replace(SLIP, sign=None, code="", qr="")
    lines = " ".join(text for text, *_ in texts_of(slip, monkeypatch))
    assert wording.say("en", "sit_with_host") in lines
    for key in ("take_back", "your_sign", "your_table"):
        assert wording.say("en", key) not in lines
    assert qr_codes(lay_out(slip, 384)) == []


def test_a_hosted_seat_is_told_and_one_not_yet_known_looks_at_the_sheet(monkeypatch):
    hosted = " ".join(text for text, *_ in texts_of(replace(SLIP, hosted=True), monkeypatch))
    later = " ".join(text for text, *_ in texts_of(SLIP, monkeypatch))
    assert wording.say("en", "sit_with_host") in hosted
    assert wording.say("en", "look_at_sheet", hour=SLIP.hour) in later


@pytest.mark.parametrize("words", ["", "  \n "])
def test_no_words_leave_no_empty_heading(words, monkeypatch):
    assert wording.say("en", "your_words") not in [
        text for text, *_ in texts_of(replace(SLIP, words=words), monkeypatch)
    ]


def test_numbers_keep_their_order_on_an_arabic_slip(monkeypatch):
    set_so = {text: rest[-1] for text, *rest in texts_of(replace(FULL, language="ar"), monkeypatch)}
    for number in ("116 123", FULL.hour, codes.grouped(FULL.code)):
        assert set_so[number] is False


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_hosts_test_says_so_before_all_else(language):
    slip = replace(SLIP, language=language)
    plain, marked = (lay_out(replace(slip, test=test), 384) for test in (False, True))
    assert marked.height > plain.height
    assert (
        marked.crop((0, marked.height - 100, 384, marked.height)).tobytes()
        == plain.crop((0, plain.height - 100, 384, plain.height)).tobytes()
    )


def test_a_copy_says_so():
    assert lay_out(SLIP, 384, copy=True).tobytes() != lay_out(SLIP, 384).tobytes()


@pytest.mark.parametrize("content", ["x" * 900, "x" * 5000])
def test_a_slip_is_whole_where_the_qr_code_would_be_wider_than_the_paper(content):
    assert lay_out(replace(SLIP, qr=content), 384).width == 384


def test_help_lines_stand_first_and_larger_where_that_is_what_is_needed(monkeypatch):
    def line(slip, words):
        lines = texts_of(slip, monkeypatch)
        at = next(number for number, one in enumerate(lines) if one[0] == words)
        return at, lines[at][1].size

    said, number = FULL.hour, FULL.help_lines[0].number
    assert line(FULL, said)[0] < line(FULL, number)[0]
    first = replace(FULL, help_first=True)
    assert line(first, number)[0] < line(first, said)[0]
    assert line(first, number)[1] >= 1.5 * line(FULL, number)[1]
    assert qr_codes(decoded(lay_out(first, 384))) == [QR]


@pytest.mark.parametrize("help_first", [False, True])
@pytest.mark.parametrize("lean", [False, True])
def test_nothing_that_tells_of_a_visitor_stays_when_they_have_gone(help_first, lean, monkeypatch):
    kept, plain = [], slip_setting._kept
    monkeypatch.setattr(slip_setting, "_kept", lambda words, *rest: kept.append(words) or plain(words, *rest))
    for slip in (FULL, replace(FULL, table=None, theme=""), replace(FULL, also_here="a microscope")):
        lay_out(replace(slip, help_first=help_first), 384, lean=lean)
    of_visitors = (
        FULL.words,
        FULL.place,
        FULL.address,
        FULL.hour,
        FULL.sign.word,
        "oil",
        "bees",
        "microscope",
    )
    assert kept
    assert not [words for words in kept for told in of_visitors if told in words]
    assert help_first <= ("Samaritans" not in kept)  # that somebody needed them first is nobody's business


@pytest.mark.parametrize("lean", [False, True])
def test_what_stayed_looks_as_it_did(lean):
    slip_setting._kept.cache_clear()
    first = lay_out(FULL, 384, lean=lean)
    typesetting.forget()
    assert lay_out(FULL, 384, lean=lean).tobytes() == first.tobytes()


LONG = {
    "en": "I am curious how bees find their way home after a long day, and whether they tell each other. ",
    "zh": "蜜蜂在草地上忙了一整天以后怎样找到回家的路？",
    "ar": "كيف يجد النحل طريقه إلى البيت بعد يوم طويل في المرج؟ ",
    "th": "ผึ้งหาทางกลับบ้านได้อย่างไรหลังจากวันที่ยาวนาน",
}


@pytest.mark.parametrize("language", LONG)
def test_two_thousand_characters_on_the_slowest_line_are_shortened_and_it_is_said(language, monkeypatch):
    words = (LONG[language] * 60)[:2000]
    slip = replace(FULL, words=words, language=language, table=None, theme="", qr="http://hub:8080/s#secret")
    lines = [line for line, *_ in texts_of(slip, monkeypatch, lean=True)]
    last = next(at for at, line in enumerate(lines) if line.endswith("…"))
    begins = next(at for at, line in enumerate(lines) if words.startswith(line))
    shown = "".join(lines[begins : last + 1]).removesuffix("…").replace(" ", "")
    assert words.replace(" ", "").startswith(shown)
    assert len(shown) > 80
    below = "".join(lines[last + 1 :])  # these are set in lines of their own
    for key in ("words_cut", "on_a_phone"):
        assert wording.say(language, key).replace(" ", "").replace("\u200b", "") in below.replace(
            " ", ""
        ).replace("\u200b", "")
    picture = lay_out(slip, 384, lean=True)
    assert picture.height / 8 < 120
    count = sum(map(len, escpos.encode(picture, escpos.Profile(left_margin=True, doubles=True))))
    assert 10 * count / 9600 < 15  # seconds


@pytest.mark.parametrize("lean", [False, True])
def test_nothing_is_said_of_words_that_are_all_there(lean, monkeypatch):
    lines = [line for line, *_ in texts_of(replace(FULL, words=LONG["en"]), monkeypatch, lean=lean)]
    assert wording.say("en", "words_cut") not in lines
    assert "other." in " ".join(lines)


@pytest.mark.parametrize("picture", ["", "\n", "\u0378", "\U0010ffff"])
@pytest.mark.parametrize("lean", [False, True])
def test_a_sign_that_no_face_draws_is_known_by_its_word(picture, lean, monkeypatch):
    lines = texts_of(replace(FULL, sign=Sign(picture, "kettle"), table=None), monkeypatch, lean=lean)
    assert "kettle" in [line for line, *_ in lines]
    one, other = (
        lay_out(replace(FULL, sign=Sign(sign, "kettle"), table=None), 384, lean=lean)
        for sign in (picture, "🦩")
    )
    assert one.height < other.height  # no box or question mark in its place
    assert one.getbbox()
