"""Checks that need the solids: whole, of one piece, as large as said, nowhere in each other, as heavy as bought."""

from itertools import combinations

import cadquery as cq

from hardware.bom import Part
from hardware.enclosure import fittings
from hardware.enclosure import parameters as p
from hardware.enclosure.printed import printed
from hardware.enclosure.stand_ins import bought

TOUCH = 2.0  # mm3 of two bodies in one place that are still a touch
PETG = 1.27  # g/cm3
FILLED = 0.9  # of a printed part's volume: four walls of 0.45 mm, 25 % inside
SPARE = 1.1  # brims, and a part that fails
MAY_MEET = {frozenset(pair) for pair in (("lock", "door"), ("lock", "lower"), ("jack", "chin"))}


def misfits(parts: list[Part]) -> list[str]:
    """A sentence for each solid that is not as it should be."""
    solids, others = printed(), bought()
    found = []
    for name, solid in (solids | {"jig_cradle": fittings.jig_cradle()}).items():
        if not solid.val().isValid():
            found.append(f"enclosure: {name} is no valid solid")
        if solid.solids().size() != 1:
            found.append(f"enclosure: {name} is of {solid.solids().size()} pieces")
    found += collisions(solids | others) + _sizes(solids)
    needed = kilograms(solids)
    listed = next((part.quantity for part in parts if part.id == "filament"), 0.0)
    if not needed <= listed <= needed * 1.15:
        found.append(f"bom.csv: {listed:g} kg of filament, the printed parts take {needed:.2f} kg")
    return found


def collisions(bodies: dict[str, cq.Workplane]) -> list[str]:
    """A sentence for each two bodies that are in the same place."""
    boxes = {name: body.combine().val().BoundingBox() for name, body in bodies.items()}
    found = []
    for one, other in combinations(bodies, 2):
        if frozenset((one, other)) in MAY_MEET or not _near(boxes[one], boxes[other]):
            continue
        shared = bodies[one].combine().intersect(bodies[other].combine())
        volume = sum(solid.Volume() for solid in shared.solids().vals())
        if volume > TOUCH:
            found.append(f"enclosure: {one} and {other} share {volume:.0f} mm3")
    return found


def _near(one: cq.BoundBox, other: cq.BoundBox) -> bool:
    return all(
        getattr(one, f"{axis}min") < getattr(other, f"{axis}max")
        and getattr(other, f"{axis}min") < getattr(one, f"{axis}max")
        for axis in "xyz"
    )


def _sizes(solids: dict[str, cq.Workplane]) -> list[str]:
    found = []
    for name, said in p.printed_sizes().items():
        box = solids[name].val().BoundingBox()
        real = sorted((box.xlen, box.ylen, box.zlen))
        if name != "face" and any(a > b + 4 for a, b in zip(real, sorted(said), strict=True)):
            found.append(f"enclosure: {name} is {real} mm, parameters.py says {sorted(said)}")
    return found


def kilograms(solids: dict[str, cq.Workplane]) -> float:
    """Filament for all of them and what goes wrong, kg."""
    volume: float = sum(solid.val().Volume() for solid in solids.values())
    return volume / 1000 * PETG * FILLED * SPARE / 1000
