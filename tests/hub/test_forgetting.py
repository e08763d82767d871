"""Forgetting while something goes wrong: a cut at each operation, a disk that refuses, a clock that is wrong."""

import contextlib
import errno
import itertools
import os
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import __main__ as main
from hub import calendar, running
from hub.config import StorageConfig
from hub.day_keys import days_without_key, key_path, seal_of
from hub.forgetting import Ends
from hub.schema import StorageFault, StorageFull, StoreError
from hub.store import Store
from tests.fakes.clock import HandClock
from tests.hub.test_store import MONDAY, TUESDAY, an_id, files_of, fill, ids_of
from tests.hub.town import TOWN, at

MINUTE = 60_000
forget_at = partial(calendar.forget_at, TOWN)


class Cut(BaseException):
    """The power goes."""


def break_at(patch, number, error):
    """Let the operation on files of this number fail; returns a list that is empty once it did."""
    left = [number]

    def counted(call):
        def one(*args, **options):
            left[:] = [left[0] - 1] if left else []
            if left == [0]:
                left.clear()
                raise error
            return call(*args, **options)

        return one

    patch.setattr(os, "fsync", counted(os.fsync))
    for name in ("rename", "unlink", "open"):
        patch.setattr(Path, name, counted(getattr(Path, name)))
    return left


def two_days(folder):
    store = Store(folder)
    fill(store, MONDAY, 1)
    fill(store, TUESDAY, 2)
    return store


def test_cut_at_any_operation_the_next_start_finishes(tmp_path, monkeypatch):
    for number in itertools.count(1):
        folder = tmp_path / str(number)
        store = two_days(folder)
        key = key_path(folder / "keys", MONDAY).read_bytes()
        with monkeypatch.context() as patch:
            left = break_at(patch, number, Cut())
            with contextlib.suppress(Cut):
                store.forget(TUESDAY)
        again = Store(folder)
        again.forget(TUESDAY)
        assert files_of(folder, MONDAY) == []
        assert not [path for path in folder.rglob("*") if path.is_file() and key in path.read_bytes()]
        assert (again.days(), ids_of(again, TUESDAY)) == ([TUESDAY], [an_id(2)])
        again.close()
        store.close()
        if left:
            break
    assert number > 6, "rename, overwriting, unlink, files: each was cut"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_for_a_moment_is_asked_again(tmp_path, monkeypatch, code):
    for number in itertools.count(1):
        store = two_days(tmp_path / str(number))
        with monkeypatch.context() as patch:
            left = break_at(patch, number, OSError(code, os.strerror(code)))
            try:
                store.forget(TUESDAY)
            except (StorageFull, StorageFault):
                assert store.forget(TUESDAY) in ([MONDAY], []), "the second try goes through"
        store.forget(TUESDAY)
        assert files_of(tmp_path / str(number), MONDAY) == []
        assert ids_of(store, TUESDAY) == [an_id(2)]
        store.close()
        if left:
            break


def test_one_key_that_resists_keeps_no_other(tmp_path, monkeypatch):
    store, rename = two_days(tmp_path), Path.rename

    def refuse(path, target):
        if path.name.startswith(MONDAY.isoformat()):
            raise OSError(errno.EIO, "bad block")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageFull, match=MONDAY.isoformat()):
        store.forget(TUESDAY + timedelta(1))
    assert not key_path(tmp_path / "keys", TUESDAY).exists()
    store.close()


def test_a_key_that_cannot_be_overwritten_is_unlinked_all_the_same(tmp_path, monkeypatch):
    store = two_days(tmp_path)
    monkeypatch.setattr(
        "hub.day_keys._overwrite", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full"))
    )
    assert store.forget(TUESDAY) == [MONDAY]
    assert files_of(tmp_path, MONDAY) == []
    store.close()


def test_a_reader_in_the_middle_of_a_transaction_holds_sealed_rows_alone(tmp_path):
    store = two_days(tmp_path)
    with sqlite3.connect(tmp_path / "days" / f"{MONDAY}.db") as reader:
        reader.execute("BEGIN")
        rows = [value for row in reader.execute("SELECT * FROM entries") for value in row]
        store.forget(TUESDAY)
        more = [value for row in reader.execute("SELECT * FROM promises, closed, aside") for value in row]
    reader.close()
    assert rows
    assert more
    assert not [value for value in (*rows, *more) if b"zwitschert" in str(value).encode()]
    with pytest.raises(StoreError):
        seal_of(tmp_path / "keys", MONDAY).open(rows[1])
    store.close()


# ------------------------------------------------------------------ keys elsewhere


def test_keys_move_with_the_setting_and_no_word_is_lost(tmp_path):
    two_days(tmp_path / "data").close()
    old = key_path(tmp_path / "data" / "keys", MONDAY).read_bytes()
    store = Store(tmp_path / "data", tmp_path / "memory")
    assert ids_of(store) == [an_id(1)]
    assert files_of(tmp_path / "data" / "keys", MONDAY) == []
    assert not [
        path for path in (tmp_path / "data").rglob("*") if path.is_file() and old in path.read_bytes()
    ]
    store.close()


def test_a_day_whose_key_is_gone_is_told(tmp_path):
    two_days(tmp_path / "data").close()
    Store(tmp_path / "data", tmp_path / "memory").close()
    key_path(tmp_path / "memory", MONDAY).unlink()  # as with the power, where it lies in memory
    assert days_without_key(tmp_path / "data" / "days", tmp_path / "memory") == [MONDAY]


def test_keys_lie_where_the_command_line_or_the_settings_say(tmp_path):
    def folder(*options, keys=""):
        given = main.arguments(["--data", str(tmp_path), *options])
        return main._keys(replace(TOWN, storage=StorageConfig(keys)), given)

    assert folder() == tmp_path / "keys"
    assert folder(keys="/run/curiocity") == Path("/run/curiocity")
    assert folder("--keys", "/mnt/stick", keys="/run/curiocity") == Path("/mnt/stick")


def test_a_hub_whose_keys_went_with_the_power_says_what_that_means(tmp_path, caplog):
    options = main.arguments(["--data", str(tmp_path / "data"), "--keys", str(tmp_path / "memory")])
    store = Store(options.data, options.keys)
    fill(store, MONDAY, 1)
    store.close()
    key_path(options.keys, MONDAY).unlink()
    hands = HandClock(wall=NOON)
    assert running.forget_keys(TOWN, options, hands.clock()) == [MONDAY]
    assert f"no key of {MONDAY}: that day's words are gone; slips on paper stand" in caplog.text
    caplog.clear()
    hands.wall = FOUR
    running.forget_keys(TOWN, options, hands.clock())
    assert caplog.text == "", "a day that is over has no key"


# ------------------------------------------------------------------ clocks


NOON, FOUR = at("2026-11-23 12:00"), at("2026-11-24 04:00")


def over(ends, wall, ticks, days=(MONDAY, TUESDAY)):
    return ends.over(days, wall, ticks, forget_at)


def test_a_day_is_over_at_its_hour_and_no_minute_before():
    ends = Ends()
    assert over(ends, NOON, 0) == set()
    assert over(ends, FOUR - 1, FOUR - NOON - 1) == set()
    assert over(ends, FOUR, FOUR - NOON) == {MONDAY}


def test_a_clock_that_is_set_back_keeps_no_words_and_takes_none_too_early():
    ends = Ends()
    assert over(ends, NOON, 0) == set()
    a_month = 30 * 24 * 60 * MINUTE
    assert over(ends, NOON - a_month, 5) == set()
    assert over(ends, FOUR - a_month - 1, FOUR - NOON - 1) == set()
    assert over(ends, FOUR - a_month, FOUR - NOON) == {MONDAY}


def test_a_clock_that_was_behind_and_is_put_right_counts():
    ends = Ends()
    assert over(ends, NOON - 10 * MINUTE, 0) == set()
    assert over(ends, FOUR, 100) == {MONDAY}


def test_a_day_that_was_forgotten_begins_anew_where_the_clock_was_ahead():
    ends = Ends()
    over(ends, NOON, 0)
    assert over(ends, FOUR, 10) == {MONDAY}
    assert over(ends, NOON, 20, days=(TUESDAY,)) == set()
    assert over(ends, NOON, 30) == set(), "new words of Monday, by the clock that was put right"
    assert over(ends, NOON, 30 + FOUR - NOON) == {MONDAY}


@given(st.lists(st.integers(-40 * 24 * 60, 40 * 24 * 60), max_size=20))
def test_however_the_clock_jumps_words_live_no_longer_than_was_told(jumps):
    """Ten minutes pass at each look, and the wall's clock shows anything; by the end of the time told they are gone."""
    ends, ticks = Ends(), 0
    left = FOUR - NOON
    assert over(ends, NOON, ticks) == set()
    for jump in itertools.chain(jumps, itertools.repeat(-99_999)):
        ticks += 10 * MINUTE
        wall = NOON + ticks + jump * MINUTE
        gone = over(ends, wall, ticks, days=(MONDAY,))
        assert (MONDAY in gone) == (ticks >= left or wall >= FOUR)
        if gone:
            break
    assert ticks <= left


def test_the_end_of_a_day_agrees_with_the_days_that_must_be_gone():
    for hours in range(24 * 5):
        now = at("2026-11-20 00:00") + hours * 60 * MINUTE
        before = calendar.forget_before(TOWN, now)
        for day in (date(2026, 11, 18) + timedelta(more) for more in range(10)):
            assert (now >= forget_at(day)) == (day < before)
