"""How near entries are to each other: cosines of their vectors, zero for those who may not sit together. Pure.

A vector that says nothing (zeros, not a number, no or another width than the others') is near to nobody: its entry
is still given a pool and a chair, only without knowing whose company it would like.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from hub.rules import Person, Vector, may_meet

Row = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]


def sound(vector: Vector, width: int) -> Vector:
    """The vector at unit length, (width,) float32; zeros where it says nothing."""
    flat = np.asarray(vector, np.float64).ravel()  # lengths of 1e30 and 1e-30 are no trouble in this width
    length = float(np.linalg.norm(flat)) if len(flat) == width else 0.0
    return (flat / length).astype(np.float32) if 0 < length < np.inf else np.zeros(width, np.float32)


def rows_of(vectors: Sequence[Vector]) -> Matrix:
    """(n, d) sound rows; d is the width of the first vector that says anything."""
    width = next((np.size(v) for v in vectors if np.any(v) and np.all(np.isfinite(v))), 0)
    return np.array([sound(v, width) for v in vectors], np.float32).reshape(len(vectors), width)


class Company:
    """Those who were promised one pool, and how near each is to each.

    people: in order of promise. near: (n, n) float32 in [0, 1], zero on the diagonal and for those not to sit together.
    """

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.near: Matrix = np.zeros((0, 0), np.float32)
        self._vectors: list[Vector] = []
        self._rows: Matrix = np.zeros((0, 0), np.float32)

    def to(self, one: Person, vector: Vector) -> Row:
        """Affinity of somebody new with each, (n,) in [0, 1]."""
        near = np.clip(self._rows @ sound(vector, self._rows.shape[1]), 0, 1)
        return np.where([may_meet(one, other) for other in self.people], near, np.float32(0))

    def add(self, one: Person, vector: Vector) -> None:
        """One more."""
        near = self.to(one, vector)
        self.near = np.block([[self.near, near[:, None]], [near, np.zeros(1, np.float32)]])
        self.people.append(one)
        self._vectors.append(vector)
        width = self._rows.shape[1]
        self._rows = np.vstack([self._rows, sound(vector, width)]) if width else rows_of(self._vectors)

    def remove(self, guest_id: str) -> None:
        """One less."""
        at = next(at for at, one in enumerate(self.people) if one.id == guest_id)
        del self.people[at], self._vectors[at]
        self._rows = np.delete(self._rows, at, 0)
        self.near = np.delete(np.delete(self.near, at, 0), at, 1)

    def recentre(self, vectors: Mapping[str, Vector]) -> None:
        """Other vectors for some, by id."""
        self._vectors = [
            vectors.get(one.id, old) for one, old in zip(self.people, self._vectors, strict=True)
        ]
        self._rows = rows_of(self._vectors)
        self.near = affinities(self.people, self._rows)


def affinities(people: Sequence[Person], rows: Matrix) -> Matrix:
    """(n, n) affinity of each with each, from sound rows."""
    meet = np.array([[may_meet(one, other) for other in people] for one in people], bool)
    near = np.clip(rows @ rows.T, 0, 1)
    return np.where(meet.reshape(near.shape), np.maximum(near, near.T), np.float32(0))
