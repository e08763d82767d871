"""bom.csv: what it costs, how old its prices are, what it says of itself."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from hardware import bom

PARTS = bom.read_bom()


def test_no_price_is_older_than_twelve_months():
    """Fails when it is time to look prices up again: each sentence names the line and what to write there."""
    assert bom.old_prices(PARTS, datetime.now(UTC).date()) == []


def test_an_old_price_is_named_and_one_of_tomorrow_too():
    last = max(part.price_date for part in PARTS)
    after = last + timedelta(days=bom.PRICES_LAST_DAYS + 1)
    said = bom.old_prices(PARTS, after)
    assert len(said) == len(PARTS)
    assert all(part.id in sentence for part, sentence in zip(PARTS, said, strict=True))
    early = bom.old_prices(PARTS, last - timedelta(days=1))
    assert len(early) == sum(part.price_date == last for part in PARTS)


def test_totals_are_sums_of_lines():
    assert bom.total(PARTS, "hub") == pytest.approx(
        sum(part.quantity * part.unit_price for part in PARTS if part.used_in == "hub")
    )
    assert sum(bom.total(PARTS, machine) for machine in ("kiosk", "hub", "jig")) == pytest.approx(
        sum(part.price for part in PARTS)
    )
    assert bom.least_total(PARTS, "kiosk") < bom.total(PARTS, "kiosk")


def test_the_hub_and_the_kiosk_with_cheaper_alternates_keep_their_targets():
    assert bom.total(PARTS, "hub") <= bom.TARGETS_USD["hub"]
    assert bom.least_total(PARTS, "kiosk") <= bom.TARGETS_USD["kiosk"]


def test_a_target_that_is_missed_is_said_to_be():
    page = (bom.BOM.parent / "README.md").read_text(encoding="utf-8")
    missed = bom.total(PARTS, "kiosk") > bom.TARGETS_USD["kiosk"]
    assert ("over its target of 150 USD" in page) == missed


def test_an_estimate_says_that_it_is_one():
    assert [part.id for part in PARTS if part.basis == "estimate" and "unverified" not in part.source
            and "public parts list" not in part.source] == []  # fmt: skip
    assert [part.id for part in PARTS if part.basis == "published" and "2026" not in part.source] == []


@dataclass
class Line:
    old: str
    new: str


@pytest.mark.parametrize(
    "line",
    [
        Line("pi,Raspberry Pi Zero 2 W,1,15,USD,", "pi,Raspberry Pi Zero 2 W,one,15,USD,"),
        Line("pi,Raspberry Pi Zero 2 W,1,15,USD,", "pi,Raspberry Pi Zero 2 W,1,15,EUR,"),
        Line("pi,Raspberry Pi Zero 2 W,1,15,USD,2026-02-03", "pi,Raspberry Pi Zero 2 W,1,15,USD,in spring"),
        Line("pi,Raspberry Pi Zero 2 W,", "card,Raspberry Pi Zero 2 W,"),
        Line('list price 15",Radxa', 'list price 15" Radxa'),
    ],
    ids=["quantity", "currency", "date", "twice", "a cell too few"],
)
def test_a_wrong_line_is_refused_by_name(tmp_path, line):
    text = bom.BOM.read_text(encoding="utf-8")
    assert line.old in text
    broken = tmp_path / "bom.csv"
    broken.write_text(text.replace(line.old, line.new, 1), encoding="utf-8")
    with pytest.raises(bom.BomError, match=r"pi|card"):
        bom.read_bom(broken)


def test_dates_are_dates():
    assert all(isinstance(part.price_date, date) for part in PARTS)


def test_the_page_of_figures_says_the_same():
    page = (bom.BOM.parents[1] / "docs/figures.md").read_text(encoding="utf-8").partition("## Hardware")[2]
    said = [float(price) for price in re.findall(r"\| (\d+\.\d\d) USD \|", page)]
    assert said == [bom.total(PARTS, "kiosk"), bom.least_total(PARTS, "kiosk"), bom.total(PARTS, "hub")]
    assert f"{bom.estimated_share(PARTS, 'kiosk') * 100:.0f} % of the price" in page
