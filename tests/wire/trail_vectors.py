"""Writes `trail_vectors.json`: examples of the trail's format that every program can hold itself against.

`python -m tests.wire.trail_vectors` writes the file anew; the tests fail where it says anything else than the code.
"""

import json
from base64 import b64encode
from pathlib import Path

import msgspec

from wire import trail
from wire.messages import Sign

FILE = Path(__file__).with_name("trail_vectors.json")
WEB = "http://192.168.1.20:8080"
STARTS = 1795365000000  # 2026-11-22, 17:30 in Berlin
KEPT = trail.Kept(
    hub="Lindenviertel",
    day="2026-11-22",
    hour="17:30",
    starts=STARTS,
    place="Café Linde",
    address="Lindenstraße 4",
    directions="out of the door to the left, past the fountain",
    walk_min=6,
    language="en",
    words="how do bees find their way home",
    sign=Sign("🦩", "flamingo"),
    code="73J1F81D06",
    also_here="a beehive with a glass wall",
    table=Sign("🪔", "lamp"),
    theme="bees",
)
WORDS = (
    KEPT.words,
    "كيف تجد النحلات طريقها إلى البيت؟ " * 40,
    "मधुमक्खियाँ घर का रास्ता कैसे ढूँढती हैं? " * 80,
    'a "quoted" \\ and\na new line \u2028 🐝',
)


def some(count: int, seed: int) -> bytes:
    """Bytes that look like chance and are the same each time."""
    return bytes((seed * 37 + at * at * 11 + at * 5) % 256 for at in range(count))


def slip(number: int, words: str) -> dict[str, object]:
    """One slip's secret, all that follows from it, and the slip sealed."""
    secret, nonce = some(trail.SECRET_BYTES, number), some(trail.NONCE_BYTES, number + 100)
    kept = msgspec.structs.replace(
        KEPT, words=words, sign=KEPT.sign if number % 2 else None, hosted=number == 2
    )
    return {
        "secret": secret.hex(),
        "locator": trail.locator(secret),
        "key": trail.derive(secret, "key")[:32].hex(),
        "token": trail.token(secret).hex(),
        "token_hash": trail.token_hash(trail.token(secret)),
        "link": trail.link(WEB, secret, "linde", STARTS),
        "kept": msgspec.to_builtins(kept),
        "nonce": nonce.hex(),
        "sealed": b64encode(trail.seal(kept, secret, nonce)).decode(),
    }


def shown(visit: int, tags: int) -> dict[str, object]:
    """A trail as it is held before a kiosk's reader."""
    held = trail.Shown(
        some(trail.SECRET_BYTES, visit + 7), visit, tuple(some(trail.TAG_BYTES, tag) for tag in range(tags))
    )
    return {
        "trail": held.trail.hex(),
        "visit": visit,
        "tags": [tag.hex() for tag in held.tags],
        "code": trail.write_shown(held),
        "day": "2026-11-23",
        "day_secret": trail.day_secret(held.trail, "2026-11-23", visit).hex(),
    }


def vectors() -> dict[str, object]:
    """All of the file."""
    whole = trail.write_shown(trail.Shown(some(trail.SECRET_BYTES, 3), 0, (some(trail.TAG_BYTES, 1),)))
    return {
        "web": WEB,
        "place": "linde",
        "starts": STARTS,
        "slips": [slip(number, words) for number, words in enumerate(WORDS)],
        "shown": [shown(0, 0), shown(1, 1), shown(7, trail.TAGS_MOST)],
        "damaged_codes": [
            whole[:-1],
            whole + "A",
            whole[:20] + "7" + whole[21:],
            whole[:41] + whole[54:],
            "CURIOCITYTRAIL2",
        ],
        "damaged_fragments": [
            "",
            "AAAA.linde.a",
            "A" * 22 + ".linde",
            "A" * 21 + "B.linde.a",
            "A" * 22 + ".LINDE.a",
            "A" * 22 + ".linde.A",
        ],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
