"""The people of small pools, made by hypothesis, and every way to seat them."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from hub import seating
from hub.grouping import FORBIDDEN, party_of, worth
from hub.rules import Acquaintance, Rules, Tongues, person_of
from tests.hub.small_days import guest, languages


@st.composite
def parties(draw, most=9):
    """(party, a permitted seating as groups) of people for whom there is one."""
    n = draw(st.integers(1, most))
    tongues = Tongues()
    met = Acquaintance(
        [
            (f"h{a}", f"h{b}")
            for a, b in draw(st.lists(st.tuples(st.just(0), st.integers(1, most)), max_size=2))
        ]
    )
    people = [person_of(guest(at, languages=draw(languages)), tongues, met) for at in range(n)]
    room = seating.Room(draw(st.integers(0, 2)), tongues.bits(draw(languages)), Rules())
    start, _ = seating.arrange(people, room)
    seated = sorted((one for bench in start for one in bench.people), key=lambda one: one.id)
    place = {one.id: at for at, one in enumerate(seated)}
    near = (
        np.array(draw(st.lists(st.integers(0, 9), min_size=len(seated) ** 2, max_size=len(seated) ** 2))) / 9
    )
    near = near.reshape(len(seated), len(seated)).astype(np.float32)
    near = np.maximum(near, near.T)
    np.fill_diagonal(near, 0)
    groups = [(bench.hosted, tuple(sorted(place[one.id] for one in bench.people))) for bench in start]
    return party_of(seated, room, near), groups


def every_seating(party, people, hosts):
    if not people:
        yield []
        return
    first, *others = people
    for hosted, sizes in ((False, (3, 4, 5)), (True, range(1, 7 if hosts else 1))):
        for size in sizes:
            for some in combinations(others, size - 1):
                group = (hosted, (first, *some))
                if worth(party, np.array(group[1]), hosted=hosted) > FORBIDDEN:
                    rest = [one for one in others if one not in some]
                    yield from ([group, *more] for more in every_seating(party, rest, hosts - hosted))


def is_permitted(party, groups):
    return (
        sorted(one for _, members in groups for one in members) == list(range(len(party.people)))
        and sum(hosted for hosted, _ in groups) <= party.room.hosts
        and all(worth(party, np.array(members), hosted=hosted) > FORBIDDEN for hosted, members in groups)
        and all((1 if hosted else 3) <= len(members) <= (6 if hosted else 5) for hosted, members in groups)
    )
