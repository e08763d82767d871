"""The rig's programs as processes: forked from one that has loaded everything, so that a start costs milliseconds.

Each is a process of its own with a log of its own; what it records comes through a pipe, which a kill leaves readable.
"""

import asyncio
import ctypes
import json
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 1, 24, 1
CANNOT_START = 2  # said in a sentence: the disk, the settings
AGAIN_S = 0.3


def prepare() -> None:
    """To be called before anything is started: a read-only folder is one for root too, from here on."""
    LIBC.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # the report is all that is said
    CONTEXT.set_forkserver_preload(["benchmarks.chaos.kiosk", "benchmarks.chaos.hub"])


class Program:
    """One program, started again whenever it ends.

    module: has a `main` that takes its arguments; `{life}` in one of them is how often it was started.
    """

    def __init__(self, name: str, module: str, options: Sequence[str], log: Path) -> None:
        self.name, self._module, self._options, self._log = name, module, options, log
        self.facts: list[dict[str, object]] = []  # what it recorded, over all its lives
        self.crashes: list[str] = []  # ends of its own that are no sentence
        self._wanted, self._lives, self._served = False, 0, False
        self._process: BaseProcess | None = None

    @property
    def pid(self) -> int:
        """Of the one that lives, 0 where none does."""
        return (self._process.pid or 0) if self._process and self._process.is_alive() else 0

    def start(self) -> None:
        """Start it; from now on it is started again when it ends."""
        facts, facts_end = CONTEXT.Pipe(duplex=False)
        said, said_end = CONTEXT.Pipe(duplex=False)
        self._lives, self._served = self._lives + 1, False
        options = [option.replace("{life}", str(self._lives)) for option in self._options]
        self._process = CONTEXT.Process(
            target=_live, args=(self._module, options, said_end, facts_end), name=self.name
        )
        self._process.start()
        facts_end.close()
        said_end.close()
        self._wanted = True
        loop = asyncio.get_running_loop()
        loop.add_reader(facts.fileno(), self._read, facts, self._process)
        loop.add_reader(said.fileno(), self._keep_log, said)

    def kill(self) -> bool:
        """SIGKILL; whether there was anything to kill. Nobody starts it again but `start`."""
        self._wanted = False
        pid = self.pid
        if pid:
            os.kill(pid, signal.SIGKILL)
        return bool(pid)

    def send(self, number: int) -> None:
        """A signal, where it lives."""
        if pid := self.pid:
            os.kill(pid, number)

    def limit_files(self, most: int) -> None:
        """No file may grow beyond so many bytes, as on a full disk; -1: as much as there is room."""
        if pid := self.pid:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, -1))

    async def end(self) -> None:
        """SIGTERM, and SIGKILL where that does not help in time."""
        self._wanted = False
        self.send(signal.SIGTERM)
        for _ in range(200):
            if not self.pid:
                return
            await asyncio.sleep(0.05)
        self.crashes.append(f"{self.name} does not end")
        self.kill()

    def is_served(self) -> bool:
        """Whether the kiosk that lives now has said that nobody stands there any more."""
        return self._served

    def _read(self, pipe: Connection, process: BaseProcess) -> None:
        try:
            self.facts.append(fact := json.loads(pipe.recv_bytes()))
            self._served |= "served" in fact and process is self._process
        except EOFError:
            asyncio.get_running_loop().remove_reader(pipe.fileno())
            pipe.close()
            process.join(5)
            if self._wanted and process is self._process:  # nobody killed it
                self._ended(process.exitcode)

    def _keep_log(self, pipe: Connection) -> None:
        """Kept here, for a program whose disk is full could not."""
        if said := os.read(pipe.fileno(), 65536):
            with self._log.open("ab") as log:
                log.write(said)
        else:
            asyncio.get_running_loop().remove_reader(pipe.fileno())
            pipe.close()

    def _ended(self, code: int | None) -> None:
        if code != CANNOT_START:
            self.crashes.append(f"{self.name} ended with {code}: see {self._log}")
        asyncio.get_running_loop().call_later(AGAIN_S, self._again)

    def _again(self) -> None:
        if self._wanted and not self.pid:
            self.start()


def _live(module: str, options: list[str], said: Connection, facts: Connection) -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.dup2(said.fileno(), 2)
    said.close()
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
    __import__(module)
    main: Callable[..., int] = sys.modules[module].main
    sys.exit(main(options, facts))
