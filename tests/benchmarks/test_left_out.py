"""Entries left out of a day: had they a chair that was not seen?"""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.left_out import proofs
from hub.rules import Rules


def small_day(tongues, *, seats, permit=None):
    """A scorer's day of one pool (a host of language 1), and of persons who never met."""
    n = len(tongues)
    return SimpleNamespace(
        at_of={f"e{at}": at for at in range(n)},
        pools=[({"id": "p0"}, {"start": 600, "seats": seats, "hosts": 1})],
        pool_of={("p0", 600): 0},
        permit=np.ones((n, 1), bool) if permit is None else permit,
        person=np.arange(n),
        start=np.array([600]),
        barred=np.eye(n, dtype=bool),
        lang=np.array(tongues, np.int64),
        host_lang=np.array([1]),
        rules={name: getattr(Rules(), name) for name in Rules.__slots__},
    )


def promised(*yes):
    return {
        "promises": [
            {
                "entry": f"e{at}",
                "place": "p0" if one else None,
                "round_start": 600 if one else None,
            }
            for at, one in enumerate(yes)
        ]
    }


@pytest.mark.parametrize(
    ("day", "said", "left_out", "had"),
    [
        (small_day([1, 1, 1], seats=3), (1, 1, 1), 0, 0),
        (small_day([1, 1, 1], seats=3), (1, 1, 0), 1, 1),  # refused although the host has chairs
        (small_day([1, 1, 1], seats=2), (1, 1, 0), 0, 0),  # no seat: not left out by whoever promises
        (small_day([1, 1, 2], seats=3), (1, 1, 0), 1, 0),  # speaks with nobody there
        (small_day([3, 3, 2], seats=3), (1, 1, 0), 1, 1),  # only a table of all three holds them
        (small_day([2, 3, 3], seats=3), (0, 1, 1), 1, 0),  # they came later
        (small_day([1, 1], seats=3, permit=np.array([[True], [False]])), (1, 0), 0, 0),
    ],
)
def test_who_had_a_seat(day, said, left_out, had):
    found = proofs(day, promised(*said))
    assert (found["left_out"], found["had_a_seat"], found["not_proved"]) == (left_out, had, 0)
    assert len(found["cases"]) == had


def test_a_person_sits_in_one_round_once():
    day = small_day([1, 1], seats=3)
    day.person = np.array([0, 0])
    assert proofs(day, promised(1, 0))["left_out"] == 0
