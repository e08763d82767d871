"""The two halves of the case."""

import cadquery as cq

from hardware.enclosure import parameters as p
from hardware.enclosure.fittings import clamp_bed
from hardware.enclosure.planes import (
    BOSSES_CHIN,
    BOSSES_FACE,
    FLANGE,
    FLANGE_DEEP,
    INSERT,
    JOINTS,
    RISE,
    SCREW,
    SINK,
    back_plane,
    chin_plane,
    face_plane,
)


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
    return shell.union(clamp_bed().translate((0, 0, p.WALL - 0.1)))


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
