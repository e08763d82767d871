"""Tables grown from pairs: a maximum-weight matching of people, then one of the pairs (rustworkx)."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import rustworkx as rx

from hub.grouping import Party, worth

NEAREST = 24  # people of whom each may become a pair: the matching of a dense graph takes cubic time


def paired(party: Party) -> list[list[int]]:
    """Tables of four: the pairs whose affinities add up to the most, then the pairs of these pairs that do."""
    pairs = best_pairs([[one] for one in range(len(party.near))], party)
    return best_pairs(pairs, party)


def best_pairs(groups: Sequence[Sequence[int]], party: Party) -> list[list[int]]:
    """Groups joined two and two so that the worth of the joined ones adds up to the most; single ones are left out."""
    graph = rx.PyGraph()
    graph.add_nodes_from(list(range(len(groups))))
    graph.add_edges_from([(a, b, value) for (a, b), value in _values(groups, party).items() if value > 0])
    matched = rx.max_weight_matching(graph, max_cardinality=False, weight_fn=int)
    return sorted(sorted([*groups[a], *groups[b]]) for a, b in matched)


def _values(groups: Sequence[Sequence[int]], party: Party) -> dict[tuple[int, int], int]:
    """Worth of the groups that may be joined, by their numbers, each with those nearest to it."""
    sits = np.zeros((len(groups), len(party.near)))
    for at, group in enumerate(groups):
        sits[at, list(group)] = 1
    near = sits @ np.maximum(party.near, 0) @ sits.T
    np.fill_diagonal(near, -1)
    nearest = np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]
    some = sorted({(min(a, b), max(a, b)) for a, row in enumerate(nearest.tolist()) for b in row if a != b})
    if not some:
        return {}
    joined = np.array([[*groups[a], *groups[b]] for a, b in some])
    values = sum(party.near[joined[:, a], joined[:, b]] for a, b in combinations(range(joined.shape[1]), 2))
    permitted = worth(party, joined, hosted=False) > 0
    return {pair: int(value) for pair, value, yes in zip(some, values, permitted, strict=True) if yes}
