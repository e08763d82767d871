"""Everything the hub keeps: `hub.db` for machines and settings, one sealed file a day for what people said.

A store belongs to one thread. The process may be killed at any point: what a method returned from is on the disk,
what it did not return from is there whole or not at all, and what goes over two files is finished at the next start.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from hub.day_file import DayFile
from hub.day_keys import day_named, days_with_key, destroy_key, finish_destroying, move_keys, seal_of
from hub.kept import Asked, ClosedRound, ClosedTable, KeptEntry, Promised, Remembered, SetAside
from hub.schema import HUB_MIGRATIONS, StoreError, open_database, told, transaction
from hub.trails import Trails
from wire.messages import KioskState, Sealed
from wire.private_files import flush_folder, make_folder

FORGOTTEN_MOST = 60  # days whose end is remembered

logger = logging.getLogger(__name__)


class Store:
    """The hub's memory. Every method may raise a StoreError and then has changed nothing that it should not.

    data: the folder for `hub.db` and `days/`; keys: the folder for the days' keys, `data/keys` where None. It may
    lie on a file system of its own: then the words do not outlive it. Keys in `data/keys` come along.
    """

    def __init__(self, data: Path, keys: Path | None = None) -> None:
        self._days_folder, self._keys = data / "days", keys or data / "keys"
        self._hub = data / "hub.db"
        with told(data):
            make_folder(self._days_folder)
            make_folder(self._keys, 0o700)
        move_keys(data / "keys", self._keys)
        self._db = open_database(self._hub, HUB_MIGRATIONS)
        self.trails = Trails(self._db, self._hub)
        self._days: dict[date, DayFile] = {}
        self._finish_forgetting()
        for day in days_with_key(self._keys):
            self._day(day)
        self._settle()

    def close(self) -> None:
        """Close every file."""
        for file in self._days.values():
            file.close()
        self._db.close()

    def days(self) -> list[date]:
        """The days still remembered, earliest first."""
        return sorted(self._days)

    def keep(self, entries: Iterable[KeptEntry]) -> list[KeptEntry]:
        """Keep entries, one commit for each day's file; returns those that are news.

        News is an entry never seen, or one that is here and now says what its kiosk promised by itself. One that
        was taken back is none, even where that came first.
        """
        said: dict[str, KeptEntry] = {}
        for kept in entries:  # one that came twice is the first one, with what its kiosk promised since
            first = said.setdefault(kept.entry.id, kept)
            if kept.entry.promised and not first.entry.promised:
                said[kept.entry.id] = _with_promise(first, kept)
        news = {kept.entry.id: kept for kept in map(self._as_news, said.values()) if kept}
        by_day = sorted(news.values(), key=lambda kept: kept.day)
        for day, group in groupby(by_day, key=lambda kept: kept.day):
            self._day(day).keep(group)
        return list(news.values())

    def retract(self, entry: str, day: date) -> Remembered | None:
        """Forget an entry for good, now and if it comes only later; `day` keeps note of one that is not here.

        Returns what was known of it; None where it is not here (any more).
        """
        found = self._file_of(entry)
        kept = found.entry(entry) if found else None
        known = Remembered(kept, None, found.promise(entry)) if found and kept else None
        for file in [file for file in self._days.values() if file.entry(entry)] or [found or self._day(day)]:
            file.drop(entry, forever=True)
        return known

    def entry_with_code(self, code: str) -> str | None:
        """The entry whose slip carries this code (as `wire.codes.normalise` writes it); None where none does."""
        found = [file.entry_with_code(code) for file in self._days.values()]  # all of them: none is quicker
        return next(filter(None, found), None)

    def entry_with_token(self, token_hash: str) -> str | None:
        """The entry for which the token of this hash stands; None where none does."""
        found = [file.entry_with_token(token_hash) for file in self._days.values()]
        return next(filter(None, found), None)

    def keep_sealed(self, copies: Sequence[Sealed], today: date) -> None:
        """Keep copies of slips for their holders, and what their tokens stand for until the day is forgotten.

        A token stands for an entry of the same kiosk only.
        """
        by_file: dict[date, dict[str, str]] = {}
        for copy in self.trails.keep(copies, today):
            file = self._file_of(copy.entry)
            kept = file.entry(copy.entry) if file else None
            if file and kept and kept.entry.kiosk == copy.kiosk:
                by_file.setdefault(file.day, {})[copy.token_hash] = copy.entry
        for day, tokens in by_file.items():
            self._days[day].note_tokens(tokens)

    def table_with_token(self, token_hash: str) -> tuple[KeptEntry, ClosedTable] | None:
        """The table of the entry for which a token stands; None before its round closes, as for a token unknown."""
        entry = self.entry_with_token(token_hash)
        file = self._file_of(entry) if entry else None
        kept = file.entry(entry) if file and entry else None
        tables = (table for closed in file.closed_rounds() for table in closed.tables) if file else ()
        table = next((table for table in tables if entry in table.members), None)
        if file is None or kept is None or table is None:
            return None
        if not all(file.entry(member) for member in table.members):
            table = msgspec.structs.replace(table, theme="")  # it may rest on words that were taken back
        return kept, table

    def ask(self, asks: Sequence[Asked]) -> None:
        """Keep what people wrote to have their words taken back, for as long as there are words it could mean."""
        for file in self._days.values() if asks else ():
            file.ask(asks)

    def asked(self) -> list[Asked]:
        """What people wrote and was not answered yet, the oldest first."""
        return list({one.id: one for day in self.days() for one in self._days[day].asked()}.values())

    def asked_by(self, id_: str) -> Asked | None:
        """What waits under this id; None where it was answered, or its days are forgotten."""
        return next(filter(None, (file.asked_by(id_) for file in self._days.values())), None)

    def answered(self, id_: str) -> None:
        """What was written under this id waits no more."""
        for file in self._days.values():
            file.answered(id_)

    def save_vectors(self, vectors: Mapping[str, npt.NDArray[np.floating[Any]]]) -> None:
        """Keep what was understood of entries; those not here (any more) are left out."""
        for file in self._days.values():
            mine = {entry: vector for entry, vector in vectors.items() if file.entry(entry)}
            if mine:
                file.save_vectors(mine)

    def save_promises(self, promises: Mapping[str, Promised]) -> dict[str, Promised]:
        """Keep promises by entry, one commit for each day's file; returns those that stand: the first ones.

        One that is missing was taken back.
        """
        by_file: dict[date, dict[str, Promised]] = {}
        for entry, promised in promises.items():
            if file := self._file_of(entry):
                by_file.setdefault(file.day, {})[entry] = promised
        saved = [self._days[day].save_promises(mine) for day, mine in by_file.items()]
        return {entry: stands for some in saved for entry, stands in some.items()}

    def replace_promise(self, entry: str, promised: Promised) -> Promised | None:
        """Put what a kiosk printed by itself in the place of any earlier promise. None: the entry was taken back."""
        file = self._file_of(entry)
        return file.save_promises({entry: promised}, replace=True).get(entry) if file else None

    def move(self, entry: str, day: date) -> None:
        """Let an entry that is not promised yet belong to a later day; one that is not here stays so."""
        file = self._file_of(entry)
        known = file.entry(entry) if file else None
        if file and known and day > file.day:
            vector = file.vector(entry)
            self._day(day).keep([msgspec.structs.replace(known, day=day)])
            self._day(day).save_vectors({} if vector is None else {entry: vector})
        for earlier in [earlier for earlier in self._days.values() if known and earlier.day < day]:
            earlier.drop(entry, forever=False)

    def entries_of(self, day: date) -> list[Remembered]:
        """All that is known of a day's entries, in the order they were said; empty for a day that is forgotten."""
        file = self._days.get(day)
        vectors, promises = (file.vectors(), file.promises()) if file else ({}, {})
        kept = file.entries() if file else []
        return [Remembered(one, vectors.get(one.entry.id), promises.get(one.entry.id)) for one in kept]

    def slips_waiting(self) -> list[Remembered]:
        """Promised entries of which nobody knows yet whether the slip was printed, earliest round first."""
        waiting = [
            Remembered(kept, None, promised)
            for file in self._days.values()
            for entry, promised in file.promises(waiting=True).items()
            if (kept := file.entry(entry))
        ]
        return sorted(
            waiting, key=lambda known: (known.promised.starts if known.promised else 0, known.kept.heard)
        )

    def note_outcomes(self, outcomes: Mapping[str, str]) -> None:
        """Note what became of slips and table sheets, by their ids, one commit for each day's file."""
        for file in self._days.values():
            file.note_outcomes(outcomes)

    def save_tables(self, day: date, closed: ClosedRound) -> ClosedRound:
        """Keep the tables of a round and return those that stand: the first."""
        return self._day(day).save_tables(closed)

    def replace_tables(self, day: date, closed: ClosedRound) -> None:
        """Put other tables in the place of those of a round that was closed, with a sheet that is to be printed."""
        self._day(day).replace_tables(closed)

    def tables_of(self, day: date) -> list[ClosedRound]:
        """The closed rounds of a day, earliest first."""
        return self._days[day].closed_rounds() if day in self._days else []

    def sheets_waiting(self) -> list[ClosedRound]:
        """Closed rounds of which nobody knows yet whether the table sheet was printed."""
        return [closed for day in self.days() for closed in self._days[day].closed_rounds(waiting=True)]

    def put_aside(self, day: date, topic: str, payload: bytes, reason: str) -> bool:
        """Keep a message that cannot be read until the day is forgotten. False where there are too many already."""
        return self._day(day).put_aside(SetAside(topic, payload, reason))

    def set_aside(self, day: date) -> list[SetAside]:
        """The messages of a day that could not be read, in the order they came."""
        return self._days[day].set_aside() if day in self._days else []

    def forget(self, before: date, over: Collection[date] = ()) -> list[date]:
        """Destroy the keys of all days before this one, and of those that are over; then their files.

        The keys go first, all of them: from then on nothing of these days can be read, whatever happens. Returns the
        days.
        """
        # Open files too: a try that was cut short may have destroyed their keys already.
        known = sorted({*days_with_key(self._keys), *self._days})
        gone = [day for day in known if day < before or day in over]
        refused: list[StoreError] = []
        for day in gone:
            try:
                destroy_key(self._keys, day)
            except StoreError as error:  # one key that resists keeps no other
                refused.append(error)
        if refused:
            raise refused[0]
        for day in gone:
            self._close_day(day)
        self._finish_forgetting()
        return gone

    def next_number(self, name: str) -> int:
        """The next number of a series (session, revision), never given twice, beginning with 1."""
        step = "INSERT INTO numbers VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value"
        with transaction(self._db, self._hub) as db:
            return int(db.execute(step, (name,)).fetchone()[0])

    def raise_number(self, name: str, least: int) -> bool:
        """Let a series go on from this number at least; False where it is there already."""
        step = "UPDATE numbers SET value = ?2 WHERE name = ?1 AND value < ?2"
        with transaction(self._db, self._hub) as db:
            return db.execute(step, (name, least)).rowcount == 1

    def setting(self, name: str) -> str | None:
        """What was set under this name; None where nothing was."""
        with told(self._hub):
            row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Set this name to a value, in the place of any other."""
        with transaction(self._db, self._hub) as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def note_forgotten(self, days: Iterable[date], at: int) -> None:
        """Keep note of when days were forgotten (milliseconds UTC), for whoever asks for a proof; of the last ones."""
        known = [*self.forgotten(), *((day, at) for day in days)][-FORGOTTEN_MOST:]
        self.set_setting("forgotten", msgspec.json.encode(known).decode())

    def forgotten(self) -> list[tuple[date, int]]:
        """The last days that were forgotten, and when."""
        kept = self.setting("forgotten")
        return msgspec.json.decode(kept, type=list[tuple[date, int]]) if kept else []

    def forget_kiosk(self, kiosk: str) -> None:
        """A kiosk that was removed is not known here any more."""
        with transaction(self._db, self._hub) as db:
            db.execute("DELETE FROM kiosks WHERE kiosk = ?", (kiosk,))

    def note_kiosk(self, state: KioskState) -> None:
        """Keep a kiosk's last state."""
        with transaction(self._db, self._hub) as db:
            db.execute(
                "INSERT OR REPLACE INTO kiosks VALUES (?, ?)", (state.kiosk, msgspec.json.encode(state))
            )

    def kiosks(self) -> dict[str, KioskState]:
        """The last state of every kiosk ever heard of."""
        with told(self._hub):
            rows = self._db.execute("SELECT kiosk, state FROM kiosks").fetchall()
        return {kiosk: msgspec.json.decode(state, type=KioskState) for kiosk, state in rows}

    def _day(self, day: date) -> DayFile:
        if day not in self._days:
            # The key before the file: a file without its key is taken for one half forgotten.
            seal = seal_of(self._keys, day)
            self._days[day] = DayFile(self._days_folder / f"{day.isoformat()}.db", day, seal)
        return self._days[day]

    def _close_day(self, day: date) -> None:
        file = self._days.pop(day, None)
        if file:
            file.close()

    def _file_of(self, entry: str) -> DayFile | None:
        """The file that has an entry or its retraction; while it moves, the later one."""
        return next(
            (self._days[day] for day in sorted(self._days, reverse=True) if self._days[day].knows(entry)),
            None,
        )

    def _as_news(self, kept: KeptEntry) -> KeptEntry | None:
        """The entry as it is to be written; None where nothing of it is new."""
        file = self._file_of(kept.entry.id)
        if file is None:
            return kept
        known = file.entry(kept.entry.id)
        if known is None or known.entry.promised or not kept.entry.promised:
            return None
        return _with_promise(known, kept)

    def _settle(self) -> None:
        """Finish moves and retractions that a loss of power cut between two files: the later day has the entry."""
        later: set[str] = set()
        for day in sorted(self._days, reverse=True):
            here, withdrawn = self._days[day].ids()
            for entry in here & later:
                self._days[day].drop(entry, forever=False)
            later |= here | withdrawn

    def _finish_forgetting(self) -> None:
        """Unlink the files of days whose key is gone."""
        finish_destroying(self._keys)
        readable = set(days_with_key(self._keys))
        with told(self._days_folder):
            for path in self._days_folder.iterdir():
                if (day := day_named(path)) and day not in readable:
                    path.unlink()
                    logger.info("%s forgotten", path.name)
            flush_folder(self._days_folder)


def _with_promise(known: KeptEntry, kept: KeptEntry) -> KeptEntry:
    """An entry as it was said first, with the promise it came with later."""
    entry = msgspec.structs.replace(known.entry, promised=kept.entry.promised)
    return msgspec.structs.replace(known, entry=entry)
