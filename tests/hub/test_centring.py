import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hub.centring import centred, unit

WIDTHS = (3, 2)
rows = arrays.arrays(
    np.float32, st.tuples(st.integers(0, 6), st.just(5)), elements=st.floats(-1, 1, width=16)
)


def spread(seed, n, width):
    return unit(np.random.default_rng(seed).normal(size=(n, width)).astype(np.float32))


@given(rows, st.lists(st.sampled_from(["en", "hi", ""]), min_size=6, max_size=6))
def test_rows_are_of_length_one_or_zero(raw, languages):
    found = centred(list(raw), languages[: len(raw)], {}, WIDTHS)
    assert found.shape == raw.shape
    assert found.dtype == np.float32
    lengths = np.linalg.norm(found, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-4) | (lengths == 0))
    assert np.all(lengths[~raw.any(axis=1)] == 0)


def test_what_all_share_goes_and_what_differs_stays():
    topics = spread(1, 4, 30)
    shared = 5 * spread(2, 1, 30)
    raw = unit(np.repeat(topics, 10, axis=0) + shared + 0.3 * spread(3, 40, 30))
    before, after = raw @ raw.T, centred(list(raw), ["en"] * 40, {}, (30,))
    after = after @ after.T
    same = np.equal.outer(np.repeat(range(4), 10), np.repeat(range(4), 10))
    assert before[~same].mean() > 0.9
    assert after[~same].mean() < 0.1
    assert after[same].mean() > 0.6


def test_a_topic_is_found_across_languages():
    topics, of_language = spread(1, 20, 60), 2 * spread(2, 2, 60)
    raw = unit(np.vstack([topics + of_language[0], topics + of_language[1]]) + 0.2 * spread(3, 40, 60))
    languages = ["en"] * 20 + ["hi"] * 20
    apart = centred(list(raw), languages, {}, (60,))
    together = centred(list(raw), ["en"] * 40, {}, (60,))

    def found(rows):
        near = rows @ rows.T - 9 * np.eye(40)
        return np.mean(near.argmax(axis=1) == (np.arange(40) + 20) % 40)

    assert found(apart) == 1
    assert found(together) < 0.5


def test_the_first_entry_of_a_day_is_centred_on_the_prior_and_not_on_itself():
    prior = {"en": np.array([1, 0, 0], np.float32), "hi": np.array([0, 1, 0], np.float32)}
    row = unit(np.array([[1, 0, 1]], np.float32))[0]
    assert centred([row], ["en"], prior, (3,))[0, 2] > 0.9
    assert centred([row], ["hi"], prior, (3,))[0, 0] > 0.3


def test_an_encoder_counts_as_far_as_it_is_trusted():
    prior = {"en": np.zeros(5, np.float32)}
    row = np.array([0, 0, 0.5, 0, 1], np.float32)
    found = centred([row], ["en"], prior, WIDTHS)[0]
    assert np.isclose(found[2] / found[4], 0.5)


def test_a_part_that_is_not_trusted_weighs_on_no_mean():
    trusted = [np.array([0.6, 0.8, 0, 1, 0], np.float32)] * 3
    silent = np.array([0, 0, 0, 0, 1], np.float32)
    alone = centred(trusted, ["en"] * 3, {}, WIDTHS)
    beside = centred([*trusted, silent], ["en"] * 4, {}, WIDTHS)
    # the rows are scaled by the other part, the direction of this one is the same
    assert np.allclose(unit(alone[:, :3]), unit(beside[:3, :3]), atol=1e-6)


def test_what_says_nothing_is_a_row_of_zeros_and_changes_no_other():
    good = [np.array([1, 0, 0, 0, 1], np.float32), np.array([0, 1, 0, 1, 0], np.float32)]
    bad = [
        np.zeros(5, np.float32),
        np.full(5, np.nan, np.float32),
        np.ones(7, np.float32),
        np.ones(0, np.float32),
    ]
    found = centred([*good, *bad], ["en"] * 6, {}, WIDTHS)
    assert not found[2:].any()
    assert np.allclose(found[:2], centred(good, ["en"] * 2, {}, WIDTHS))
    assert centred([], [], {}, WIDTHS).shape == (0, 5)
