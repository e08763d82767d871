"""The wiring drawings (WireViz, YAML) read and compared with the firmware's pins and with the parts list.

A drawing is only worth something if it cannot be wrong: every pin of firmware/pinout.py must stand in it under its
number and name and lead to where pinout.py says, and nothing else may hang on the panel's board.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from firmware import pinout
from hardware.bom import Part

FOLDER = Path(__file__).parent / "wiring"
DRAWINGS = {
    "kiosk-panel": "kiosk",
    "kiosk-power": "kiosk",
    "kiosk-usb": "kiosk",
    "hub": "hub",
    "jig": "jig",
}  # drawing: what it is a drawing of
ON_BOARD = {"own_light"}  # a pin that no wire leaves
# What pinout.py says a pin goes to, and how the far end is called in the drawing where it is not called so.
FAR_ENDS = {
    "lamp_ring": ("SHIFTER", "1A"),  # a gate between them: 3.3 V are not enough for the lamps' input
    "sda": ("CLOCK", "data"),
    "scl": ("CLOCK", "clock"),
    "paper_switch": ("PAPER", "closed at paper"),
    "door_switch": ("DOOR", "closed when shut"),
    "room_light": ("LIGHT", "to the ADC"),
    "supply": ("RAIL", "5 V panel"),
}


# The Pi's header: GPIO numbers are not its pins' numbers, and a wire one pin aside may put 5 V on an input.
HEADER = {"Pi GPIO3": "5", "Pi GPIO14 (TXD)": "8", "ground": "9", "Pi GPIO15 (RXD)": "10", "Pi GPIO26": "37"}


class Wire(NamedTuple):
    """One wire of a drawing, between two labelled pins; cable: its name."""

    start: tuple[str, str, str]  # connector, pin, label
    cable: str
    end: tuple[str, str, str]


class WiringError(ValueError):
    """A drawing that WireViz or we cannot read; says which and why."""


def read_drawing(name: str) -> dict[str, Any]:
    """A drawing's YAML; WiringError where it is none."""
    try:
        drawing = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise WiringError(f"wiring/{name}.yml: {error}") from error
    if not isinstance(drawing, dict) or not {"connectors", "cables", "connections"} <= drawing.keys():
        raise WiringError(f"wiring/{name}.yml needs connectors, cables and connections")
    return drawing


def wires(drawing: dict[str, Any]) -> list[Wire]:
    """Every single wire of a drawing."""
    found = []
    for connection in drawing["connections"]:
        (start, pins), (cable, numbers), (end, others) = (next(iter(step.items())) for step in connection)
        count = len(_pins(numbers))
        if not len(_pins(pins)) == count == len(_pins(others)):
            raise WiringError(f"{start}, {cable}, {end}: pins and wires are not equally many")
        found += [
            Wire(_labelled(drawing, start, pin), cable, _labelled(drawing, end, other))
            for pin, other in zip(_pins(pins), _pins(others), strict=True)
        ]
    return found


def _pins(pins: list[Any]) -> list[str]:
    """Pins written out: 1-3 means 1, 2 and 3."""
    out: list[str] = []
    for pin in pins:
        first, dash, last = str(pin).partition("-")
        out += [str(number) for number in range(int(first), int(last) + 1)] if dash else [str(pin)]
    return out


def _labelled(drawing: dict[str, Any], connector: str, pin: str) -> tuple[str, str, str]:
    about = drawing["connectors"].get(connector)
    if about is None:
        raise WiringError(f"a wire leads to {connector}, which is drawn nowhere")
    labels = about["pinlabels"]
    numbers = [str(number) for number in about.get("pins", range(1, len(labels) + 1))]
    if pin not in numbers:
        raise WiringError(f"{connector} has no pin {pin}")
    return connector, pin, str(labels[numbers.index(pin)])


def pin_mismatches(drawing: dict[str, Any], pins: dict[str, tuple[int, str, str]]) -> list[str]:
    """A sentence for each of the panel's pins whose drawing is not what the firmware believes, in both directions."""
    board = drawing["connectors"]["PICO"]
    drawn = dict(zip(map(str, board["pins"]), map(str, board["pinlabels"]), strict=True))
    led = {wire.start[1]: wire.end for wire in wires(drawing) if wire.start[0] == "PICO"}
    led |= {wire.end[1]: wire.start for wire in wires(drawing) if wire.end[0] == "PICO"}
    found = []
    for name, (number, _, goes_to) in pins.items():
        gp = f"GP{number}"
        if name in ON_BOARD:
            continue
        if drawn.get(gp) != name:
            found.append(f"wiring: {gp} is {name} in firmware/pinout.py and {drawn.get(gp)} in the drawing")
        elif gp not in led:
            found.append(f"wiring: {gp} ({name}) is drawn and leads nowhere")
        elif not _leads_to(name, led[gp], goes_to):
            found.append(f"wiring: {gp} ({name}) should go to {goes_to!r} and goes to {led[gp][2]!r}")
    header = drawing["connectors"]["PI"]
    found += [f"wiring: {label} is pin {HEADER.get(label)} of the Pi's header, drawn at {pin}"
              for pin, label in zip(header["pins"], header["pinlabels"], strict=True)
              if HEADER.get(label) != str(pin)]  # fmt: skip
    numbers = {f"GP{number}": name for name, (number, _, _) in pins.items()}
    found += [f"wiring: {gp} is drawn, and firmware/pinout.py has no such pin"
              for gp in drawn if gp.startswith("GP") and gp not in numbers]  # fmt: skip
    return found


def _leads_to(name: str, end: tuple[str, str, str], goes_to: str) -> bool:
    if name in FAR_ENDS:
        return (end[0], end[2]) == FAR_ENDS[name]
    label = end[2].replace("IN1 (", "").replace("IN2 (", "").rstrip(")")
    plain = goes_to.replace(" (PIR)", "").replace(", ", " ").replace("(gpio-shutdown)", "").split(" low:")[0]
    return plain.startswith(label) or label in plain


def part_mismatches(drawings: dict[str, dict[str, Any]], parts: list[Part], enclosed: set[str]) -> list[str]:
    """A sentence for each part that is drawn and not listed, or listed and neither drawn nor in the enclosure."""
    found = []
    for machine in sorted(set(DRAWINGS.values())):
        drawn = {
            about.get("pn")
            for name, drawing in drawings.items()
            if DRAWINGS[name] == machine
            for group in ("connectors", "cables")
            for about in drawing[group].values()
        } - {None}
        listed = {part.id for part in parts if part.used_in == machine}
        known = {part.id for part in parts}
        found += [f"wiring: {name} is drawn for the {machine} and is not in bom.csv"
                  for name in sorted(drawn - (listed if machine != "jig" else known))]  # fmt: skip
        found += [f"bom.csv: {name} is in no drawing of the {machine} and in no step of its enclosure"
                  for name in sorted(listed - drawn - enclosed)]  # fmt: skip
    return found


def jig_mismatches(drawing: dict[str, Any], pins: dict[str, tuple[int, str, str]]) -> list[str]:
    """A sentence for each pin that the jig's drawing calls otherwise than the firmware; it uses only some of them."""
    board = drawing["connectors"]["PICO"]
    drawn = dict(zip(map(str, board["pins"]), map(str, board["pinlabels"]), strict=True))
    names = {f"GP{number}": name for name, (number, _, _) in pins.items()}
    return [f"jig: {gp} is {names.get(gp)} in firmware/pinout.py and {label} in the drawing"
            for gp, label in drawn.items() if gp.startswith("GP") and names.get(gp) != label]  # fmt: skip


def mismatches(parts: list[Part], enclosed: set[str]) -> list[str]:
    """Everything that is wrong between drawings, firmware and parts list, as sentences."""
    drawings = {name: read_drawing(name) for name in DRAWINGS}
    for name, drawing in drawings.items():
        try:
            wires(drawing)
        except WiringError as error:
            return [f"wiring/{name}.yml: {error}"]
    found = pin_mismatches(drawings["kiosk-panel"], pinout.PINS)
    found += jig_mismatches(drawings["jig"], pinout.PINS)
    return found + part_mismatches(drawings, parts, enclosed)


def render(out: Path) -> list[Path]:
    """Every drawing as SVG and PNG in a folder, by WireViz and graphviz; WiringError where they cannot."""
    out.mkdir(parents=True, exist_ok=True)
    files = [str(FOLDER / f"{name}.yml") for name in DRAWINGS]
    program = Path(sys.executable).parent / "wireviz"
    try:
        done = subprocess.run(
            [str(program), "-f", "sp", "-o", str(out), *files], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise WiringError("WireViz is not here: make hardware installs it") from error
    if done.returncode:
        why = done.stderr.strip().splitlines()[-1:]
        raise WiringError(
            f"WireViz ended with {done.returncode}: {' '.join(why)} (apt-get install graphviz?)"
        )
    return [out / f"{name}.{kind}" for name in DRAWINGS for kind in ("svg", "png")]
