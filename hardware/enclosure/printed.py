"""Every printed part, as a CadQuery solid where it sits in the kiosk."""

import cadquery as cq

from hardware.enclosure import case, fittings, front
from hardware.enclosure import parameters as p


def printed() -> dict[str, cq.Workplane]:
    """All of them, by name; caps under cap_NAME."""
    parts = {
        "chin": front.chin(),
        "face": front.face(),
        "lower": case.lower(),
        "upper": case.upper(),
        "door": fittings.door(),
        "tray": fittings.tray(),
        "carrier": front.carrier(),
        "clamp": fittings.clamp(),
        "ring_window": front.ring_window(),
    }
    return parts | {f"cap_{name}": front.cap(name) for name in p.BUTTONS}
