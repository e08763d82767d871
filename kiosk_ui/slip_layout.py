"""A slip as the picture that is printed: where and when first, then the sign, the words, the promises, help, the code.

Pure. Nothing is on it but what the slip holds and the kiosk's own sentences. All measures are dots of a 58 mm roll,
an eighth of a millimetre each, and grow a little on a wider one.
"""

from dataclasses import dataclass
from datetime import date

from PIL import Image

from kiosk_ui import paper, qr_code, typesetting, wording
from kiosk_ui.paper import Edge
from kiosk_ui.pictograms import PICTOGRAMS, pictogram
from kiosk_ui.typesetting import Style
from wire.codes import grouped
from wire.messages import HelpLine, Sign, Slip

_ROLL = 384  # dots across 58 mm
_MARGIN = 6  # the outermost dots are the first a worn head loses
_GAP = 12  # above and below each rule
_SIGN, _TABLE = 164, 100  # 20 mm and 12 mm
_LONG_WORDS = 240  # characters, from which on the words are set smaller
_BODY, _SMALL, _LEAST = 24, 21, 18  # sizes of type: 3, 2.6 and 2.3 mm an em

_NOTHING = Image.new("L", (0, 0))


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
        """Lines at the edge one begins at, a little smaller where a long word would be broken."""
        room = self.width if width is None else width
        style = paper.unbroken(words, self.style(size, weight), room, self.dots(max(0.72 * size, _LEAST)))
        return paper.text(words, style, room, self.edge)

    def say(self, key: str, **values: object) -> str:
        """One of the kiosk's own sentences."""
        return wording.say(self.language, key, **values)


def lay_out(slip: Slip, dots: int, copy: bool = False) -> Image.Image:
    """The slip on a roll `dots` wide (384 or 576), a picture of mode "1"; copy: marked as printed before."""
    scale = 1 + (dots / _ROLL - 1) * 0.2
    page = _Page(slip.language, paper.start_edge(slip.language), dots - 2 * round(_MARGIN * scale), scale)
    sections = (
        _meeting(slip, page, copy),
        _where_to_sit(slip, page),
        _words(slip.words, page),
        _promises(page),
        _help(slip.help_lines, page),
        _keepsakes(slip, page),
    )
    parts: list[Image.Image] = []
    for section in (section for section in sections if section.height):
        parts += [paper.rule(page.width, page.dots(2)), section] if parts else [section]
    return paper.page(paper.under(parts, page.dots(_GAP)), dots, page.dots(8))


def _meeting(slip: Slip, page: _Page, copy: bool) -> Image.Image:
    """The hour, the place, the way."""
    hour = paper.text(slip.hour, page.style(110, 700), page.width, page.edge, rtl=False)
    where = (
        page.text(slip.place, 38, 700),
        page.text(slip.address, 26),
        page.text(wording.walk_words(page.language, slip.walk_min), _BODY),
        page.text(slip.directions, _BODY),
    )
    parts = (_day(slip, page, copy), paper.lowered(hour), paper.under(where, page.dots(8)))
    return paper.under(parts, page.dots(15))


def _day(slip: Slip, page: _Page, copy: bool) -> Image.Image:
    """Today or tomorrow, and always the date too, for a slip may be found again weeks later."""
    day = date.fromisoformat(slip.day)
    label = _copy_mark(page) if copy else _NOTHING
    gap = page.dots(14) if copy else 0
    room = page.width - label.width - gap
    whole = page.text(wording.day_words(page.language, day), 26, 500, room)
    if slip.days_ahead in {0, 1}:
        soon = wording.day_words(page.language, day, slip.days_ahead)
        whole = _both(page.text(soon[:1].upper() + soon[1:], 32, 700, room), whole, page)
    return paper.beside(whole, label, gap, page.edge)


def _both(first: Image.Image, second: Image.Image, page: _Page) -> Image.Image:
    """Two short texts on one line where there is room, else one under the other."""
    gap, room = page.dots(12), first.width
    one, other = paper.narrowed(first), paper.narrowed(second)
    if one.width + gap + other.width > room:
        return paper.under((first, second), page.dots(6))
    line = paper.beside(one, other, gap, page.edge)
    rest = Image.new("L", (room - line.width, 1))
    return paper.beside(line, rest, 0, page.edge)


def _copy_mark(page: _Page) -> Image.Image:
    return paper.framed(paper.narrowed(page.text(page.say("copy"), _BODY, 600)), page.dots(9), page.dots(3))


def _where_to_sit(slip: Slip, page: _Page) -> Image.Image:
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
        rows.append(page.text(page.say("theme_is", theme=slip.theme), 27, 600))
    return paper.under(rows, page.dots(12))


def _named(sign: Sign, sentence: str, side: int, page: _Page) -> Image.Image:
    """A sign as a picture, beside it its word and what it is for."""
    picture = paper.lowered(paper.glyph(sign.picture, page.dots(side)))
    gap = page.dots(18)
    room = page.width - picture.width - gap
    word = paper.fitted(sign.word, page.style(40, 700), room, page.edge, page.dots(26))
    return paper.beside(
        picture, paper.under((word, page.text(sentence, 23, 500, room)), page.dots(7)), gap, page.edge
    )


def _words(words: str, page: _Page) -> Image.Image:
    """What the holder said, in their own script and direction."""
    if not words.strip():
        return _NOTHING
    size = 27 if len(words) < _LONG_WORDS else 22
    edge: Edge = "right" if typesetting.is_rtl(words, page.language) else "left"
    said = paper.text(words, page.style(size), page.width, edge)
    return paper.under((page.text(page.say("your_words"), _SMALL), said), page.dots(7))


def _promises(page: _Page) -> Image.Image:
    """The four pictograms with their captions, two by two."""
    gap = page.dots(12)
    first, second, third, fourth = (_promise(key, (page.width - gap) // 2, page) for key in PICTOGRAMS)
    rows = (paper.beside(first, second, gap, page.edge), paper.beside(third, fourth, gap, page.edge))
    return paper.under(rows, page.dots(10))


def _promise(key: str, width: int, page: _Page) -> Image.Image:
    drawing = pictogram(key, page.dots(46), page.edge == "right")
    gap = page.dots(10)
    caption = page.text(page.say(key), _SMALL, 500, width - drawing.width - gap)
    return paper.beside(drawing, caption, gap, page.edge)


def _help(lines: tuple[HelpLine, ...], page: _Page) -> Image.Image:
    """Whom to call."""
    if not lines:
        return _NOTHING
    heading = page.text(page.say("help_heading"), _SMALL)
    return paper.under((heading, *(_help_line(line, page) for line in lines)), page.dots(7))


def _help_line(line: HelpLine, page: _Page) -> Image.Image:
    """A name and its number at the far edge, or below a name that leaves no room."""
    gap, style = page.dots(14), page.style(31, 700)
    number = paper.fitted(line.number, style, page.width, page.edge, page.dots(22), rtl=False)
    short = paper.narrowed(number)
    room = page.width - short.width - gap
    if room < page.width * 0.4:
        return paper.under((page.text(line.name, _BODY), number), page.dots(4))
    return paper.beside(page.text(line.name, _BODY, 500, room), short, gap, page.edge)


def _keepsakes(slip: Slip, page: _Page) -> Image.Image:
    """The code that takes the words back, beside what a phone can read."""
    qr = qr_code.draw(slip.qr, page.width) if slip.qr else None
    if not slip.code:
        return qr or _NOTHING
    gap = page.dots(12)
    if qr is None or qr.width > page.width * 0.55:
        return paper.under((_code(slip.code, page.width, page), qr or _NOTHING), gap)
    return paper.beside(qr, _code(slip.code, page.width - qr.width - gap, page), gap, page.edge)


def _code(code: str, room: int, page: _Page) -> Image.Image:
    shown = paper.fitted(grouped(code), page.style(38, 700), room, page.edge, page.dots(20), rtl=False)
    return paper.under((page.text(page.say("take_back"), _SMALL, 500, room), shown), page.dots(12))
