"""Which of the panel's lamps goes with what stands on the screen. Pure.

What the hosts should see from afar (not ready, no paper) goes before what nobody needs to see at night.
"""

from kiosk_ui.view import View

WAITS = {"keeping", "heard"}  # screens on which the visitor waits for a machine
SERVED = {"slip", "sorry"}


def lamp_of(view: View) -> str:
    """One of `wire.panel.LAMPS`."""
    if view.screen == "speaking":
        return "listening" if view.listens else "thinking"
    if view.screen in WAITS or (view.screen in SERVED and view.slip and view.printing == "printing"):
        return "thinking"
    if view.screen == "taken_back" or (view.screen in SERVED and view.slip):
        return "ready"
    if view.note == "not_ready":
        return "away"
    if view.note == "no_paper":
        return "paper"
    return "dark" if view.dimmed else "idle"
