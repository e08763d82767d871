"""What the microphone's side tells the session, and how words that were spoken join those that are written. Pure."""

from dataclasses import dataclass
from typing import Protocol

from kiosk_ui.session import Event
from kiosk_ui.text_field import TextField, insert

LONGEST_S = 30  # of one speech; what follows is not listened to


@dataclass(frozen=True, slots=True)
class Level:
    """How loud it is just now, 0 to 10."""

    level: int


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, as text; empty where no words were heard."""

    words: str


@dataclass(frozen=True, slots=True)
class MicrophoneGone:
    """Nothing can be listened to; the reason is a sentence for the log."""

    reason: str


Sound = Level | Said | MicrophoneGone


class Ear(Protocol):
    """Where speech goes. What it hears it tells as `Sound`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it understands now."""
        ...

    def listen(self, language: str) -> None:
        """Open the microphone; answered by levels."""

    def stop(self) -> None:
        """Close it; answered by what was said."""

    def forget(self) -> None:
        """Close it, and let nothing remain of what was heard. Not answered."""


def outcome(said: Said) -> tuple[Event, str]:
    """What it means for the session, and the key of a sentence to show."""
    return (Event.WORDS_CAME, "") if said.words.strip() else (Event.NOTHING_HEARD, "nothing_heard")


def add_said(field: TextField, words: str) -> TextField:
    """The words at the cursor, apart from what stands before them."""
    before = field.text[: field.cursor]
    apart = " " if before and not before[-1].isspace() else ""
    return insert(field, apart + " ".join(words.split()))
