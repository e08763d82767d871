"""The parts list read, added up and checked: what a kiosk, a hub and a test jig cost, and how old their prices are."""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

BOM = Path(__file__).parent / "bom.csv"
TARGETS_USD = {"kiosk": 150.0, "hub": 110.0}
PRICES_LAST_DAYS = 366  # twelve months; thereafter a price is a memory
STATES = ("idle", "printing", "peak")
BASES = ("published", "estimate")


class BomError(ValueError):
    """A line of bom.csv that cannot be read; says which and what to write there."""


class Part(NamedTuple):
    """One line of bom.csv. Currents in mA at the rail's own voltage, by state; empty cells are 0 or None."""

    id: str
    part: str
    quantity: float
    unit_price: float
    currency: str
    price_date: date
    basis: str  # published: seen in a source; estimate: nobody has looked
    source: str
    alternate: str
    alternate_price: float | None
    datasheet: str
    hazard: str
    used_in: str
    rail: str
    milliamperes: dict[str, float]

    @property
    def price(self) -> float:
        """What all of them cost, USD."""
        return self.quantity * self.unit_price

    @property
    def least_price(self) -> float:
        """The same with the alternate where that is cheaper, USD."""
        other = self.unit_price if self.alternate_price is None else self.alternate_price
        return self.quantity * min(self.unit_price, other)


def read_bom(path: Path = BOM) -> list[Part]:
    """All parts, in the file's order; BomError where a line is wrong or an id comes twice."""
    with path.open(encoding="utf-8", newline="") as file:
        parts = [_part(row, number) for number, row in enumerate(csv.DictReader(file), start=2)]
    ids = [part.id for part in parts]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise BomError(f"{path.name}: more than one line is called {', '.join(twice)}")
    return parts


def _part(row: dict[str, str], number: int) -> Part:
    try:
        part = Part(
            id=row["id"],
            part=row["part"],
            quantity=float(row["quantity"]),
            unit_price=float(row["unit_price"]),
            currency=row["currency"],
            price_date=date.fromisoformat(row["price_date"]),
            basis=row["basis"],
            source=row["source"],
            alternate=row["alternate"],
            alternate_price=float(row["alternate_price"]) if row["alternate_price"] else None,
            datasheet=row["datasheet"],
            hazard=row["hazard"],
            used_in=row["used_in"],
            rail=row["rail"],
            milliamperes={state: float(row[f"{state}_ma"] or 0) for state in STATES},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BomError(f"bom.csv, line {number} ({row.get('id')}): {error}") from error
    if part.currency != "USD" or part.basis not in BASES or part.used_in not in ("kiosk", "hub", "jig"):
        raise BomError(
            f"bom.csv, line {number} ({part.id}): prices are in USD, published or estimate, "
            "and a part is used in kiosk, hub or jig"
        )
    return part


def total(parts: list[Part], used_in: str) -> float:
    """What one of them costs, USD, as listed: without shipping, taxes and tools."""
    return round(sum(part.price for part in parts if part.used_in == used_in), 2)


def least_total(parts: list[Part], used_in: str) -> float:
    """The same with every alternate that is cheaper, USD."""
    return round(sum(part.least_price for part in parts if part.used_in == used_in), 2)


def estimated_share(parts: list[Part], used_in: str) -> float:
    """How much of a total nobody has seen in a source, 0 to 1."""
    guessed = sum(part.price for part in parts if part.used_in == used_in and part.basis == "estimate")
    return guessed / total(parts, used_in)


def old_prices(parts: list[Part], today: date) -> list[str]:
    """A sentence for each price that is older than twelve months, or from tomorrow."""
    return [
        f"bom.csv: the price of {part.id} ({part.unit_price:g} USD) is of {part.price_date}, "
        f"{(today - part.price_date).days} days ago. Look it up again: write the new price, its date and its source."
        for part in parts
        if not 0 <= (today - part.price_date).days <= PRICES_LAST_DAYS
    ]
