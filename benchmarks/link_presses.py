"""How late a press comes over a noisy line, by the link alone: a simulated clock, no kernel, no load.

python -m benchmarks.link --presses 2000 [--share 0.005] [--seed 1]
"""

import random

from kiosk_ui.line_faults import FaultyLine, noise_of
from wire.link import UP, Link
from wire.panel import SCHEMA, Button, decode, encode

EVERY_MS, DELAY_MS = 50, 1


def press(many: int, share: float, seed: int) -> dict[str, int]:
    """So many presses and releases, one each 50 ms; a line of 1 ms. Milliseconds from the button to whoever acts."""
    panel, kiosk = Link(1, "panel 0.1.0", SCHEMA, 0), Link(2, "kiosk 0.1.0", SCHEMA, 0)
    noise = noise_of(share, "flip", "drop", "insert", "duplicate")
    to_kiosk, to_panel = (FaultyLine(noise, random.Random(seed + i)) for i in (0, 1))
    now, said, late = 0, 0, list[int]()
    begins = 0
    while len(late) < many:
        now += 1
        begins = begins or (now if panel.state == kiosk.state == UP else 0)
        if begins and said < many and now >= begins + said * EVERY_MS:
            said += panel.send(encode(Button(said // 2 % 4, said % 2), 1, said + 1))
        for payload in kiosk.feed(to_kiosk.take(now), now):
            _, _, number = decode(payload)
            late.append(now - begins - (number - 1) * EVERY_MS)
        panel.feed(to_panel.take(now), now)
        to_kiosk.put(panel.to_write(now), now + DELAY_MS)
        to_panel.put(kiosk.to_write(now), now + DELAY_MS)
    late.sort()
    return {
        "presses": many,
        "p50_ms": late[many // 2],
        "p90_ms": late[many * 9 // 10],
        "p99_ms": late[many * 99 // 100],
        "most_ms": late[-1],
        "resent": panel.resent,
        "sessions": kiosk.session,
    }
