"""The parts that are printed, as CadQuery solids where they sit in the kiosk.

X runs to the right, Y backwards from the chin's front, Z up from the case's floor. Millimetres.
"""

from math import cos, pi, sin

import cadquery as cq

from hardware.enclosure import parameters as p

INSERT = 4.0  # hole for an M3 brass insert
SCREW = 3.4  # clearance for M3
BROKEN = 1.0  # every edge that hands meet
HEAD = 6.4  # countersunk head of an M3 screw
CLAMP_SCREWS = ((-10.5, 0.0), (8.0, 0.0))
FLANGE, FLANGE_DEEP = 7.0, 6.5  # what a plate is screwed to
CARRIER_POSTS = (-91.5, -48.0, 35.0, 91.5)
POST = 9.0  # from the chin's back to the carrier
CAP_FLANGE = 2.1
SWITCH = 7.3  # height of a push switch, on a board behind the carrier
STEM = POST + 3 - SWITCH - CAP_FLANGE - 0.2  # ends 0.3 mm before the switch
SINK, RISE = p.lean_vector()
BOSSES_CHIN = ((-99.5, 20.0), (99.5, 20.0), (-99.5, 100.0), (99.5, 100.0))
BOSSES_FACE = ((-99.5, 12.0), (99.5, 12.0), (-99.5, 160.0), (99.5, 160.0))
JOINTS = ((-99.5, 30.0), (99.5, 30.0), (-99.5, 104.0), (99.5, 104.0), (-40.0, 121.5), (40.0, 121.5))  # x, y


def chin_plane(inward: float = 0.0) -> cq.Workplane:
    """The chin's front, looking at it: x right, y up; moved inwards."""
    return cq.Workplane(cq.Plane(origin=(0, inward, 0), xDir=(1, 0, 0), normal=(0, -1, 0)))


def face_plane(inward: float = 0.0) -> cq.Workplane:
    """The face's front, looking at it: x right, y up along it; moved inwards."""
    origin = (0, RISE * inward, p.CHIN - SINK * inward)
    return cq.Workplane(cq.Plane(origin=origin, xDir=(1, 0, 0), normal=(0, -RISE, SINK)))


def back_plane() -> cq.Workplane:
    """The back, seen from behind: x to its right (the kiosk's left), y up."""
    return cq.Workplane(cq.Plane(origin=(0, p.DEPTH, 0), xDir=(-1, 0, 0), normal=(0, 1, 0)))


def outline(work: cq.Workplane, button: p.ButtonShape, grown: float) -> cq.Workplane:
    """A button's outline about its middle, grown on every side, as a wire to be extruded."""
    work = work.center(*button.at)
    wide, high = (side + 2 * grown for side in button.size)
    if button.shape == "circle":
        return work.circle(wide / 2)
    if button.shape == "bar":
        return work.slot2D(wide, high)
    way = -1 if button.shape == "left" else 1
    return work.polyline(
        [(-way * wide / 2, -high / 2), (way * wide / 2, 0), (-way * wide / 2, high / 2)]
    ).close()


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


TAB_POST = 6.0  # the screen's tabs lie this far behind its glass: check with callipers, add washers


def lower() -> cq.Workplane:
    """The lower half: floor, sides, back with the door's opening, flanges for chin and upper half."""
    outer = cq.Workplane().box(p.WIDTH, p.DEPTH - p.PLATE, p.CHIN, centered=(True, False, False))
    outer = outer.translate((0, p.PLATE, 0)).edges("|Z and >Y").fillet(p.CORNER)
    hollow = cq.Workplane().box(
        p.WIDTH - 2 * p.WALL, p.DEPTH - p.PLATE - p.WALL, p.CHIN, centered=(True, False, False)
    )
    shell = outer.cut(hollow.translate((0, p.PLATE, p.WALL)))
    shell = shell.union(_frame(chin_plane(p.PLATE), p.CHIN)).union(_joint(p.CHIN - 4, way=True))
    shell = shell.cut(chin_plane(p.PLATE).pushPoints(BOSSES_CHIN).circle(INSERT / 2).extrude(-FLANGE_DEEP))
    shell = shell.cut(back_plane().center(0, p.CHIN / 2).rect(*p.DOOR_OPENING).extrude(-p.WALL - 1))
    shell = shell.cut(
        cq.Workplane().pushPoints(JOINTS).circle(INSERT / 2).extrude(10).translate((0, 0, p.CHIN - 5))
    )
    shell = shell.cut(
        _slots(cq.Workplane("XY"), ((-50, 60), (0, 60), (50, 60), (-50, 70), (0, 70), (50, 70)), 5)
    )
    feet = (
        cq.Workplane("XY").pushPoints([(x, y) for x in (-92, 92) for y in (18, 114)]).circle(6.5).extrude(1)
    )
    anchors = cq.Workplane("XY").pushPoints(p.ANCHORS).circle(2.25).extrude(p.WALL + 1)
    shell = shell.cut(feet).cut(anchors).cut(_gland()).union(_grooves())
    return shell.union(_clamp_bed().translate((0, 0, p.WALL - 0.1)))


def _frame(plane: cq.Workplane, tall: float) -> cq.Workplane:
    """What a plate is screwed to, at both sides."""
    inner = p.WIDTH / 2 - p.WALL
    middle = inner - FLANGE / 2
    return (
        plane.pushPoints([(-middle, tall / 2), (middle, tall / 2)])
        .rect(FLANGE + 0.1, tall)
        .extrude(-FLANGE_DEEP)
    )


def _joint(z: float, *, way: bool) -> cq.Workplane:
    """A rim on which the halves meet, open to the front; way: the tray passes it."""
    deep = p.DEPTH - p.PLATE - p.WALL - 16
    rim = cq.Workplane().box(p.WIDTH - 2 * p.WALL + 0.1, deep, 4, centered=(True, False, False))
    hole = cq.Workplane().box(
        p.WIDTH - 2 * (p.WALL + FLANGE), deep - FLANGE, 4, centered=(True, False, False)
    )
    rim = rim.cut(hole).translate((0, p.DEPTH - p.WALL - deep + 0.1, z))
    if not way:
        return rim
    passage = cq.Workplane().box(p.WIDTH, p.TRAY[2] + 10, 20).translate((0, p.TRAY_Y + p.TRAY[2] / 2, z))
    return rim.cut(passage.intersect(_sides()))  # the tray goes in from above


def _sides() -> cq.Workplane:
    """All that is nearer to a side wall than the rim is wide."""
    block = cq.Workplane().box(p.WIDTH - 2 * p.WALL, 400, 400)
    return block.cut(cq.Workplane().box(p.WIDTH - 2 * (p.WALL + FLANGE + 0.1), 400, 400))


def _slots(plane: cq.Workplane, middles: tuple[tuple[float, float], ...], deep: float) -> cq.Workplane:
    return plane.pushPoints(middles).slot2D(*p.VENT_SLOT).extrude(deep)


def _gland() -> cq.Workplane:
    """The way in for the supply's lead at the back, beside the door, low."""
    return back_plane().center(*p.CABLE_AT).circle(p.CABLE_HOLE / 2).extrude(-p.WALL - 1)


def clamp_middle() -> tuple[float, float]:
    """Where the saddle sits on the floor: x, y."""
    return -p.CABLE_AT[0] + 4, p.DEPTH - p.WALL - 9


def _clamp_bed() -> cq.Workplane:
    """The lower half of the clamp: a block on the floor with a groove for the lead and two inserts."""
    wide, deep, _ = p.CLAMP
    high = p.CABLE_AT[1] - p.WALL
    bed = cq.Workplane().box(wide, deep, high, centered=(True, True, False))
    bed = bed.cut(cq.Workplane("XZ").center(-4, high).circle(p.LEAD / 2).extrude(deep, both=True))
    screws = cq.Workplane().pushPoints(CLAMP_SCREWS).circle(INSERT / 2).extrude(6).translate((0, 0, high - 6))
    return bed.cut(screws).translate((*clamp_middle(), 0))


def clamp() -> cq.Workplane:
    """The saddle over the supply's lead."""
    wide, deep, high = p.CLAMP
    saddle = cq.Workplane().box(wide, deep, high, centered=(True, True, False)).edges("|Y and >Z").fillet(2)
    saddle = saddle.cut(cq.Workplane("XZ").center(-4, 0).circle(p.LEAD / 2 - 0.3).extrude(deep, both=True))
    saddle = saddle.cut(cq.Workplane().pushPoints(CLAMP_SCREWS).circle(SCREW / 2).extrude(high))
    return saddle.translate((*clamp_middle(), p.CABLE_AT[1]))


def _grooves() -> cq.Workplane:
    """Rails at both sides that the tray slides into from above."""
    out = cq.Workplane()
    for side in (-1, 1):
        for y in (p.TRAY_Y - 3.3, p.TRAY_Y + p.TRAY[2] + 0.3):
            rail = cq.Workplane().box(6, 3, p.TRAY[1] - 10, centered=(True, False, False))
            out = out.add(rail.translate((side * (p.WIDTH / 2 - p.WALL - 2.9), y, p.WALL - 0.1)))
    return out.combine()


def upper() -> cq.Workplane:
    """The upper half: sides, top, back with the VESA holes, flanges for face and lower half."""
    shell = _wedge(p.WIDTH, 0, 0).edges("|Z and >Y").fillet(p.CORNER)
    inner = _wedge(p.WIDTH - 2 * p.WALL, p.WALL, 30).cut(
        cq.Workplane().box(400, 400, 20).translate((0, 0, p.height() - p.WALL + 8))
    )
    shell = shell.cut(inner)
    frame = _frame(face_plane(p.PLATE), p.FACE).intersect(_wedge(p.WIDTH, 0, 0))
    shell = shell.union(frame).union(_joint(p.CHIN, way=False))
    holes = [(x * p.VESA / 2, p.VESA_Z + y * p.VESA / 2) for x in (-1, 1) for y in (-1, 1)]
    pads = back_plane().workplane(offset=-p.WALL - 4).pushPoints(holes).circle(7).extrude(4.1)
    shell = shell.union(pads).cut(back_plane().pushPoints(holes).circle(2.2).extrude(-p.WALL - 6))
    slots = tuple((x, p.height() - 16 - row * 8) for x in (-60, 0, 60) for row in range(2))
    shell = shell.cut(_slots(back_plane(), slots, -p.WALL - 1))
    shell = shell.cut(face_plane(p.PLATE).pushPoints(BOSSES_FACE).circle(INSERT / 2).extrude(-FLANGE_DEEP))
    return shell.cut(
        cq.Workplane().pushPoints(JOINTS).circle(SCREW / 2).extrude(10).translate((0, 0, p.CHIN - 1))
    )


def _wedge(wide: float, back: float, front: float) -> cq.Workplane:
    """The upper half's block behind the face plate, so much less deep at the back, so much deeper at the front."""
    foot, top = p.PLATE / RISE, p.height() - SINK * p.PLATE
    lean = (top - p.CHIN) * SINK / RISE
    points = [
        (foot - front, p.CHIN),
        (foot + lean - front, top),
        (p.DEPTH - back, top),
        (p.DEPTH - back, p.CHIN),
    ]
    return cq.Workplane("YZ").polyline(points).close().extrude(wide / 2, both=True)


def door() -> cq.Workplane:
    """The service door: a plate with a lip, two hooks on one side, the lock on the other, a pusher for the switch."""
    wide, high = p.DOOR_OPENING
    middle = p.CHIN / 2
    plate = (
        back_plane().center(0, middle).rect(wide + 2 * p.DOOR_OVERLAP, high + 2 * p.DOOR_OVERLAP).extrude(3)
    )
    plate = plate.edges("|Y").fillet(5).faces(">Y").edges().chamfer(0.8)
    lip = back_plane().center(0, middle).rect(wide - 2 * p.GAP, high - 2 * p.GAP)
    lip = lip.rect(wide - 2 * p.GAP - 6, high - 2 * p.GAP - 6).extrude(-p.WALL)
    hooks = back_plane().workplane(offset=-p.WALL - 3.2).center(-(wide / 2 - 1), middle)
    hooks = hooks.pushPoints([(0, -26), (0, 26)]).rect(10, 16).extrude(2.8)
    arms = back_plane().workplane(offset=-p.WALL - 3.2).center(-(wide / 2 - 4), middle)
    arms = arms.pushPoints([(0, -26), (0, 26)]).rect(5, 16).extrude(4)
    lock = (
        back_plane()
        .center(p.LOCK_AT[0], middle + p.LOCK_AT[1])
        .circle(p.LOCK_HOLE / 2)
        .extrude(10, both=True)
    )
    return plate.union(lip).union(arms).union(hooks).cut(lock)


def tray() -> cq.Workplane:
    """The sheet that carries the electronics, with a grid of holes for screws and ties."""
    wide, high, thick = p.TRAY
    sheet = cq.Workplane("XZ").rect(wide, high).extrude(-thick).edges("|Y").fillet(3)
    grid = [(x, z) for x in range(-84, 85, 14) for z in range(-42, 43, 14)]
    sheet = sheet.cut(cq.Workplane("XZ").pushPoints(grid).slot2D(5, 3).extrude(-thick))
    return sheet.translate((0, p.TRAY_Y, p.WALL + 0.5 + high / 2))


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


def jig_cradle() -> cq.Workplane:
    """The test jig's cradle: holds a panel board on the bench with its pins in reach."""
    wide, high = p.ON_TRAY[2].size[:2]
    base = cq.Workplane().box(wide + 50, high + 24, 4, centered=(True, True, False)).edges("|Z").fillet(6)
    wall = cq.Workplane().box(wide + 6, high + 6, 9, centered=(True, True, False))
    cradle = base.union(wall).cut(
        cq.Workplane().box(wide + 0.8, high + 0.8, 9, centered=(True, True, False)).translate((0, 0, 5))
    )
    cradle = cradle.cut(
        cq.Workplane().box(wide - 10, high - 10, 20, centered=(True, True, False)).translate((0, 0, 2))
    )
    reach = cq.Workplane().box(wide - 24, high + 40, 20, centered=(True, True, False)).translate((0, 0, 7))
    return cradle.cut(reach)


def printed() -> dict[str, cq.Workplane]:
    """All of them, by name; caps under cap_NAME."""
    parts = {
        "chin": chin(),
        "face": face(),
        "lower": lower(),
        "upper": upper(),
        "door": door(),
        "tray": tray(),
        "carrier": carrier(),
        "clamp": clamp(),
        "ring_window": ring_window(),
    }
    return parts | {f"cap_{name}": cap(name) for name in p.BUTTONS}
