"""The panel's day, as benchmarks/firmware_day.py tells it."""

import json

from benchmarks import firmware_day


def told(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_an_hour_is_the_same_hour_under_both_pythons_and_leaks_nothing(capsys):
    assert firmware_day.main(["--hours", "1"]) == 0
    found = told(capsys)
    assert found["same_log"]
    for python in firmware_day.pythons():
        assert found[python]["told"] > 50
        assert found[python]["boots"] == 1


def test_another_log_a_reset_or_a_leak_is_not_right(capsys, monkeypatch):
    fine = {"log": 1, "starts": 1, "drift": 0, "cpu_s": 1.0}
    monkeypatch.setattr(firmware_day, "pythons", lambda: {"CPython": ["a"], "MicroPython": ["b"]})
    for change in ({}, {"log": 2}, {"starts": 2}, {"drift": 10_000}):
        monkeypatch.setattr(
            firmware_day, "run", lambda python, *what, c=change: fine | (c if python == ["b"] else {})
        )
        assert firmware_day.main([]) == (1 if change else 0)


def test_messages_leave_nothing_behind(capsys):
    assert firmware_day.main(["--messages", "2000"]) == 0
    assert all(found["messages"] >= 2_000 for found in list(told(capsys).values())[2:])
