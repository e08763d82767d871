"""A kiosk to be measured: a process like any other, in a folder of its own, where a day like any other goes on."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from kiosk_ui.last_config import write_last_config
from wire.messages import KioskConfig, KioskPlace, KioskRound

PATIENCE_S = 60.0
DAY_MS = 24 * 3600 * 1000
Box = tuple[int, int, int, int]  # left, top, width, height


class MeterError(Exception):
    """Nothing can be measured here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which screen stands there, and where a finger may press."""

    screen: str
    targets: Mapping[str, Box]


class MeteredKiosk:
    """A kiosk that runs as long as the context is open.

    environment: names the display it is to be on. settings: more lines for its settings file.
    """

    def __init__(self, size: tuple[int, int], environment: Mapping[str, str], settings: str = "") -> None:
        self._size, self._environment, self._settings = size, environment, settings
        self._folder = tempfile.TemporaryDirectory(prefix="curiocity-meter-")
        self._nobody = socket.socket()  # where the hub would be: a port that is taken, and nobody answers

    def __enter__(self) -> Self:
        folder = Path(self._folder.name)
        self._nobody.bind(("127.0.0.1", 0))
        port = self._nobody.getsockname()[1]
        size = f'size = "{self._size[0]}x{self._size[1]}"'
        settings = f"{size}\n{self._settings}\n[broker]\nport = {port}\n"
        (folder / "kiosk.toml").write_text(settings, encoding="ascii")
        write_last_config(folder / "config.json", neighbourhood(int(time.time() * 1000)))
        command = [sys.executable, "-m", "curiocity", "kiosk", "--data", str(folder), "--hands"]
        self._log = (folder / "log").open("w+", encoding="utf-8", errors="replace")
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**self._environment, "SDL_VIDEODRIVER": "x11"},
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._log.close()
        self._nobody.close()
        self._folder.cleanup()

    @property
    def process(self) -> int:
        """Its number."""
        return self._process.pid

    def lives(self) -> bool:
        """True. Raises MeterError where it has ended."""
        if self._process.poll() is not None:
            self._log.seek(0)
            said = (self._log.read().strip().splitlines() or ["it said nothing"])[-1]
            raise MeterError(f"the kiosk has ended: {said}")
        return True

    def look(self) -> Look:
        """Ask it what stands on its screen. Raises MeterError where it does not answer."""
        told = self.ask(look=True)
        return Look(told["screen"], {name: tuple(box) for name, box in told["targets"].items()})

    def ask(self, **wish: object) -> dict[str, Any]:
        """What its hands say to a wish, as `curiocity kiosk --hands` reads them. Raises MeterError, as `look`."""
        assert self._process.stdin
        assert self._process.stdout
        too_late = threading.Timer(PATIENCE_S, self._process.kill)
        too_late.start()
        try:
            print(json.dumps(wish), file=self._process.stdin, flush=True)
            for line in self._process.stdout:
                told: dict[str, Any] = json.loads(line)
                if not told.keys() & {"ready", "printed"}:
                    return told
        except BrokenPipeError:
            pass
        finally:
            too_late.cancel()
        self._process.wait(PATIENCE_S)
        self.lives()
        raise MeterError("the kiosk does not answer")

    def faults(self) -> list[str]:
        """What its log says of faults: each line that tells of one."""
        self._log.flush()
        self._log.seek(0)
        return [line.strip() for line in self._log if "ERROR" in line or "Traceback" in line]


def neighbourhood(now_ms: int) -> KioskConfig:
    """A hub's word of yesterday, by which a kiosk takes words without it: a place, and an hour that will come."""
    starts = now_ms + DAY_MS // 2
    day = datetime.fromtimestamp(starts / 1000, UTC)
    place = KioskPlace("library", "Library", "1 High Street", "", 0)
    return KioskConfig(
        revision=1,
        kiosk="kiosk-1",
        name="Meter",
        timezone="UTC",
        languages=("en",),
        places=(place,),
        rounds=(KioskRound("library", starts, f"{day:%Y-%m-%d}", f"{day:%H:%M}"),),
        help_lines=(),
        lead_min=15,
    )


@contextmanager
def x_server(
    size: tuple[int, int], environment: Mapping[str, str], own: bool = False
) -> Iterator[Mapping[str, str]]:
    """An environment that names a display: the one that is there, or one that nobody sees where there is none.

    own: in any case the latter. Raises MeterError.
    """
    if not own and (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        yield environment
        return
    if not (program := shutil.which("Xvfb")):
        raise MeterError("there is no display here: run this in the kiosk's session, or install xvfb")
    ready, says = os.pipe()
    command = [
        program,
        "-displayfd",
        str(says),
        "-screen",
        "0",
        f"{size[0]}x{size[1]}x24",
        "-noreset",  # or it would begin anew, deaf for an instant, whenever its last client leaves
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(
        command, pass_fds=[says], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(says)
        try:
            with os.fdopen(ready) as told:
                number = told.readline().strip()
            if not number:
                raise MeterError(f"{program} does not start: try it by hand")
            yield {**environment, "DISPLAY": f":{number}", "WAYLAND_DISPLAY": ""}
        finally:
            server.terminate()
