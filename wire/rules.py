"""Who writes and who reads each topic, how it is sent, and how large it may be.

One table for every broker's access rules, for the documents and for the programs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wire import topics
from wire.messages import MAX_BYTES

Party = Literal["kiosk", "hub", "screen"]

HUB = "hub"  # the user names of the two clients that are no kiosk
SCREEN = "screen"
NO_KIOSKS = (HUB, SCREEN)
LARGEST = 256 * 1024
SEALED_BYTES = 17 * 1024  # a sealed copy in base64, and all the rest of its message


@dataclass(frozen=True, slots=True)
class Rule:
    """How one topic is used. max_bytes: of a payload."""

    topic: str  # as in topics.EVERY_TOPIC
    writer: Party
    readers: tuple[Party, ...]
    qos: Literal[0, 1]
    retained: bool
    max_bytes: int
    meaning: str


RULES = (
    Rule("k/{kiosk}/entry", "kiosk", ("hub",), 1, False, MAX_BYTES, "What one person said."),
    Rule("k/{kiosk}/retract", "kiosk", ("hub",), 1, False, MAX_BYTES, "Forget an entry."),
    Rule("k/{kiosk}/slip_ack", "kiosk", ("hub",), 1, False, MAX_BYTES, "What became of a slip or sheet."),
    Rule("k/{kiosk}/state", "kiosk", ("hub",), 1, True, MAX_BYTES, "The kiosk's health."),
    Rule(
        "k/{kiosk}/trail", "kiosk", ("hub",), 1, False, SEALED_BYTES, "A slip's copy, for its holder alone."
    ),
    Rule("k/{kiosk}/ack", "hub", ("kiosk",), 1, False, LARGEST, "These messages are on the hub's disk."),
    Rule("k/{kiosk}/slip", "hub", ("kiosk",), 1, False, LARGEST, "What to print for one entry."),
    Rule("k/{kiosk}/table_sheet", "hub", ("kiosk",), 1, False, LARGEST, "Which sign sits at which table."),
    Rule(
        "k/{kiosk}/config", "hub", ("kiosk",), 1, True, LARGEST, "Places and rounds as this kiosk tells them."
    ),
    Rule("hub/state", "hub", ("kiosk", "screen"), 1, True, LARGEST, "Whether the hub is there."),
    Rule("hub/time", "hub", ("kiosk",), 0, False, LARGEST, "The hub's clock."),
    Rule("hub/board", "hub", ("kiosk", "screen"), 1, True, LARGEST, "The day's connections."),
    Rule("hub/question", "hub", ("kiosk", "screen"), 1, True, LARGEST, "The day's question."),
)
BY_TOPIC = {rule.topic: rule for rule in RULES}


def may_write(user: str, topic: str) -> bool:
    """Whether this user may publish to the topic.

    The hub may write them all: it also clears the retained state of a kiosk that was taken down.
    """
    if user == HUB:
        return topic.startswith(f"{topics.ROOT}/")
    return topic in _topics_of(user, [rule for rule in RULES if rule.writer == _party(user)])


def may_read(user: str, topic: str) -> bool:
    """Whether this user may subscribe to the topic and be sent it; wildcards are for the hub alone."""
    return user == HUB or topic in _topics_of(user, [rule for rule in RULES if _party(user) in rule.readers])


def is_retained(topic: str) -> bool:
    """Whether a broker keeps the last message of this topic for those who come later."""
    of_kiosk = topics.parse_of_kiosk(topic)
    name = f"k/{{kiosk}}/{of_kiosk[1]}" if of_kiosk else topic.removeprefix(f"{topics.ROOT}/")
    return name in BY_TOPIC and BY_TOPIC[name].retained


def _party(user: str) -> Party:
    return "screen" if user == SCREEN else "kiosk"


def _topics_of(user: str, rules: Sequence[Rule]) -> set[str]:
    if not topics.is_kiosk_id(user):
        return set()  # a user named + would have every kiosk's topics
    return {f"{topics.ROOT}/{rule.topic.format(kiosk=user)}" for rule in rules}
