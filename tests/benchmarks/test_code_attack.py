"""A small code guesser; that an honest retraction takes less than a second is for `make attack` on a quiet machine."""

import asyncio

import pytest

from benchmarks.attacks import codes

pytestmark = pytest.mark.whole


def test_guesses_hit_nothing_and_hold_nobody_up(tmp_path):
    found = asyncio.run(codes.attack(tmp_path, 400, 20, 1.0, 2, "amqtt", 20, timed=2))
    assert found["hits"] == 0
    assert 0 < found["tried_in_wait"] <= found["budget_in_wait"]
    assert found["taken_by_pages"] > 0
    assert found["answers_of_pages"] == 1, "no answer tells a right code from a wrong one"
