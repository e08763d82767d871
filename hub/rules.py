"""The words matching is made of: rules, pools, guests, tables, and who may meet whom. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is permitted, the same for a whole day. Times in minutes, sizes in people without the host.

    hosted_language: "host" where each shares some language with the host, who interprets; "common" where all
    at a hosted table share one language of the host.
    """

    lead: int = 20
    close_before: int = 15
    table_min: int = 3
    table_max: int = 5
    hosted_max: int = 6
    hosted_language: str = "host"


@dataclass(frozen=True, slots=True)
class Pool:
    """A round at a place: when it starts, chairs (hosts not among them), hosts, their languages, walks by kiosk."""

    place: str
    starts: int
    seats: int
    hosts: int
    languages: frozenset[str]
    walk: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Guest:
    """One entry as matching sees it.

    languages: none where none is known. reach: most minutes on foot. rounds: the starts at which the person is
    free, None for all of them.
    vector: (d,) float32, of unit length, or zeros where the words say nothing.
    met: tags of tables at which the person sat on the last days; none where no trail was shown.
    """

    id: str
    person: str
    kiosk: str
    at: int
    languages: frozenset[str]
    reach: int
    rounds: frozenset[int] | None
    vector: Vector
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """People who sit together, as entry ids; hosted: a host sits with them."""

    hosted: bool
    members: tuple[str, ...]


class Person(NamedTuple):
    """A guest reduced to what the rules ask: languages as bits, and whom not to sit with.

    barred: names of persons, oneself among them, and tags of tables; tags: those of this guest.
    """

    id: str
    tongues: int
    name: str
    barred: frozenset[str]
    tags: frozenset[str] = frozenset()


class Tongues:
    """Languages as bits, in the order in which they were first seen."""

    def __init__(self) -> None:
        self._bit: dict[str, int] = {}

    def bits(self, languages: Collection[str]) -> int:
        """One bit for each language."""
        return sum(1 << self._bit.setdefault(name, len(self._bit)) for name in sorted(set(languages)))


class Acquaintance:
    """Who is not to sit with whom: pairs of persons who met on the last days."""

    def __init__(self, met: Collection[tuple[str, str]]) -> None:
        self._met: dict[str, set[str]] = {}
        for one, other in met:
            self._met.setdefault(one, set()).add(other)
            self._met.setdefault(other, set()).add(one)

    def barred(self, person: str) -> frozenset[str]:
        """The persons `person` is not to sit with, themselves among them."""
        return frozenset(self._met.get(person, ())) | {person}


def are_apart(one: Person, other: Person) -> bool:
    """Whether two are one person, or met of late."""
    return other.name in one.barred or not one.tags.isdisjoint(other.tags)


def may_meet(one: Person, other: Person) -> bool:
    """Whether two share a language, are two persons, and did not meet of late."""
    return bool(one.tongues & other.tongues) and not are_apart(one, other)


def person_of(guest: Guest, tongues: Tongues, met: Acquaintance) -> Person:
    """The guest as the rules see them."""
    tags = frozenset(f"table {tag}" for tag in guest.met)  # no person is named so
    barred = met.barred(guest.person) | tags
    return Person(guest.id, tongues.bits(guest.languages), guest.person, barred, tags)
