import base64
import io
import json

import numpy as np
import pytest

from hub import meaning, seat

DAY = {
    "places": [
        {"id": "p0", "walk": {"k0": 5}, "langs": ["en"], "rounds": [{"start": 600, "seats": 9, "hosts": 1}]},
        {"id": "p1", "walk": {"k0": 9}, "langs": ["de"], "rounds": [{"start": 780, "seats": 9, "hosts": 1}]},
    ],
    "kiosks": [{"id": "k0"}],
    "rules": {
        "lead": 20,
        "close_before": 15,
        "table_min": 3,
        "table_max": 5,
        "hosted_max": 6,
        "hosted_language": "host",
    },
    "history": [["h0", "h5"]],
}


def entry(number, **changed):
    vector = base64.b64encode(np.ones(4, np.float16).tobytes()).decode()
    known = {
        "id": f"e{number}",
        "person": f"h{number}",
        "kiosk": "k0",
        "at": 500,
        "langs": ["en"],
        "reach_min": 9,
    }
    return {"enter": {**known, "vector": vector, **changed}}


def answers(*requests):
    replay = seat.Replay()
    return [replay.answer(json.dumps(request)) for request in requests]


def test_a_day_is_answered_line_by_line(monkeypatch, capsys):
    requests = [{"day": DAY}, *map(entry, range(6)), {"close": {"place": "p0", "round_start": 600}}]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(json.dumps(request) + "\n" for request in requests)))
    assert seat.main([]) == 0
    first, *promises, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {"ready": True}
    assert promises == [{"place": "p0", "round_start": 600}] * 6
    assert sorted(one for table in last["tables"] for one in table["members"]) == [
        "e0",
        "e1",
        "e2",
        "e3",
        "e4",
        "e5",
    ]
    assert all(not {"e0", "e5"} <= set(table["members"]) for table in last["tables"])  # they met


def seated(*tags):
    """The tables of six people with these tags, one table's company each, all of one mind."""
    entries = [entry(number, met=[tag] if tag else []) for number, tag in enumerate(tags)]
    return answers({"day": DAY}, *entries, {"close": {"place": "p0", "round_start": 600}})[-1]["tables"]


def test_who_sat_together_of_late_does_not_again():
    together = [set(table["members"]) for table in seated("", "a", "b", "a", "b", "")]
    assert sorted(one for table in together for one in table) == [f"e{number}" for number in range(6)]
    assert not [table for table in together if {"e1", "e3"} <= table or {"e2", "e4"} <= table]
    assert any({"e1", "e3"} <= set(table["members"]) for table in seated("", "a", "b", "c", "d", ""))


def test_tables_that_nobody_shares_change_nothing():
    assert seated(*"abcdef") == seated(*[""] * 6)
    plain = [
        {key: value for key, value in entry(number)["enter"].items() if key != "met"} for number in range(6)
    ]
    close = {"close": {"place": "p0", "round_start": 600}}
    assert answers({"day": DAY}, *({"enter": one} for one in plain), close)[-1]["tables"] == seated(*[""] * 6)


def test_no_seat_is_null():
    assert answers({"day": DAY}, entry(1, at=790))[1] == {"place": None, "round_start": None}
    assert answers({"day": DAY}, entry(1, rounds=[]))[1] == {"place": None, "round_start": None}


def test_an_entry_without_vector_or_text_is_seated_too():
    wordless = entry(1)
    del wordless["enter"]["vector"]
    assert answers({"day": DAY}, wordless)[1]["place"] == "p0"


@pytest.fixture
def encoders(monkeypatch):
    """Those that other tests of this process have loaded: each replay by itself would take seconds for it."""
    monkeypatch.setattr(seat._Texts, "_meaning", property(lambda texts: meaning._shared()))


def test_texts_of_one_topic_meet(encoders):
    day = json.loads(json.dumps(DAY))
    day["places"][1] |= {"langs": ["en"], "walk": {"k0": 5}}
    day["places"][1]["rounds"] = [{"start": 600, "seats": 9, "hosts": 1}]
    texts = [
        "how do bees find their way home",
        "why is bread dough sticky",
        "how do honey bees navigate to the hive",
    ]
    requests = [entry(number, text=text) for number, text in enumerate(texts)]
    for request in requests:
        del request["enter"]["vector"]
    got = answers({"day": day}, *requests, requests[0], {"close": {"place": "p0", "round_start": 600}})
    assert got[1] == got[3] == got[4]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "JSONDecodeError"),
        ("{", "JSONDecodeError"),
        ("[" * 100_000, "RecursionError"),
        ("7", "TypeError"),
        ("[]", "one of day, enter, close"),
        ("{}", "one of day, enter, close"),
        ('{"day": 1}', "AttributeError"),
        ('{"day": {}}', "places"),
        ('{"close": {"place": "p9", "round_start": 600}}', "p9"),
        (json.dumps(entry(1, vector="not base64")), "base64 of float16"),
        (json.dumps(entry(1, vector="AAAA")), "base64 of float16"),
        (json.dumps(entry(1, at="soon")), "ValueError"),
        (json.dumps(entry(1, at=float("inf"))), "OverflowError"),
    ],
)
def test_a_bad_line_is_answered_and_the_next_one_read(line, says):
    replay = seat.Replay()
    replay.answer(json.dumps({"day": DAY}))
    assert says in replay.answer(line)["error"]
    assert replay.answer(json.dumps(entry(1))) == {"place": "p0", "round_start": 600}


def test_words_are_never_echoed(encoders):
    secret = {"enter": {"text": "my secret", "id": "e1"}}
    assert "secret" not in json.dumps(answers({"day": DAY}, secret)[1])


def test_help_is_there(capsys):
    with pytest.raises(SystemExit):
        seat.main(["--help"])
    assert "round_start" in capsys.readouterr().out
