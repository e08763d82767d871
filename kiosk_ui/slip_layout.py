"""A slip as the picture that is printed: where and when first, then the sign, the words, the promises, help, the code.

Pure. Nothing is on it but what the slip holds and the kiosk's own sentences. All measures are dots of a 58 mm roll,
an eighth of a millimetre each, and grow a little on a wider one.
"""

from dataclasses import dataclass
from datetime import date

import segno
from PIL import Image

from kiosk_ui import paper, typesetting, wording
from kiosk_ui.paper import Edge
from kiosk_ui.pictograms import PICTOGRAMS, pictogram
from kiosk_ui.typesetting import Style
from wire.codes import grouped
from wire.messages import HelpLine, Sign, Slip

_MARGIN = 6  # the outermost dots are the first a worn head loses
_SIGN = 168  # 21 mm
_LONG_WORDS = 240  # characters, from which on the words are set smaller
_QUIET_ZONE = 4  # modules around a QR code, as ISO/IEC 18004 asks
_MODULE = 3  # dots at least; below, cameras lose a thermal print


@dataclass(frozen=True, slots=True)
class _Page:
    """How one slip is set: its language, the edge one begins at, the room there is."""

    language: str
    edge: Edge
    width: int
    scale: float

    def dots(self, measure: float) -> int:
        """A measure of the 58 mm roll on this one."""
        return round(measure * self.scale)

    def style(self, size: float, weight: int = 500) -> Style:
        """Type in the slip's language."""
        return Style(self.dots(size), weight, self.language)

    def text(self, words: str, size: float, weight: int = 500, width: int | None = None) -> Image.Image:
        """Lines at the edge one begins at."""
        return paper.text(words, self.style(size, weight), width or self.width, self.edge)

    def say(self, key: str, **values: object) -> str:
        """One of the kiosk's own sentences."""
        return wording.say(self.language, key, **values)


def lay_out(slip: Slip, dots: int, copy: bool = False) -> Image.Image:
    """The slip on a roll `dots` wide (384 or 576), a picture of mode "1"; copy: marked as printed before."""
    scale = 1 + (dots / 384 - 1) * 0.5
    edge = paper.start_edge(slip.language)
    page = _Page(slip.language, edge, dots - 2 * round(_MARGIN * scale), scale)
    sections = (
        _meeting(slip, page, copy),
        _sign(slip, page),
        _words(slip.words, page),
        _promises(page),
        _help(slip.help_lines, page),
        _keepsakes(slip, page),
    )
    parts: list[Image.Image] = []
    for section in (section for section in sections if section.height):
        parts += [paper.rule(page.width, page.dots(2)), section] if parts else [section]
    return paper.page(paper.under(parts, page.dots(15)), dots, page.dots(4))


def _meeting(slip: Slip, page: _Page, copy: bool) -> Image.Image:
    """The hour, the place, the way."""
    way = " · ".join(filter(None, (wording.walk_words(page.language, slip.walk_min), slip.directions)))
    return paper.under(
        (
            _day(slip, page, copy),
            paper.fitted(slip.hour, page.style(118, 700), page.width, page.edge, page.dots(80)),
            page.text(slip.place, 38, 700),
            page.text(slip.address, 27),
            page.text(way, 25),
        ),
        page.dots(10),
    )


def _day(slip: Slip, page: _Page, copy: bool) -> Image.Image:
    """Today or tomorrow, and always the date too, for a slip may be found again weeks later."""
    day = date.fromisoformat(slip.day)
    mark = page.dots(0)
    if copy:
        label = paper.trimmed(page.text(page.say("copy"), 24, 600))
        mark = label.width + page.dots(30)
    room = page.width - mark
    soon = wording.day_words(page.language, day, slip.days_ahead) if slip.days_ahead in {0, 1} else ""
    lines = paper.under(
        (
            page.text(soon[:1].upper() + soon[1:], 34, 700, room),
            page.text(wording.day_words(page.language, day), 27, 500, room),
        ),
        page.dots(6),
    )
    if not copy:
        return lines
    return paper.beside(lines, paper.framed(label, page.dots(9), page.dots(3)), page.dots(12), page.edge)


def _sign(slip: Slip, page: _Page) -> Image.Image:
    """The sign one is found by, or whom to ask, and the table where it is known."""
    if slip.sign is None:
        return page.text(page.say("sit_with_host"), 36, 700)
    if slip.table is not None:
        place = (_named(slip.table, page.say("your_table"), 96, page),)
    elif slip.hosted:
        place = (page.text(page.say("sit_with_host"), 28, 600),)
    else:
        place = (page.text(page.say("look_at_sheet", hour=slip.hour), 25),)
    theme = page.text(page.say("theme_is", theme=slip.theme), 27, 600) if slip.theme else paper.rule(0, 0)
    return paper.under((_named(slip.sign, page.say("your_sign"), _SIGN, page), *place, theme), page.dots(12))


def _named(sign: Sign, caption: str, side: int, page: _Page) -> Image.Image:
    """A sign as a picture with its word beside it."""
    picture = paper.glyph(sign.picture, page.dots(side))
    gap = page.dots(18)
    room = page.width - picture.width - gap
    word = paper.fitted(sign.word, page.style(40, 700), room, page.edge, page.dots(26))
    return paper.beside(
        picture, paper.under((page.text(caption, 24, 500, room), word), page.dots(8)), gap, page.edge
    )


def _words(words: str, page: _Page) -> Image.Image:
    """What the holder said, in their own script and direction."""
    if not words.strip():
        return paper.rule(0, 0)
    size = 27 if len(words) < _LONG_WORDS else 22
    edge: Edge = "right" if typesetting.is_rtl(words, page.language) else "left"
    said = paper.text(words, page.style(size), page.width, edge)
    return paper.under((page.text(page.say("your_words"), 22), said), page.dots(8))


def _promises(page: _Page) -> Image.Image:
    """The four pictograms with their captions, two by two."""
    gap = page.dots(16)
    cells = [_promise(key, (page.width - gap) // 2, page) for key in PICTOGRAMS]
    rows = [
        paper.beside(first, second, gap, page.edge)
        for first, second in zip(cells[::2], cells[1::2], strict=True)
    ]
    return paper.under(rows, page.dots(14))


def _promise(key: str, width: int, page: _Page) -> Image.Image:
    drawing = pictogram(key, page.dots(52), page.edge == "right")
    gap = page.dots(12)
    return paper.beside(
        drawing, page.text(page.say(key), 22, 500, width - drawing.width - gap), gap, page.edge
    )


def _help(lines: tuple[HelpLine, ...], page: _Page) -> Image.Image:
    """Whom to call: the number at the far edge, or on a line of its own below a long name."""
    if not lines:
        return paper.rule(0, 0)
    return paper.under(
        (page.text(page.say("help_heading"), 22), *(_help_line(line, page) for line in lines)), page.dots(9)
    )


def _help_line(line: HelpLine, page: _Page) -> Image.Image:
    gap = page.dots(14)
    number = paper.trimmed(
        paper.fitted(line.number, page.style(32, 700), page.width, page.edge, page.dots(22))
    )
    room = page.width - number.width - gap
    if room < page.width * 0.4:
        return paper.under((page.text(line.name, 24), page.text(line.number, 32, 700)), page.dots(4))
    return paper.beside(page.text(line.name, 24, 500, room), number, gap, page.edge)


def _keepsakes(slip: Slip, page: _Page) -> Image.Image:
    """The code that takes the words back, beside what a phone can read."""
    qr = _qr(slip.qr, page) if slip.qr else None
    if not slip.code:
        return qr or paper.rule(0, 0)
    gap = page.dots(16)
    beside_qr = qr is not None and qr.width <= page.width * 0.55
    room = page.width - qr.width - gap if qr is not None and beside_qr else page.width
    code = paper.fitted(grouped(slip.code), page.style(38, 700), room, page.edge, page.dots(20))
    back = paper.under((page.text(page.say("take_back"), 22, 500, room), code), page.dots(12))
    if qr is None:
        return back
    return paper.beside(qr, back, gap, page.edge) if beside_qr else paper.under((back, qr), gap)


def _qr(content: str, page: _Page) -> Image.Image | None:
    """The QR code at level M with its quiet zone; None where it would be wider than the paper, for a slip is whole without."""
    try:
        code = segno.make_qr(content, error="m", encoding="utf-8", boost_error=False)
    except segno.DataOverflowError:
        return None
    modules = code.symbol_size(border=_QUIET_ZONE)[0]
    module = max(_MODULE, min(round(_MODULE * page.scale), page.width // (2 * modules)))
    if modules * module > page.width:
        return None
    rows = [bytes(255 * bit for bit in row) for row in code.matrix_iter(border=_QUIET_ZONE)]
    small = Image.frombytes("L", (modules, modules), b"".join(rows))
    return small.resize((modules * module, modules * module), Image.Resampling.NEAREST)
