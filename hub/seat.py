"""`curiocity seat`: a day replayed over JSON lines, by the same code that promises and seats people in the hub.

One request a line on standard input, one answer a line on standard output; times are minutes of the day:

    {"day": {places, kiosks, rules, history}}      -> {"ready": true}
    {"enter": {entry with "vector" or "text"}}     -> {"place": id, "round_start": minute}, both null where no seat is
    {"close": {"place", "round_start"}}            -> {"tables": [{"hosted", "members"}, ...]}

An entry may have "met", tags of tables of the last days: two with one in common do not sit together. A vector is base64
of float16. Texts are encoded by `hub.meaning` and centred on the day so far. A line that cannot be
read is answered {"error": sentence}, and the next one is read.
"""

import argparse
import base64
import binascii
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from hub import early, tables
from hub.pools import Guest, Pool, Pools, Rules
from hub.rules import Vector

if TYPE_CHECKING:
    from hub.meaning import Meaning

DEADLINE_S = 6.0  # for the tables of one pool
START_S = 20.0  # until the solver is up; a day that begins without it is seated by the plain search
RECENTRE_BY = 1.05  # the day's texts are centred anew whenever it has grown by so much


class BadLineError(Exception):
    """A request that cannot be answered; its text says why."""


class Replay:
    """One day being replayed."""

    def __init__(self, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._pools = Pools([], Rules())
        self._pool: dict[tuple[str, int], Pool] = {}
        self._met: list[tuple[str, str]] = []
        self._texts = _Texts()

    def answer(self, line: str) -> dict[str, Any]:
        """The answer to one line."""
        try:
            request = json.loads(line)
            for name, reply in (("day", self._day), ("enter", self._enter), ("close", self._close)):
                if name in request:
                    return reply(request[name])
        except BadLineError as error:
            return {"error": str(error)}
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            return {"error": f"cannot be read: {type(error).__name__}"}
        except KeyError as error:
            return {"error": f"{error} is missing"}
        return {"error": "a request is an object with one of day, enter, close"}

    def _day(self, day: Mapping[str, Any]) -> dict[str, Any]:
        rules = Rules(
            **{name: day.get("rules", {})[name] for name in Rules.__slots__ if name in day.get("rules", {})}
        )
        pools = [_pool(place, found) for place in day["places"] for found in place["rounds"]]
        self._met = [(str(one), str(other)) for one, other in day.get("history", [])]
        self._pools = Pools(pools, rules, self._met)
        self._pool = {(pool.place, pool.starts): pool for pool in pools}
        self._texts = _Texts()
        tables.warm(START_S)
        return {"ready": True}

    def _enter(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        if "text" in entry and "vector" not in entry:
            vector = self._texts.add(str(entry["id"]), str(entry["text"]))
            self._pools.recentre(self._texts.moved())
        else:
            vector = _vector(entry)
        found = self._pools.promise(_guest(entry, vector))
        if found:
            self._settle(str(entry["id"]), found)
        return {"place": found.place if found else None, "round_start": found.starts if found else None}

    def _close(self, closing: Mapping[str, Any]) -> dict[str, Any]:
        key = str(closing["place"]), int(closing["round_start"])
        if key not in self._pool:
            raise BadLineError(f"no round of {key[0]} starts at {key[1]}: not in this day")
        standing, guests, known = early.around_the_settled(self._pools, *key)
        found = tables.split(self._pool[key], guests, self._pools.rules, self._met, self._deadline_s, known)
        every = [*standing, *found]
        return {"tables": [{"hosted": table.hosted, "members": list(table.members)} for table in every]}

    def _settle(self, entry: str, pool: Pool) -> None:
        """The table at which somebody clearly belongs who was just promised a pool; it stands from now on."""
        everybody = [one.id for one in self._pools.company(pool).people]
        beside = early.beside(self._pools, list(self._pool.values()), pool, entry, everybody)
        if beside:
            members = (*beside.members, entry)
            self._pools.settle(pool.place, pool.starts, beside.sign or entry, members)


class _Texts:
    """The texts of a day as vectors, centred on what was said so far."""

    def __init__(self) -> None:
        self._raw: dict[str, Vector] = {}
        self._languages: list[str] = []
        self._rows: dict[str, Vector] = {}
        self._centred_at = 0

    def add(self, entry: str, text: str) -> Vector:
        """The vector of a new text; that of an entry already known where the id is."""
        from hub.languages import language_of

        if entry not in self._raw:
            self._raw[entry] = self._meaning.raw([text])[0]
            self._languages.append(language_of(text))
            rows = self._meaning.centred(list(self._raw.values()), self._languages)
            self._rows = dict(zip(self._raw, rows, strict=True))
        return self._rows[entry]

    @cached_property
    def _meaning(self) -> "Meaning":
        from hub.meaning import Meaning

        return Meaning()

    def moved(self) -> Mapping[str, Vector]:
        """The vectors of all, where the day has grown enough for its mean to have moved; else none."""
        if len(self._rows) < self._centred_at * RECENTRE_BY:
            return {}
        self._centred_at = len(self._rows)
        return self._rows


def _pool(place: Mapping[str, Any], found: Mapping[str, Any]) -> Pool:
    walk = {str(kiosk): int(minutes) for kiosk, minutes in place["walk"].items()}
    languages = frozenset(map(str, place["langs"]))
    return Pool(
        str(place["id"]), int(found["start"]), int(found["seats"]), int(found["hosts"]), languages, walk
    )


def _guest(entry: Mapping[str, Any], vector: Vector) -> Guest:
    return Guest(
        id=str(entry["id"]),
        person=str(entry["person"]),
        kiosk=str(entry["kiosk"]),
        at=int(entry["at"]),
        languages=frozenset(map(str, entry["langs"])),
        reach=int(entry["reach_min"]),
        rounds=frozenset(map(int, entry["rounds"])) if "rounds" in entry else None,
        vector=vector,
        met=frozenset(map(str, entry.get("met", ()))),
    )


def _vector(entry: Mapping[str, Any]) -> Vector:
    """The entry's own vector, empty where it has none: nothing is known of what it means."""
    try:
        packed = base64.b64decode(entry.get("vector", ""), validate=True)
        return np.frombuffer(packed, np.float16).astype(np.float32)
    except (binascii.Error, ValueError) as error:
        raise BadLineError("vector is not base64 of float16 numbers") from error


def main(argv: Sequence[str] | None = None) -> int:
    """Answer the lines of standard input until it ends; 0."""
    parser = argparse.ArgumentParser(
        prog="curiocity seat", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--deadline",
        type=float,
        default=DEADLINE_S,
        metavar="SECONDS",
        help="for the tables of one pool (%(default)s)",
    )
    replay = Replay(parser.parse_args(argv).deadline)
    for line in sys.stdin:
        print(json.dumps(replay.answer(line)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
