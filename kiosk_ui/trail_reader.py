"""A trail held before a QR reader that types like a keyboard: told from a person's typing, kept out of words. Pure.

Such a reader presses the keys of a US keyboard, whatever it reads. So places of keys are looked at and not letters:
what layout the kiosk has and whether capitals are locked makes no difference, as long as the reader itself is left as
it comes. What might be the beginning of a trail waits an instant for what follows; a person notices nothing.
"""

from dataclasses import dataclass

from wire.trail import SHOWN

HOLD_S = 0.04  # for the next key, while all so far could be the beginning of a trail
PAUSE_S = 0.2  # without a key, after which a code is whole: some readers press no return key
DEAF_S = 0.3  # after a code, for what a reader still sends, such as a second return
MOST = 400  # characters of a code that are looked at; none of ours is as long

# Places of keys as USB numbers them (HID usage tables, keyboard page).
ENTER = (0x28, 0x58)
SILENT = (0x39, *range(0xE0, 0xE8))  # caps lock, shift and the like
_DIGITS = "1234567890"
CHARACTERS = {
    **{0x04 + at: letter for at, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
    **{0x1E + at: digit for at, digit in enumerate(_DIGITS)},
    **{0x59 + at: digit for at, digit in enumerate(_DIGITS)},  # beside the letters
}
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Heard:
    """What comes of a key or of time. text: for the words after all; taken: the key was a reader's."""

    text: str = ""
    code: str = ""
    taken: bool = False


class TrailReader:
    """What has been pressed so far. now: seconds that only run forward."""

    def __init__(self) -> None:
        self._keys, self._held = "", ""
        self._ends, self._deaf_until = NEVER, 0.0

    def deadline(self) -> float:
        """When `expire` has something to tell even if no key comes."""
        return self._ends

    def press(self, key: int, now: float) -> Heard:
        """A key by its place."""
        if key in SILENT:
            return Heard()
        if self._is_code():
            return self._go_on(key, now)
        if now < self._deaf_until and key in ENTER:
            return Heard(taken=True)
        character = CHARACTERS.get(key, "")
        if character and SHOWN.startswith(self._keys + character):
            return self._begin(character, now)
        text = self._let_go()
        return self._begin(character, now, text) if character == SHOWN[0] else Heard(text)

    def type(self, text: str, now: float) -> str:
        """Text that a key has made; returns what of it is for the words."""
        if self._is_code() or now < self._deaf_until:
            return ""
        if self._keys:
            self._held += text
            return ""
        return text

    def expire(self, now: float) -> Heard:
        """Time has passed, and no key waits to be looked at."""
        if now < self._ends:
            return Heard()
        return self._finish(now) if self._is_code() else Heard(self._let_go())

    def _is_code(self) -> bool:
        return len(self._keys) >= len(SHOWN)

    def _begin(self, character: str, now: float, text: str = "") -> Heard:
        self._keys += character
        self._ends = now + HOLD_S
        if self._is_code():
            self._held, self._ends = "", now + PAUSE_S
        return Heard(text, taken=True)

    def _go_on(self, key: int, now: float) -> Heard:
        if key in ENTER:
            return self._finish(now)
        self._keys = (self._keys + CHARACTERS.get(key, "?"))[:MOST]
        self._ends = now + PAUSE_S
        return Heard(taken=True)

    def _finish(self, now: float) -> Heard:
        code, self._keys, self._ends = self._keys, "", NEVER
        self._deaf_until = now + DEAF_S
        return Heard(code=code, taken=True)

    def _let_go(self) -> str:
        text, self._held = self._held, ""
        self._keys, self._ends = "", NEVER
        return text
