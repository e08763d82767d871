import contextlib
import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.day_keys import (
    KEY_BYTES,
    Seal,
    day_named,
    days_with_key,
    destroy_key,
    finish_destroying,
    key_path,
    seal_of,
)
from hub.schema import StorageFault

DAY = date(2026, 11, 23)


@given(st.binary(max_size=300), st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_what_is_sealed_is_opened_by_the_same_key_alone(plain, key):
    seal, other = Seal(key), Seal(bytes(byte ^ 1 for byte in key))
    sealed = seal.close(plain)
    assert seal.open(sealed) == plain
    assert seal.close(plain) != sealed, "the same words twice do not look alike"
    assert seal.digest(plain) == Seal(key).digest(plain) != other.digest(plain)
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:-1]):
        with pytest.raises(StorageFault):
            seal.open(wrong)
    with pytest.raises(StorageFault):
        other.open(sealed)


def test_a_days_key_is_made_once(tmp_path):
    sealed = seal_of(tmp_path, DAY).close(b"words")
    assert seal_of(tmp_path, DAY).open(sealed) == b"words"
    assert days_with_key(tmp_path) == [DAY]


def test_a_destroyed_key_opens_nothing(tmp_path):
    sealed = seal_of(tmp_path, DAY).close(b"words")
    destroy_key(tmp_path, DAY)
    assert list(tmp_path.iterdir()) == []
    destroy_key(tmp_path, DAY)
    with pytest.raises(StorageFault):
        seal_of(tmp_path, DAY).open(sealed)


@pytest.mark.parametrize("step", range(1, 4))
def test_wherever_the_power_goes_a_key_is_whole_or_gone(tmp_path, monkeypatch, step):
    """The files are synced three times: rename, overwriting, unlink; a key cut anywhere is never a wrong key."""
    key = key_path(tmp_path, DAY)
    seal_of(tmp_path, DAY)
    before, left = key.read_bytes(), [step]

    def fsync_until_the_power_goes(descriptor):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        os.fdatasync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync_until_the_power_goes)
        with contextlib.suppress(KeyboardInterrupt):
            destroy_key(tmp_path, DAY)
    assert left == [0], "every sync was reached"
    assert not key.exists() or key.read_bytes() == before
    finish_destroying(tmp_path)
    assert list(tmp_path.iterdir()) == ([key] if key.exists() else [])


def test_the_overwritten_key_is_not_what_it_was(tmp_path, monkeypatch):
    key = key_path(tmp_path, DAY)
    seal_of(tmp_path, DAY)
    before, seen = key.read_bytes(), []
    monkeypatch.setattr("pathlib.Path.unlink", lambda path, **_: seen.append(path.read_bytes()))
    destroy_key(tmp_path, DAY)
    assert seen
    assert before not in seen


def test_files_named_after_no_day_are_left_alone(tmp_path):
    (tmp_path / "notes.key").write_text("mine")
    assert days_with_key(tmp_path) == []
    assert day_named(tmp_path / "2026-11-23.db-wal") == DAY
    assert day_named(tmp_path / "2026-13-45.db") is None
