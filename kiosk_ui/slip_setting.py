"""How a slip is set: its language, the edge one begins at, the sizes of type, the room there is. Pure.

All measures are dots of a 58 mm roll, an eighth of a millimetre each, and grow a little on a wider one.
"""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from kiosk_ui import paper, wording
from kiosk_ui.paper import Edge
from kiosk_ui.typesetting import Style

GAP = 8  # above and below each rule
BODY, SMALL, _LEAST = 22, 19, 16  # sizes of type: 2.8, 2.4 and 2 mm an em
NOTHING = Image.new("L", (0, 0))


@dataclass(frozen=True, slots=True)
class Page:
    """How one slip is set."""

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
    """As `Page.text` sets it; shared by all slips, so never drawn into."""
    return paper.even(words, paper.unbroken(words, style, room, least), room, edge)


def both(first: Image.Image, second: Image.Image, page: Page) -> Image.Image:
    """Two short texts on one line where there is room, else one under the other."""
    gap, room = page.dots(12), first.width
    one, other = paper.narrowed(first), paper.narrowed(second)
    if one.width + gap + other.width > room:
        return paper.under((first, second), page.dots(6))
    line = paper.beside(one, other, gap, page.edge)
    rest = Image.new("L", (room - line.width, 1))
    return paper.beside(line, rest, 0, page.edge)
