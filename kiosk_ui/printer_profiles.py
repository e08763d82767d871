"""What each model of printer can do, from the capability database that python-escpos brings along.

Source: the receipt-print-hq escpos-printer-db. It says how wide a model prints and which commands it knows; what it
does not say (whether GS L and double sizes are honoured) a host tries with `curiocity printer test`.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kiosk_ui.escpos import Form, Profile
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.printer_errors import BadSetting

# Cheap models that are often met; any other of the database may be named too.
COMMON = (
    *("POS-5890", "ZJ-5870", "NT-5890K", "NT-80-V-UL", "P822D", "RP326", "TM-T20II", "TM-T88V"),
    *("TM-L90", "CT-S651", "Sunmi-V2", "TSP600", "simple"),
)
FORMS: tuple[tuple[str, Form], ...] = (
    ("starCommands", "star"),  # these models print ESC/POS only where a switch inside says so
    ("bitImageRaster", "raster"),
    ("graphics", "graphics"),
    ("bitImageColumn", "columns"),
)
PLAIN = "plain"  # not in the database: letters only, where a model's pictures come out wrong
SWITCHES = ("left_margin", "doubles", "draws_qr", "cuts", "motion_unit")


def models() -> tuple[str, ...]:
    """Every model that can print pictures."""
    return (*(name for name in _database() if _form(name)), PLAIN)


def profile_of(model: str, switches: Mapping[str, str] | None = None) -> Profile:
    """A model's profile; "" is any that prints rasters. switches: "yes" or "no" for each of SWITCHES that is set.

    Raises BadSetting with the models or the switches there are.
    """
    found = dict(switches or {})
    for switch, value in found.items():
        if switch not in SWITCHES or value not in {"yes", "no"}:
            raise BadSetting(f"{switch} = {value}: yes or no for one of {', '.join(SWITCHES)}")
    given: dict[str, Any] = {switch: value == "yes" for switch, value in found.items()}
    if not model:
        return Profile(**given)
    if model == PLAIN:
        return Profile(form="text", **given)
    form = _form(model) if model in _database() else None
    if form is None:
        raise BadSetting(f"profile = {model}: one of {', '.join(models())}")
    features = _database()[model]["features"]
    cuts = bool(features.get("paperFullCut") or features.get("paperPartCut"))
    return Profile(form=form, **{"cuts": cuts} | given)


def paper_mm(model: str) -> int | None:
    """The widest of our rolls that the model's dots hold; None where the database does not say."""
    if model == PLAIN:
        return None
    dots = _database()[model]["media"].get("width", {}).get("pixels")
    across = dots if isinstance(dots, int) else 0
    return max((mm for mm, roll in DOTS.items() if roll <= across), default=None)


def _form(model: str) -> Form | None:
    features = _database()[model]["features"]
    return next((form for feature, form in FORMS if features.get(feature)), None)


@lru_cache(maxsize=1)
def _database() -> dict[str, Any]:
    text = (files("escpos") / "capabilities.json").read_text(encoding="utf-8")
    profiles: dict[str, Any] = json.loads(text)["profiles"]
    return profiles
