"""Drawings with measures, as SVG: the two plates and the side. From parameters.py alone, 1:1 in millimetres."""

from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from hardware.enclosure import agreement
from hardware.enclosure import parameters as p

MARGIN, TEXT = 26.0, 4.2


def sheets() -> dict[str, str]:
    """Every drawing by its name."""
    return {"chin": chin(), "face": face(), "side": side()}


def draw(out: Path) -> list[Path]:
    """All of them into a folder, as NAME.svg."""
    out.mkdir(parents=True, exist_ok=True)
    for name, sheet in sheets().items():
        (out / f"{name}.svg").write_text(sheet, encoding="utf-8")
    return [out / f"{name}.svg" for name in sheets()]


def chin() -> str:
    """The chin from its front."""
    shapes = [_plate(p.CHIN)]
    for name, button in p.BUTTONS.items():
        shapes += [_button(button), _note(button.at[0], button.at[1] - 19, name)]
    shapes += [_box(p.PRINTER_AT, p.PRINTER.cut_out), _box(p.PRINTER_AT, p.PRINTER.bezel, "thin"),
               _round(p.SPEAKER_AT, p.SPEAKER_ACROSS), _round(p.JACK_AT, p.JACK_HOLE)]  # fmt: skip
    shapes += [
        _note(*p.PRINTER_AT, f"printer {p.PRINTER.cut_out[0]:g} x {p.PRINTER.cut_out[1]:g}"),
        _note(*p.SPEAKER_AT, f"loudspeaker {p.SPEAKER_ACROSS:g}"),
        _note(p.JACK_AT[0] - 16, p.JACK_AT[1] - 1, f"jack {p.JACK_HOLE:g}"),
    ]
    places = [button.at for button in p.BUTTONS.values()] + [p.PRINTER_AT, p.SPEAKER_AT, p.JACK_AT]
    return _sheet("chin, from its front", p.CHIN, shapes, places)


def face() -> str:
    """The face from its front."""
    shapes = [_plate(p.FACE), _box(p.SCREEN_AT, p.opening()), _box(p.SCREEN_AT, p.SCREEN.outer, "thin")]
    small = {"ring": p.RING_OUTER + 2 * p.GAP, "presence": p.PRESENCE_HOLE, "light": p.LIGHT_HOLE,
             "microphone": p.MICROPHONE_HOLE}  # fmt: skip
    holes = agreement.face_holes()
    for name, across in small.items():
        at = holes[name][:2]
        below = {"ring": 0.0, "microphone": -6.0}.get(name, across / 2 + 6)  # where nothing else is written
        shapes += [_round(at, across), _note(at[0], at[1] - below, f"{name} {across:g}")]
    for x in (-1, 1):
        for y in (-1, 1):
            shapes.append(
                _round((x * p.SCREEN.holes[0] / 2, p.SCREEN_AT[1] + y * p.SCREEN.holes[1] / 2), 4, "thin")
            )
    shapes.append(_note(*p.SCREEN_AT, f"opening {p.opening()[0]:.1f} x {p.opening()[1]:.1f}"))
    return _sheet("face, from its front", p.FACE, shapes, [hole[:2] for hole in holes.values()])


def side() -> str:
    """The case from its left, with the heights that matter."""
    sink, rise = p.lean_vector()
    lean, top = p.FACE * sink, p.height()
    points = [(0.0, 0.0), (0.0, p.CHIN), (lean, top), (p.DEPTH, top), (p.DEPTH, 0.0)]
    low, high = p.screen_span()
    start, end = ((low - p.CHIN) / rise * sink, low), ((high - p.CHIN) / rise * sink, high)
    line = (
        f'<line class="lit" x1="{start[0]:.2f}" y1="{-start[1]:.2f}" x2="{end[0]:.2f}" y2="{-end[1]:.2f}"/>'
    )
    corners = " ".join(f"{x:.2f},{-z:.2f}" for x, z in points)
    shapes = [
        f'<polygon points="{corners}"/>',
        line,
        _note(lean / 2 + 40, top / 2 + 40, f"{p.LEAN:g} degrees"),
    ]
    shapes += [_level(z, f"{z:.0f}") for z in (p.CHIN, low, high, top)]
    shapes.append(_note(p.DEPTH / 2, -10, f"{p.DEPTH:g}"))
    return _page("side", (-30, -top - 14, p.DEPTH + 60, top + 36), shapes)


def _plate(tall: float) -> str:
    return f'<rect x="{-p.WIDTH / 2}" y="{-tall}" width="{p.WIDTH}" height="{tall}"/>'


def _button(button: p.ButtonShape) -> str:
    (x, v), (wide, high) = button.at, (side + 2 * p.GAP for side in button.size)
    if button.shape == "circle":
        return _round(button.at, wide)
    if button.shape == "bar":
        return (
            f'<rect x="{x - wide / 2:.2f}" y="{-v - high / 2:.2f}" width="{wide:.2f}" height="{high:.2f}" '
            f'rx="{high / 2:.2f}"/>'
        )
    way = -1 if button.shape == "left" else 1
    tip, foot = x + way * wide / 2, x - way * wide / 2
    return f'<polygon points="{foot:.2f},{-v - high / 2:.2f} {tip:.2f},{-v:.2f} {foot:.2f},{-v + high / 2:.2f}"/>'


def _box(at: tuple[float, float], size: tuple[float, float], look: str = "") -> str:
    return (
        f'<rect class="{look}" x="{at[0] - size[0] / 2:.2f}" y="{-at[1] - size[1] / 2:.2f}" width="{size[0]:.2f}" '
        f'height="{size[1]:.2f}"/>'
    )


def _round(at: tuple[float, float], across: float, look: str = "") -> str:
    return f'<circle class="{look}" cx="{at[0]:.2f}" cy="{-at[1]:.2f}" r="{across / 2:.2f}"/>'


def _note(x: float, v: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.2f}" y="{-v + TEXT / 3:.2f}" text-anchor="{anchor}">{escape(text)}</text>'


def _level(z: float, text: str) -> str:
    line = f'<line class="thin" x1="-8" y1="{-z:.2f}" x2="{p.DEPTH + 4:.2f}" y2="{-z:.2f}"/>'
    return line + _note(-10, z, text, "end")


def _sheet(title: str, tall: float, shapes: list[str], places: list[tuple[float, float]]) -> str:
    """A plate with a coordinate at its edge for every hole: x below, v at the left, from the lower edge's middle."""
    left = -p.WIDTH / 2
    lines = [
        f'<line class="thin" x1="{x}" y1="0" x2="{x}" y2="6"/>'
        + _note(x, -9 - 5 * _crowd(x, [at[0] for at in places]), f"{x:g}")
        for x in sorted({at[0] for at in places})
    ]
    lines += [
        f'<line class="thin" x1="{left - 6}" y1="{-v}" x2="{left}" y2="{-v}"/>'
        + _note(left - 8 - 9 * _crowd(v, [at[1] for at in places], 5), v, f"{v:g}", "end")
        for v in sorted({at[1] for at in places})
    ]
    lines.append(
        _note(
            0,
            tall + 8,
            f"{title}: {p.WIDTH:g} x {tall:g} x {p.PLATE:g}; x from its middle, v from its lower edge",
        )
    )
    return _page(title, (-p.WIDTH / 2 - MARGIN, -tall - 16, p.WIDTH + 2 * MARGIN, tall + 44), shapes + lines)


def _crowd(place: float, places: list[float], near: float = 12) -> int:
    """In which row a number stands, so that two that are near do not lie on each other."""
    row = 0
    for before, after in pairwise(sorted(set(places))):
        row = (row + 1) % 3 if after - before < near else 0
        if after == place:
            return row
    return 0


def _page(title: str, view: tuple[float, float, float, float], shapes: list[str]) -> str:
    x, y, wide, high = view
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}mm" height="{high:g}mm" '
        f'viewBox="{x:g} {y:g} {wide:g} {high:g}"><title>{escape(title)}</title>'
        "<style>rect,circle,polygon,line{fill:none;stroke:#1b1e22;stroke-width:.5}"
        ".thin{stroke:#8a929a;stroke-width:.25}.lit{stroke:#d89a1c;stroke-width:2}"
        f"text{{font:{TEXT}px sans-serif;fill:#1b1e22}}</style>"
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" style="fill:#fff;stroke:none"/>'
        + "".join(shapes)
        + "</svg>\n"
    )
