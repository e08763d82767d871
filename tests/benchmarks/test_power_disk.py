"""The model of a disk that the power cuts rest on, held against a plain one that forgets nothing."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.power.claims import Claims
from benchmarks.power.disk import (
    FOLDER,
    Disk,
    Rename,
    Resize,
    Said,
    Sync,
    SyncFolder,
    Write,
    laid_out,
    survivors,
)

FILES = st.integers(1, 3)
DATA = st.binary(min_size=1, max_size=1500)
PATHS = st.sampled_from(["a", "b", "days/a"])
RENAMES = st.builds(
    lambda path, file: Rename(path.rpartition("/")[0], ((path, file),)), PATHS, st.one_of(st.none(), FILES)
)
CHANGES = st.one_of(
    st.builds(Write, FILES, st.integers(0, 2000), DATA),
    st.builds(Resize, FILES, st.integers(0, 2000)),
    RENAMES,
)
SYNCS = st.one_of(st.builds(Sync, FILES), st.builds(SyncFolder, st.sampled_from(["", "days"])))
STEPS = st.lists(st.one_of(CHANGES, CHANGES, SYNCS), max_size=12)
START = (Rename("", (("days", FOLDER),)), SyncFolder(""))
ALL = (SyncFolder(""), SyncFolder("days"), *map(Sync, (1, 2, 3)))


def disk_after(*steps):
    disk = Disk()
    for step in (*START, *steps):
        disk.do(step)
    return disk


def every_cut(disk, seed=1):
    return [disk.after_cut(left) for left in survivors(disk.waiting, Random(seed), 3, 3)]


def as_shown(steps):
    """What programs see while the power is on."""
    content, names = {}, {"days": None}
    for step in steps:
        if isinstance(step, Write):
            old = content.get(step.file, b"").ljust(step.at, b"\0")
            content[step.file] = old[: step.at] + step.data + old[step.at + len(step.data) :]
        elif isinstance(step, Resize):
            content[step.file] = content.get(step.file, b"")[: step.size].ljust(step.size, b"\0")
        elif isinstance(step, Rename):
            for path, file in step.names:
                names[path] = file
                if file is None:
                    del names[path]
    return {path: None if file is None else content.get(file, b"") for path, file in names.items()}


@given(STEPS)
def test_what_was_synced_is_there_after_every_cut(steps):
    for state in every_cut(disk_after(*steps, *ALL)):
        assert state == as_shown(steps)


@given(STEPS)
def test_everything_may_survive_a_cut(steps):
    assert as_shown(steps) in every_cut(disk_after(*steps))


@given(STEPS)
def test_what_a_cut_left_can_be_laid_out_anew(steps):
    for state in every_cut(disk_after(*steps)):
        again = Disk()
        for step in laid_out(state):
            again.do(step)
        assert again.after_cut(()) == state


@given(STEPS, st.integers(0, 2000), DATA, st.integers(0, 99))
def test_a_file_that_was_synced_does_not_suffer_from_what_others_do(steps, at, data, seed):
    others = [step for step in steps if getattr(step, "file", 0) != 1 and not isinstance(step, Rename)]
    disk = disk_after(Rename("", (("kept", 1),)), Write(1, at, data), Sync(1), SyncFolder(""), *others)
    assert all(state["kept"] == b"\0" * at + data for state in every_cut(disk, seed))


@given(DATA)
def test_what_was_not_synced_may_be_missing_or_torn(data):
    states = every_cut(disk_after(Rename("", (("a", 1),)), SyncFolder(""), Write(1, 0, data)))
    assert {"a": b"", "days": None} in states
    assert {"a": data[:1], "days": None} in states
    if len(data) > 512:
        assert any(state["a"] == b"\0" * 512 + data[512:] for state in states), (
            "a sector came without the first"
        )


def test_a_synced_file_may_lose_its_name_and_a_folder_takes_all_with_it():
    disk = disk_after(Rename("", (("a", 1),)), Write(1, 0, b"words"), Sync(1))
    assert {"days": None} in every_cut(disk)
    new = Rename("", (("keys", FOLDER),)), Rename("keys", (("keys/a", 1),)), SyncFolder("keys")
    states = every_cut(disk_after(*new))
    assert {"days": None} in states
    assert {"days": None, "keys": None, "keys/a": b""} in states


def test_a_rename_happens_whole_or_not_at_all():
    old = Rename("", (("a", 1), ("b", 2))), Write(1, 0, b"new"), Write(2, 0, b"old"), Sync(1), Sync(2)
    states = every_cut(disk_after(*old, SyncFolder(""), Rename("", (("a", None), ("b", 1)))))
    assert {state.get("b") for state in states} == {b"old", b"new"}
    assert all(("a" in state) == (state["b"] == b"old") for state in states)


def test_a_word_that_was_said_changes_nothing():
    assert disk_after(Said("heard")).waiting == []


def test_either_value_is_right_until_somebody_was_told():
    claims = Claims()
    assert claims.broken_by({}) == []
    claims.hear('{"do": {"slip": "first"}}')
    assert claims.broken_by({}) == claims.broken_by({"slip": "first"}) == []
    claims.hear('{"told": ["slip"]}')
    assert claims.broken_by({}) == ["slip: None, told ['first']"]
    claims.hear('{"do": {"slip": "second"}}')
    assert claims.broken_by({"slip": "first"}) == claims.broken_by({"slip": "second"}) == []
    assert claims.broken_by({"slip": "third"}) != []
    assert claims.broken_by({"slip": "first", "unheard of": 1}) != []


def test_bytes_that_were_told_gone_are_looked_for_in_every_file():
    claims = Claims()
    assert not claims.is_back({"a": b"the key"})
    claims.hear('{"gone": "6b6579"}')
    assert claims.is_back({"a": None, "b": b"the key"})
    assert not claims.is_back({"a": None, "b": b"the ke"})
