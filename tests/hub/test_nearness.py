import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.nearness import Company, affinities, rows_of, sound
from hub.rules import Acquaintance, Tongues, person_of
from tests.hub.small_days import guest, languages

numbers = st.floats(width=32)  # not a number and infinities among them
some_vectors = st.lists(st.lists(numbers, max_size=5).map(lambda x: np.array(x, np.float32)), max_size=8)


@given(some_vectors)
def test_rows_are_of_length_one_or_zero_and_of_one_width(vectors):
    rows = rows_of(vectors)
    lengths = np.linalg.norm(rows, axis=1)
    assert rows.shape[0] == len(vectors)
    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-5))


def test_a_vector_that_says_nothing_is_zeros():
    for says_nothing in (np.zeros(3), np.full(3, np.nan), np.full(3, np.inf), np.ones(2), np.zeros(0)):
        assert np.array_equal(sound(says_nothing.astype(np.float32), 3), np.zeros(3))


def two_best(near):
    return np.sort(np.hstack([near, np.zeros((len(near), 2))]), axis=1)[:, :-3:-1]


@given(st.lists(st.tuples(languages, st.integers(0, 3)), max_size=9), st.integers(0, 99))
def test_company_grown_one_by_one_is_that_of_all_at_once(kinds, seed):
    tongues, met = Tongues(), Acquaintance([("h0", "h1")])
    people = [
        person_of(guest(at, languages=spoken, person=f"h{who}"), tongues, met)
        for at, (spoken, who) in enumerate(kinds)
    ]
    vectors = np.random.default_rng(seed).standard_normal((len(kinds), 4)).astype(np.float32)
    company = Company()
    for one, vector in zip(people, vectors, strict=True):
        company.add(one, vector)
    at_once = affinities(people, rows_of(list(vectors)))
    assert np.allclose(company.best, two_best(at_once), atol=1e-5)
    assert np.array_equal(at_once, at_once.T)
    assert not at_once.diagonal().any()
    if people:
        company.remove(people[0].id)
        assert np.allclose(company.best, two_best(at_once[1:, 1:]), atol=1e-5)
        assert company.has(people[-1].name) == (len(people) > 1)


def test_those_who_may_not_meet_are_not_near():
    tongues, met = Tongues(), Acquaintance([("h0", "h1")])
    spoken = [{"en"}, {"en"}, {"de"}, {"en", "de"}]
    people = [person_of(guest(at, languages=frozenset(each)), tongues, met) for at, each in enumerate(spoken)]
    near = affinities(people, rows_of([np.ones(2, np.float32)] * 4))
    assert np.allclose(near, [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 1, 1, 0]])
