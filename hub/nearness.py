"""How near entries are to each other: cosines of their vectors, zero for those who may not sit together. Pure.

A vector that says nothing (zeros, not a number, no or another width than the others') is near to nobody: its entry
is still given a pool and a chair, only without knowing whose company it would like.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hub.rules import Person, Vector

Row = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
ONLY_62_BITS = (1 << 62) - 1


def sound(vector: Vector, width: int) -> Vector:
    """The vector at unit length, (width,) float32; zeros where it says nothing."""
    flat = np.asarray(vector, np.float64).ravel()  # lengths of 1e30 and 1e-30 are no trouble in this width
    length = float(np.linalg.norm(flat)) if len(flat) == width else 0.0
    return (flat / length).astype(np.float32) if 0 < length < np.inf else np.zeros(width, np.float32)


def rows_of(vectors: Sequence[Vector]) -> Matrix:
    """(n, d) sound rows; d is the width of the first vector that says anything."""
    width = next((np.size(v) for v in vectors if np.any(v) and np.all(np.isfinite(v))), 0)
    return np.array([sound(v, width) for v in vectors], np.float32).reshape(len(vectors), width)


def bits_of(people: Sequence[Person]) -> npt.NDArray[Any]:
    """(n,) their languages as bits: int64, or Python's own integers where there are more than 62 languages."""
    bits = [one.tongues for one in people]
    return np.array(bits, np.int64 if max(bits, default=0) <= ONLY_62_BITS else object)


class Company:
    """Those who were promised one pool, and how near each is to each.

    people: in order of promise. best: (n, 2) each one's affinity to the two nearest of the others, the nearest first.
    """

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.best: Matrix = np.zeros((0, 2), np.float32)
        self._vectors: list[Vector] = []
        self._rows: Matrix = np.zeros((0, 0), np.float32)
        self._tongues = bits_of([])
        self._places: dict[str, list[int]] = {}

    def to(self, one: Person, vector: Vector) -> Row:
        """Affinity of somebody with each, (n,) in [0, 1]; zero for those not to sit with."""
        near: Row = np.clip(self._rows @ sound(vector, self._rows.shape[1]), 0, 1)
        known = one.tongues if self._tongues.dtype == object else one.tongues & ONLY_62_BITS
        near[(self._tongues & known) == 0] = 0
        for name in one.barred & self._places.keys():
            near[self._places[name]] = 0
        return near

    def add(self, one: Person, vector: Vector) -> None:
        """One more."""
        near = self.to(one, vector)
        nearest = np.sort(np.append(near, (np.float32(0), np.float32(0))))[:-3:-1]
        better = np.sort(np.column_stack([self.best, near]), axis=1)[:, :0:-1]
        self.best = np.vstack([better, nearest])
        self.people.append(one)
        self._vectors.append(vector)
        width = self._rows.shape[1]
        self._rows = np.vstack([self._rows, sound(vector, width)]) if width else rows_of(self._vectors)
        self._tongues = bits_of(self.people)
        for key in (one.name, *one.tags):
            self._places.setdefault(key, []).append(len(self.people) - 1)

    def has(self, person: str) -> bool:
        """Whether some person is among them."""
        return bool(self._places.get(person))

    def remove(self, guest_id: str) -> None:
        """One less."""
        at = next(at for at, one in enumerate(self.people) if one.id == guest_id)
        del self.people[at], self._vectors[at]
        self._measure()

    def recentre(self, vectors: Mapping[str, Vector]) -> None:
        """Other vectors for some, by id."""
        self._vectors = [
            vectors.get(one.id, old) for one, old in zip(self.people, self._vectors, strict=True)
        ]
        self._measure()

    def _measure(self) -> None:
        self._rows = rows_of(self._vectors)
        self._tongues = bits_of(self.people)
        self._places = places_of(self.people)
        none = np.zeros((len(self.people), 2), np.float32)
        self.best = np.sort(np.hstack([affinities(self.people, self._rows), none]), axis=1)[:, :-3:-1]


def places_of(people: Sequence[Person]) -> dict[str, list[int]]:
    """Where each person, and each tag of a table, is in a list of entries; somebody may have made several."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(people):
        for key in (one.name, *one.tags):
            places.setdefault(key, []).append(at)
    return places


def affinities(people: Sequence[Person], rows: Matrix) -> Matrix:
    """(n, n) affinity of each with each, from sound rows; zero for those not to sit together."""
    near, tongues, places = rows @ rows.T, bits_of(people), places_of(people)
    near = np.where((tongues[:, None] & tongues) != 0, np.clip(np.maximum(near, near.T), 0, 1), np.float32(0))
    for at, one in enumerate(people):
        for name in one.barred & places.keys():
            near[at, places[name]] = 0
    return near
