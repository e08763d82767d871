"""Every MQTT topic of Curiocity; `docs/wire.md` says who writes and who reads each."""

import re

ROOT = "curiocity/v1"
KIOSK_ID = r"[a-z0-9][a-z0-9-]{0,31}"

FROM_KIOSK = ("entry", "retract", "slip_ack", "state", "trail")
TO_KIOSK = ("ack", "slip", "table_sheet", "config")
FROM_HUB = ("state", "time", "board", "question")

EVERY_TOPIC = (
    *(f"k/{{kiosk}}/{name}" for name in (*FROM_KIOSK, *TO_KIOSK)),
    *(f"hub/{name}" for name in FROM_HUB),
)

_OF_KIOSK = re.compile(rf"{ROOT}/k/({KIOSK_ID})/([a-z_]+)")


def of_kiosk(kiosk: str, name: str) -> str:
    """Topic `name` of one kiosk, e.g. `curiocity/v1/k/library/entry`."""
    return f"{ROOT}/k/{kiosk}/{name}"


def of_hub(name: str) -> str:
    """Topic `name` that the hub writes for all, e.g. `curiocity/v1/hub/board`."""
    return f"{ROOT}/hub/{name}"


def hub_hears() -> tuple[str, ...]:
    """What a hub subscribes to: each kiosk's own topics, and none of its own."""
    return tuple(of_kiosk("+", name) for name in FROM_KIOSK)


def kiosk_hears(kiosk: str) -> tuple[str, ...]:
    """What a kiosk subscribes to: its own topics and the hub's."""
    return (*(of_kiosk(kiosk, name) for name in TO_KIOSK), *(of_hub(name) for name in FROM_HUB))


def is_kiosk_id(name: str) -> bool:
    """Whether a kiosk may be called so."""
    return re.fullmatch(KIOSK_ID, name) is not None


def parse_of_kiosk(topic: str) -> tuple[str, str] | None:
    """(kiosk, name) of a kiosk's topic; None where the topic is not a kiosk's."""
    found = _OF_KIOSK.fullmatch(topic)
    return (found[1], found[2]) if found else None
