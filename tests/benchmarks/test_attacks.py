"""The attackers, small and seeded: what they may never get, and that the rigs would see it if they did."""

import json

import pytest

from benchmarks import attack
from benchmarks.attacks import board, flood, stalker


def line(capsys, *words):
    """(exit status, the one line of JSON)."""
    status = attack.main(list(words))
    (told,) = capsys.readouterr().out.splitlines()
    return status, json.loads(told)


def test_no_board_shows_what_three_did_not_share(capsys):
    status, told = line(capsys, "board", "--days", "1", "--people", "30")
    assert (status, told["themes_below_three"]) == (0, 0)
    assert told["themes_shown"] > 0
    assert set(told["gain_if_suspected"]) == {"watches", "adds", "follows"}


def test_the_rig_sees_a_board_that_tells_too_much():
    told = board.attack(1, 12, 1, control=True)
    assert told["themes_below_three"] > 0
    assert told["gain_if_suspected"]["watches"] > 0


@pytest.mark.parametrize(
    ("prior", "said", "unsaid", "gained"),
    [(0.5, [1, 1], [0, 0], 0.5), (0.5, [1, 0], [0, 1], 0.0), (0.5, [2, 1], [1, 1], 0.25), (0.1, [1, 1], [0, 1], 0.0),
     (0.1, [1, 1], [0, 0], 0.1)],
)  # fmt: skip
def test_what_a_sight_is_worth(prior, said, unsaid, gained):
    assert board.gain(prior, said, unsaid) == pytest.approx(gained)


def test_nobody_sits_alone_with_who_says_the_same_once(capsys):
    status, told = line(capsys, "stalker", "--days", "1", "--people", "20")
    assert (status, told["alone_with_one_entry"]) == (0, 0)
    assert 0 <= told["one_entry"] <= 1
    assert stalker.attack(1, 12, 3)["pairs_by_topic"] in {0.0, 1.0}


def test_a_flood_takes_few_chairs_and_no_board(capsys):
    status, told = line(capsys, "flood", "--hours", "0.2", "--people", "6")
    assert (status, told["promised"], told["with_company"], told["words_of_the_flood_shown"]) == (0, 1, 1, 0)
    assert told["seats_left"] == pytest.approx(1 - 30 / 144, abs=0.001)
    assert flood.attack(0.2, 2, 1, "varied", control=True)["seats_left"] < told["seats_left"]


def test_an_attack_there_is_none_of(capsys):
    assert attack.main(["worm"]) == 2
    assert "known: board, stalker, flood, codes" in capsys.readouterr().err
