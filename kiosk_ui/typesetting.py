"""All text, on screen and on paper: shaped by HarfBuzz, ordered by FriBidi, drawn by Pillow, in any script.

A line is a mask of mode "L", 255 where there is ink. Its height and baseline depend on the size alone, so
that lines in different scripts stand level with each other. Nothing here knows of colours, screens or
printers.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import regex
from PIL import Image, ImageDraw, features

from kiosk_ui import bidi, fonts
from kiosk_ui.line_breaks import pieces

# Of an em: room for stacked Vietnamese and Lao marks above, for Khmer and Burmese letters below.
_ASCENT, _DESCENT = 1.1, 0.56
_LEAN = 0.35  # of an em: no ink leans farther out of its line
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_RTL_LANGUAGES = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_STRONG = regex.compile(r"[\p{bc=L}\p{bc=R}\p{bc=AL}]")
_RIGHT_TO_LEFT = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
_CLUSTER = regex.compile(r"\X")
_CONTROLS = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}]")
_EMBEDDINGS = regex.compile(r"[\u202A-\u202E]")  # overrides would turn a run of one direction inside out


class TypesettingError(Exception):
    """Text cannot be drawn right on this machine; its text says what to install."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set."""

    size: int  # pixels an em
    weight: int = 400  # 100 thin to 900 black
    language: str = "en"  # BCP 47: shapes of ideographs, direction of texts without letters


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line in one face and one direction, where it stands."""

    text: str  # as drawn: what no face has is U+FFFD
    face: str
    rtl: bool
    start: int  # index of its first character in the line
    length: int  # characters of the line it stands for
    left: float  # pixels from the line's left edge
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Runs from left to right; `width` is that of the picture, ink that leans out included."""

    runs: tuple[Run, ...]
    width: int
    rtl: bool


def line(text: str, style: Style, rtl: bool | None = None) -> Image.Image:
    """One line as a mask (width(text), line_height(style)); shared with other callers, so never draw into it.

    rtl: the direction of the paragraph the line belongs to; None: found from the text.
    """
    return _line(text, style, is_rtl(text, style.language) if rtl is None else rtl)


def width(text: str, style: Style) -> int:
    """Pixels that `line` needs for the text."""
    return layout(text, style, is_rtl(text, style.language)).width


def line_height(style: Style) -> int:
    """Pixels from one baseline to the next, the same for every script."""
    return ascent(style) + round(_DESCENT * style.size)


def ascent(style: Style) -> int:
    """Pixels from the top of a line to its baseline."""
    return round(_ASCENT * style.size)


def is_rtl(text: str, language: str) -> bool:
    """Whether a paragraph starts at the right: by its first letter, or by its language where it has none."""
    strong = _STRONG.search(text)
    if strong:
        return _RIGHT_TO_LEFT.match(strong[0]) is not None
    return language.partition("-")[0] in _RTL_LANGUAGES


def advance(text: str, style: Style) -> float:
    """How far a text moves the pen, in pixels: quicker than `width`, which looks for ink that leans out as well."""
    return _advances(text, style)


def surely_fits(advanced: float, style: Style, room: int) -> bool:
    """Whether texts whose advances come to so much fit on a line without a doubt; else it must be measured whole.

    Neither kerning between them nor ink that leans out takes more than is left free here.
    """
    return advanced < min(0.96 * room, room - _LEAN * style.size)


def break_lines(text: str, style: Style, width: int) -> list[str]:
    """Lines no wider than `width` pixels, broken where the script allows it and at each line feed.

    A single grapheme wider than `width` stands alone on its line. Spaces at a broken end are dropped.
    """
    return [broken for row in text.split("\n") for broken in _break_row(row, style, width)]


def paragraph(text: str, style: Style, width: int, align: str = "start") -> Image.Image:
    """The text in lines as a mask `width` wide; align: start (the right for Arabic), end or center."""
    return stack(break_lines(text, style, width), style, width, align, is_rtl(text, style.language))


def stack(lines: list[str], style: Style, width: int, align: str = "start", rtl: bool = False) -> Image.Image:
    """Lines already broken, one under the other, as a mask `width` wide."""
    height = line_height(style)
    picture = Image.new("L", (width, height * len(lines)))
    for number, text in enumerate(lines):
        mask = line(text, style, rtl)
        slack = width - mask.width
        left = {"start": slack * rtl, "end": slack * (not rtl), "center": slack // 2}[align]
        picture.paste(mask, (left, number * height))
    return picture


def caret_x(text: str, style: Style, index: int, rtl: bool | None = None) -> int:
    """Where a caret before character `index` stands, in pixels from the left edge of the line."""
    placed = layout(text, style, is_rtl(text, style.language) if rtl is None else rtl)
    reading = sorted(placed.runs, key=lambda run: run.start)
    for run in reversed(reading):
        if run.start < index or (run.start == index == 0):
            ahead = index - run.start
            part = run.width if ahead >= run.length else _advance(run, style, ahead)
            return round(run.left + (run.width - part if run.rtl else part))
    return placed.width if placed.rtl else 0


def missing(text: str) -> set[str]:
    """Characters that no installed face can draw; `line` shows U+FFFD in their stead."""
    clusters = set(_CLUSTER.findall(_CONTROLS.sub(" ", text)))
    undrawn = (cluster for cluster in clusters if fonts.face_for(cluster) is None)
    return {c for cluster in undrawn for c in cluster if not fonts.invisible(c) and fonts.face_for(c) is None}


def self_test() -> None:
    """TypesettingError where shaping, ordering or a face is missing, with a sentence on what to install."""
    for feature, remedy in (("fribidi", "install libfribidi0"), ("raqm", "install Pillow's own wheel again")):
        if not features.check(feature):
            raise TypesettingError(f"Pillow finds no {feature}, most scripts would be drawn wrong: {remedy}")
    try:
        placed = layout("\u0641\u064a 18:30 \u0641\u064a", Style(16), True)
        line("\u4eca \u0928\u092e\u0938\u094d\u0924\u0947 \U0001f41d", Style(16))
    except (fonts.MissingFont, bidi.BidiError) as error:
        raise TypesettingError(str(error)) from error
    if placed.runs[-1].start != 0 or "18:30" not in {run.text for run in placed.runs if not run.rtl}:
        raise TypesettingError(
            "FriBidi puts hours inside Arabic in the wrong order: install libfribidi0 again"
        )


def forget() -> None:
    """Drop every cached line, for people's words may be among them."""
    for cached in (_line, layout, _break_row, _advances, pieces):
        cached.cache_clear()


@lru_cache(maxsize=4096)
def layout(text: str, style: Style, rtl: bool) -> Layout:
    """Where each run of a line stands; reading order is `start`, the order of the tuple is left to right."""
    runs = _runs(_clean(text), style, rtl)
    order = [runs[index][0] for index in bidi.visual_order([level for _, level in runs])]
    placed, left, low, high = [], 0.0, 0.0, 0.0
    for number, run in enumerate(order):
        # Shaping is what costs, so ink is measured only where it may lean out of the line.
        ink = _ink(run, style) if number in {0, len(order) - 1} else (0.0, 0.0)
        advance = ink[1] if len(order) == 1 else _advance(run, style, run.length)
        placed.append(replace(run, left=left, width=advance))
        low, high = min(low, left + ink[0]), max(high, left + ink[1], left + advance)
        left += advance
    moved = (replace(run, left=run.left - low) for run in placed)
    return Layout(tuple(moved), round(high - low + 0.499), rtl)


@lru_cache(maxsize=32)  # painting keeps what it makes of them
def _line(text: str, style: Style, rtl: bool) -> Image.Image:
    placed = layout(text, style, rtl)
    picture = Image.new("L", (placed.width, line_height(style)))
    pen = ImageDraw.Draw(picture)
    for run in placed.runs:
        pen.text(
            (round(run.left), ascent(style)),
            run.text,
            fill=255,
            font=fonts.font(run.face, style.size, style.weight),
            anchor="ls",
            direction=_direction(run),
            language=style.language,
        )
    return picture


def _direction(run: Run) -> str:
    return "rtl" if run.rtl else "ltr"


def _ink(run: Run, style: Style) -> tuple[float, float]:
    """Left edge of the ink, and the farther of its right edge and the advance, from the run's origin."""
    face = fonts.font(run.face, style.size, style.weight)
    left, _, right, _ = face.getbbox(run.text, "L", _direction(run), language=style.language, anchor="ls")
    return left, right


def _advance(run: Run, style: Style, characters: int) -> float:
    """Advance of the first `characters` of a run."""
    face = fonts.font(run.face, style.size, style.weight)
    # An Arabic letter keeps the form it has before its neighbour.
    joined = "\N{ZERO WIDTH JOINER}" * (run.rtl and characters < run.length)
    return face.getlength(run.text[:characters] + joined, "L", _direction(run), language=style.language)


def _clean(text: str) -> str:
    return str(_EMBEDDINGS.sub("\u200b", _CONTROLS.sub(" ", text)))


def _runs(text: str, style: Style, rtl: bool) -> list[tuple[Run, int]]:
    """Runs in reading order with their levels; left and width are not known yet."""
    directions = bidi.levels(text, rtl)
    clusters, before = [], fonts.SANS
    for found in _CLUSTER.finditer(text):
        face = fonts.face_for(found[0], style.language, before)
        shown = found[0] if face else REPLACEMENT.ljust(len(found[0]), "\u200b")
        before = face or fonts.SANS
        clusters.append((before, directions[found.start()], shown))
    return _join(clusters)


def _join(clusters: list[tuple[str, int, str]]) -> list[tuple[Run, int]]:
    runs, start = [], 0
    for (face, level), group in groupby(clusters, key=lambda cluster: cluster[:2]):
        text = "".join(shown for _, _, shown in group)
        runs.append((Run(text, face, level % 2 == 1, start, len(text), 0.0, 0.0), level))
        start += len(text)
    return runs


@lru_cache(maxsize=256)
def _break_row(row: str, style: Style, room: int) -> tuple[str, ...]:
    lines, current, taken = [], "", 0.0
    for piece in pieces(row):
        taken += _advances(piece, style)
        if _goes_in(current + piece, taken, style, room):
            current += piece
            continue
        if current.strip():
            lines.append(current.rstrip())
        *full, current = _split(piece.lstrip(), style, room)
        taken = _advances(current, style)
        lines += full
    return (*lines, current)


def _goes_in(text: str, taken: float, style: Style, room: int) -> bool:
    """Whether a line has room for the text; measured as a whole only where the sum of its pieces leaves a doubt."""
    return surely_fits(taken, style, room) or width(text.rstrip(), style) <= room


@lru_cache(maxsize=4096)
def _advances(text: str, style: Style) -> float:
    runs = _runs(_clean(text), style, is_rtl(text, style.language))
    return sum(_advance(run, style, run.length) for run, _ in runs)


def _inked(text: str, style: Style) -> float:
    """What a text takes to the right of where it begins, ink that leans out there included."""
    return sum(run.width for run in layout(text, style, False).runs)


def _split(word: str, style: Style, room: int) -> list[str]:
    """A word too long for a line in parts that are not; the last part may be followed by other words."""
    alone = word.rstrip()
    if surely_fits(_advances(alone, style), style, room) or _inked(alone, style) <= room:
        return [word]
    parts, clusters, end = [], _CLUSTER.findall(word), 8
    while clusters:
        end = _fitting(clusters, style, room, 2 * end)
        parts.append("".join(clusters[:end]))
        clusters = clusters[end:]
    return parts


def _fitting(clusters: list[str], style: Style, room: int, enough: int) -> int:
    """How many of the first clusters a line has room for, at least one. enough: where to begin measuring.

    Never more than twice of what fits is measured, for shaping thousands of letters again for each line takes seconds.
    """

    def wide(length: int) -> int:
        return width("".join(clusters[:length]).rstrip(), style)

    while enough < len(clusters) and wide(enough) <= room:
        enough *= 2
    lengths = range(1, min(enough, len(clusters)) + 1)
    return max(bisect_right(lengths, room, key=wide), 1)
