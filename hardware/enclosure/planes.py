"""Where the plates lie, and measures that more than one printed part needs.

X runs to the right, Y backwards from the chin's front, Z up from the case's floor. Millimetres.
"""

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
TAB_POST = 6.0  # the screen's tabs lie this far behind its glass: check with callipers, add washers


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
