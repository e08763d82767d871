"""Smaller printed parts: service door, tray, the clamp of the lead; and the cradle of the test jig."""

import cadquery as cq

from hardware.enclosure import parameters as p
from hardware.enclosure.planes import CLAMP_SCREWS, INSERT, SCREW, back_plane


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


def clamp() -> cq.Workplane:
    """The saddle over the supply's lead."""
    wide, deep, high = p.CLAMP
    saddle = cq.Workplane().box(wide, deep, high, centered=(True, True, False)).edges("|Y and >Z").fillet(2)
    saddle = saddle.cut(cq.Workplane("XZ").center(-4, 0).circle(p.LEAD / 2 - 0.3).extrude(deep, both=True))
    saddle = saddle.cut(cq.Workplane().pushPoints(CLAMP_SCREWS).circle(SCREW / 2).extrude(high))
    return saddle.translate((*clamp_middle(), p.CABLE_AT[1]))


def clamp_bed() -> cq.Workplane:
    """The lower half of the clamp: a block on the floor with a groove for the lead and two inserts."""
    wide, deep, _ = p.CLAMP
    high = p.CABLE_AT[1] - p.WALL
    bed = cq.Workplane().box(wide, deep, high, centered=(True, True, False))
    bed = bed.cut(cq.Workplane("XZ").center(-4, high).circle(p.LEAD / 2).extrude(deep, both=True))
    screws = cq.Workplane().pushPoints(CLAMP_SCREWS).circle(INSERT / 2).extrude(6).translate((0, 0, high - 6))
    return bed.cut(screws).translate((*clamp_middle(), 0))


def clamp_middle() -> tuple[float, float]:
    """Where the saddle sits on the floor: x, y."""
    return -p.CABLE_AT[0] + 4, p.DEPTH - p.WALL - 9


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
