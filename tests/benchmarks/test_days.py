"""Days led through the ways of the benchmark, small ones."""

import gc

import pytest

from benchmarks import days
from benchmarks.ways import WAYS


def test_without_the_reference_programs_it_says_where_they_should_be(monkeypatch, tmp_path):
    monkeypatch.setattr(days, "SHARED", tmp_path)
    with pytest.raises(SystemExit, match=r"day_eval\.py: not there; set SHARED"):
        days.Reference()


def test_the_worst_of_some_the_sum_of_others_the_median_of_the_rest():
    def day(number):
        known = dict.fromkeys([*days.MEDIANS, *days.LEAST, *days.GREATEST, *days.SUMS], number)
        return {**known, "close_share": None, "roofs_exact": number < 9}

    row = days.summary([day(1), day(2), day(9)])
    assert (row["ratio_day"], row["exact_least"], row["close_max_ms"], row["left_out"]) == (2, 1, 9, 12)
    assert row["close_share"] is None
    assert row["roofs_exact"] is False


@pytest.fixture(scope="module")
def reference():
    if not (days.SHARED / "eval" / "day_eval.py").exists():
        pytest.skip(f"no {days.SHARED / 'eval'}: set SHARED to the folder with the evaluation scripts")
    return days.Reference()


@pytest.mark.whole
@pytest.mark.parametrize("hard", [False, True])
def test_every_way_keeps_the_rules_and_none_is_above_the_optimum(reference, hard):
    raw = reference.made_day(24, 5, hard=hard)
    found = {way: days.judged(reference, raw, way, close_to=100) for way in WAYS}
    gc.collect()  # a pipe left open is told here, and not in whichever test comes next
    for way, figures in found.items():
        assert figures["violations"] == 0, way
        assert figures["had_a_seat"] == 0, way
        assert figures["close_share"] <= 1 + 1e-6, way
        assert figures["enter_p99_ms"] > 0, way
    assert found["optimum"]["exact_least"] == pytest.approx(1, abs=1e-3)
    assert found["ours"]["ratio_day"] > found["random"]["ratio_day"]
