"""The sealed line: what one side says the other reads, once, in order, and nobody else reads or writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.sealing import SealBroken, SealedLine

KEY, SAID = b"k" * 32, b"s" * 32


def pair(kiosk=(KEY, SAID), hub=(KEY, SAID)):
    return SealedLine("kiosk", *kiosk), SealedLine("hub", *hub)


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=300)), max_size=8))
def test_each_side_reads_what_the_other_said(talk):
    kiosk, hub = pair()
    for from_kiosk, words in talk:
        writer, reader = (kiosk, hub) if from_kiosk else (hub, kiosk)
        sealed = writer.seal(words)
        assert reader.unseal(sealed) == words


def test_proofs_are_of_one_side_each():
    kiosk, hub = pair()
    assert hub.is_proof(kiosk.proof())
    assert kiosk.is_proof(hub.proof())
    assert not kiosk.is_proof(kiosk.proof())
    assert not hub.is_proof(b"")


@pytest.mark.parametrize("other", [(b"l" * 32, SAID), (KEY, b"t" * 32)])
def test_another_key_or_another_conversation_proves_and_reads_nothing(other):
    kiosk, hub = pair(kiosk=other)
    assert not hub.is_proof(kiosk.proof())
    with pytest.raises(SealBroken):
        hub.unseal(kiosk.seal(b"words"))


def test_nothing_is_read_twice_out_of_order_or_by_its_writer():
    kiosk, hub = pair()
    first, second = kiosk.seal(b"one"), kiosk.seal(b"two")
    with pytest.raises(SealBroken):
        kiosk.unseal(first)
    with pytest.raises(SealBroken):
        hub.unseal(second)
    kiosk, hub = pair()
    first = kiosk.seal(b"one")
    hub.unseal(first)
    with pytest.raises(SealBroken):
        hub.unseal(first)


@given(st.integers(0, 18), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place, change):
    kiosk, hub = pair()
    sealed = bytearray(kiosk.seal(b"one"))
    sealed[place] ^= change
    with pytest.raises(SealBroken):
        hub.unseal(bytes(sealed))
