import random

from benchmarks import panel_latency


def test_every_press_is_told_on_a_clean_line_and_on_a_noisy_one():
    found = panel_latency.measure("python", 4, random.Random(5))
    assert [run["lost"] for run in found.values()] == [0, 0]
    assert all(run["machine"]["most_ms"] >= 0 and run["edges"] == 8 for run in found.values())
