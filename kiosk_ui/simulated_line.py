"""The serial line between a kiosk and the simulated board: two pseudo terminals and whatever happens in between.

The kiosk's end has a name that stays, as udev would give it: a link to the terminal that is there just now, or to none
while the board is unplugged.
"""

import contextlib
import os
import random
import secrets
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from kiosk_ui.line_faults import CLEAN, NEVER_MS, FaultyLine, Noise

PIECE = 4096  # what a terminal holds


class Terminal:
    """A pseudo terminal without any manners: bytes are bytes. path: of the end that a program opens."""

    def __init__(self) -> None:
        # The other end stays open, or nobody there would be an error here.
        self.file, self._other = os.openpty()
        tty.setraw(self._other)
        os.set_blocking(self.file, False)
        self.path = os.ttyname(self._other)

    def read(self) -> bytes:
        """What was sent to us; nothing where nothing was."""
        with contextlib.suppress(BlockingIOError):
            return os.read(self.file, PIECE)
        return b""

    def write(self, data: bytes) -> None:
        """What does not fit any more is lost, as at a UART that nobody reads."""
        with contextlib.suppress(BlockingIOError):
            while data:
                data = data[os.write(self.file, data) :]

    def forget(self) -> None:
        """What nobody has read is lost."""
        termios.tcflush(self._other, termios.TCIOFLUSH)

    def close(self) -> None:
        """Whoever has it open finds it gone."""
        os.close(self.file)
        os.close(self._other)


class SimulatedLine:
    """Both directions. name: of the kiosk's end, a link that is made and removed here. now_ms: runs only forward."""

    def __init__(self, name: Path, seed: int, now_ms: Callable[[], int]) -> None:
        self.name, self._now_ms = name, now_ms
        self.board, self.kiosk = Terminal(), Terminal()
        self._down = FaultyLine(CLEAN, random.Random(seed))  # to the board
        self._up = FaultyLine(CLEAN, random.Random(seed + 1))
        self._is_linked = False
        self._link()

    @property
    def damaged(self) -> int:
        """Bytes that were damaged so far."""
        return self._down.damaged + self._up.damaged

    def become(self, noise: Noise) -> None:
        """From now on as noisy as this, both ways."""
        for way in (self._down, self._up):
            way.become(noise)

    def carry(self) -> None:
        """What was sent goes in, what has arrived comes out."""
        now = self._now_ms()
        self._down.put(self.kiosk.read() if self._is_linked else b"", now)
        self._up.put(self.board.read(), now)
        self.board.write(self._down.take(now))
        come = self._up.take(now)
        if self._is_linked:
            self.kiosk.write(come)

    def wait_ms(self) -> int:
        """How long nothing arrives of what is under way."""
        now = self._now_ms()
        return min(self._down.wait_ms(now), self._up.wait_ms(now))

    def files(self) -> list[int]:
        """Where something may be sent."""
        return [self.board.file, *([self.kiosk.file] if self._is_linked else [])]

    def hang_up(self) -> None:
        """The kiosk's end is gone, and its name."""
        if self._is_linked:
            self.name.unlink(missing_ok=True)
            self.kiosk.close()
            self._is_linked = False

    def plug_in(self) -> None:
        """It is there again, under the same name; nothing of before is under way."""
        for way in (self._down, self._up):
            way.take(NEVER_MS)
        self.board.forget()
        if not self._is_linked:
            self.kiosk = Terminal()
            self._link()

    def close(self) -> None:
        """Both ends are gone."""
        self.hang_up()
        self.board.close()

    def _link(self) -> None:
        """In one step, so that the name never leads to half of something."""
        half = self.name.with_name(f".{secrets.token_hex(4)}")
        half.symlink_to(self.kiosk.path)
        half.replace(self.name)
        self._is_linked = True
