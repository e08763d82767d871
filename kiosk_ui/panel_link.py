"""The line to the panel: kept, and found again when it was lost. In a thread of its own.

Nothing here waits for the panel, and nothing of the kiosk waits for this: what is to be said is left in a queue, what
was heard is told by a callback. A panel that is away is a normal state. The rules of the line are in wire/link.py,
what is said on it in wire/panel.py; only when there is something to read or to write is decided here.
"""

import logging
import os
import secrets
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from kiosk_ui.panel_events import Heard, LinkIs, Message, PanelEvents, editions
from kiosk_ui.panel_port import AUTO, PanelGone, PanelPort, boards, device_of
from wire import panel
from wire.link import HEARTBEAT_MS, STRANGE, UP, Link

STRANGER_S, STRANGER_BYTES = 3.0, 16  # so much was heard for so long, and no panel's greeting
FIRST_PAUSE_S, LONGEST_PAUSE_S, STRANGERS_PAUSE_S = 0.25, 2.0, 60.0
FAREWELL_S = 1.0
SAYS_AGAIN_S = 600.0
MOST_SAID = 32  # waiting to be said; a panel that is there has taken the first of them long before
NEVER = float("inf")
SENTENCES = {
    "there": "the panel is there: {panel}",
    "away": "the panel is away",
    "differs": "{panel} and {kiosk} do not fit together: make flash",
}

logger = logging.getLogger(__name__)


class NotAPanel(PanelGone):
    """Something answers there, and not as a panel does: it is seldom tried again."""


class PanelLink:
    """One panel, wherever it is plugged in. why: what kept us from it last, in a sentence.

    device: a path such as /dev/ttyAMA0, `auto`, or `auto:SERIAL` for one of several boards. hear: called in the link's
    thread; it must not wait. name: ours and its version, as the panel and its hosts are told. tap: for whoever looks
    at the line itself: called with ">" and what was written, "<" and what was read.
    """

    def __init__(
        self,
        device: str,
        hear: Callable[[Heard], None],
        name: str,
        tap: Callable[[str, bytes], None] = lambda _way, _data: None,
    ) -> None:
        self._wanted, self._hear, self._name, self._tap = device, hear, name, tap
        self.why = ""
        self._boot, self._number = secrets.randbits(32), 0
        self._said: deque[Message] = deque(maxlen=MOST_SAID)
        self._lamp: Message | None = None  # told anew whenever the panel comes back
        self._events = PanelEvents()
        self._state, self._session = LinkIs("away", kiosk=name), 0
        self._noted: dict[str, float] = {}
        self._ends_at: float | None = None
        self._met = False  # somebody was there, since the line was opened last
        self._woken, self._wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="panel", daemon=True)

    def start(self) -> None:
        """Begin to look for the panel."""
        self._thread.start()

    def stop(self) -> None:
        """End what was begun, as soon as what was said last has arrived; after a second in any case."""
        self._ends_at = time.monotonic() + FAREWELL_S
        self._wake()
        self._thread.join(2 * FAREWELL_S)
        if not self._thread.is_alive():
            os.close(self._woken)
            os.close(self._wakes)

    def tell(self, message: Message) -> None:
        """From any thread: say this to the panel, if it is there now. Its lamp is told it later too."""
        if isinstance(message, panel.Lamp):
            self._lamp = message
        if self._state.state == "there":
            self._said.append(message)
            self._wake()

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # it has been woken often enough
            os.write(self._wakes, b"!")

    def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while self._ends_at is None:
            longest, self._met = LONGEST_PAUSE_S, False
            try:
                self._serve()
            except PanelGone as error:
                longest = STRANGERS_PAUSE_S if isinstance(error, NotAPanel) else longest
                self.why = str(error)
                self._note(logging.WARNING, self.why)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and buttons come back
                self.why = f"the line to the panel failed and starts anew: {type(error).__name__}"
                self._note(logging.ERROR, self.why, error)
            pause = FIRST_PAUSE_S if self._met else min(2 * pause, longest)
            self._rest(pause)

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._ends_at is None and (left := until - time.monotonic()) > 0:
            self._wait(left)

    def _wait(self, seconds: float, port: PanelPort | None = None, is_full: bool = False) -> bool:
        """Until bytes have come, a full line takes more, somebody wakes us, or so long; whether bytes have come."""
        line = [port.fileno()] if port else []
        readable, _, _ = select.select([self._woken, *line], line if is_full else [], [], seconds)
        if self._woken in readable:
            os.read(self._woken, MOST_SAID)
        return bool(line) and line[0] in readable

    def _serve(self) -> None:
        """Talk to the panel until we are to end. Raises PanelGone."""
        port = PanelPort(device_of(self._wanted))
        try:
            if self._wanted == AUTO and len({board.serial for board in boards()}) > 1:
                self._note(logging.WARNING, f"more than one board is plugged in: {port.device} is the panel")
            # A link of its own for each opening: what the last one left half said is not valid any more.
            self._talk(port, Link(secrets.randbits(32), self._name, panel.SCHEMA, _now_ms()))
        finally:
            port.close()
            self._become(LinkIs("away", kiosk=self._name), 0)

    def _talk(self, port: PanelPort, link: Link) -> None:
        """Raises PanelGone where the line is no more, or somebody else is at its end."""
        stranger, unsent = Stranger(port.device, time.monotonic()), b""
        while not self._may_go(link):
            self._hand_over(link)
            # To a line that takes nothing, nothing more is said: all of it would come late.
            out = unsent or link.to_write(_now_ms())
            unsent = port.write(out)
            self._tap(">", out[: len(out) - len(unsent)])
            wait_ms = HEARTBEAT_MS if unsent else link.wait_ms(_now_ms())
            data = port.read() if self._wait(wait_ms / 1000, port, bool(unsent)) else b""
            self._tap("<", data)
            self._take(link.feed(data, _now_ms()))
            stranger.look(link, data, time.monotonic())
            self._follow(link)

    def _may_go(self, link: Link) -> bool:
        """Whether we are to end, and nothing of ours is on its way any more."""
        if self._ends_at is None:
            return False
        is_said = link.is_settled and not self._said
        return link.state != UP or is_said or time.monotonic() > self._ends_at

    def _hand_over(self, link: Link) -> None:
        """What was left here to be said, as far as there is room."""
        while self._said and link.state == UP:
            # Only a lamp outlives its session, and that is told anew: signs of life of a while ago are none.
            payload = panel.encode(self._said[0], self._boot, self._number + 1)
            if not link.send(payload, _now_ms() + HEARTBEAT_MS):
                return
            self._number += 1
            self._said.popleft()

    def _take(self, payloads: Sequence[bytes]) -> None:
        for payload in payloads:
            try:
                heard = self._events.hear(payload)
            except panel.PanelError as error:
                self._note(logging.WARNING, f"the panel says what no table has ({error}): make flash")
                continue
            for one in heard:
                self._hear(one)

    def _follow(self, link: Link) -> None:
        """Tell how the line is, where that has changed."""
        if link.state == UP and link.peer:
            self._become(LinkIs("there", link.peer.name, self._name), link.session)
        elif link.state == STRANGE and link.peer:
            self._become(LinkIs("differs", *editions(link.peer, self._name)), 0)
        else:
            self._become(LinkIs("away", kiosk=self._name), 0)

    def _become(self, now_is: LinkIs, session: int) -> None:
        """session: of the link, 0 where there is none."""
        if session and session != self._session and self._lamp:
            self._said.appendleft(self._lamp)
        before, self._state, self._session = self._state, now_is, session
        self._met |= now_is.state != "away"
        if now_is == before:
            return
        if before.state == "there":
            self._said.clear()
            for one in self._events.lost():
                self._hear(one)
        level = logging.INFO if now_is.state == "there" else logging.WARNING
        self._note(level, SENTENCES[now_is.state].format(panel=now_is.panel, kiosk=now_is.kiosk))
        self._hear(now_is)

    def _note(self, level: int, sentence: str, error: Exception | None = None) -> None:
        """In the log, and not over and over: a plug that is loose would fill the disk."""
        now = time.monotonic()
        if now - self._noted.get(sentence, -SAYS_AGAIN_S) >= SAYS_AGAIN_S:
            self._noted[sentence] = now
            logger.log(level, "%s", sentence, exc_info=error)


class Stranger:
    """Looks out for what answers and is no panel: a modem, a shell, a plug that brings all back. opened: seconds."""

    def __init__(self, device: str, opened: float) -> None:
        self._device, self._opened, self._heard_bytes = device, opened, 0

    def look(self, link: Link, data: bytes, now: float) -> None:
        """Raises NotAPanel."""
        self._heard_bytes += len(data)
        if link.peer or self._heard_bytes < STRANGER_BYTES or now - self._opened < STRANGER_S:
            return
        what = "what we say comes back" if link.is_echo else "something answers"
        raise NotAPanel(f"{self._device}: {what}, and no panel: look at what is plugged in there")


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
