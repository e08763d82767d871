"""When to try again: pauses that grow and are never the same for two kiosks."""

import random
from collections.abc import Sequence

LONGEST_S = 60.0
PUSHED_OFF = 3
PUSHED_OFF_S = 120.0


def pause(tries: int, chance: random.Random) -> float:
    """Seconds to wait after `tries` failures in a row (1 or more): half a second at first, a minute at most.

    Half of each pause is left to chance, so that the kiosks of a street do not come back in one wave.
    """
    longest = min(LONGEST_S, 0.5 * 2.0 ** min(tries - 1, 16))
    return chance.uniform(longest / 2, longest)


def is_pushed_off(losses: Sequence[float], now: float) -> bool:
    """Whether a working connection was cut so often lately that another client must have the same id.

    A broker of MQTT 3.1.1 closes the older of two clients with one id without a word, and so they push each
    other off in turn. losses: seconds of a steady clock at which the other side closed a working connection.
    """
    return sum(now - loss <= PUSHED_OFF_S for loss in losses) >= PUSHED_OFF
