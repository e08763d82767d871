"""Kiosks that die and printers that are unplugged, at any byte of a slip: none printed twice unmarked, none never.

    python -m benchmarks.printers [--runs 10000] [--seed 1]

Each run is a slip on a kiosk of its own: a real process with a real outbox, whose printer is a virtual device at the
other end of a socket. The process is killed, or the plug pulled, before a byte drawn by chance (every moment between
two bytes is one, the first and the last too); then the kiosk starts anew. What lies on the paper is compared, byte by
byte, with the slip and with its copy. Ends with one line of JSON.
"""

import argparse
import asyncio
import json
import logging
import os
import random
import shutil
import socket
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from kiosk_ui import escpos, printer_errors, sample_papers, slip_layout
from kiosk_ui.line_printer import LinePrinter
from kiosk_ui.outbox import Outbox
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.print_desk import PrintDesk, Printed
from kiosk_ui.printer_errors import PrinterError
from kiosk_ui.virtual_device import VirtualDevice
from tests.fakes.clock import HandClock

KILLED = 77
WIDTH = DOTS[58]
FAULTS = ("kill", "unplug", "paper", "jam", "kill silent")
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a process dies here, no disk: memory will do


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.printers", description="Kills and unplugs at any byte.")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--no-note", action="store_true", help="wrong, for a control: takes no note of printing"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    pictures = {copy: slip_layout.lay_out(sample_papers.SLIP, WIDTH, copy) for copy in (False, True)}
    whole = {copy: b"".join(escpos.encode(picture)) for copy, picture in pictures.items()}
    with ExitStack() as stack:
        logging.disable(logging.WARNING)  # every fault would be told of
        stack.callback(logging.disable, logging.NOTSET)
        changed = mock.patch.object
        # The same two pictures each time: layout is not what is tried here.
        stack.enter_context(changed(slip_layout, "lay_out", lambda _slip, _dots, copy, _lean: pictures[copy]))
        if options.no_note:
            stack.enter_context(changed(Outbox, "note_printing", lambda *_: True))
        found = try_all(options.runs, random.Random(options.seed), whole)
    print(json.dumps(found))
    return int(bool(found["doubled"] or found["missing"])) != int(options.no_note)


def try_all(runs: int, chance: random.Random, whole: Mapping[bool, bytes]) -> dict[str, int]:
    """Every fault in turn. whole: bytes of the slip by whether it is marked as a copy."""
    found = {"jobs": 0, "doubled": 0, "missing": 0}
    for number in range(runs):
        byte = chance.choice((0, len(whole[False]), chance.randrange(len(whole[False]))))
        pages, outcomes = run(FAULTS[number % len(FAULTS)], byte)
        found["jobs"] += 1
        # What a kiosk left half printed hangs on the paper above the next slip.
        found["doubled"] += sum(page.endswith(whole[False]) for page in pages) > 1
        is_there = any(page.endswith(tuple(whole.values())) for page in pages)
        found["missing"] += not is_there and "shown" not in outcomes
    return found


def run(fault: str, byte: int) -> tuple[list[bytes], list[str]]:
    """(what was printed to its cut, what the screen was told) of one slip, until nothing of it is left to do."""
    pages: list[bytes] = []
    device = VirtualDevice(lambda _, data: pages.append(data), answers=fault != "kill silent")
    if fault == "paper":
        device.rows_left = 8 * byte // WIDTH
    device.is_jammed = fault == "jam"
    if fault == "unplug":
        device.bytes_until_unplugged = byte
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        outcomes, is_new = [], True
        for _ in range(2):
            outcomes += kiosk(folder, device, byte if is_new and fault.startswith("kill") else None, is_new)
            is_new = False
            if not device.is_plugged:
                device.plug_in()
            device.is_jammed = False
            device.refill()
    finally:
        shutil.rmtree(folder)
    return pages, outcomes


def kiosk(folder: Path, device: VirtualDevice, dies_at: int | None, is_new: bool) -> list[str]:
    """One life of a kiosk as a process of its own; what its screen was told."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        ours.close()
        try:
            asyncio.run(asyncio.wait_for(live(folder, theirs, dies_at, is_new), 60))
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    theirs.close()
    outcomes = serve(ours, device)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, KILLED):
        raise SystemExit(f"the kiosk failed: {status}")
    return outcomes


def serve(line: socket.socket, device: VirtualDevice) -> list[str]:
    """Be the printer until the kiosk hangs up. Frames: kind, four bytes of length, bytes."""
    outcomes = []
    with line, line.makefile("rb") as frames:
        while head := frames.read(5):
            data = frames.read(int.from_bytes(head[1:], "little"))
            if head[:1] == b"o":
                outcomes.append(data.decode())
                continue
            try:
                device.write(data)
                answer = b"+" + device.read(0)
            except PrinterError as error:
                answer = b"-" + type(error).__name__.encode()
            line.sendall(len(answer).to_bytes(4, "little") + answer)
    return outcomes


class FarDevice:
    """The kiosk's end of the line."""

    shared, two_way = False, True

    def __init__(self, line: socket.socket, dies_at: int | None) -> None:
        self._line, self._left, self._said = line, dies_at, b""

    def write(self, data: bytes) -> None:
        """Send all, or as much as comes before this process dies."""
        is_question = len(data) <= 3 or data == escpos.RESYNC
        if self._left is not None and not is_question:
            if len(data) >= self._left:
                self._send(data[: self._left])
                os._exit(KILLED)
            self._left -= len(data)
        self._send(data)

    def _send(self, data: bytes) -> None:
        if not data:
            return
        self._line.sendall(b"d" + len(data).to_bytes(4, "little") + data)
        size = int.from_bytes(self._line.recv(4, socket.MSG_WAITALL), "little")
        answer = self._line.recv(size, socket.MSG_WAITALL)
        if answer[:1] == b"-":
            kind = getattr(printer_errors, answer[1:].decode(), printer_errors.PrinterError)
            raise kind("the virtual printer said so")
        self._said += answer[1:]

    def forget(self) -> None:
        """Drop what was said."""
        self._said = b""

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002 - it answers at once or never
        """What was said."""
        said, self._said = self._said, b""
        return said

    def end(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """The socket ends with the process."""


async def live(folder: Path, line: socket.socket, dies_at: int | None, is_new: bool) -> None:
    """Print what there is to print; tell the screen."""
    clock, told = HandClock().clock(), asyncio.Queue[Printed]()
    outbox = Outbox(folder / "kiosk.db", clock)
    slip = sample_papers.SLIP
    if is_new:
        outbox.take_job(slip)
    is_left = bool(outbox.unfinished_jobs())
    printer = LinePrinter("virtual", lambda: FarDevice(line, dies_at))
    desk = PrintDesk("kiosk", printer, outbox, clock, WIDTH, told.put_nowait)
    work = asyncio.ensure_future(desk.run())
    if is_left:
        news = asyncio.ensure_future(told.get())
        await asyncio.wait({work, news}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
        outcome = news.result().outcome.encode()
        line.sendall(b"o" + len(outcome).to_bytes(4, "little") + outcome)
    work.cancel()
    outbox.close()


if __name__ == "__main__":
    sys.exit(main())
