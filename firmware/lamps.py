"""The ring of lamps: what is so, and the time, become twelve colours. Pure.

It tells the same as the screen, for whoever cannot see the screen or stands beside it. Every state differs in form
or movement, not in colour alone. Nothing flashes: no lamp goes from dark to bright more than once in two seconds.
"""

from pinout import RING_BRIGHTEST, RING_LAMPS
from wire.panel import LAMPS

OFF = (0, 0, 0)
WHITE, BLUE, GREEN, AMBER = (20, 20, 18), (0, 12, 45), (0, 45, 12), (48, 24, 0)
BREATH_MS = 6_000
TURN_MS = 4_000  # once around
BESIDE = 3  # lamps of the tail behind the brightest one

DARK, AWAY = LAMPS.index("dark"), LAMPS.index("away")
PAUSE_MS = (500, 200, 500, 80, 500, 500, 1_000)  # of each of LAMPS: how long a picture of it lasts


def colours(state, ms):
    """Twelve (red, green, blue), 0 to RING_BRIGHTEST each, clockwise from the top; state: index into LAMPS."""
    return _PICTURES[state](ms)


def _breath(ms):
    """0 to 255 and back, evenly, in BREATH_MS."""
    part = ms % BREATH_MS * 510 // BREATH_MS
    return part if part <= 255 else 510 - part


def _dimmed(colour, share):
    """share: of 255."""
    return tuple([min(part * share // 255, RING_BRIGHTEST) for part in colour])


def _away(ms):
    """One lamp at the bottom: this panel lives, but nothing behind it answers."""
    return [_dimmed(AMBER, 128) if lamp == RING_LAMPS // 2 else OFF for lamp in range(RING_LAMPS)]


def _idle(ms):
    """The whole ring breathes."""
    return [_dimmed(WHITE, 90 + _breath(ms) * 165 // 255)] * RING_LAMPS


def _listening(ms):
    """The whole ring, steady."""
    return [BLUE] * RING_LAMPS


def _thinking(ms):
    """A light with a tail goes around."""
    head = ms % TURN_MS * RING_LAMPS * 16 // TURN_MS  # in sixteenths of a lamp
    picture = []
    for lamp in range(RING_LAMPS):
        behind = (head - lamp * 16) % (RING_LAMPS * 16)
        ahead = RING_LAMPS * 16 - behind  # it comes up softly, too
        share = 255 - ahead * 16 if ahead < 16 else 255 - behind * 255 // (BESIDE * 16)
        picture.append(_dimmed(BLUE, max(share, 12)))
    return picture


def _ready(ms):
    """Every second lamp, steady: something has come for you."""
    return [GREEN if lamp % 2 == 0 else OFF for lamp in range(RING_LAMPS)]


def _paper(ms):
    """Two quarters, as the ends of a roll: a host is wanted."""
    return [AMBER if lamp % 6 < 3 else OFF for lamp in range(RING_LAMPS)]


def _dark(ms):
    return [OFF] * RING_LAMPS


_BY_NAME = {
    "away": _away,
    "idle": _idle,
    "listening": _listening,
    "thinking": _thinking,
    "ready": _ready,
    "paper": _paper,
    "dark": _dark,
}
_PICTURES = [_BY_NAME[name] for name in LAMPS]


def shown(told, is_up, is_resting):
    """What the ring shows. told: what the kiosk said last; is_up: whether it is there; is_resting: down on purpose."""
    if is_up:
        return told
    return DARK if is_resting else AWAY


def test_picture(right, wrong):
    """The self-test's outcome: one lamp a step, green or amber, and off where it was not looked at; bits."""
    return [
        GREEN if right >> lamp & 1 else (AMBER if wrong >> lamp & 1 else OFF) for lamp in range(RING_LAMPS)
    ]
