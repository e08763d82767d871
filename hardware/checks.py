"""Every check of the hardware that needs nothing but Python, in one list of sentences."""

from datetime import date

from hardware import harness, power, thermal
from hardware.bom import Part, old_prices
from hardware.enclosure import agreement, parameters, reach


def mismatches(parts: list[Part], today: date) -> list[str]:
    """What does not agree: firmware and wiring, parts list, currents, measures, reach, age of prices, documents."""
    enclosed = parameters.ENCLOSED
    return [
        *harness.mismatches(parts, enclosed),
        *power.misfits(parts),
        *thermal.misfits(parts),
        *agreement.misfits(parts),
        *reach.misfits(),
        *old_prices(parts, today),
    ]
