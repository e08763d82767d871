"""Writes sign_pictures.json beside this file: the outlines of every sign, as the kiosk prints it.

Run by hand when a picture comes or goes: python hub/data/make_sign_pictures.py (with the packages of `dev`).
A browser has coloured pictures of its own, or none at all: a page must show the very picture that is on the paper.
An outline is an SVG path in a square of `EM` units, its origin at the left of the base line.
"""

import json
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

EM = 204.8
WEIGHT = 500
Point = tuple[float, float]


class PathPen(BasePen):  # type: ignore[misc]
    """Draws an outline as an SVG path in whole units, each point told from the one before."""

    def __init__(self, glyphs: object, scale: float) -> None:
        super().__init__(glyphs)
        self.written: list[str] = []
        self._scale, self._at, self._start = scale, (0, 0), (0, 0)

    def _put(self, command: str, *points: Point) -> None:
        rounded = [(round(x * self._scale), round(-y * self._scale)) for x, y in points]
        numbers = [n for x, y in rounded for n in (x - self._at[0], y - self._at[1])]
        if command != "l" or any(numbers):
            self.written.append(command + " ".join(map(str, numbers)).replace(" -", "-"))
        self._at = rounded[-1]

    def _moveTo(self, point: Point) -> None:  # noqa: N802
        self._put("m", point)
        self._start = self._at

    def _lineTo(self, point: Point) -> None:  # noqa: N802
        self._put("l", point)

    def _qCurveToOne(self, control: Point, point: Point) -> None:  # noqa: N802
        self._put("q", control, point)

    def _curveToOne(self, first: Point, second: Point, point: Point) -> None:  # noqa: N802
        self._put("c", first, second, point)

    def _closePath(self) -> None:  # noqa: N802
        self.written.append("z")
        self._at = self._start


def outlines(signs: list[str]) -> dict[str, str]:
    """The path of each sign in Noto Emoji."""
    with as_file(files("manimgx_fonts") / "NotoEmoji[wght].ttf") as path:
        font = instantiateVariableFont(TTFont(path), {"wght": WEIGHT})
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    drawn = {}
    for sign in signs:
        pen = PathPen(glyphs, EM / font["head"].unitsPerEm)
        glyphs[names[ord(sign)]].draw(pen)
        drawn[sign] = "".join(pen.written)
    return drawn


if __name__ == "__main__":
    folder = Path(__file__).parent
    known = json.loads((folder / "signs.json").read_text(encoding="utf-8"))
    written = json.dumps(outlines(list(known["signs"])), ensure_ascii=False, indent=0)
    (folder / "sign_pictures.json").write_text(written + "\n", encoding="utf-8")
