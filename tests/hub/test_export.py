"""A day as JSON: what the measuring scripts read, written from what the hub kept."""

import base64
import json

import numpy as np
import pytest

from hub.export import export
from hub.kept import ClosedRound, ClosedTable, Promised
from hub.store import Store
from tests.hub.town import LIBRARY, MONDAY, TOWN, TUESDAY, a_round, an_id, at, kept
from wire.messages import Promise

TEN, MIDNIGHT = 10 * 60, at("2026-11-23 00:00")


def promised(number, found):
    return Promised(found.place, found.starts, slip=an_id(900 + number), sign="🦔")


@pytest.fixture
def exported(tmp_path, monkeypatch):
    """Three of today, one of them promised tomorrow, and one who took the entry back after the tables were made."""
    monkeypatch.setattr("hub.export.Meaning", Plain)
    store = Store(tmp_path)
    store.keep([kept(number, f"words {number}") for number in (1, 2, 3)])
    store.save_promises({an_id(1): promised(1, a_round())})
    store.move(an_id(2), TUESDAY)
    store.save_promises({an_id(2): promised(2, a_round(day=TUESDAY))})
    store.save_promises({an_id(3): promised(3, a_round())})
    store.save_vectors({an_id(1): np.ones(4, np.float32)})
    table = ClosedTable(True, (an_id(1), an_id(3)), "🏮")
    store.save_tables(MONDAY, ClosedRound("library", a_round().starts, an_id(800), (table,)))
    store.retract(an_id(3), MONDAY)
    store.close()
    export(tmp_path, TOWN, MONDAY, tmp_path / "out" / "solution.json", tmp_path / "out" / "day.json")
    return tmp_path / "out"


class Plain:
    """Vectors of four, centred on nothing."""

    zero = np.zeros(4, np.float32)

    def centred(self, raw, languages):
        assert len(raw) == len(languages)
        return np.array(raw, np.float32)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_everybody_of_the_day_is_promised_or_not_in_minutes_of_the_day(exported):
    assert read(exported / "solution.json")["promises"] == [
        {"entry": an_id(1), "place": "library", "round_start": TEN},
        {"entry": an_id(2), "place": None, "round_start": None},
    ]


def test_at_the_tables_sits_nobody_who_took_the_entry_back(exported):
    assert read(exported / "solution.json")["tables"] == [
        {"place": "library", "round_start": TEN, "hosted": True, "members": [an_id(1)]}
    ]


def test_the_day_holds_what_a_solver_needs(exported):
    day = read(exported / "day.json")
    assert day["format"] == "curiocity-day/2"
    assert day["kiosks"] == [{"id": "cafe"}, {"id": "library"}]
    assert [entry["text"] for entry in day["entries"]] == ["words 1", "words 2"]
    assert day["entries"][0]["at"] == (kept(1).heard - MIDNIGHT) // 60_000
    assert day["places"][0]["rounds"][0] == {"start": TEN, "seats": LIBRARY.seats, "hosts": LIBRARY.hosts}
    assert day["rules"]["lead"] == TOWN.lead_min


def test_vectors_are_rows_in_the_order_of_the_entries_zero_where_not_understood(exported):
    vectors = read(exported / "day.json")["vectors"]
    rows = np.frombuffer(base64.b64decode(vectors["b64"]), vectors["dtype"]).reshape(-1, vectors["dim"])
    assert rows.tolist() == [[1, 1, 1, 1], [0, 0, 0, 0]]


def test_only_the_files_asked_for_are_written(tmp_path):
    store = Store(tmp_path)
    store.keep([kept(1, promised=Promise("library", a_round().starts))])
    store.close()
    export(tmp_path, TOWN, MONDAY, tmp_path / "solution.json", None)
    assert read(tmp_path / "solution.json") == {
        "promises": [{"entry": an_id(1), "place": None, "round_start": None}],
        "tables": [],
    }
