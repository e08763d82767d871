"""After the chaos: what was said to people, held against what is on the disks, opened with the real classes."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hub.config import HubConfig
from hub.day_file import DayFile
from hub.day_keys import days_with_key, seal_of
from hub.kept import Remembered
from hub.promises import is_settled
from hub.store import Store

Fact = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What should be empty is empty."""

    lost: tuple[str, ...]  # told "heard", and neither at the hub nor taken back
    doubled: tuple[str, ...]  # slips that came out twice without the mark of a copy
    broken: tuple[str, ...]  # entries whose paper says something else than the hub, or than their other paper
    unpromised: tuple[str, ...]  # entries the hub has and has promised nothing
    damaged: tuple[str, ...]  # files that SQLite finds wrong


def judge(facts: Iterable[Fact], data: Path, config: HubConfig) -> Verdict:
    """facts: what every kiosk recorded. data: the hub's folder; kiosks' files lie below it too."""
    facts = list(facts)
    store = Store(data)
    known = {one.kept.entry.id: one.promised for day in store.days() for one in store.entries_of(day)}
    store.close()
    gone = set(_taken_back(data)) & {
        str(fact["may_be_taken_back"]) for fact in facts if "may_be_taken_back" in fact
    }
    told = [str(fact["told"]) for fact in facts if "told" in fact]
    papers = [fact for fact in facts if fact.get("kind") == "slip"]
    names = {place.id: place.name for place in config.places}
    promised = {id_: (names[own.place], own.starts) for id_, own in known.items() if own}
    return Verdict(
        lost=tuple(id_ for id_ in told if id_ not in known and id_ not in gone),
        doubled=_doubled(papers),
        broken=_broken(papers, promised),
        unpromised=tuple(id_ for id_, own in known.items() if own is None),
        damaged=tuple(_damaged(data)),
    )


def unsettled(data: Path) -> tuple[str, ...]:
    """Entries of a hub that lives for which it has still to note what stands: its promise, or the kiosk's own."""
    days = days_with_key(data / "keys")
    return tuple(
        id_ for day in days for id_ in _unsettled_of(data / "days" / f"{day.isoformat()}.db", data, day)
    )


def _unsettled_of(path: Path, data: Path, day: date) -> Iterable[str]:
    if not path.exists():  # its key comes first
        return
    file = DayFile(path, day, seal_of(data / "keys", day))
    try:
        promises = file.promises()
        known = [Remembered(kept, None, promises.get(kept.entry.id)) for kept in file.entries()]
    finally:
        file.close()
    yield from (one.kept.entry.id for one in known if not is_settled(one))


def _doubled(papers: Sequence[Fact]) -> tuple[str, ...]:
    plain: dict[str, int] = defaultdict(int)
    for paper in papers:
        plain[str(paper["entry"])] += not paper["copy"]
    return tuple(entry for entry, times in plain.items() if times > 1)


def _broken(papers: Sequence[Fact], promised: Mapping[str, tuple[str, int]]) -> tuple[str, ...]:
    said: dict[str, set[object]] = defaultdict(set)
    for paper in papers:
        said[str(paper["entry"])].add((paper["place"], paper["starts"]))
    return tuple(
        entry
        for entry, instants in said.items()
        if len(instants) > 1 or promised.get(entry, *instants) not in instants
    )


def _taken_back(data: Path) -> Iterable[str]:
    for path in (data / "days").glob("*.db"):
        with closing(sqlite3.connect(path)) as db:
            yield from (entry for (entry,) in db.execute("SELECT id FROM withdrawn"))


def _damaged(data: Path) -> Iterable[str]:
    for path in sorted(data.rglob("*.db")):
        with closing(sqlite3.connect(path)) as db:
            try:
                said = db.execute("PRAGMA integrity_check").fetchall()
            except sqlite3.DatabaseError as error:
                said = [(str(error),)]
        if said != [("ok",)]:
            yield f"{path.name}: {said[0][0]}"
