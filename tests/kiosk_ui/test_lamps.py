from dataclasses import replace

import pytest

from kiosk_ui.lamps import lamp_of
from kiosk_ui.view import SCREENS, View
from wire.examples import SLIP
from wire.panel import LAMPS


@pytest.mark.parametrize(
    ("screen", "changes", "lamp"),
    [
        ("asleep", {}, "idle"),
        ("asleep", {"dimmed": True}, "dark"),
        ("asleep", {"note": "not_ready", "dimmed": True}, "away"),
        ("asleep", {"note": "no_paper", "dimmed": True}, "paper"),
        ("attract", {"note": "hub_away"}, "idle"),
        ("write", {}, "idle"),
        ("ask_stay", {}, "idle"),
        ("speaking", {"listens": True}, "listening"),
        ("speaking", {}, "thinking"),
        ("keeping", {}, "thinking"),
        ("heard", {"note": "hub_away"}, "thinking"),
        ("slip", {"slip": SLIP, "printing": "printing"}, "thinking"),
        ("slip", {"slip": SLIP, "printing": "printed"}, "ready"),
        ("slip", {"slip": SLIP, "printing": "shown"}, "ready"),
        ("taken_back", {}, "ready"),
        ("sorry", {"slip": SLIP, "printing": "shown"}, "ready"),
        ("sorry", {}, "idle"),
        ("sorry", {"note": "not_ready"}, "away"),
    ],
)
def test_the_lamp_follows_the_visit(screen, changes, lamp):
    assert lamp_of(View(screen, **changes)) == lamp


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_has_a_lamp_of_the_table(screen):
    for note in ("", "not_ready", "no_paper", "hub_away"):
        view = View(screen, note=note)
        assert {lamp_of(replace(view, dimmed=dimmed)) for dimmed in (True, False)} <= set(LAMPS)
