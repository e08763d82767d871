"""The tables: a pool is split at close, by a solver in a child process, within a deadline.

The child keeps the hub answering while it computes, and a solver that hangs goes down with it; then the same people
are seated by a plainer search in this process. Nobody is ever left out.
"""

import contextlib
import logging
import signal
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from time import monotonic

import numpy as np

from hub import seating
from hub.grouping import Group, Party, improve, party_of
from hub.nearness import affinities, rows_of
from hub.rules import Acquaintance, Guest, Person, Pool, Rules, Table, Tongues, person_of

__all__ = ["Table", "split", "warm"]

logger = logging.getLogger(__name__)

# Of the deadline: the child comes to an end by itself, so that killing it stays the exception.
OWN_SHARE = 0.8
PLAIN_S = 0.3  # seconds of the search in this process


@dataclass(slots=True)
class _Child:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False


_turn = Lock()  # one pool at a time: pools that close together would only share the same core
_children: list[_Child] = []


def split(
    pool: Pool,
    guests: Sequence[Guest],
    rules: Rules,
    met: Collection[tuple[str, str]],
    deadline_s: float,
    known: Sequence[Table] = (),
) -> list[Table]:
    """Tables for everyone promised a pool, by their first member; nobody is left out and nothing is raised.

    The order of guests does not matter, and the same input gives the same tables unless the deadline cuts it short.
    deadline_s: seconds until the child is given up. known: a permitted seating (`Pools.seating`) to begin with; where
    it is not of just these guests, one is looked for from nothing.
    Where promises made without the hub leave no permitted seating, those too many sit at hosted tables: beyond
    `hosted_max`, and in the last resort with people they met or share no language with.
    """
    tongues, acquaintance = Tongues(), Acquaintance(met)
    ordered = sorted(guests, key=lambda guest: guest.id)
    everyone = {guest.id: person_of(guest, tongues, acquaintance) for guest in ordered}
    room = seating.Room(pool.hosts, tongues.bits(pool.languages), rules)
    start, left = _first_seating(everyone, room, known)
    seated = sorted({one.id for bench in start for one in bench.people})
    people = [everyone[one] for one in seated]
    rows = rows_of([guest.vector for guest in ordered if guest.id not in {one.id for one in left}])
    party = party_of(people, room, affinities(people, rows))
    groups = _solve(party, [_group(bench, seated) for bench in start], deadline_s)
    benches = (
        seating.bench_of([people[at] for at in members], room, hosted=hosted) for hosted, members in groups
    )
    crowded = seating.crowd(tuple(bench for bench in benches if bench), left, room)
    return sorted((seating.table_of(bench) for bench in crowded), key=lambda table: table.members)


def warm(seconds: float = 0.0) -> bool:
    """Start the child in good time, at the first entry of a day: cold, it needs seconds for its first answer.

    seconds: how long to wait until it is ready. Returns whether it is.
    """
    with _turn:
        return _is_ready(_child(), seconds)


def stop() -> None:
    """End the child, if there is one."""
    with _turn:
        while _children:
            _stop(_children[0])


def _first_seating(
    everyone: dict[str, Person], room: seating.Room, known: Sequence[Table]
) -> tuple[seating.Seating, list[Person]]:
    if known and {one for table in known for one in table.members} == everyone.keys():
        benches = [
            seating.bench_of([everyone[one] for one in table.members], room, hosted=table.hosted)
            for table in known
        ]
        if all(benches):
            return tuple(bench for bench in benches if bench), []
    return seating.arrange(list(everyone.values()), room)


def _group(bench: seating.Bench, seated: Sequence[str]) -> Group:
    return bench.hosted, tuple(sorted(seated.index(one.id) for one in bench.people))


def _solve(party: Party, start: Sequence[Group], deadline_s: float) -> Sequence[Group]:
    """The child's tables; those of the plain search where it has none in time."""
    if not start:
        return ()
    found = _ask(party, start, monotonic() + deadline_s)
    if found is not None and sorted(one for _, members in found for one in members) == list(
        range(len(party.people))
    ):
        return found
    ends = monotonic() + PLAIN_S
    return improve(party, start, lambda: monotonic() < ends)


def _ask(party: Party, start: Sequence[Group], ends: float) -> Sequence[Group] | None:
    with _turn:
        child = _child()
        try:
            if not _is_ready(child, ends - monotonic()):
                logger.warning("the solver is not up yet: a pool is seated by the plain search")
                return None
            seconds = ends - monotonic()
            child.pipe.send((party, start, seconds * OWN_SHARE))
            if child.pipe.poll(max(0.0, seconds)):
                found: Sequence[Group] = child.pipe.recv()
                return found
            logger.warning("the solver passed its deadline: a pool is seated by the plain search")
        except (EOFError, OSError) as error:
            logger.warning("the solver ended (%r): a pool is seated by the plain search", error)
        _stop(child)
        _child()
        return None


def _child() -> _Child:
    """The running child, started where there is none."""
    if _children and not _children[0].process.is_alive():
        _stop(_children[0])
    if not _children:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), name="tables", daemon=True)
        process.start()
        theirs.close()
        _children.append(_Child(process, ours))
    return _children[0]


def _is_ready(child: _Child, seconds: float) -> bool:
    child.ready = child.ready or (child.pipe.poll(max(0.0, seconds)) and child.pipe.recv())
    return child.ready


def _stop(child: _Child) -> None:
    child.process.kill()
    child.process.join()
    child.pipe.close()
    _children.remove(child)


def _serve(pipe: Connection) -> None:
    """The child: answers until the hub is gone."""
    from hub import solver

    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the hub ends the child itself
    people = [Person(str(at), 1, str(at), frozenset({str(at)})) for at in range(9)]
    party = party_of(people, seating.Room(1, 1, Rules()), np.ones((9, 9), np.float32))
    solver.solve(
        party, [(False, (0, 1, 2, 3, 4)), (False, (5, 6, 7, 8))], 1
    )  # all its parts are loaded by now
    with contextlib.suppress(EOFError, OSError):  # the hub is gone, maybe since before the first answer
        pipe.send(True)
        while True:
            party, start, seconds = pipe.recv()
            pipe.send(solver.solve(party, start, seconds))
