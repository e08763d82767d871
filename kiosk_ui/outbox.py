"""What must outlive a power cut: messages the hub has not acknowledged yet, and slips on their way to the paper.

SQLite in WAL mode with `synchronous=FULL`: `keep` has returned only when the words are on the disk, and only then the
screen says "heard". What is struck out leaves no copy behind: words lie sealed (`outbox_key`), deleted pages are
overwritten, the log is emptied, and when nothing is left the key is another one.
"""

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import msgspec

from kiosk_ui.outbox_file import OutboxError, OutboxFull, commit, empty_log, open_file, usable
from kiosk_ui.outbox_key import OutboxKey, Unreadable
from wire import messages
from wire.clock import Clock, age
from wire.messages import Entry, MessageError, Retract, Sealed, Slip, SlipAck, TableSheet
from wire.trail import Shown

__all__ = ["Job", "Outbox", "OutboxError", "OutboxFull", "Waiting"]

UNPROMISED = 4611686018427387904  # where a message stands that carries no promise of ours: after all that do
COPY = UNPROMISED + 1  # where slips' copies stand, which wait for nobody and hold nobody up
COPIES_MOST = 1000  # that wait for a hub, which may be one that takes none; then the oldest go
KEEP = """
INSERT INTO message (id, topic, payload, kept_at, kept_ticks, boot, due) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, due = excluded.due
"""  # an entry that is kept again, now with our promise, is as old as it was
TAKE = "INSERT OR IGNORE INTO job VALUES (?, ?, ?, ?, 'waiting', ?)"
READ = "SELECT id, topic, payload, kept_at, kept_ticks, boot FROM message"
STRIKE = "DELETE FROM message WHERE id = ? AND (? OR due >= 4611686018427387904)"
# A copy is sent when the hub has its entry, so that the hub knows what its token is for.
COPIES = """
SELECT id, topic, payload, kept_at, kept_ticks, boot FROM message WHERE due = ?
AND json_extract(CAST(payload AS TEXT), '$.entry') NOT IN (SELECT id FROM message) ORDER BY number LIMIT ?
"""
OLD_COPIES = """
DELETE FROM message WHERE number IN (SELECT number FROM message WHERE due = ? ORDER BY number DESC LIMIT -1 OFFSET ?)
"""
WORDS = """
SELECT 1 FROM message WHERE topic IN ('entry', 'retract') UNION ALL SELECT 1 FROM job WHERE payload IS NOT NULL LIMIT 1
"""
OLD_JOBS = "DELETE FROM job WHERE state = 'done' AND came_at < ? AND id NOT IN (SELECT id FROM message)"
TIDY_EVERY_MS = 2000
TOPICS: dict[type, str] = {Entry: "entry", Retract: "retract", SlipAck: "slip_ack", Sealed: "trail"}
KINDS: dict[str, type[Slip] | type[TableSheet]] = {"slip": Slip, "table_sheet": TableSheet}
Row = tuple[str, str, bytes, int, int, str]  # as READ says it
_DAY = 24 * 3600 * 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message for the hub, ready to be published."""

    id: str
    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be printed once. `begun`: a crash came while it was printing, so paper may be out already."""

    id: str
    content: Slip | TableSheet
    came_at: int
    begun: bool
    held: Shown | None = field(default=None, repr=False)  # the holder's trail, in memory alone


class Outbox:
    """One kiosk's file, used from one thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the file. Raises OutboxError where it cannot be used."""
        self._path, self._clock = path, clock
        self._left, self._tidied_at = True, clock.ticks()  # a crash may have come before the last tidying
        with usable(path):
            self._db = open_file(path)
            self._key = OutboxKey(path.with_suffix(".key"))
            self._give_up_unreadable()
            with self._db:
                self._db.execute("UPDATE start SET session = session + 1")
        path.chmod(0o600)

    def _give_up_unreadable(self) -> None:
        """A message whose key is gone can be sent no more."""
        for id_, payload in self._db.execute("SELECT id, payload FROM message").fetchall():
            try:
                self._key.open(payload)
            except Unreadable:
                logger.error("message %s cannot be opened, for its key is gone, and is given up", id_)
                with self._db:
                    self._db.execute("DELETE FROM message WHERE id = ?", (id_,))

    def close(self) -> None:
        """Close the file; closing twice does no harm."""
        self._db.close()

    def session(self) -> int:
        """Grows by one at each start; older sessions' wills are told from this one's by it."""
        return int(self._db.execute("SELECT session FROM start").fetchone()[0])

    def hub_session(self) -> int:
        """The latest session of a hub that this kiosk has heard of; 0 where it has heard of none."""
        return int(self._db.execute("SELECT hub FROM start").fetchone()[0])

    def note_hub(self, session: int) -> bool:
        """Remember a hub's session; False where a later one is remembered already. Raises OutboxFull."""
        if session > self.hub_session():
            return self._write(("UPDATE start SET hub = ?", (session,)))
        return session == self.hub_session()

    def keep(self, message: Entry | Retract | SlipAck) -> None:
        """Write a message to the disk; a second one of the same id takes its place. Raises OutboxFull."""
        self._write((KEEP, self._message_row(message)))

    def keep_copies(self, copies: Iterable[Sealed]) -> None:
        """Write slips' copies to the disk, all or none; nobody can read them there. Raises OutboxFull."""
        self._write(*((KEEP, self._message_row(copy)) for copy in copies), (OLD_COPIES, (COPY, COPIES_MOST)))

    def _message_row(self, message: Entry | Retract | Sealed | SlipAck) -> tuple[object, ...]:
        now, ticks, boot = self._clock.now(), self._clock.ticks(), self._clock.boot
        own = message.promised if isinstance(message, Entry) else None
        due = own.starts if own else COPY if isinstance(message, Sealed) else UNPROMISED
        payload = messages.encode(message)
        if isinstance(message, Entry | Retract):
            payload = self._sealed(payload)
        return message.id, TOPICS[type(message)], payload, now, ticks, boot, due

    def waiting(self, leave_out: Collection[str] = (), most: int = 100) -> list[Waiting]:
        """What the hub has not acknowledged, an entry's age brought up to date.

        Oldest promises of ours first, then whatever was kept first; by no clock, for a kiosk's may be wrong.
        """
        sql = f"{READ} WHERE due <= {UNPROMISED} ORDER BY due, number LIMIT ?"
        return self._readied(self._db.execute(sql, (most + len(leave_out),)), leave_out, most)

    def copies(self, leave_out: Collection[str], most: int) -> list[Waiting]:
        """Slips' copies that the hub has not acknowledged, but has the entries of; the oldest first."""
        return self._readied(self._db.execute(COPIES, (COPY, most + len(leave_out))), leave_out, most)

    def _readied(self, rows: Iterable[Row], leave_out: Collection[str], most: int) -> list[Waiting]:
        return [self._ready(row) for row in islice((row for row in rows if row[0] not in leave_out), most)]

    def named(self, ids: Iterable[str]) -> list[Waiting]:
        """Those of these messages that the hub has not acknowledged."""
        rows = (self._db.execute(f"{READ} WHERE id = ?", (id_,)).fetchone() for id_ in ids)
        return [self._ready(row) for row in rows if row]

    def _ready(self, row: Row) -> Waiting:
        id_, topic, kept, kept_at, kept_ticks, boot = row
        payload = self._key.open(kept)
        return Waiting(id_, topic, self._aged(topic, payload, age(self._clock, kept_at, kept_ticks, boot)))

    @staticmethod
    def _aged(topic: str, payload: bytes, age_ms: int) -> bytes:
        if topic != "entry":
            return payload
        return messages.encode(msgspec.structs.replace(messages.decode(payload, Entry), age_ms=age_ms))

    def is_empty(self) -> bool:
        """Whether the hub has everything."""
        return self._db.execute("SELECT 1 FROM message LIMIT 1").fetchone() is None

    def strike(self, ids: Iterable[str], promised: Collection[str] = ()) -> None:
        """Forget what the hub has acknowledged; no copy is left in the file or its log after `tidy`. Raises OutboxFull.

        An entry that now says what we promised stays, unless its id is in `promised`: the hub had the entry as it
        was before, and does not know of our promise.
        """
        with commit(self._db, self._path):
            self._db.executemany(STRIKE, [(id_, id_ in promised) for id_ in ids])
        self._left = True
        self.tidy()

    def tidy(self) -> None:
        """Let what was struck or printed leave the disk for good: at once, or every 2 s while much of it goes.

        To be called every now and then. Raises OutboxFull.
        """
        now = self._clock.ticks()
        if self._left and (self.is_empty() or now - self._tidied_at >= TIDY_EVERY_MS):
            empty_log(self._db, self._path)
            self._left, self._tidied_at = False, now
            self._renew_key()

    def _renew_key(self) -> None:
        if self._db.execute(WORDS).fetchone() is None:
            try:
                self._key.renew()
            except OSError as error:
                raise OutboxFull(f"{self._path}: {error}: check the disk of this kiosk") from error

    def take_job(self, content: Slip | TableSheet) -> bool:
        """Note something to print; False where this entry has its slip already, from the hub or by ourselves."""
        return self._write((TAKE, self._job_row(content)))

    def keep_promise(self, entry: Entry, slip: Slip) -> bool:
        """Note our own slip and what the hub is told of it, both or neither; False where the hub's came first."""
        return self._write((TAKE, self._job_row(slip)), (KEEP, self._message_row(entry)))

    def _job_row(self, content: Slip | TableSheet) -> tuple[object, ...]:
        kind = "slip" if isinstance(content, Slip) else "table_sheet"
        entry = content.entry if isinstance(content, Slip) else content.id
        return entry, content.id, kind, self._sealed(messages.encode(content)), self._clock.now()

    def _sealed(self, plain: bytes) -> bytes:
        try:
            return self._key.close(plain)
        except OSError as error:
            raise OutboxFull(f"{self._path}: {error}: check the disk of this kiosk") from error

    def note_printing(self, id_: str) -> bool:
        """Written before the first byte goes to the printer: from here on a second try is marked as a copy.

        False where the job itself was never noted. Raises OutboxFull.
        """
        return self._write(("UPDATE job SET state = 'printing' WHERE id = ?", (id_,)))

    def finish_job(self, id_: str, ack: SlipAck | None) -> None:
        """The slip is out, shown or given up, and the hub is told (by `ack`): its content leaves the disk."""
        old = self._clock.now() - 2 * _DAY
        self._write(
            *([(KEEP, self._message_row(ack))] if ack else []),
            ("UPDATE job SET state = 'done', payload = NULL WHERE id = ?", (id_,)),
            (OLD_JOBS, (old,)),
        )
        self._left = True
        self.tidy()

    def unfinished_jobs(self) -> list[Job]:
        """What was not finished when the kiosk stopped, oldest first; what cannot be read any more is given up."""
        rows = self._db.execute(
            "SELECT id, kind, payload, came_at, state FROM job WHERE state != 'done' ORDER BY came_at, id"
        ).fetchall()
        jobs = []
        for id_, kind, payload, came_at, state in rows:
            try:
                content = messages.decode(self._key.open(payload), KINDS[kind], max_bytes=1 << 20)
            except (MessageError, Unreadable) as error:  # written by another version, or damaged
                logger.warning("job %s cannot be read and is given up: %s", id_, type(error).__name__)
                with suppress(OutboxFull):
                    self.finish_job(id_, None)
            else:
                jobs.append(Job(id_, content, came_at, state == "printing"))
        return jobs

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> bool:
        """All of them or none, on the disk when this returns; False, and nothing done, where the first met a twin."""
        with commit(self._db, self._path):
            for number, (statement, values) in enumerate(statements):
                if self._db.execute(statement, values).rowcount == 0 and number == 0:
                    return False
        return True
