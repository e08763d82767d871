"""Everything that becomes paper, one job after another: each is printed once, or shown, or given up, and said so.

"printing" is noted before the first byte and "done" after the last; a crash between the two prints again, marked as
a copy, and so is what a full disk takes no note of. A job that comes too late is not printed: nobody waits for it, and
a refilled roll must not pour out old slips. A slip's secret is made here, in memory; its copy for the hub, which only
the secret opens, is on the disk before the paper comes out: a slip in the hand always opens.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import uuid_utils

from kiosk_ui import sample_papers, slip_copy
from kiosk_ui.outbox import Job, Outbox, OutboxFull
from kiosk_ui.paper_budget import Budget
from kiosk_ui.paper_bytes import Printout, printout
from kiosk_ui.printer import Printer, PrinterError
from wire.clock import Clock
from wire.messages import KioskConfig, Slip, SlipAck, TableSheet
from wire.trail import SECRET_BYTES, Shown, TrailError

SLIP_EXPIRES_MS = 2 * 60 * 1000
SHEET_RETRY_S = 20.0
PAPER_HOUR_MM, PAPER_DAY_MM = 12_000, 60_000  # of slips: a hundred in an hour, four rolls in a day

logger = logging.getLogger(__name__)

Outcome = Literal["printed", "shown", "failed"]


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a job; began: seconds of `time.monotonic` at which its first byte left, 0 where none did."""

    id: str
    outcome: Outcome
    began: float
    path: str  # of the picture, where the printer is a virtual one
    link: str = field(default="", repr=False)  # of its QR code, where it has a secret


class PrintDesk:
    """One printer's queue, what a crash left unfinished first. tell: called in the event loop for each job."""

    def __init__(
        self,
        kiosk: str,
        printer: Printer,
        outbox: Outbox,
        clock: Clock,
        dots: int,
        tell: Callable[[Printed], None],
        budget: Budget | None = None,
    ) -> None:
        self._budget = budget or Budget(PAPER_HOUR_MM, PAPER_DAY_MM)
        self._kiosk, self._printer, self._outbox, self._clock = kiosk, printer, outbox, clock
        self._dots, self._tell = dots, tell
        self.config: KioskConfig | None = None  # as the hub told it last
        self.is_printing = False
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        for job in outbox.unfinished_jobs():  # before anything is added, or it would be printed twice
            self._jobs.put_nowait(job)

    def add(self, content: Slip | TableSheet, held: Shown | None = None) -> None:
        """Queue something that was noted in the outbox, or could not be. held: the trail of whoever it is for."""
        self._jobs.put_nowait(Job(content.id, content, self._clock.now(), begun=False, held=held))

    def warm(self) -> None:
        """Draw a slip for nobody, so that fonts are open before the first visitor comes. May run in any thread."""
        self._printout(Job("", sample_papers.SLIP, 0, begun=False))

    def give_up(self, slip: Slip) -> None:
        """Not to be printed any more: nobody waits for it."""
        self._finish(Job(slip.id, slip, 0, begun=False), "failed")

    async def run(self) -> None:
        """Print until cancelled."""
        while True:
            await self._print(await self._jobs.get())

    async def _print(self, job: Job) -> None:
        began, link = 0.0, ""
        if self._is_late(job):
            outcome: Outcome = "failed"
        else:
            job, link = self._sealed(job)
            outcome, began = await self._try(job)
        if outcome == "shown" and isinstance(job.content, TableSheet):
            self._try_again_later(job)
            return
        self._finish(job, outcome)
        path = self._printer.last_path if outcome == "printed" else ""
        self._tell(Printed(job.id, outcome, began, path, link))

    def _is_late(self, job: Job) -> bool:
        if isinstance(job.content, TableSheet):
            return self._clock.now() >= job.content.starts + 30 * 60 * 1000
        return self._clock.now() - job.came_at > SLIP_EXPIRES_MS

    def _sealed(self, job: Job) -> tuple[Job, str]:
        """The job with a fresh secret in its QR code, and that link; as it came where no copy can be kept for it."""
        slip, config = job.content, self.config
        if config is None or not isinstance(slip, Slip) or not slip_copy.may_be_sealed(slip, config):
            return job, ""
        secret, now = secrets.token_bytes(SECRET_BYTES), self._clock.now()
        try:
            self._outbox.keep_copies(
                slip_copy.sealed(slip, config, one, secrets.token_bytes, self._new_id())
                for one in slip_copy.secrets_of(secret, job.held, config.timezone, now)
            )
        except (OutboxFull, TrailError) as error:
            logger.warning("%s", error)  # the slip matters more than what a telephone makes of it
            return job, ""
        slip = slip_copy.linked(slip, config, secret)
        return replace(job, content=slip), slip.qr

    def _new_id(self) -> str:
        return str(uuid_utils.uuid7(nanoseconds=self._clock.now() * 1_000_000))

    async def _try(self, job: Job) -> tuple[Outcome, float]:
        if not self._note_printing(job.id):
            # After a crash nobody knows of this paper: the next one is not marked.
            job = replace(job, begun=True)
        try:
            paper = await asyncio.to_thread(self._printout, job)
        except ValueError as error:
            # A day there is none of, for one; only its kind is told, for it may hold words.
            logger.warning("job %s cannot be drawn and is given up: %s", job.id, type(error).__name__)
            return "failed", 0.0
        if not self._has_paper_for(job, paper.mm):
            logger.warning(
                "this kiosk has used its paper of the hour or the day: slips are shown for a while"
            )
            return "shown", 0.0
        began = time.monotonic()
        self.is_printing = True
        try:
            await self._printer.print(paper.bands, name="slip" if isinstance(job.content, Slip) else "sheet")
        except PrinterError as error:
            logger.warning("%s", error)
            # Nobody stands at the screen for a host's test.
            return "failed" if isinstance(job.content, Slip) and job.content.test else "shown", 0.0
        finally:
            self.is_printing = False
        return "printed", began

    def _note_printing(self, id_: str) -> bool:
        try:
            return self._outbox.note_printing(id_)
        except OutboxFull as error:
            logger.warning("%s", error)  # the slip matters more than the note of it
            return False

    def _has_paper_for(self, job: Job, length_mm: float) -> bool:
        """Somebody who writes without end gets slips on the screen; table sheets always have their paper."""
        if not self._printer.uses_paper or isinstance(job.content, TableSheet):
            return True
        budget = self._budget.later(self._clock.ticks())
        allowed = budget.allows(length_mm)
        self._budget = budget.without(length_mm) if allowed else budget
        return allowed

    def _printout(self, job: Job) -> Printout:
        """Raises ValueError."""
        printer = self._printer
        return printout(job.content, printer.profile, self._dots, job.begun, printer.is_slow)

    def _finish(self, job: Job, outcome: Outcome) -> None:
        # Our own open-table slip has its entry's id; the hub knows of it by the entry itself.
        own = isinstance(job.content, Slip) and job.id == job.content.entry
        ack = None if own else SlipAck(id=job.id, kiosk=self._kiosk, outcome=outcome)
        try:
            self._outbox.finish_job(job.id, ack)
        except OutboxFull as error:
            logger.warning("%s", error)

    def _try_again_later(self, job: Job) -> None:
        # Without its sheet nobody finds their table, so a sheet waits for paper until its round has begun.
        asyncio.get_running_loop().call_later(SHEET_RETRY_S, self._jobs.put_nowait, job)
