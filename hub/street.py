"""The demo's street: its folders, settings files and processes, each program a process of its own as in life."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from hub import local_broker
from hub.authority import Authority
from hub.broker_process import die_with_parent, held_port
from hub.config import HubConfig, read_config
from wire import certificates, joined
from wire.broker import Address
from wire.clock import shift_clock, system_clock

KIOSK = "library"
BOARD = "board"  # the public screen, where it comes by certificate
MARK = "made-by-curiocity-demo"  # only folders that carry it are ever emptied
END_S = 5.0
PATIENCE_S = 60.0


class DemoError(Exception):
    """The demo cannot go on; its text says why and what to look at."""


class Street:
    """The folders, the settings files and the processes of one street. broker: amqtt, mosquitto or nats.

    boarded: the kiosk that has a panel, which `street_board` simulates; "" for none.
    """

    def __init__(
        self, out: Path, kiosks: Sequence[str], broker: str = "amqtt", boarded: str = "", baud: int = 0
    ) -> None:
        self.out, self.data, self.kiosks, self.broker = out, out / "data", kiosks, broker
        self._boarded, self._baud = boarded, baud
        self.port, self.web_port = held_port(self), held_port(self)
        self.clock = self.data / "clock"
        self._children: list[asyncio.subprocess.Process] = []
        self._names: dict[asyncio.subprocess.Process, str] = {}
        self._talking: list[Talking] = []
        self._excused: set[asyncio.subprocess.Process] = set()
        self._ended: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()  # that should not have
        self._watching: list[asyncio.Task[None]] = []

    def prepare(self, settings: str = "") -> HubConfig:
        """Empty the last demo's data and write the settings of this one: the demo's own, unless others are given."""
        out = self.data
        if out.exists() and not (out / MARK).exists():
            raise DemoError(f"{out} is not a demo's folder: choose another one with --out")
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        (out / MARK).touch()
        settings = settings or (files("hub") / "data/demo.toml").read_text(encoding="utf-8")
        (out / "hub.toml").write_text(settings, encoding="utf-8")
        config = read_config(out / "hub.toml")
        if self.broker == "amqtt":
            local_broker.make_users(out, ["hub", "screen", *config.kiosks])
        else:
            authority = Authority(out / "authority")
            for name in (*config.kiosks, BOARD):
                self._join(authority, name)
        for name in (*self.kiosks, "screen"):
            self._write_settings(name)
        return config

    def _join(self, authority: Authority, name: str) -> None:
        """What `curiocity join` does, without the code."""
        key = certificates.new_key()
        certificate = authority.issue(certificates.make_request(key, name), name)
        hub = joined.HubPlace(local_broker.HOST, self.port)
        member = joined.Joined(hub, certificate, authority.ca_pem, key)
        joined.write_joined(self.data / ("screen" if name == BOARD else name), member)

    def address(self, user: str) -> Address:
        """Where the broker is, for a kiosk of this street or its hub."""
        if self.broker == "amqtt":
            password = (self.data / "broker" / f"{user}.password").read_text(encoding="ascii")
            return Address(local_broker.HOST, self.port, user, user, password)
        if user != "hub":
            return joined.address_of(self.data / user, user, joined.HubPlace(local_broker.HOST, self.port))
        ca, cert, key = (self.data / "authority" / name for name in ("ca.crt", "hub.crt", "hub.key"))
        return Address(local_broker.HOST, self.port, user, ca=ca, cert=cert, key=key)

    async def start_hub(self, data: Path | None = None, log: str = "") -> asyncio.subprocess.Process:
        """The hub and its broker. data: its folder, where it is not the street's."""
        options = ("--data", str(data or self.data), "--port", str(self.port), "--broker", self.broker)
        return await self.start("hub", *options, "--web-port", str(self.web_port), log=log)

    def _write_settings(self, name: str) -> None:
        folder = self.data / name
        folder.mkdir(exist_ok=True)
        printer = f"virtual:{self.out}" if name == KIOSK else f"virtual:{self.out / name}"
        options = [f"baud={self._baud}"] if self._baud else []
        if name == self._boarded:  # whose printer is a cheap one, that does not say whether it has paper
            options.append("answers=no")
        printer += f"?{'&'.join(options)}" if options else ""
        lines = [
            f'id = "{name}"',
            f"printer = {json.dumps(printer)}" if name != "screen" else 'size = "1280x720"',
        ]
        if name == self._boarded:
            lines += ["[panel]", f"device = {json.dumps(str((folder / 'panel').resolve()))}"]
        if self.broker == "amqtt":
            password = (self.data / "broker" / f"{name}.password").resolve()
            lines += ["[broker]", f"port = {self.port}", f"password_file = {json.dumps(str(password))}"]
        (folder / ("screen.toml" if name == "screen" else "kiosk.toml")).write_text(
            "\n".join(lines) + "\n", encoding="utf-8"
        )

    def set_clock(self, moment: datetime) -> None:
        """Move the demo's clock."""
        shift_clock(self.clock, int(moment.timestamp() * 1000) - system_clock().now())

    async def start(
        self, what: str, *options: str, log: str = "", talks: bool = False, at: str = ""
    ) -> asyncio.subprocess.Process:
        """Start one of our programs; its log goes to a file, its end is ours.

        talks: stdin and stdout are pipes. at: where its window goes, "X,Y", unless somebody has said that already.
        """
        talk = asyncio.subprocess.PIPE if talks else asyncio.subprocess.DEVNULL
        with (self.data / f"{log or what}.log").open("ab") as errors:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "curiocity", what, "--clock", str(self.clock), *options),
                stdin=talk,
                stdout=talk,
                stderr=errors,
                env=({"SDL_VIDEO_WINDOW_POS": at} if at else {}) | os.environ,
                start_new_session=True,  # Ctrl-C is for the demo, which ends its programs in order
                preexec_fn=_end_with_parent,
            )
        self._children.append(child)
        self._names[child] = log or what
        self._watching.append(asyncio.create_task(self._watch(child)))
        return child

    async def _watch(self, child: asyncio.subprocess.Process) -> None:
        await child.wait()
        if child not in self._excused:
            self._ended.put_nowait(child)

    def talks(self, lines: "Talking") -> None:
        """What it says is read until it has ended."""
        self._talking.append(lines)

    def excuse(self, child: asyncio.subprocess.Process) -> None:
        """This one may end, for its power was cut."""
        self._excused.add(child)

    async def while_running(self, work: Coroutine[None, None, int]) -> int:
        """Do the work as long as every program runs; 0 where one was closed meanwhile. Raises DemoError."""
        working, ending = asyncio.ensure_future(work), asyncio.ensure_future(self._ended.get())
        try:
            await asyncio.wait([working, ending], return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
            child = ending.result()
            if child.returncode:
                name = self._names[child]
                raise DemoError(f"{name} has ended by itself: see {self.data / name}.log")
            return 0
        finally:
            for task in (working, ending):
                task.cancel()
            await asyncio.wait([working, ending])

    def processes(self) -> list[int]:
        """The numbers of the programs that run."""
        return [child.pid for child in self._children if child.returncode is None]

    async def stop(self) -> None:
        """End every program, kiosks first; none is left after this."""
        for child in reversed(self._children):
            if child.returncode is None:
                child.terminate()
        for child in self._children:
            if child.stdin:
                child.stdin.close()
            try:
                await asyncio.wait_for(child.wait(), END_S)
            except TimeoutError:
                child.kill()
                await child.wait()
        await asyncio.gather(*self._watching, *(lines.ended() for lines in self._talking))

    async def wait_for_broker(self) -> None:
        """Until the hub's broker takes connections. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection(local_broker.HOST, self.port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.05)

    async def start_kiosk(self, name: str) -> "KioskLines":
        """A kiosk's window with hands at it."""
        pictures = ["--pictures", str(self.out)] if name == KIOSK and not has_display() else []
        options = ("--data", str(self.data / name), "--hands", *pictures)
        child = await self.start("kiosk", *options, log=name, talks=True, at="40,60" if name == KIOSK else "")
        lines = KioskLines(child, self.data / f"{name}.log")
        self.talks(lines)
        return lines

    async def start_screen(self) -> None:
        """The public screen."""
        picture = [] if has_display() else ["--picture", str(self.out / "screen.png")]
        # Below the kiosk's window: without a window manager the last one lies above the others.
        await self.start("screen", "--data", str(self.data / "screen"), *picture, at="40,600")


class Talking(Protocol):
    """A program whose standard output is read."""

    async def ended(self) -> None:
        """Until all it said has been read."""
        ...


class KioskLines:
    """What a kiosk with hands says on its standard output, and what it is asked on its standard input."""

    def __init__(self, child: asyncio.subprocess.Process, log: Path) -> None:
        self.child, self._log = child, log
        self._visits: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.ready = asyncio.Event()
        self.printed: set[str] = set()  # ids of slips and sheets
        self.news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def visit(self, words: str, language: str) -> dict[str, object]:
        """Let somebody walk up; what they took away. Raises DemoError."""
        return await self._ask({"words": words, "language": language})

    async def look(self) -> dict[str, object]:
        """Which screen stands there, and where a finger may press. Raises DemoError."""
        return await self._ask({"look": True})

    async def _ask(self, wish: dict[str, object]) -> dict[str, object]:
        assert self.child.stdin
        self.child.stdin.write(json.dumps(wish).encode() + b"\n")
        await self.child.stdin.drain()
        visit = await self._visits.get()
        if "error" in visit:
            raise DemoError(f"{visit['error']} (see {self._log})")
        return visit

    async def ended(self) -> None:
        """Until all it said has been read."""
        await self._reading

    async def _read(self) -> None:
        assert self.child.stdout
        async for line in self.child.stdout:
            said = json.loads(line)
            if "ready" in said:
                self.ready.set()
            elif "printed" in said:
                self.printed.add(said["printed"])
                self.news.set()
            else:
                self._visits.put_nowait(said)
        self._visits.put_nowait({"error": "the kiosk has ended"})
        self.ready.set()


def _end_with_parent() -> None:
    """In the child, before it becomes our program: a demo that is killed leaves no process behind."""
    die_with_parent(signal.SIGTERM)


def has_display() -> bool:
    """Whether windows can be seen here; else pictures of them are kept in `out`."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
