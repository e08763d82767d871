"""A past day as plain JSON: who was promised and seated where, for measuring the matching with made-up days."""

import base64
import json
from datetime import date, datetime, time
from pathlib import Path

import numpy as np

from hub import calendar
from hub.calendar import MINUTE
from hub.config import HubConfig
from hub.day import rules_of
from hub.kept import Remembered
from hub.languages import language_of
from hub.meaning import Meaning
from hub.store import Store


def export(data: Path, config: HubConfig, day: date, solution: Path | None, whole_day: Path | None) -> None:
    """Write the files asked for from a hub's folder; the hub itself must have ended. Times are minutes of the day."""
    store = Store(data)
    try:
        everyone = (one for stored in store.days() for one in store.entries_of(stored))
        came = (one for one in everyone if calendar.local_date(config, one.kept.heard) == day)
        known = sorted(came, key=lambda one: (one.kept.heard, one.kept.entry.id))
        if solution:
            _write(solution, _solution(store, config, day, known))
        if whole_day:
            _write(whole_day, _day(config, day, known))
    finally:
        store.close()


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _minute(config: HubConfig, day: date, ms: int) -> int:
    midnight = datetime.combine(day, time(), config.zone)
    return (ms - int(midnight.timestamp() * 1000)) // MINUTE


def _solution(store: Store, config: HubConfig, day: date, known: list[Remembered]) -> dict[str, object]:
    promises, here = [_promise(config, day, one) for one in known], {one.kept.entry.id for one in known}
    tables = [
        {
            "place": closed.place,
            "round_start": _minute(config, day, closed.starts),
            "hosted": table.hosted,
            "members": members,
        }
        for closed in store.tables_of(day)
        for table in closed.tables
        if (members := [member for member in table.members if member in here])
    ]
    return {"promises": promises, "tables": tables}


def _promise(config: HubConfig, day: date, one: Remembered) -> dict[str, object]:
    """A promise of that day; one for a later day counts as none."""
    promised = one.promised
    if promised is None or calendar.local_date(config, promised.starts) != day:
        return {"entry": one.kept.entry.id, "place": None, "round_start": None}
    return {
        "entry": one.kept.entry.id,
        "place": promised.place,
        "round_start": _minute(config, day, promised.starts),
    }


def _day(config: HubConfig, day: date, known: list[Remembered]) -> dict[str, object]:
    rules, rounds = rules_of(config), calendar.rounds_of(config, day)
    places = [
        {
            "id": place.id,
            "walk": dict(place.walk),
            "langs": list(place.languages),
            "rounds": [
                {"start": _minute(config, day, found.starts), "seats": place.seats, "hosts": place.hosts}
                for found in rounds
                if found.place == place.id
            ],
        }
        for place in config.places
    ]
    return {
        "format": "curiocity-day/2",
        "rules": {
            "lead": rules.lead,
            "close_before": rules.close_before,
            "table_min": rules.table_min,
            "table_max": rules.table_max,
            "hosted_max": rules.hosted_max,
            "hosted_language": rules.hosted_language,
        },
        "kiosks": [{"id": kiosk} for kiosk in config.kiosks],
        "places": places,
        "entries": [_entry(config, day, one) for one in known],
        "vectors": _vectors(known),
        "history": [],
    }


def _entry(config: HubConfig, day: date, one: Remembered) -> dict[str, object]:
    entry = one.kept.entry
    return {
        "id": entry.id,
        "person": entry.id,
        "kiosk": entry.kiosk,
        "at": _minute(config, day, one.kept.heard),
        "langs": list(entry.languages),
        "reach_min": config.reach_min,
        "text": entry.words,
    }


def _vectors(known: list[Remembered]) -> dict[str, object]:
    """The day's vectors as matching saw them in the end, centred on the whole day."""
    meaning = Meaning()
    raw = [meaning.zero if one.vector is None else np.asarray(one.vector, np.float32) for one in known]
    rows = meaning.centred(raw, [language_of(one.kept.entry.words) for one in known]).astype(np.float16)
    return {"dim": rows.shape[1], "dtype": "float16", "b64": base64.b64encode(rows.tobytes()).decode()}
