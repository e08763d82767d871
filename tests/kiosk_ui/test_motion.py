"""What moves comes to rest, shows every step once, and asks for time only while it moves."""

import itertools
from dataclasses import replace

import pytest

from kiosk_ui.motion import NEVER, Motion
from kiosk_ui.view import SCREENS, View
from tests.kiosk_ui.test_screens import slip

ASLEEP = View("asleep", languages=("en", "de"))
PRINTING = View("slip", slip=slip())


def lived(motion: Motion, view: View, until: float) -> list[tuple[float, int | None]]:
    """(when, step) of every step from second 0 on, as the kiosk's clock would call for them."""
    steps, now = [(0.0, motion.step(view, 0.0))], 0.0
    while (now := motion.deadline()) < until:
        steps.append((now, motion.step(view, now)))
    return steps


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_comes_to_rest_but_paper_that_comes_out(screen: str) -> None:
    motion = Motion()
    steps = lived(motion, View(screen), 60)
    assert steps[-1][1] is None
    assert motion.deadline() == NEVER
    assert [step for _, step in steps[:-1]] == list(range(len(steps) - 1))


def test_the_question_comes_to_light_when_its_language_changes_and_only_then() -> None:
    motion = Motion()
    assert motion.step(ASLEEP, 0) is None
    turned = replace(ASLEEP, attract_index=1)
    assert [step for _, step in lived(motion, turned, 60)] == [0, 1, 2, None]
    assert motion.step(replace(ASLEEP, screen="attract", attract_index=1), 61) is None
    assert motion.step(replace(ASLEEP, attract_index=2, dimmed=True), 62) is None


def test_paper_comes_out_until_it_is_there() -> None:
    motion = Motion()
    steps = lived(motion, PRINTING, 9.9)
    assert {step for _, step in steps} == {0, 1, 2}
    assert motion.step(replace(PRINTING, printing="printed"), 10) is None
    assert motion.deadline() == NEVER


def test_nothing_that_is_seen_again_and_again_changes_three_times_a_second() -> None:
    times = [now for now, _ in lived(Motion(), PRINTING, 20)]
    assert all(later - before > 1 / 3 for before, later in itertools.pairwise(times))


def test_where_nothing_is_to_move_nothing_does() -> None:
    motion = Motion(is_on=False)
    for view in (ASLEEP, replace(ASLEEP, attract_index=1), View("heard"), PRINTING):
        assert motion.step(view, 0) is None
        assert motion.deadline() == NEVER
