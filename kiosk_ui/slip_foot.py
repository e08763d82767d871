"""The lower half of a slip: what everybody is promised, whom to call, the code and what a phone can read. Pure."""

from PIL import Image

from kiosk_ui import paper, qr_code
from kiosk_ui.pictograms import PROMISES, pictogram
from kiosk_ui.slip_setting import BODY, GAP, NOTHING, SMALL, Page, both
from wire.codes import grouped
from wire.messages import HelpLine, Slip


def promises(page: Page) -> Image.Image:
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


def _promise(key: str, width: int, page: Page) -> Image.Image:
    drawing = pictogram(key, page.dots(40), page.edge == "right")
    gap = page.dots(8)
    caption = page.ours(page.say(key), SMALL, width=width - drawing.width - gap)
    return paper.beside(drawing, caption, gap, page.edge)


def whom_to_call(lines: tuple[HelpLine, ...], page: Page, large: bool = False) -> Image.Image:
    """Whom to call; large where that is what the holder needs first."""
    if not lines:
        return NOTHING
    if large:
        heading = page.text(page.say("help_heading"), 28, 700)
        return paper.under((heading, *(_large_help_line(line, page) for line in lines)), page.dots(16))
    heading = NOTHING if page.lean else page.ours(page.say("help_heading"), SMALL)
    return paper.under((heading, *(_help_line(line, page) for line in lines)), page.dots(7))


def _large_help_line(line: HelpLine, page: Page) -> Image.Image:
    """A name, and below it a number that can be read in a hurry."""
    number = paper.fitted(line.number, page.style(54, 700), page.width, page.edge, page.dots(22), rtl=False)
    return paper.under((page.text(line.name, 26, 600), number), page.dots(5))


def _help_line(line: HelpLine, page: Page) -> Image.Image:
    """A name and its number at the far edge, or below a name that leaves no room."""
    if page.lean:
        number = paper.text(line.number, page.style(24, 700), page.width, page.edge, rtl=False)
        return both(number, page.ours(line.name, SMALL), page)
    gap, style = page.dots(14), page.style(27, 700)
    number = paper.fitted(line.number, style, page.width, page.edge, page.dots(22), rtl=False)
    short = paper.narrowed(number)
    room = page.width - short.width - gap
    if room < page.width * 0.4:
        return paper.under((page.text(line.name, BODY), number), page.dots(4))
    return paper.beside(page.ours(line.name, BODY, 500, room), short, gap, page.edge)


def keepsakes(slip: Slip, page: Page) -> Image.Image:
    """The code that takes the words back, beside what a phone can read."""
    if page.lean:
        return _lean_keepsakes(slip, page)
    qr = qr_code.draw(slip.qr, page.width) if slip.qr else None
    if qr is None or qr.width > page.width * 0.55:
        return paper.under((_code(slip, page.width, page), qr or NOTHING), page.dots(GAP))
    shown = _trimmed(qr, page)
    return paper.beside(shown, _code(slip, page.width - shown.width, page), 0, page.edge)


def _lean_keepsakes(slip: Slip, page: Page) -> Image.Image:
    """The code behind a drawing of what it is for, and below it a QR code that a printer can double."""
    qr = qr_code.draw(slip.qr, page.width, even=True) if slip.qr else None
    shown = paper.aligned(_trimmed(qr, page), page.width, page.edge) if qr else NOTHING
    return paper.under((_lean_code(slip.code, page), shown), page.dots(8))


def _lean_code(written: str, page: Page) -> Image.Image:
    if not written:
        return NOTHING
    style, least = page.style(30, 700), page.dots(20)
    code = paper.fitted(grouped(written), style, page.width, page.edge, least, rtl=False)
    back = pictogram("take_back", page.dots(30), page.edge == "right")
    whole = paper.beside(back, paper.narrowed(code), page.dots(10), page.edge)
    return paper.aligned(whole, page.width, page.edge)


def _trimmed(qr: Image.Image, page: Page) -> Image.Image:
    """A QR code flush with the text: where the paper is empty anyway, that is its quiet zone."""
    left, top, right, bottom = qr.getbbox() or (0, 0, *qr.size)
    above = min(top, page.dots(GAP))
    return qr.crop((0, above, right, bottom) if page.edge == "right" else (left, above, qr.width, bottom))


def _code(slip: Slip, room: int, page: Page) -> Image.Image:
    """What takes the words back, and what the link beside it is for, where it is one."""
    parts: list[Image.Image] = []
    if slip.code:
        shown = paper.fitted(
            grouped(slip.code), page.style(36, 700), room, page.edge, page.dots(20), rtl=False
        )
        parts += [page.ours(page.say("take_back"), SMALL, 500, room), shown]
    parts.append(on_a_phone(slip, page, room))
    return paper.under(parts, page.dots(10))


def on_a_phone(slip: Slip, page: Page, room: int | None = None) -> Image.Image:
    """What the QR code is for, where it is a link: there, all of the words are to be read too."""
    if not slip.qr.startswith("http"):
        return NOTHING
    return page.ours(page.say("on_a_phone"), SMALL, width=room)
