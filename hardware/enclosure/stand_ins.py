"""Bought parts as plain bodies where they sit: nothing may be in the same place twice; and for pictures."""

from math import cos, pi, sin

import cadquery as cq

from firmware import pinout
from hardware.enclosure import parameters as p
from hardware.enclosure.planes import (
    BOSSES_CHIN,
    BOSSES_FACE,
    POST,
    SWITCH,
    TAB_POST,
    back_plane,
    chin_plane,
    face_plane,
)

SLACK = 0.2  # bought parts are as large as their datasheets say


def screen() -> cq.Workplane:
    """Glass, board with its tabs, and the room of its plugs."""
    glass = face_plane(p.PLATE).center(*p.SCREEN_AT).rect(*p.SCREEN.glass).extrude(-TAB_POST)
    board = face_plane(p.PLATE + TAB_POST).center(*p.SCREEN_AT)
    tabs = [(x * p.SCREEN.holes[0] / 2, y * p.SCREEN.holes[1] / 2) for x in (-1, 1) for y in (-1, 1)]
    plate = board.rect(p.SCREEN.outer[0] - 8, p.SCREEN.glass[1]).extrude(-1.6)
    plate = plate.union(board.pushPoints(tabs).rect(14, 9).extrude(-1.6))
    plugs = (
        face_plane(p.PLATE + TAB_POST + 1.6)
        .center(*p.SCREEN_AT)
        .rect(120, 84)
        .extrude(TAB_POST - p.SCREEN.deep)
    )
    return glass.union(plate).union(plugs)


def lit() -> cq.Workplane:
    """What of the screen is seen: only for pictures, a thin sheet on the glass."""
    return face_plane(p.PLATE - 0.2).center(*p.SCREEN_AT).rect(*p.SCREEN.lit).extrude(0.1)


def printer() -> cq.Workplane:
    """The panel printer: bezel before the chin, body behind it."""
    bezel = chin_plane(-3).center(*p.PRINTER_AT).rect(*p.PRINTER.bezel).extrude(-3).edges("|Y").fillet(3)
    slot = chin_plane(-3).center(p.PRINTER_AT[0], p.PRINTER_AT[1] + 22).rect(p.PRINTER.roll, 2.4).extrude(-2)
    lid = chin_plane(-3).center(p.PRINTER_AT[0], p.PRINTER_AT[1] - 6).rect(86, 42).rect(84, 40).extrude(-0.6)
    body = chin_plane(0).center(*p.PRINTER_AT).rect(*(side - 2 * SLACK for side in p.PRINTER.cut_out))
    return bezel.union(body.extrude(-p.PLATE - p.PRINTER.deep)).cut(slot).cut(lid)


def slip() -> cq.Workplane:
    """A slip that hangs out: only for pictures."""
    out = (
        cq.Workplane("YZ")
        .moveTo(-3, p.PRINTER_AT[1] + 22)
        .threePointArc((-14, p.PRINTER_AT[1] + 10), (-16, -8))
    )
    return out.offset2D(0.15, "intersection").extrude(28.5, both=True).translate((p.PRINTER_AT[0], 0, 0))


def glow() -> cq.Workplane:
    """The ring's lamps, as they shine through: only for pictures."""
    middle, count = (p.RING_OUTER + p.RING_INNER) / 4, pinout.RING_LAMPS
    spots = [
        (p.RING_AT[0] + middle * sin(2 * pi * n / count), p.RING_AT[1] + middle * cos(2 * pi * n / count))
        for n in range(count)
    ]
    return face_plane(-0.05).pushPoints(spots).circle(2.6).extrude(-0.1)


def screws() -> cq.Workplane:
    """Heads of the eight screws of the front, only for pictures."""
    chin = chin_plane(0.3).pushPoints(BOSSES_CHIN).circle(2.9).circle(1.0).extrude(-1)
    return chin.add(face_plane(0.3).pushPoints(BOSSES_FACE).circle(2.9).circle(1.0).extrude(-1))


def shown() -> dict[str, cq.Workplane]:
    """What pictures need besides parts."""
    return {"lit": lit(), "slip": slip(), "glow": glow(), "screws": screws()}


def on_tray() -> dict[str, cq.Workplane]:
    """What stands on the tray, by its line in bom.csv; seen from behind, left is the kiosk's right."""
    back, foot = p.TRAY_Y + p.TRAY[2] + 0.1, p.WALL + 0.5
    return {
        box.part: cq.Workplane()
        .box(box.size[0], box.size[2], box.size[1], centered=False)
        .translate((p.TRAY[0] / 2 - box.at[0] - box.size[0], back, foot + box.at[1]))
        for box in p.ON_TRAY
    }


def switches() -> cq.Workplane:
    """The four push switches on their board."""
    behind = p.PLATE + POST + 3
    board = chin_plane(behind + 0.1).center(0, 96).rect(176, 28).extrude(-1.6)
    for button in p.BUTTONS.values():
        board = board.union(chin_plane(behind + 0.1).center(*button.at).rect(12, 12).extrude(3.6))
        board = board.union(chin_plane(behind - 3).center(*button.at).circle(3.4).extrude(SWITCH - 3.1))
    return board


def lock() -> cq.Workplane:
    """The cam lock: barrel, nut and cam behind the back wall."""
    middle = (p.LOCK_AT[0], p.CHIN / 2 + p.LOCK_AT[1])
    barrel = back_plane().workplane(offset=4).center(*middle).circle(8).extrude(-20)
    head = back_plane().workplane(offset=3.05).center(*middle).circle(10).extrude(2)
    cam = back_plane().workplane(offset=-5).center(middle[0] + 8, middle[1]).rect(26, 12).extrude(-2)
    return barrel.union(head).union(cam)


def bought() -> dict[str, cq.Workplane]:
    """All that must not be where something else is."""
    ring = (
        face_plane(p.PLATE + 1.3)
        .center(*p.RING_AT)
        .circle(p.RING_OUTER / 2)
        .circle(p.RING_INNER / 2)
        .extrude(-5)
    )
    presence = face_plane(0).center(*p.PRESENCE_AT).circle(p.PRESENCE_HOLE / 2 - SLACK).extrude(-16)
    light = face_plane(1).center(*p.LIGHT_AT).circle(p.LIGHT_HOLE / 2 - SLACK).extrude(-8)
    microphone = face_plane(p.PLATE + 0.1).center(*p.MICROPHONE_AT).circle(4.9).extrude(-7)
    speaker = chin_plane(p.PLATE + 0.1).center(*p.SPEAKER_AT).circle(p.SPEAKER_ACROSS / 2).extrude(-16)
    jack = chin_plane(-0.5).center(*p.JACK_AT).circle(p.JACK_HOLE / 2 - SLACK).extrude(-p.PLATE - 1)
    jack = jack.union(chin_plane(p.PLATE + 0.1).center(*p.JACK_AT).rect(12, 12).extrude(-16))
    door_switch = back_plane().workplane(offset=-p.WALL - 8)
    door_switch = (
        door_switch.center(p.DOOR_SWITCH_AT, (p.CHIN + p.DOOR_OPENING[1]) / 2 + 5).rect(20, 6).extrude(-10)
    )
    return {
        "screen": screen(),
        "printer": printer(),
        "ring": ring,
        "presence": presence,
        "light_sensor": light,
        "microphone": microphone,
        "speaker": speaker,
        "jack": jack,
        "buttons": switches(),
        "lock": lock(),
        "micro_switches": door_switch,
    } | on_tray()
