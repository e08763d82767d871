"""The kiosk's side of a power cut: visits with the real outbox, and what the next start finds.

Subjects: `session`, `config`, `message:ID` (what waits for the hub), `job:ENTRY` (paper), `own:ENTRY` (a promise of the
kiosk's own: its slip and what the hub is told of it, both or neither).
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from benchmarks.power.claims import Seen
from benchmarks.power.work import Teller, mingle
from kiosk_ui.last_config import read_last_config, write_last_config
from kiosk_ui.outbox import Job, Outbox, Waiting
from wire import messages
from wire.clock import Clock
from wire.examples import CONFIG, ENTRY, SLIP
from wire.messages import Entry, KioskConfig, Promise, Retract, Slip, SlipAck

CLOCK = Clock(lambda: 1_800_000_000_000, lambda: 5_000, "boot")
WRONG = ("outbox synchronous=OFF", "heard before it is kept", "configuration not synced")


def an_id(kind: int, number: int) -> str:
    return f"019505a0-{kind:04x}-7000-8000-{number:012x}"


class _Careless(Outbox):
    """Leaves it to the disk when what it was given is written."""

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(path, clock)
        self._db.execute("PRAGMA synchronous=OFF")


def _not_synced(path: Path, config: KioskConfig) -> None:
    fresh = path.with_suffix(".next")
    fresh.write_bytes(messages.encode(config))
    fresh.replace(path)


class _Kiosk:
    """One kiosk at work."""

    def __init__(self, folder: Path, chance: Random, wrong: str) -> None:
        self.folder, self.chance, self.session = folder / "kiosk", chance, 0
        self._kind = _Careless if wrong == WRONG[0] else Outbox
        self._write_config = _not_synced if wrong == WRONG[2] else write_last_config
        self.tell = Teller("heard" if wrong == WRONG[1] else "")

    def start(self) -> None:
        self.session += 1
        self.outbox = self.tell.does({"session": self.session}, self._open)

    def _open(self) -> Outbox:
        return self._kind(self.folder / "kiosk.db", CLOCK)

    def settings(self, revisions: int) -> Iterator[None]:
        for revision in range(1, revisions):
            config = msgspec.structs.replace(CONFIG, revision=revision, name="Lindenviertel " * revision * 40)
            self.tell.does(
                {"config": revision}, partial(self._write_config, self.folder / "config.json", config)
            )
            yield

    def restarts(self) -> Iterator[None]:
        yield
        self.outbox.close()
        self.start()

    def visit(self, number: int) -> Iterator[None]:
        entry = an_entry(number)
        self.tell.does({_message(entry): _said(entry)}, lambda: self.outbox.keep(entry), "heard")
        yield
        yield from (self._answered, self._alone, self._taken_back, self._waiting)[number % 4](entry, number)

    def _answered(self, entry: Entry, number: int) -> Iterator[None]:
        """The hub has it, its slip comes, is printed, and the hub hears of that."""
        self.tell.does({_message(entry): None}, lambda: self.outbox.strike([entry.id]))
        yield
        yield from self._waiting(entry, number)
        ack = SlipAck(an_id(2, number), "library", "printed")
        yield from self._printed(a_slip(number), ack)
        self.tell.does({_message(ack): None}, lambda: self.outbox.strike([ack.id]))

    def _alone(self, entry: Entry, number: int) -> Iterator[None]:
        """The hub is away: the kiosk promises by itself, and an ack of the bare entry does not strike that."""
        own = msgspec.structs.replace(entry, promised=Promise("linde", 9))
        slip = own_slip(number)
        both = {_message(own): _said(own), _job(slip): ["waiting", slip.id], f"own:{own.id}": [True, True]}
        self.tell.does(both, lambda: self.outbox.keep_promise(own, slip))
        yield
        self.outbox.strike([own.id])
        yield
        yield from self._printed(slip, None)
        told = {_message(own): None, f"own:{own.id}": [True, False]}
        self.tell.does(told, lambda: self.outbox.strike([own.id], [own.id]))

    def _taken_back(self, entry: Entry, number: int) -> Iterator[None]:
        retract = Retract(an_id(4, number), "library", entry=entry.id)
        self.tell.does({_message(retract): _said(retract)}, lambda: self.outbox.keep(retract))
        yield
        both = {_message(entry): None, _message(retract): None}
        self.tell.does(both, lambda: self.outbox.strike([entry.id, retract.id]))

    def _waiting(self, _entry: Entry, number: int) -> Iterator[None]:
        slip = a_slip(number)
        self.tell.does({_job(slip): ["waiting", slip.id]}, lambda: self.outbox.take_job(slip))
        yield

    def _printed(self, slip: Slip, ack: SlipAck | None) -> Iterator[None]:
        self.tell.does({_job(slip): ["printing", slip.id]}, lambda: self.outbox.note_printing(slip.id))
        yield  # the paper comes out here
        known = {_message(ack): _said(ack)} if ack else {}
        self.tell.does({_job(slip): "done", **known}, lambda: self.outbox.finish_job(slip.id, ack))
        yield


def work(folder: Path, people: int, chance: Random, wrong: str) -> None:
    """Visits, new settings and restarts, all mingled."""
    kiosk = _Kiosk(folder, chance, wrong)
    kiosk.start()
    stories = [kiosk.visit(number) for number in range(people)]
    mingle([kiosk.settings(4), kiosk.restarts(), *stories], chance)
    kiosk.outbox.close()


def start(folder: Path) -> None:
    """Start and stop; what a power cut left is mended on the way."""
    Outbox(folder / "kiosk" / "kiosk.db", CLOCK).close()


def look(folder: Path, people: int) -> Seen:
    """What the next start finds; then it goes on working. Raises whatever would stop a kiosk."""
    outbox = Outbox(folder / "kiosk" / "kiosk.db", CLOCK)
    config = read_last_config(folder / "kiosk" / "config.json")
    waiting = {one.id: one for one in outbox.waiting(most=10_000)}
    jobs = {_entry_of(job): job for job in outbox.unfinished_jobs()}
    seen: dict[str, Any] = {
        "session": outbox.session() - 1 or None,
        "config": config.revision if config else None,
        **{f"message:{id_}": _read(one) for id_, one in waiting.items()},
    }
    for number in range(people):
        entry, job = an_id(1, number), jobs.get(an_id(1, number))
        known = not outbox.take_job(a_slip(number))
        state = ["printing" if job.begun else "waiting", job.id] if job else "done"
        seen[f"job:{entry}"] = state if known else None
        own = known and number % 4 == 1, entry in waiting and seen[f"message:{entry}"][-1] is not None
        seen[f"own:{entry}"] = list(own) if any(own) else None
    _go_on(outbox, an_entry(people))
    return seen


def _go_on(outbox: Outbox, entry: Entry) -> None:
    outbox.keep(entry)
    if entry.id not in {one.id for one in outbox.waiting(most=10_000)}:
        raise LookupError("what was kept after the cut is not there")
    outbox.strike([entry.id])
    for job in outbox.unfinished_jobs():
        outbox.note_printing(job.id)
        outbox.finish_job(job.id, None)
    outbox.close()


def an_entry(number: int) -> Entry:
    words = f"bees {number} " * (1 + 40 * (number % 3))
    return msgspec.structs.replace(ENTRY, id=an_id(1, number), words=words)


def a_slip(number: int) -> Slip:
    return msgspec.structs.replace(SLIP, id=an_id(2, number), entry=an_id(1, number))


def own_slip(number: int) -> Slip:
    return msgspec.structs.replace(SLIP, id=an_id(1, number), entry=an_id(1, number))


def _message(message: Entry | Retract | SlipAck) -> str:
    return f"message:{message.id}"


def _job(slip: Slip) -> str:
    return f"job:{slip.entry}"


def _entry_of(job: Job) -> str:
    return job.content.entry if isinstance(job.content, Slip) else job.id


def _said(message: Entry | Retract | SlipAck) -> list[Any]:
    """What of a message must not change on its way."""
    if isinstance(message, Entry):
        return ["entry", message.words, message.promised and message.promised.starts]
    return ["retract", message.entry] if isinstance(message, Retract) else ["slip_ack", message.outcome]


def _read(waiting: Waiting) -> list[Any]:
    kinds: dict[str, type[Entry | Retract | SlipAck]] = {
        "entry": Entry,
        "retract": Retract,
        "slip_ack": SlipAck,
    }
    return _said(messages.decode(waiting.payload, kinds[waiting.topic]))
