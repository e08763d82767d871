"""The printed parts that people see and touch: chin, face, caps, the bar behind them, the window of the ring."""

from math import cos, pi, sin

import cadquery as cq

from hardware.enclosure import parameters as p
from hardware.enclosure.planes import (
    BOSSES_CHIN,
    BOSSES_FACE,
    BROKEN,
    CAP_FLANGE,
    CARRIER_POSTS,
    HEAD,
    INSERT,
    POST,
    RISE,
    SCREW,
    SINK,
    STEM,
    TAB_POST,
    chin_plane,
    face_plane,
    outline,
)


def chin() -> cq.Workplane:
    """The upright plate: openings for buttons and printer, grille, jack, bosses at its back."""
    plate = chin_plane().center(0, p.CHIN / 2).rect(p.WIDTH, p.CHIN).extrude(-p.PLATE)
    plate = plate.faces("<Y").edges().chamfer(BROKEN)
    for button in p.BUTTONS.values():
        plate = plate.cut(outline(chin_plane(), button, p.GAP).extrude(-p.PLATE))
    plate = plate.cut(chin_plane().center(*p.PRINTER_AT).rect(*p.PRINTER.cut_out).extrude(-p.PLATE))
    plate = plate.cut(chin_plane().pushPoints(grille()).circle(1.6).extrude(-p.PLATE))
    plate = plate.cut(chin_plane().center(*p.JACK_AT).circle(p.JACK_HOLE / 2).extrude(-p.PLATE))
    ring = chin_plane(-0.8).center(*p.JACK_AT).circle(6.2).circle(4.6).extrude(-0.8)  # found by a finger
    plate = plate.union(ring)
    posts = chin_plane(p.PLATE).pushPoints([(x, 96.0) for x in CARRIER_POSTS]).circle(3.5).extrude(-POST)
    plate = plate.union(posts)
    return plate.cut(
        chin_plane(p.PLATE - 1.5)
        .pushPoints([(x, 96.0) for x in CARRIER_POSTS])
        .circle(INSERT / 2)
        .extrude(-POST - 2)
    ).cut(_sunk(chin_plane(), BOSSES_CHIN))


def _sunk(plane: cq.Workplane, middles: tuple[tuple[float, float], ...]) -> cq.Workplane:
    """Holes for countersunk screws with a pin in their star: few people carry the key."""
    holes = plane.pushPoints(middles).circle(SCREW / 2).extrude(-p.PLATE)
    for middle in middles:
        start, inwards = plane.plane.toWorldCoords(middle), plane.plane.zDir * -1
        holes = holes.union(cq.Workplane(cq.Solid.makeCone(HEAD / 2, SCREW / 2, 1.7, start, inwards)))
    return holes


def grille() -> list[tuple[float, float]]:
    """Middles of the loudspeaker's holes: rings of a sunflower, so that nothing lines up and nothing pokes through."""
    golden, count = pi * (3 - 5**0.5), 90
    reach = p.SPEAKER_ACROSS / 2 - 3
    return [
        (
            p.SPEAKER_AT[0] + reach * (n / count) ** 0.5 * cos(n * golden),
            p.SPEAKER_AT[1] + reach * (n / count) ** 0.5 * sin(n * golden),
        )
        for n in range(1, count)
    ]


def face() -> cq.Workplane:
    """The leaning plate: screen, ring window, presence, light, microphone."""
    plate = face_plane().center(0, p.FACE / 2).rect(p.WIDTH, p.FACE).extrude(-p.PLATE)
    front = cq.selectors.DirectionMinMaxSelector(cq.Vector(0, -RISE, SINK), directionMax=True)
    plate = plate.faces(front).edges().chamfer(BROKEN)
    plate = plate.intersect(cq.Workplane().box(400, 400, 400).translate((0, 0, 200 + p.CHIN)))
    plate = plate.cut(face_plane().center(*p.SCREEN_AT).rect(*p.opening()).extrude(-p.PLATE))
    # A slope of 45 degrees around the glass: no edge for dirt, none for a finger at the last key.
    slope = face_plane().center(*p.SCREEN_AT).rect(*(side + 2 * 3 for side in p.opening()))
    plate = plate.cut(slope.workplane(offset=-3).rect(*p.opening()).loft(combine=True))
    plate = plate.cut(face_plane().center(*p.RING_AT).circle(p.RING_OUTER / 2 + p.GAP).extrude(-p.PLATE))
    for at, hole in (
        (p.PRESENCE_AT, p.PRESENCE_HOLE),
        (p.LIGHT_AT, p.LIGHT_HOLE),
        (p.MICROPHONE_AT, p.MICROPHONE_HOLE),
    ):
        plate = plate.cut(face_plane().center(*at).circle(hole / 2).extrude(-p.PLATE))
    tabs = [
        (x * p.SCREEN.holes[0] / 2, p.SCREEN_AT[1] + y * p.SCREEN.holes[1] / 2)
        for x in (-1, 1)
        for y in (-1, 1)
    ]
    plate = plate.union(face_plane(p.PLATE).pushPoints(tabs).circle(3.8).extrude(-TAB_POST))
    plate = plate.cut(face_plane(p.PLATE - 1.5).pushPoints(tabs).circle(INSERT / 2).extrude(-TAB_POST - 2))
    return plate.cut(_sunk(face_plane(), BOSSES_FACE))


def carrier() -> cq.Workplane:
    """The bar behind the buttons: holds the board with the switches and stops the caps before these are hurt."""
    bar = chin_plane(p.PLATE + POST).center(0, 96).rect(p.WIDTH - 2 * (p.WALL + 1), 30).extrude(-3)
    stop = p.PLATE + CAP_FLANGE + p.CAP_TRAVEL
    for button in p.BUTTONS.values():
        bar = bar.union(chin_plane(stop).center(*button.at).circle(10.5).extrude(stop - p.PLATE - POST - 0.1))
        bar = bar.cut(chin_plane(stop).center(*button.at).rect(13, 13).extrude(-20))
    return bar.cut(
        chin_plane(p.PLATE + POST).pushPoints([(x, 96) for x in CARRIER_POSTS]).circle(SCREW / 2).extrude(-3)
    )


def cap(name: str) -> cq.Workplane:
    """One button's cap: stands out in front, held by its flange behind the plate."""
    button = p.BUTTONS[name]
    body = outline(chin_plane(-p.CAP_STANDS_OUT), button, 0).extrude(-p.CAP_STANDS_OUT - p.PLATE - 0.1)
    edge = 1.2 if button.shape != "bar" else 2.0
    body = body.faces("<Y").edges().fillet(edge)
    flange = outline(chin_plane(p.PLATE + 0.1), button, 2.0).extrude(0.1 - CAP_FLANGE)
    stem = chin_plane(p.PLATE + CAP_FLANGE - 0.1).center(*button.at).circle(3).extrude(-STEM)
    return body.union(flange).union(stem)


def ring_window() -> cq.Workplane:
    """The diffuser over the lamps, of clear filament: a disc with a brim behind the plate."""
    disc = face_plane().center(*p.RING_AT).circle(p.RING_OUTER / 2).extrude(-p.PLATE)
    return disc.union(face_plane(p.PLATE).center(*p.RING_AT).circle(p.RING_OUTER / 2 + 2.0).extrude(-1.2))
