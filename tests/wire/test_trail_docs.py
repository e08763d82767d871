"""docs/trail.md, held against the code."""

import re
from pathlib import Path

import pytest

from hub import trails
from kiosk_ui import outbox
from kiosk_ui.trail_reader import HOLD_S
from wire import trail

PAGE = Path("docs/trail.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("label", ["locator", "key", "retract", "token", "shown", "day"])
def test_every_label_is_told(label):
    assert f'"curiocity/1/{label}/"' in PAGE


@pytest.mark.parametrize("said", [
    *(f"{size:,}" for size in trail.SIZES), f"at most {outbox.COPIES_MOST:,} wait", f"after {trails.KEPT_DAYS} days",
    f"{trails.ROOM // 2**20} MB", f"up to {HOLD_S * 1000:.0f} ms", f"{trail.TAGS_MOST} at most", trail.SHOWN,
])  # fmt: skip
def test_every_bound_is_told(said):
    assert said in PAGE


def test_every_field_of_a_copy_is_told():
    listed = re.search(r'\{"v": 1, .*?"theme"\}', PAGE, re.DOTALL)[0]
    assert set(re.findall(r'"(\w+)"', listed)) == {*trail.Kept.__struct_fields__, "picture", "word"}


def test_the_link_of_the_page_is_one():
    fragment = re.search(r"/s#(\S{22}\.linde\.\S+)", PAGE)[1]
    assert trail.read_fragment(fragment)[1:] == ("linde", 1795365000000)
