"""One day in memory: its pools, who said what, who was promised what; made anew from the store at each start. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice

import numpy as np

from hub import early, signs, themes
from hub.calendar import MINUTE, Round, rounds_of
from hub.common_words import CommonWords
from hub.config import HubConfig
from hub.kept import ClosedRound, ClosedTable, KeptEntry, Promised, Remembered
from hub.languages import language_of
from hub.pools import Pools
from hub.rules import Guest, Pool, Rules, Vector
from hub.settled import Settled

ANY_KIOSK = ""  # stands for kiosks that no place names
CONTEXT = 250  # of the latest entries are enough to know the mean of the day by
RECENTRE_EVERY = 50
LESS_CONTEXT = 60  # for what only adds a line to a slip, while a person waits for it

Centre = Callable[[Sequence[Vector], Sequence[str]], Vector]  # as Meaning.centred


def rules_of(config: HubConfig) -> Rules:
    """The rules of matching as this neighbourhood has set them."""
    return Rules(lead=config.lead_min, close_before=config.close_before_min)


def pools_of(config: HubConfig, rounds: Iterable[Round]) -> list[Pool]:
    """Each round as a pool, its start in minutes since 1970."""
    places = {place.id: place for place in config.places}
    return [
        Pool(
            place=found.place,
            starts=found.starts // MINUTE,
            seats=places[found.place].seats,
            hosts=places[found.place].hosts,
            languages=frozenset(places[found.place].languages),
            walk={ANY_KIOSK: min(places[found.place].walk.values(), default=0), **places[found.place].walk},
        )
        for found in rounds
    ]


class Day:
    """A day that people can still be promised.

    centre: takes out of vectors what the whole day shares. common: what is read of people's words.
    """

    def __init__(
        self, config: HubConfig, day: date, centre: Centre, common: CommonWords | None = None
    ) -> None:
        self.day, self._config, self._centre = day, config, centre
        self._common = common or CommonWords()
        self._kiosks = frozenset(config.kiosks)
        self.rounds = {(found.place, found.starts): found for found in rounds_of(config, day)}
        self._pools = {(pool.place, pool.starts): pool for pool in pools_of(config, self.rounds.values())}
        self.pools = Pools(list(self._pools.values()), rules_of(config))
        self.entries: dict[str, KeptEntry] = {}
        self.promised: dict[str, Promised] = {}
        self.closed: dict[tuple[str, int], ClosedRound] = {}
        self.raw: dict[str, Vector] = {}
        self._languages: dict[str, str] = {}

    def guest(self, kept: KeptEntry, raw: Vector) -> Guest:
        """An entry as matching sees it, centred on the day so far; without accounts each entry is its own person.

        Whoever should have the host's company is seen like somebody whose languages nobody knows: such people sit
        with a host.
        """
        entry, minute = kept.entry, kept.heard // MINUTE
        known = entry.kiosk in self._kiosks
        hours = set(entry.rounds)
        free = {starts // MINUTE for (_, starts), found in self.rounds.items() if found.hour in hours}
        return Guest(
            id=entry.id,
            person=entry.id,
            kiosk=entry.kiosk if known else ANY_KIOSK,
            at=minute,
            languages=frozenset(() if self._common.asks_for_host(entry.words) else entry.languages),
            reach=self._config.reach_min,
            rounds=frozenset(free) if hours else None,
            vector=self._centred([(language_of(kept.entry.words), raw)])[0],
            met=frozenset(entry.met),
        )

    def propose(self, kept: KeptEntry, raw: Vector, now: int) -> Round | None:
        """The round of this day that is best for an entry, its seat taken; None where no seat can be reached.

        now: milliseconds UTC at which the slip is made.
        """
        pool = self.pools.promise(self.guest(kept, raw), now=-(-now // MINUTE))
        return self.rounds[pool.place, pool.starts * MINUTE] if pool else None

    def settle(self, kept: KeptEntry, found: Round) -> ClosedTable | None:
        """The table at which somebody clearly belongs who was just given a seat in `found`; it stands from now on.

        None where there is none. Asked again, the answer is the same.
        """
        pool, entry = self._pools.get((found.place, found.starts // MINUTE)), kept.entry.id
        if pool is None:
            return None
        beside = early.beside(self.pools, list(self._pools.values()), pool, entry, self._free(found))
        if beside:
            taken, members = self.signs_in(found.place, found.starts), (*beside.members, entry)
            sign = beside.sign or signs.free_sign(taken, f"{found.place} {found.starts} {min(members)}")
            self.pools.settle(pool.place, pool.starts, sign, members)
        table = self._table_of(entry, found)
        return table and ClosedTable(False, tuple(sorted(table.core)), table.sign, self._theme(table, kept))

    def near_to(self, kept: KeptEntry, raw: Vector, texts: Sequence[tuple[str, Vector]]) -> list[float]:
        """Affinity of an entry with texts that nobody said today: (language, raw vector) of each, centred alike."""
        mine, *others = self._centred([(language_of(kept.entry.words), raw), *texts], LESS_CONTEXT)
        return [float(mine @ other) for other in others]

    def note(self, kept: KeptEntry, promised: Promised, raw: Vector) -> None:
        """Take over a promise that stands, whoever made it; of a flood neither chairs nor words are looked at."""
        entry = kept.entry.id
        if promised.beside:
            self.entries[entry], self.promised[entry] = kept, promised
            return
        self.pools.restore(self.guest(kept, raw), promised.place, promised.starts // MINUTE)
        self.entries[entry], self.promised[entry], self.raw[entry] = kept, promised, raw
        self._languages[entry] = language_of(kept.entry.words)
        if len(self.raw) % RECENTRE_EVERY == 0:
            self.recentre()

    def recentre(self) -> None:
        """Centre everybody on the day as it is by now."""
        rows = self._centre(list(self.raw.values()), list(self._languages.values()))
        self.pools.recentre(dict(zip(self.raw, rows, strict=True)))

    def drop(self, entry: str) -> Promised | None:
        """Forget an entry; what it was promised, None where nothing."""
        self.pools.withdraw(entry)
        self.entries.pop(entry, None)
        self.raw.pop(entry, None)
        self._languages.pop(entry, None)
        return self.promised.pop(entry, None)

    def signs_in(self, place: str, starts: int) -> set[str]:
        """The signs given out in one pool, its tables' own among them."""
        people = {p.sign for p in self.promised.values() if (p.place, p.starts) == (place, starts)}
        named = {p.table for p in self.promised.values() if (p.place, p.starts) == (place, starts)}
        standing = {table.sign for table in self.pools.settled(place, starts // MINUTE)}
        tables = self.closed[place, starts].tables if (place, starts) in self.closed else ()
        return (people | named | standing | {table.sign for table in tables}) - {""}

    def members(self, place: str, starts: int) -> list[KeptEntry]:
        """Who was promised one pool, by id."""
        return [
            self.entries[entry]
            for entry, promised in sorted(self.promised.items())
            if (promised.place, promised.starts) == (place, starts) and not promised.beside
        ]

    def said(self, some: Sequence[KeptEntry]) -> tuple[list[themes.Said], int]:
        """What themes read of some entries, and how many kiosks must have heard a word that is shown."""
        read = [
            themes.Said(
                self._common.of(one.entry.words),
                next(iter(one.entry.languages), ""),
                one.entry.kiosk,
                one.heard,
            )
            for one in some
        ]
        return read, min(2, max(1, len(self._kiosks)))

    def open_rounds(self, now: int) -> list[Round]:
        """Rounds not closed yet whose time to close has come, earliest first."""
        due = now + self._config.close_before_min * MINUTE
        return sorted(
            found for key, found in self.rounds.items() if key not in self.closed and found.starts <= due
        )

    def _centred(self, texts: Sequence[tuple[str, Vector]], context: int = CONTEXT) -> list[Vector]:
        """(language, raw vector) of each, as if they had been said just now, after so many others."""
        first = max(0, len(self.raw) - context)
        rows = [*islice(self.raw.values(), first, None), *(row for _, row in texts)]
        languages = [*islice(self._languages.values(), first, None), *(language for language, _ in texts)]
        return list(self._centre(rows, languages)[-len(texts) :])

    def _table_of(self, entry: str, found: Round) -> Settled | None:
        """The standing table at which an entry is settled."""
        standing = self.pools.settled(found.place, found.starts // MINUTE)
        return next((table for table in standing if entry in table.core), None)

    def _free(self, found: Round) -> list[str]:
        """Who of a pool may be settled: nobody whose paper sends them to the host or names a table that is no more."""
        return [
            entry
            for entry, promised in self.promised.items()
            if (promised.place, promised.starts) == (found.place, found.starts)
            and not (promised.own or promised.hosted or promised.table)
        ]

    def _theme(self, table: Settled, newcomer: KeptEntry) -> str:
        """What slips say that a table shares, while all on whose words it rests are there; else what it shares now.

        newcomer: not noted yet.
        """
        named = (self.promised[one] for one in sorted(table.core) if one in self.promised)
        said = (one.theme for one in named if one.theme and table.core >= set(one.company))
        known = {**self.entries, newcomer.entry.id: newcomer}
        return next(said, "") or themes.theme(*self.said([known[one] for one in sorted(table.core)]))


def remember(day: Day, known: Sequence[Remembered], closed: Sequence[ClosedRound], zero: Vector) -> None:
    """Fill a day from the store, in the order things were said, so that a restarted hub goes on where it stopped.

    zero: the raw vector of an entry that has not been understood yet.
    """
    for one in known:
        if one.promised is not None:
            raw = zero if one.vector is None else np.asarray(one.vector, np.float32)
            day.note(one.kept, one.promised, raw)
    day.recentre()
    _settle_again(day)
    day.closed = {(one.place, one.starts): one for one in closed}


def _settle_again(day: Day) -> None:
    """Tables that slips name stand as before the restart: all whom a slip found there and who are still promised it."""
    cores: dict[tuple[str, int, str], set[str]] = {}
    for named in filter(lambda promised: promised.table, day.promised.values()):
        still = {
            one
            for one in named.company
            if (other := day.promised.get(one))
            and not other.own
            and (other.place, other.starts) == (named.place, named.starts)
        }
        cores.setdefault((named.place, named.starts, named.table), set()).update(still)
    for (place, starts, sign), core in cores.items():
        day.pools.settle(place, starts // MINUTE, sign, core, printed=True)
