"""A slip as the picture that is printed: where and when first, then the sign, the words, the promises, help, the code.

Pure. Nothing is on it but what the slip holds and the kiosk's own sentences.
"""

from datetime import date

from PIL import Image

from kiosk_ui import fitting, paper, slip_foot, typesetting, wording
from kiosk_ui.paper import Edge
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.pictograms import pictogram
from kiosk_ui.slip_setting import BODY, GAP, NOTHING, SMALL, Page, both
from wire.messages import Sign, Slip

_MARGIN = 6  # the outermost dots are the first a worn head loses
_EDGE = 14  # above the first line and below the last
_SIGN, _TABLE = 124, 88  # 15.5 mm and 11 mm
_LEAN_LINES = 6  # of words on a slow line
_LONG_WORDS = 240  # characters, from which on the words are set smaller


def lay_out(slip: Slip, dots: int, copy: bool = False, lean: bool = False) -> Image.Image:
    """The slip on a roll `dots` wide, a picture of mode "1"; copy: marked as printed before.

    lean: for a slow line, in less than half the bytes; pictures stand alone where sentences would explain them.
    """
    scale = 1 + (dots / DOTS[58] - 1) * 0.2
    width = dots - 2 * round(_MARGIN * scale)
    page = Page(slip.language, paper.start_edge(slip.language), width, scale, lean)
    sections = (
        _test_mark(page) if slip.test else NOTHING,
        slip_foot.whom_to_call(slip.help_lines, page, large=True) if slip.help_first else NOTHING,
        _meeting(slip, page, copy),
        _where_to_sit(slip, page),
        _words(slip, page),
        slip_foot.promises(page),
        NOTHING if slip.help_first else slip_foot.whom_to_call(slip.help_lines, page),
        slip_foot.keepsakes(slip, page),
    )
    parts: list[Image.Image] = []
    for section in (section for section in sections if section.height):
        parts += [paper.rule(page.width, page.dots(2)), section] if parts else [section]
    return paper.page(paper.under(parts, page.dots(GAP)), dots, page.dots(_EDGE))


def _meeting(slip: Slip, page: Page, copy: bool) -> Image.Image:
    """The hour and how far it is, the place, the way, what else there is."""
    where = (
        page.text(slip.place, 30 if page.lean else 38, 700),
        page.text(slip.address, BODY),
        NOTHING if page.lean else page.text(slip.directions, BODY),
    )
    parts = (
        _day(slip, page, copy),
        _hour(slip, page),
        paper.under(where, page.dots(7)),
        _also_here(slip.also_here, page),
    )
    return paper.under(parts, page.dots(11))


def _also_here(offer: str, page: Page) -> Image.Image:
    """What the place has to share that is nearest to the words, in its own direction."""
    if not offer.strip() or page.lean:
        return NOTHING
    heading, said = page.text(page.say("also_here"), SMALL), page.text(offer, BODY, 600)
    if said.height > page.dots(1.6 * BODY):  # more than a line
        return paper.under((heading, said), page.dots(4))
    return both(heading, said, page)


def _hour(slip: Slip, page: Page) -> Image.Image:
    """The hour, and at the far edge the walk."""
    style, gap = page.style(76 if page.lean else 100, 700), page.dots(14)
    hour = paper.narrowed(paper.text(slip.hour, style, page.width, page.edge, rtl=False))
    if page.lean:
        walk = page.text(wording.walk_words(page.language, slip.walk_min), BODY)
        return paper.under((paper.aligned(paper.lowered(hour), page.width, page.edge), walk), page.dots(10))
    room = page.width - hour.width - gap
    far: Edge = "left" if page.edge == "right" else "right"
    words = wording.walk_words(page.language, slip.walk_min)
    drawing = pictogram("walk", page.dots(44), page.edge == "right") if slip.walk_min else NOTHING
    said = paper.even(words, page.unbroken(words, BODY, room), room, far)
    walk = paper.under((paper.aligned(drawing, room, far), said), page.dots(4))
    return paper.beside(paper.lowered(hour), walk, gap, page.edge)


def _day(slip: Slip, page: Page, copy: bool) -> Image.Image:
    """Today or tomorrow, and always the date too, for a slip may be found again weeks later."""
    day = date.fromisoformat(slip.day)
    label = _copy_mark(page) if copy else NOTHING
    gap = page.dots(14) if copy else 0
    room = page.width - label.width - gap
    date_words = wording.day_words(page.language, day)
    if slip.days_ahead in {0, 1}:
        soon = wording.day_words(page.language, day, slip.days_ahead)
        first = page.ours(soon[:1].upper() + soon[1:], 30, 700, room)
        whole = both(first, page.ours(date_words, BODY, 500, room), page)
    else:
        whole = page.text(date_words, 28, 700, room)
    return paper.beside(whole, label, gap, page.edge)


def _test_mark(page: Page) -> Image.Image:
    """That this is a host's test, so that nobody takes it for their own."""
    return page.text(page.say("test_slip"), 38, 700)


def _copy_mark(page: Page) -> Image.Image:
    return paper.framed(paper.narrowed(page.ours(page.say("copy"), BODY, 600)), page.dots(9), page.dots(3))


def _where_to_sit(slip: Slip, page: Page) -> Image.Image:
    """The sign one is found by and the table, where it is known; whom to ask where there is neither."""
    ask = page.say("sit_with_host")
    if slip.sign is None:
        return page.text(ask, 36, 700)
    if slip.table is not None:
        rows = [
            _named(slip.sign, page.say("your_sign"), _SIGN, page),
            _named(slip.table, page.say("your_table"), _TABLE, page),
        ]
    else:
        found = ask if slip.hosted else page.say("look_at_sheet", hour=slip.hour)
        rows = [_named(slip.sign, found, _SIGN, page)]
    if slip.theme:
        rows.append(page.text(page.say("theme_is", theme=slip.theme), 26, 600))
    return paper.under(rows, page.dots(12))


def _named(sign: Sign, sentence: str, side: int, page: Page) -> Image.Image:
    """A sign as a picture, beside it its word and what it is for."""
    if page.lean:
        picture = paper.lowered(paper.glyph(sign.picture, page.dots(0.7 * side)))
        word = paper.fitted(sign.word, page.style(30, 700), page.width, page.edge, page.dots(22))
        return paper.under((paper.aligned(picture, page.width, page.edge), word), page.dots(6))
    picture = paper.lowered(paper.glyph(sign.picture, page.dots(side)))
    if picture.width:  # what stands beside sign and table begins at one edge
        picture = paper.aligned(picture, page.dots(_SIGN), "center")
    gap = page.dots(18) if picture.width else 0
    room = page.width - picture.width - gap
    word = paper.fitted(sign.word, page.style(40, 700), room, page.edge, page.dots(24))
    return paper.beside(
        picture, paper.under((word, page.text(sentence, BODY, 500, room)), page.dots(7)), gap, page.edge
    )


def _words(slip: Slip, page: Page) -> Image.Image:
    """What the holder said, in their own script and direction."""
    words = slip.words
    if not words.strip():
        return NOTHING
    style = page.style(27 if len(words) < _LONG_WORDS and not page.lean else 22)
    edge: Edge = "right" if typesetting.is_rtl(words, page.language) else "left"
    lines = typesetting.break_lines(words, style, page.width) if page.lean else []
    if len(lines) <= _LEAN_LINES:
        return paper.even(words, style, page.width, edge)
    lines[_LEAN_LINES - 1 :] = [fitting.shorten(lines[_LEAN_LINES - 1], style, page.width)]
    shown = paper.text("\n".join(lines), style, page.width, edge)
    return paper.under(
        (shown, page.ours(page.say("words_cut"), SMALL), slip_foot.on_a_phone(slip, page)), page.dots(7)
    )
