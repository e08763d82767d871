"""A panel at the far end of a pseudo terminal: the real link, and whatever a test has it say."""

import os
import pty
import select
import threading
import time
import tty
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from wire import panel
from wire.link import UP, Link

PATIENCE_S = 60


def wait_until(is_so, patience_s=PATIENCE_S):
    """Until a condition holds; what it says last is returned."""
    until = time.monotonic() + patience_s
    while not (found := is_so()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.002)
    return found


class FarPanel:
    """Plugged in at `path`, a link as udev would make it. heard: what the kiosk has said, in order."""

    def __init__(self, path: Path, name="panel 0.1.0", schema=panel.SCHEMA, talks=None):
        self.path, self.heard, self.is_silent = path, [], False
        self._name, self._schema, self._talks = name, schema, talks or FarPanel._as_panel
        self.boot, self._number, self._to_say, self._seen = 7, 0, [], set()
        self.plug()

    def plug(self, boot=None):
        """In: a port that was not there before; boot: the panel has begun anew."""
        if boot:
            self.boot, self._number, self._seen = boot, 0, set()
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(slave))
        os.close(slave)
        self._is_plugged = True
        self._thread = threading.Thread(target=self._talks, args=(self,), daemon=True)
        self._thread.start()

    def unplug(self):
        """Out: whoever has the port open reads that it hung up."""
        self._is_plugged = False
        self._thread.join()
        self.path.unlink(missing_ok=True)
        os.close(self._master)

    def say(self, *messages, number=None):
        """As the panel's firmware would; number: one that was there before."""
        for message in messages:
            self._number += number is None
            self._to_say.append(panel.encode(message, self.boot, number or self._number))

    def of(self, kind):
        """What the kiosk has said of one kind."""
        return [message for message in list(self.heard) if isinstance(message, kind)]

    def raw(self, data):
        """Bytes that are no frames."""
        os.write(self._master, data)

    def read(self, seconds=0.05):
        """What the kiosk has put on the line; b"" where nobody has it open, too."""
        readable, _, _ = select.select([self._master], [], [], seconds)
        try:
            return os.read(self._master, 4096) if readable else b""
        except OSError:  # nobody has it open now
            time.sleep(seconds)
            return b""

    def _as_panel(self):
        link = Link(self.boot, self._name, self._schema, _now())
        while self._is_plugged:
            if self.is_silent:
                time.sleep(0.005)
                continue
            while self._to_say and link.state == UP and link.send(self._to_say[0]):
                self._to_say.pop(0)
            if out := link.to_write(_now()):
                self.raw(out)
            for payload in link.feed(self.read(min(link.wait_ms(_now()), 10) / 1000), _now()):
                message, boot, number = panel.decode(payload)
                if (boot, number) not in self._seen:
                    self._seen.add((boot, number))
                    self.heard.append(message)


@contextmanager
def far_panel(path, dead_ms=30_000, **how):
    """A panel that is unplugged in the end. dead_ms: of silence, on a machine that may have much else to do."""
    with mock.patch("wire.link.DEAD_MS", dead_ms):
        there = FarPanel(path, **how)
        try:
            yield there
        finally:
            if there._is_plugged:
                there.unplug()


def _now():
    return time.monotonic_ns() // 1_000_000
