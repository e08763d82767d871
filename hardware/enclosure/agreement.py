"""Do the measures agree with each other and with the programs? Everything that can be told without CadQuery."""

from itertools import combinations

from hardware.bom import Part
from hardware.enclosure import parameters as p
from wire.panel import BUTTONS

FINGER = 12.0  # no button and no gap between two is less than what docs/design.md asks of the glass
EDGE = 2.0  # of plate that stays between two holes

Hole = tuple[float, float, float, float]  # middle x, middle v, across, high


def chin_holes() -> dict[str, Hole]:
    """Every hole of the chin as the box it needs."""
    holes: dict[str, Hole] = {}
    for name, button in p.BUTTONS.items():
        wide, high = button.size
        holes[f"{name} button"] = (*button.at, wide + 2 * p.GAP, high + 2 * p.GAP)
    holes["printer"] = (*p.PRINTER_AT, *p.PRINTER.bezel)  # its bezel lies on the plate
    holes["loudspeaker"] = (*p.SPEAKER_AT, p.SPEAKER_ACROSS, p.SPEAKER_ACROSS)
    holes["jack"] = (*p.JACK_AT, p.JACK_HOLE, p.JACK_HOLE)
    return holes


def face_holes() -> dict[str, Hole]:
    """Every hole of the face as the box it needs; the screen needs its whole board."""
    return {
        "screen": (*p.SCREEN_AT, *p.SCREEN.outer),
        "ring": (*p.RING_AT, p.RING_OUTER, p.RING_OUTER),
        "presence": (*p.PRESENCE_AT, p.PRESENCE_HOLE, p.PRESENCE_HOLE),
        "light": (*p.LIGHT_AT, p.LIGHT_HOLE, p.LIGHT_HOLE),
        "microphone": (*p.MICROPHONE_AT, p.MICROPHONE_HOLE, p.MICROPHONE_HOLE),
    }


def misfits(parts: list[Part]) -> list[str]:
    """A sentence for each measure that does not agree."""
    found = _buttons() + _screen() + _sizes(parts)
    for plate, holes, tall in (("chin", chin_holes(), p.CHIN), ("face", face_holes(), p.FACE)):
        for name, (x, v, wide, high) in holes.items():
            out = (
                abs(x) + wide / 2 > p.WIDTH / 2 - p.WALL or v - high / 2 < EDGE or v + high / 2 > tall - EDGE
            )
            if out:
                found.append(f"enclosure: {name} does not fit on the {plate}")
        for (one, a), (other, b) in combinations(holes.items(), 2):
            apart = max(abs(a[0] - b[0]) - (a[2] + b[2]) / 2, abs(a[1] - b[1]) - (a[3] + b[3]) / 2)
            if apart < EDGE:
                found.append(f"enclosure: {one} and {other} are {apart:.1f} mm apart on the {plate}")
    return found


def _buttons() -> list[str]:
    found = []
    if list(p.BUTTONS) != list(BUTTONS):
        found.append(f"enclosure: the buttons are {tuple(p.BUTTONS)}, in wire/panel.py {BUTTONS}")
    if len({button.shape for button in p.BUTTONS.values()}) < len(p.BUTTONS):
        found.append("enclosure: two buttons feel alike")
    if [name for name, _ in sorted(p.BUTTONS.items(), key=lambda item: item[1].at[0])] != list(p.BUTTONS):
        found.append("enclosure: the buttons do not stand in the order of wire/panel.py from left to right")
    for (one, a), (other, b) in combinations(p.BUTTONS.items(), 2):
        if abs(a.at[0] - b.at[0]) - (a.size[0] + b.size[0]) / 2 < FINGER:
            found.append(f"enclosure: less than a finger between {one} and {other}")
    return found + [f"enclosure: the {name} button is smaller than a finger"
                    for name, button in p.BUTTONS.items() if min(button.size) < FINGER]  # fmt: skip


def _screen() -> list[str]:
    """The panel against what screens are drawn for; kiosk_ui's own measures are compared in the tests."""
    if p.SCREEN.pixels[0] < 800 or p.SCREEN.pixels[1] < 480:
        return ["enclosure: the screen has less than 800 x 480 pixels"]
    return []


def _sizes(parts: list[Part]) -> list[str]:
    found = [f"enclosure: {name} is {size[0]:.0f} x {size[1]:.0f} mm and no bed of {p.BED:.0f} mm holds it"
             for name, size in p.printed_sizes().items() if max(size[:2]) > p.BED]  # fmt: skip
    known = {part.id for part in parts}
    named = p.ENCLOSED | {box.part for box in p.ON_TRAY}
    found += [f"enclosure: {name} is not in bom.csv" for name in sorted(named - known)]
    if p.PLATE + p.PRINTER.deep + 10 > p.TRAY_Y:
        found.append("enclosure: the tray leaves no room for the printer's plugs")
    if p.TRAY_Y + p.TRAY[2] + max(box.size[2] for box in p.ON_TRAY) > p.DEPTH - p.WALL - 5:
        found.append("enclosure: what stands on the tray touches the door")
    return found
