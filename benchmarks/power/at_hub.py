"""The hub's side of a power cut: days with the real store, and what the next start finds.

Subjects: `entry:ID` (its day and words, or that it was taken back, seen by sending everything once more),
`vector:ID`, `promise:ID`, `tables:DAY`, `aside:N`, `number`, `setting`, `kiosk`.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy as np

from benchmarks.power.claims import Seen
from benchmarks.power.work import Teller, mingle
from hub import day_file, day_keys, store
from hub.kept import ClosedRound, ClosedTable, KeptEntry, Promised
from hub.schema import Database, open_database
from hub.store import Store
from wire import private_files
from wire.examples import ENTRY
from wire.messages import KioskState, Promise

FIRST = date(2026, 11, 23)
DAYS = [FIRST + timedelta(days) for days in range(3)]
FOLDED_AFTER = 12  # pages of log, instead of SQLite's 1,000: so that this too is cut, and often
ROUND = 36_000_000
WRONG = ("store synchronous=OFF", "acknowledged before it is kept", "names of files not synced")


def an_id(kind: int, number: int) -> str:
    return f"019505a1-{kind:04x}-7000-8000-{number:012x}"


def an_entry(number: int, day: date) -> KeptEntry:
    words = f"bees {number} " * (1 + 40 * (number % 3))
    return KeptEntry(day, 1000 + number, msgspec.structs.replace(ENTRY, id=an_id(1, number), words=words))


def day_of(number: int) -> date:
    return DAYS[number % 2]


class _Hub:
    """One hub at work."""

    def __init__(self, folder: Path, chance: Random, wrong: str) -> None:
        self.folder, self.chance, self.number = folder / "hub", chance, 0
        self.tell = Teller("acknowledged" if wrong == WRONG[1] else "")

    def start(self) -> None:
        self.number += 1
        self.store = Store(self.folder)
        self.tell.does({"number": self.number}, lambda: self.store.next_number("session"))

    def restarts(self) -> Iterator[None]:
        yield
        self.store.close()
        self.start()

    def batch(self, numbers: Sequence[int]) -> Iterator[None]:
        """Many at once, over two days, each a second time."""
        kept = [an_entry(number, day_of(number)) for number in numbers]
        said = {_name(one): _said(one) for one in kept}
        self.tell.does(said, lambda: self.store.keep([*kept, *kept]), "acknowledged")
        yield
        self.store.keep(kept)

    def machines(self) -> Iterator[None]:
        for number in range(1, 4):
            self.tell.does({"setting": str(number)}, lambda n=number: self.store.set_setting("join", str(n)))
            yield
            state = KioskState("library", "ready", number)
            self.tell.does({"kiosk": number}, lambda s=state: self.store.note_kiosk(s))
            yield
            aside = (FIRST, "topic", b"no message " * number, "no reason")
            self.tell.does({f"aside:{number}": True}, lambda a=aside: self.store.put_aside(*a))
            yield

    def closing(self, day: date) -> Iterator[None]:
        """The tables first kept stand, whatever is worked out later."""
        yield
        first, second = a_round(day, 1), a_round(day, 2)
        self.tell.does({f"tables:{day}": [first.sheet, True]}, lambda: self.store.save_tables(day, first))
        yield
        self.store.save_tables(day, second)
        yield
        printed = {f"tables:{day}": [first.sheet, False]}
        self.tell.does(printed, lambda: self.store.note_outcomes({first.sheet: "printed"}))

    def person(self, number: int) -> Iterator[None]:
        kept = an_entry(number, day_of(number))
        self.tell.does({_name(kept): _said(kept)}, lambda: self.store.keep([kept]), "acknowledged")
        yield
        vector = {kept.entry.id: np.ones(64, np.float16)}
        self.tell.does({f"vector:{kept.entry.id}": True}, lambda: self.store.save_vectors(vector))
        yield
        yield from (self._promised, self._alone, self._taken_back, self._moved)[number % 4](kept, number)

    def _promised(self, kept: KeptEntry, number: int) -> Iterator[None]:
        """The first promise stands; its slip is printed."""
        slip = an_id(2, number)
        yield from self._promise(kept, a_promise(slip), self._keep)
        self.store.save_promises({kept.entry.id: a_promise(an_id(3, number))})
        yield
        printed = {_promise(kept): [slip, False]}
        self.tell.does(printed, lambda: self.store.note_outcomes({slip: "printed"}))

    def _alone(self, kept: KeptEntry, number: int) -> Iterator[None]:
        """The kiosk's own promise takes the place of ours."""
        yield from self._promise(kept, a_promise(an_id(2, number)), self._keep)
        own = msgspec.structs.replace(kept.entry, promised=Promise("linde", ROUND))
        told = msgspec.structs.replace(kept, entry=own)
        self.tell.does({_name(told): _said(told)}, lambda: self.store.keep([told]), "acknowledged")
        yield
        replaced = a_promise(an_id(3, number), own=True)
        yield from self._promise(kept, replaced, self._replace)

    def _taken_back(self, kept: KeptEntry, number: int) -> Iterator[None]:
        yield from self._promise(kept, a_promise(an_id(2, number)), self._keep)
        gone = {_name(kept): "taken back", _promise(kept): None, f"vector:{kept.entry.id}": None}
        self.tell.does(gone, lambda: self.store.retract(kept.entry.id, kept.day))
        yield
        self.store.keep([kept])

    def _moved(self, kept: KeptEntry, number: int) -> Iterator[None]:
        """No seat is left: the entry belongs to a later day, and is promised there."""
        later = msgspec.structs.replace(kept, day=kept.day + timedelta(1))
        self.tell.may({f"vector:{kept.entry.id}": None})  # it is understood once more where that is not there
        self.tell.does({_name(later): _said(later)}, lambda: self.store.move(kept.entry.id, later.day))
        yield
        yield from self._promise(kept, a_promise(an_id(2, number)), self._keep)

    def _keep(self, entry: str, promised: Promised) -> Promised | None:
        return self.store.save_promises({entry: promised}).get(entry)

    def _replace(self, entry: str, promised: Promised) -> Promised | None:
        return self.store.replace_promise(entry, promised)

    def _promise(self, kept: KeptEntry, promised: Promised, save: Callable[..., Any]) -> Iterator[None]:
        self.tell.does(
            {_promise(kept): [promised.slip, not promised.own]}, lambda: save(kept.entry.id, promised)
        )
        yield

    def forget(self, people: int, batch: int) -> None:
        """The first day is over: whoever stayed in it is unknown from now on, and its key is nowhere."""
        secret = day_keys.key_path(self.folder / "keys", FIRST).read_bytes()
        stayed = [number for number in range(people + batch) if day_of(number) == FIRST]
        stayed = [number for number in stayed if number >= people or number % 4 != 3]
        names = [f"{kind}:{an_id(1, number)}" for number in stayed for kind in ("entry", "promise", "vector")]
        names += [f"tables:{FIRST}", *(f"aside:{number}" for number in range(1, 4))]
        self.tell.does(dict.fromkeys(names), lambda: self.store.forget(DAYS[1]))
        self.tell.gone(secret)


def work(folder: Path, people: int, chance: Random, wrong: str) -> None:
    """Everything that can happen to an entry, mingled, over three days; then the first is forgotten."""
    opened = _careless if wrong == WRONG[0] else _folding
    store.open_database = day_file.open_database = opened  # type: ignore[attr-defined]
    if wrong == WRONG[2]:
        for user in (private_files, day_keys, store):
            user.flush_folder = lambda _folder: None  # type: ignore[attr-defined]
    hub, batch = _Hub(folder, chance, wrong), 6
    hub.start()
    stories = [hub.person(number) for number in range(people)]
    rest = [hub.batch(range(people, people + batch)), hub.machines(), hub.restarts()]
    mingle([*stories, *rest, *map(hub.closing, DAYS[:2])], chance)
    hub.forget(people, batch)
    mingle([hub.person(people + batch + 1)], chance)
    hub.store.close()


def _folding(path: Path, migrations: Sequence[str]) -> Database:
    db = open_database(path, migrations)
    db.execute(f"PRAGMA wal_autocheckpoint={FOLDED_AFTER}")
    return db


def _careless(path: Path, migrations: Sequence[str]) -> Database:
    db = _folding(path, migrations)
    db.execute("PRAGMA synchronous=OFF")
    return db


def start(folder: Path) -> None:
    """Start and stop; what a power cut left is mended on the way."""
    Store(folder / "hub").close()


def look(folder: Path, people: int) -> Seen:
    """What the next start finds; everything is sent once more; then it goes on. Raises whatever would stop a hub."""
    with contextlib.closing(Store(folder / "hub")) as found:
        seen = _found(found)
        everybody = [an_entry(number, DAYS[-1]) for number in range(people + 9)]  # the last one is new
        before = {known.kept.entry.id for day in found.days() for known in found.entries_of(day)}
        news = {kept.entry.id for kept in found.keep(everybody)}
        for one in everybody:
            if one.entry.id not in before | news:
                seen[_name(one)] = "taken back"
        last = everybody[-1].entry.id
        promised = found.save_promises({last: a_promise(an_id(2, 10**6))}).get(last)
        if not promised or promised.slip != an_id(2, 10**6):
            raise LookupError("what was promised after the cut is not there")
    return seen


def _found(found: Store) -> dict[str, Any]:
    waiting = {known.kept.entry.id for known in found.slips_waiting()}
    sheets = {closed.sheet for closed in found.sheets_waiting()}
    states = found.kiosks()
    seen: dict[str, Any] = {
        "setting": found.setting("join"),
        "kiosk": states["library"].session if states else None,
        "number": found.next_number("session") - 1 or None,
    }
    for day in found.days():
        for known in found.entries_of(day):
            entry = known.kept.entry.id
            seen[f"entry:{entry}"] = "twice" if f"entry:{entry}" in seen else _said(known.kept)
            seen[f"vector:{entry}"] = True if known.vector is not None else None
            seen[f"promise:{entry}"] = [known.promised.slip, entry in waiting] if known.promised else None
        seen |= {f"tables:{day}": [closed.sheet, closed.sheet in sheets] for closed in found.tables_of(day)}
        seen |= {f"aside:{len(one.payload) // 11}": True for one in found.set_aside(day)}
    return seen


def a_promise(slip: str, *, own: bool = False) -> Promised:
    return Promised("linde", ROUND, slip=slip, sign="🦔", code=slip[-10:], own=own)


def a_round(day: date, number: int) -> ClosedRound:
    sheet = an_id(4, day.day * 10 + number)
    return ClosedRound("linde", ROUND, sheet, (ClosedTable(False, (an_id(1, 1),), "🍎", "bees"),))


def _said(kept: KeptEntry) -> list[Any]:
    promised = kept.entry.promised
    return [kept.day.isoformat(), kept.entry.words, promised.starts if promised else None]


def _name(kept: KeptEntry) -> str:
    return f"entry:{kept.entry.id}"


def _promise(kept: KeptEntry) -> str:
    return f"promise:{kept.entry.id}"
