"""A slip as the picture that is printed: where and when first, then the sign, the words, the promises, help, the code.

Pure. Nothing is on it but what the slip holds and the kiosk's own sentences. All measures are dots of a 58 mm roll,
an eighth of a millimetre each, and grow a little on a wider one.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from PIL import Image

from kiosk_ui import fitting, paper, qr_code, typesetting, wording
from kiosk_ui.paper import Edge
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.pictograms import PROMISES, pictogram
from kiosk_ui.typesetting import Style
from wire.codes import grouped
from wire.messages import HelpLine, Sign, Slip

_MARGIN = 6  # the outermost dots are the first a worn head loses
_EDGE = 14  # above the first line and below the last
_GAP = 8  # above and below each rule
_SIGN, _TABLE = 124, 88  # 15.5 mm and 11 mm
_LEAN_LINES = 6  # of words on a slow line
_LONG_WORDS = 240  # characters, from which on the words are set smaller
_BODY, _SMALL, _LEAST = 22, 19, 16  # sizes of type: 2.8, 2.4 and 2 mm an em

_NOTHING = Image.new("L", (0, 0))


@dataclass(frozen=True, slots=True)
class _Page:
    """How one slip is set: its language, the edge one begins at, the room there is."""

    language: str
    edge: Edge
    width: int
    scale: float
    lean: bool = False  # few bytes matter more than sentences: a slow line prints

    def dots(self, measure: float) -> int:
        """A measure of the 58 mm roll on this one."""
        return round(measure * self.scale)

    def style(self, size: float, weight: int = 500) -> Style:
        """Type in the slip's language."""
        return Style(self.dots(size), weight, self.language)

    def text(self, words: str, size: float, weight: int = 500, width: int | None = None) -> Image.Image:
        """Lines at the edge one begins at, a little smaller where a long word would be broken."""
        room = self.width if width is None else width
        return paper.even(words, self.unbroken(words, size, room, weight), room, self.edge)

    def unbroken(self, words: str, size: float, room: int, weight: int = 500) -> Style:
        """Type in which no word of a text is broken, if that is not too small to read."""
        return paper.unbroken(words, self.style(size, weight), room, self.dots(max(0.72 * size, _LEAST)))

    def ours(self, words: str, size: float, weight: int = 500, width: int | None = None) -> Image.Image:
        """As `text`, for what stands on many slips and says nothing of who holds one: it stays when they have gone."""
        room = self.width if width is None else width
        return _kept(words, self.style(size, weight), self.dots(max(0.72 * size, _LEAST)), room, self.edge)

    def say(self, key: str, **values: object) -> str:
        """One of the kiosk's own sentences."""
        return wording.say(self.language, key, **values)


@lru_cache(maxsize=128)  # some megabytes: the sentences of a slip in ten languages
def _kept(words: str, style: Style, least: int, room: int, edge: Edge) -> Image.Image:
    """As `_Page.text` sets it; shared by all slips, so never drawn into."""
    return paper.even(words, paper.unbroken(words, style, room, least), room, edge)


def lay_out(slip: Slip, dots: int, copy: bool = False, lean: bool = False) -> Image.Image:
    """The slip on a roll `dots` wide, a picture of mode "1"; copy: marked as printed before.

    lean: for a slow line, in less than half the bytes; pictures stand alone where sentences would explain them.
    """
    scale = 1 + (dots / DOTS[58] - 1) * 0.2
    width = dots - 2 * round(_MARGIN * scale)
    page = _Page(slip.language, paper.start_edge(slip.language), width, scale, lean)
    sections = (
        _test_mark(page) if slip.test else _NOTHING,
        _help(slip.help_lines, page, large=True) if slip.help_first else _NOTHING,
        _meeting(slip, page, copy),
        _where_to_sit(slip, page),
        _words(slip, page),
        _promises(page),
        _NOTHING if slip.help_first else _help(slip.help_lines, page),
        _keepsakes(slip, page),
    )
    parts: list[Image.Image] = []
    for section in (section for section in sections if section.height):
        parts += [paper.rule(page.width, page.dots(2)), section] if parts else [section]
    return paper.page(paper.under(parts, page.dots(_GAP)), dots, page.dots(_EDGE))


def _meeting(slip: Slip, page: _Page, copy: bool) -> Image.Image:
    """The hour and how far it is, the place, the way, what else there is."""
    where = (
        page.text(slip.place, 30 if page.lean else 38, 700),
        page.text(slip.address, _BODY),
        _NOTHING if page.lean else page.text(slip.directions, _BODY),
    )
    parts = (
        _day(slip, page, copy),
        _hour(slip, page),
        paper.under(where, page.dots(7)),
        _also_here(slip.also_here, page),
    )
    return paper.under(parts, page.dots(11))


def _also_here(offer: str, page: _Page) -> Image.Image:
    """What the place has to share that is nearest to the words, in its own direction."""
    if not offer.strip() or page.lean:
        return _NOTHING
    heading, said = page.text(page.say("also_here"), _SMALL), page.text(offer, _BODY, 600)
    if said.height > page.dots(1.6 * _BODY):  # more than a line
        return paper.under((heading, said), page.dots(4))
    return _both(heading, said, page)


def _hour(slip: Slip, page: _Page) -> Image.Image:
    """The hour, and at the far edge the walk."""
    style, gap = page.style(76 if page.lean else 100, 700), page.dots(14)
    hour = paper.narrowed(paper.text(slip.hour, style, page.width, page.edge, rtl=False))
    if page.lean:
        walk = page.text(wording.walk_words(page.language, slip.walk_min), _BODY)
        return paper.under((paper.aligned(paper.lowered(hour), page.width, page.edge), walk), page.dots(10))
    room = page.width - hour.width - gap
    far: Edge = "left" if page.edge == "right" else "right"
    words = wording.walk_words(page.language, slip.walk_min)
    drawing = pictogram("walk", page.dots(44), page.edge == "right") if slip.walk_min else _NOTHING
    said = paper.even(words, page.unbroken(words, _BODY, room), room, far)
    walk = paper.under((paper.aligned(drawing, room, far), said), page.dots(4))
    return paper.beside(paper.lowered(hour), walk, gap, page.edge)


def _day(slip: Slip, page: _Page, copy: bool) -> Image.Image:
    """Today or tomorrow, and always the date too, for a slip may be found again weeks later."""
    day = date.fromisoformat(slip.day)
    label = _copy_mark(page) if copy else _NOTHING
    gap = page.dots(14) if copy else 0
    room = page.width - label.width - gap
    date_words = wording.day_words(page.language, day)
    if slip.days_ahead in {0, 1}:
        soon = wording.day_words(page.language, day, slip.days_ahead)
        first = page.ours(soon[:1].upper() + soon[1:], 30, 700, room)
        whole = _both(first, page.ours(date_words, _BODY, 500, room), page)
    else:
        whole = page.text(date_words, 28, 700, room)
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


def _test_mark(page: _Page) -> Image.Image:
    """That this is a host's test, so that nobody takes it for their own."""
    return page.text(page.say("test_slip"), 38, 700)


def _copy_mark(page: _Page) -> Image.Image:
    return paper.framed(paper.narrowed(page.ours(page.say("copy"), _BODY, 600)), page.dots(9), page.dots(3))


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
        rows.append(page.text(page.say("theme_is", theme=slip.theme), 26, 600))
    return paper.under(rows, page.dots(12))


def _named(sign: Sign, sentence: str, side: int, page: _Page) -> Image.Image:
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
        picture, paper.under((word, page.text(sentence, _BODY, 500, room)), page.dots(7)), gap, page.edge
    )


def _words(slip: Slip, page: _Page) -> Image.Image:
    """What the holder said, in their own script and direction."""
    words = slip.words
    if not words.strip():
        return _NOTHING
    style = page.style(27 if len(words) < _LONG_WORDS and not page.lean else 22)
    edge: Edge = "right" if typesetting.is_rtl(words, page.language) else "left"
    lines = typesetting.break_lines(words, style, page.width) if page.lean else []
    if len(lines) <= _LEAN_LINES:
        return paper.even(words, style, page.width, edge)
    lines[_LEAN_LINES - 1 :] = [fitting.shorten(lines[_LEAN_LINES - 1], style, page.width)]
    shown = paper.text("\n".join(lines), style, page.width, edge)
    return paper.under(
        (shown, page.ours(page.say("words_cut"), _SMALL), _on_a_phone(slip, page)), page.dots(7)
    )


def _on_a_phone(slip: Slip, page: _Page, room: int | None = None) -> Image.Image:
    """What the QR code is for, where it is a link: there, all of the words are to be read too."""
    if not slip.qr.startswith("http"):
        return _NOTHING
    return page.ours(page.say("on_a_phone"), _SMALL, width=room)


def _promises(page: _Page) -> Image.Image:
    """The four pictograms with their captions, two by two; all in a row without them where bytes are dear."""
    gap = page.dots(8)
    if page.lean:
        drawings = [pictogram(key, page.dots(40), page.edge == "right") for key in PROMISES]
        row = drawings[0]
        for drawing in drawings[1:]:
            row = paper.beside(row, drawing, page.dots(20), page.edge)
        return paper.aligned(row, page.width, page.edge)
    first, second, third, fourth = (_promise(key, (page.width - gap) // 2, page) for key in PROMISES)
    rows = (paper.beside(first, second, gap, page.edge), paper.beside(third, fourth, gap, page.edge))
    return paper.under(rows, page.dots(8))


def _promise(key: str, width: int, page: _Page) -> Image.Image:
    drawing = pictogram(key, page.dots(40), page.edge == "right")
    gap = page.dots(8)
    caption = page.ours(page.say(key), _SMALL, width=width - drawing.width - gap)
    return paper.beside(drawing, caption, gap, page.edge)


def _help(lines: tuple[HelpLine, ...], page: _Page, large: bool = False) -> Image.Image:
    """Whom to call; large where that is what the holder needs first."""
    if not lines:
        return _NOTHING
    if large:
        heading = page.text(page.say("help_heading"), 28, 700)
        return paper.under((heading, *(_large_help_line(line, page) for line in lines)), page.dots(16))
    heading = _NOTHING if page.lean else page.ours(page.say("help_heading"), _SMALL)
    return paper.under((heading, *(_help_line(line, page) for line in lines)), page.dots(7))


def _large_help_line(line: HelpLine, page: _Page) -> Image.Image:
    """A name, and below it a number that can be read in a hurry."""
    number = paper.fitted(line.number, page.style(54, 700), page.width, page.edge, page.dots(22), rtl=False)
    return paper.under((page.text(line.name, 26, 600), number), page.dots(5))


def _help_line(line: HelpLine, page: _Page) -> Image.Image:
    """A name and its number at the far edge, or below a name that leaves no room."""
    if page.lean:
        number = paper.text(line.number, page.style(24, 700), page.width, page.edge, rtl=False)
        return _both(number, page.ours(line.name, _SMALL), page)
    gap, style = page.dots(14), page.style(27, 700)
    number = paper.fitted(line.number, style, page.width, page.edge, page.dots(22), rtl=False)
    short = paper.narrowed(number)
    room = page.width - short.width - gap
    if room < page.width * 0.4:
        return paper.under((page.text(line.name, _BODY), number), page.dots(4))
    return paper.beside(page.ours(line.name, _BODY, 500, room), short, gap, page.edge)


def _keepsakes(slip: Slip, page: _Page) -> Image.Image:
    """The code that takes the words back, beside what a phone can read."""
    if page.lean:
        return _lean_keepsakes(slip, page)
    qr = qr_code.draw(slip.qr, page.width) if slip.qr else None
    if qr is None or qr.width > page.width * 0.55:
        return paper.under((_code(slip, page.width, page), qr or _NOTHING), page.dots(_GAP))
    shown = _trimmed(qr, page)
    return paper.beside(shown, _code(slip, page.width - shown.width, page), 0, page.edge)


def _lean_keepsakes(slip: Slip, page: _Page) -> Image.Image:
    """The code behind a drawing of what it is for, and below it a QR code that a printer can double."""
    qr = qr_code.draw(slip.qr, page.width, even=True) if slip.qr else None
    shown = paper.aligned(_trimmed(qr, page), page.width, page.edge) if qr else _NOTHING
    return paper.under((_lean_code(slip.code, page), shown), page.dots(8))


def _lean_code(written: str, page: _Page) -> Image.Image:
    if not written:
        return _NOTHING
    style, least = page.style(30, 700), page.dots(20)
    code = paper.fitted(grouped(written), style, page.width, page.edge, least, rtl=False)
    back = pictogram("take_back", page.dots(30), page.edge == "right")
    whole = paper.beside(back, paper.narrowed(code), page.dots(10), page.edge)
    return paper.aligned(whole, page.width, page.edge)


def _trimmed(qr: Image.Image, page: _Page) -> Image.Image:
    """A QR code flush with the text: where the paper is empty anyway, that is its quiet zone."""
    left, top, right, bottom = qr.getbbox() or (0, 0, *qr.size)
    above = min(top, page.dots(_GAP))
    return qr.crop((0, above, right, bottom) if page.edge == "right" else (left, above, qr.width, bottom))


def _code(slip: Slip, room: int, page: _Page) -> Image.Image:
    """What takes the words back, and what the link beside it is for, where it is one."""
    parts: list[Image.Image] = []
    if slip.code:
        shown = paper.fitted(
            grouped(slip.code), page.style(36, 700), room, page.edge, page.dots(20), rtl=False
        )
        parts += [page.ours(page.say("take_back"), _SMALL, 500, room), shown]
    parts.append(_on_a_phone(slip, page, room))
    return paper.under(parts, page.dots(10))
