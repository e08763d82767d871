"""The attackers of `benchmarks/join_attackers.py`, a few of each kind, and the controls that must succeed."""

import asyncio

import pytest

from benchmarks.join_attackers import ATTACKERS, CONTROLS
from benchmarks.join_attacks import attack_all, controls_caught


def test_no_attacker_of_any_kind_gets_in(tmp_path):
    successes, _ = asyncio.run(attack_all(3 * len(ATTACKERS), seed=4, folder=tmp_path / "authority"))
    assert {kind: times for kind, times in successes.items() if times} == {}
    assert len(successes) == len(ATTACKERS)


@pytest.mark.parametrize("seed", [1, 2])
def test_who_must_succeed_does(tmp_path, seed):
    assert asyncio.run(controls_caught(seed, tmp_path / "authority")) == len(CONTROLS)
