"""Nothing that reads bytes of others may be surprised by them; nothing valid is dropped among them."""

import importlib.util
import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import fuzz
from benchmarks.fuzzing.inbox import BATCH, VALID, DroppedError, InboxTaker
from benchmarks.fuzzing.spoil import spoil
from benchmarks.fuzzing.targets import TARGETS
from hub.store import Store

ENGINES = ["own", "atheris"]
EXAMPLES = {name: list(target.examples()) for name, target in TARGETS.items()}


@pytest.fixture(scope="module", params=TARGETS)
def taken(request, tmp_path_factory):
    target = TARGETS[request.param]
    return target, target.make(tmp_path_factory.mktemp("target"))


def test_every_target_takes_its_examples(taken):
    target, take = taken
    for data in EXAMPLES[target.name]:
        take(data)


@given(st.one_of(st.binary(max_size=200), st.integers(0, 2**32)))
def test_any_bytes_are_read_or_refused(taken, data_or_seed):
    target, take = taken
    if isinstance(data_or_seed, bytes):
        take(data_or_seed)
        return
    chance, examples = Random(data_or_seed), EXAMPLES[target.name]
    take(spoil(chance.choice(examples), examples, chance, target.longest))


@given(
    st.binary(max_size=300),
    st.lists(st.binary(max_size=99), max_size=3),
    st.integers(0, 2**32),
    st.integers(0, 400),
)
def test_whatever_is_spoilt_stays_in_its_bounds_and_comes_again_with_its_seed(data, others, seed, longest):
    once = spoil(data, others, Random(seed), longest)
    assert len(once) <= longest
    assert spoil(data, others, Random(seed), longest) == once


def test_the_inputs_are_shared_out_to_the_last():
    assert sum(fuzz.shares(list(TARGETS), 300_000).values()) == 300_000
    assert min(fuzz.shares(list(TARGETS), 1000).values()) >= 1


class _Forgetful(InboxTaker):
    async def _publish(self, topic, payload):
        """Tells no kiosk."""


def give(taker):
    for number in range(BATCH):
        taker(b"unreadable %d" % number)


def test_an_inbox_that_drops_something_is_found(tmp_path, monkeypatch):
    give(InboxTaker(tmp_path / "well"))
    with pytest.raises(DroppedError, match=f"{VALID} valid entries"):
        give(_Forgetful(tmp_path / "deaf"))
    monkeypatch.setattr(Store, "put_aside", lambda *_given: True)
    with pytest.raises(DroppedError, match=f"{BATCH} unreadable messages"):
        give(InboxTaker(tmp_path / "loses"))


def engine_or_skip(engine):
    if engine == "atheris" and not importlib.util.find_spec("atheris"):
        pytest.skip("atheris is not installed on this kind of machine")
    return engine


@pytest.mark.whole
@pytest.mark.parametrize("engine", ENGINES)
def test_mistakes_that_were_planted_are_found(engine):
    plan = {"crashes": 20_000, "drops dead": 20_000, "is well": 500}
    crashed, dead, well = fuzz.tried(plan, 1, 60, engine_or_skip(engine), of="tests.fuzz.planted")
    assert crashed["problem"].startswith("KeyError at planted.py")
    assert isinstance(json.loads(bytes.fromhex(crashed["hex"]))["v"], str)
    assert "the process ended" in dead["problem"]
    assert well["inputs"] == 500
    assert "problem" not in well


@pytest.mark.whole
@pytest.mark.rig
@pytest.mark.timeout(900)
def test_300_000_spoilt_inputs_surprise_nobody_and_nothing_valid_is_dropped(capsys):
    code = fuzz.main(["--inputs", "300000"])
    out, told = capsys.readouterr()
    found = json.loads(out.splitlines()[-1])
    assert (found["inputs"], found["crashes"], found["dropped"], code) == (300_000, 0, 0, 0), told
