"""One pool over time: what is drawn is a share of a bound."""

import json

import pytest

from benchmarks import days, matching_pictures, over_time


@pytest.mark.parametrize("hard", [False, True])
def test_tables_are_better_than_the_first_seating_and_not_above_the_bound(hard):
    if not (days.SHARED / "eval" / "day_eval.py").exists():
        pytest.skip(f"no {days.SHARED / 'eval'}: set SHARED to the folder with the evaluation scripts")
    one = over_time.OnePool(days.Reference(), 30, 1, hard=hard)
    found = one.share(over_time.ours(one.party, one.known, 20.0))
    assert 0 < one.share(one.known) < found <= 1


def test_later_rows_take_the_place_of_earlier(tmp_path):
    row = {"n": "30", "day": "hard", "way": "ours"}
    for name, value in (("a", 0.1), ("b", 0.2)):
        line = json.dumps({"matching": [{**row, "ratio_day": value}]})
        (tmp_path / name).write_text(f"| a table |\n{line}\n", encoding="utf-8")
    rows, pools = matching_pictures.read([tmp_path / "a", tmp_path / "b"])
    assert [one["ratio_day"] for one in rows] == [0.2]
    assert pools == []
