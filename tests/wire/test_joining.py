"""Both sides of joining, without a network: who knows the code gets in, and nobody else, whatever they say."""

import contextlib
import os

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wire import join_frames
from wire.join_frames import (
    MAX_FRAME,
    FrameReader,
    JoinError,
    Membership,
    OtherVersion,
    Refused,
    WrongCode,
    framed,
)
from wire.joining import HubSide, KioskSide

CODE, SECRET = "12345678", "0123456789ABCDEFGHJKMNPQRS"
REQUEST = b"-----BEGIN CERTIFICATE REQUEST-----\nrequest\n"
MEMBERSHIP = Membership("certificate", "ca", "Old town", "192.168.1.20", 8883, 1_800_000_000_000)


def sides(typed=CODE, by="code"):
    return (
        KioskSide("library", by, typed, REQUEST, os.urandom),
        HubSide({"code": CODE, "qr": SECRET}, os.urandom),
    )


def proven(by="code", secret=CODE):
    """Both sides, up to where the hub knows that the kiosk knows."""
    kiosk, hub = sides(secret, by)
    assert hub.feed(kiosk.feed(hub.feed(kiosk.hello()))) == b""
    return kiosk, hub


@pytest.mark.parametrize(("by", "secret"), [("code", CODE), ("qr", SECRET)])
def test_who_knows_the_secret_gets_in_and_both_show_the_same(by, secret):
    kiosk, hub = proven(by, secret)
    assert (hub.kiosk, hub.request) == ("library", REQUEST)
    kiosk.feed(hub.grant(MEMBERSHIP))
    assert kiosk.membership == MEMBERSHIP
    assert hub.pictures is None
    hub.feed(kiosk.kept())
    assert hub.pictures == kiosk.pictures
    assert len(hub.pictures) == 2


@settings(max_examples=15)
@given(st.from_regex(r"[0-9]{8}", fullmatch=True).filter(lambda typed: typed != CODE))
def test_another_code_never_gets_as_far_as_a_request(typed):
    kiosk, hub = sides(typed)
    proof = kiosk.feed(hub.feed(kiosk.hello()))
    assert hub.answered
    with pytest.raises(WrongCode):
        hub.feed(proof)
    assert hub.request is None
    with pytest.raises(JoinError):
        hub.feed(proof)
    with pytest.raises(WrongCode):
        kiosk.feed(join_frames.refusal("wrong code"))
    assert kiosk.membership is None


def test_the_code_does_not_open_what_the_qr_code_does():
    kiosk, hub = sides(CODE, "qr")
    with pytest.raises(WrongCode):
        hub.feed(kiosk.feed(hub.feed(kiosk.hello())))


def test_a_hub_that_does_not_know_the_code_is_found_out():
    kiosk, _ = sides()
    impostor = HubSide({"code": "87654321", "qr": SECRET}, os.urandom)
    proof = kiosk.feed(impostor.feed(kiosk.hello()))
    impostor._turn = lambda _: b""  # it goes on as if the code had been right
    impostor.feed(proof)
    with pytest.raises(WrongCode):
        kiosk.feed(impostor.grant(MEMBERSHIP))
    assert kiosk.membership is None


@pytest.mark.parametrize("why", ["taken", "reserved", "request", "something of a later version"])
def test_a_kiosk_that_knows_the_code_may_be_refused_too(why):
    kiosk, hub = proven()
    with pytest.raises(Refused) as refused:
        kiosk.feed(hub.refuse(why))
    assert refused.value.why == why
    assert kiosk.membership is None


@pytest.mark.parametrize("why", ["over", "busy"])
def test_a_refusal_before_all_else_is_heard(why):
    kiosk, _ = sides()
    kiosk.hello()
    with pytest.raises(Refused, match=why):
        kiosk.feed(join_frames.refusal(why))


def test_somebody_in_between_with_another_half_gets_no_further():
    """The halves are swapped for others of one's own: whoever does so does not know the code."""
    kiosk, hub = sides()
    mine, theirs = sides("00000000")
    theirs._secrets = {"code": "00000000"}
    kiosk.hello()
    proof = kiosk.feed(theirs.feed(mine.hello()))
    assert hub.feed(sides("00000000")[0].hello())
    with pytest.raises(JoinError):
        hub.feed(proof)
    assert hub.request is None


def test_a_recorded_conversation_opens_nothing_again():
    kiosk, hub = sides()
    hello = kiosk.hello()
    proof = kiosk.feed(hub.feed(hello))
    again = HubSide({"code": CODE, "qr": SECRET}, os.urandom)
    again.feed(hello)
    with pytest.raises(WrongCode):
        again.feed(proof)
    assert again.request is None


def test_another_name_in_the_hello_is_noticed():
    kiosk, hub = sides()
    changed = msgspec.json.decode(kiosk.hello()[4:])
    changed["kiosk"] = "garden"
    proof = kiosk.feed(hub.feed(framed(msgspec.json.encode(changed))))
    with pytest.raises(WrongCode):
        hub.feed(proof)


def test_pictures_differ_where_somebody_who_read_the_code_stands_between():
    """Both ends were let in by one in the middle who knows the code: 4,096 pairs, here six that all differ."""
    pairs = set()
    for _ in range(6):
        kiosk, false_hub = proven()
        false_kiosk, hub = proven()
        kiosk.feed(false_hub.grant(MEMBERSHIP))
        false_kiosk.feed(hub.grant(MEMBERSHIP))
        kiosk.kept()
        hub.feed(false_kiosk.kept())
        pairs.add(kiosk.pictures == hub.pictures)
    assert False in pairs


def test_a_number_chosen_after_seeing_the_hubs_is_noticed():
    kiosk, hub = proven()
    kiosk.feed(hub.grant(MEMBERSHIP))
    kiosk._number = b"n" * 32
    with pytest.raises(JoinError, match="bound itself"):
        hub.feed(kiosk.kept())
    assert hub.pictures is None


@pytest.mark.parametrize("changed", ["request", "ca", "hubs number"])
def test_pictures_stand_for_all_that_was_given(changed):
    """One thing changed behind the seals shows the same pictures once in 4,096 times: three times in a row, never."""
    shown = []
    for _ in range(3):
        kiosk, hub = proven()
        kiosk.feed(hub.grant(MEMBERSHIP))
        if changed == "request":
            kiosk._wish = msgspec.structs.replace(kiosk._wish, request="another")
        elif changed == "ca":
            kiosk.membership = msgspec.structs.replace(kiosk.membership, ca="another")
        else:
            kiosk._hubs_number = b"n" * 32
        hub.feed(kiosk.kept())
        shown.append(kiosk.pictures == hub.pictures)
    assert False in shown


@given(st.integers(0, 4), st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_changed_byte_never_changes_what_either_side_believes(which, place, change):
    """Nearly everywhere it ends the conversation; where not (a bit of base64 that says nothing) all is as it was."""
    kiosk, hub = sides()

    def passed(frame, number):
        changed = bytearray(frame)
        if number == which:
            changed[int(place * len(frame))] ^= change
        return bytes(changed)

    with contextlib.suppress(JoinError):
        answer = hub.feed(passed(kiosk.hello(), 0))
        hub.feed(passed(kiosk.feed(passed(answer, 1)), 2))
        if hub.request is not None:
            kiosk.feed(passed(hub.grant(MEMBERSHIP), 3))
        if kiosk.membership is not None:
            hub.feed(passed(kiosk.kept(), 4))
    assert hub.request in (None, REQUEST)
    assert hub.request is None or hub.kiosk == "library"
    assert kiosk.membership in (None, MEMBERSHIP)
    assert hub.pictures in (None, kiosk.pictures)


def test_nothing_is_said_twice():
    kiosk, hub = proven()
    kiosk.feed(hub.grant(MEMBERSHIP))
    last = kiosk.kept()
    hub.feed(last)
    with pytest.raises(JoinError):
        hub.feed(last)
    with pytest.raises(JoinError):
        kiosk.feed(framed(b"{}"))


@given(st.lists(st.binary(min_size=1, max_size=400), max_size=6), st.integers(1, 9))
def test_frames_survive_any_cut(payloads, size):
    stream, reader = b"".join(map(framed, payloads)), FrameReader()
    heard = [p for at in range(0, len(stream), size) for p in reader.feed(stream[at : at + size])]
    assert heard == payloads


@pytest.mark.parametrize("start", [b"\0\0\0\0", (MAX_FRAME + 1).to_bytes(4), b"HTTP", b"SSH-", b"\xff" * 4])
def test_a_frame_too_large_or_empty_is_none_before_it_has_come(start):
    with pytest.raises(JoinError, match=r"a frame of \d+ bytes"):
        FrameReader().feed(start)


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_nonsense_to_both_sides_and_no_crash(noise, whole_frame):
    data = framed(noise) if whole_frame and noise else noise
    kiosk, hub = sides()
    kiosk.hello()
    for side in (hub, kiosk, proven()[1]):
        with contextlib.suppress(JoinError):
            side.feed(data)
    assert hub.request is None
    assert kiosk.membership is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)
FIELDS = st.sampled_from(["v", "type", "kiosk", "by", "share", "proof", "sealed", "why", "more"])
KNOWN = ("hello", "answer", "proof", "grant", "kept", "refusal", "library", "code", "qr")
VALUES = JSON | st.sampled_from([1, *KNOWN])


@given(st.dictionaries(FIELDS, VALUES | st.binary(min_size=32, max_size=33)))
def test_any_fields_are_no_crash(fields):
    payload = framed(msgspec.json.encode({"v": 1, **fields}))
    kiosk, hub = sides()
    hello = kiosk.hello()
    for side, before in ((hub, b""), (hub, hello), (kiosk, b"")):
        with contextlib.suppress(JoinError):
            side.feed(before + payload)
    assert hub.request is None
    assert kiosk.membership is None


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 10_000,
        b'{"v":1,"x":' + b"[" * 10_000,
        b'{"v":1,"type":"hello","kiosk":"\\ud800"}',
        b'{"v":1e99}',
    ],
)
def test_hostile_json_is_nonsense(payload):
    with pytest.raises(JoinError, match="not understood"):
        HubSide({"code": CODE}, os.urandom).feed(framed(payload))


def hello_with(**changed):
    fields = msgspec.json.decode(sides()[0].hello()[4:])
    return framed(msgspec.json.encode({**fields, **changed}))


def test_another_version_is_said_to_be_one():
    _, hub = sides()
    with pytest.raises(OtherVersion, match="version 2, and this is version 1"):
        hub.feed(hello_with(v=2, type="greeting"))
    assert not hub.answered


SMALL_ORDER = [
    bytes(32), (1).to_bytes(32, "little"), (2**255 - 20).to_bytes(32, "little"), (2**255 - 19).to_bytes(32, "little"),
    (2**255 - 18).to_bytes(32, "little"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    b"\xff" * 32, b"\x01" + bytes(30) + b"\x80",
]  # fmt: skip


@pytest.mark.parametrize(
    "element", SMALL_ORDER, ids=lambda element: f"{element.hex()[:4]}-{element.hex()[-4:]}"
)
@pytest.mark.parametrize("side", [b"A", b"B", b"S", b"\0"])
def test_halves_of_small_order_or_none_at_all_are_no_try(element, side):
    _, hub = sides()
    with pytest.raises(JoinError):
        hub.feed(hello_with(share=side + element))
    assert not hub.answered
    kiosk, _ = sides()
    kiosk.hello()
    with pytest.raises(JoinError):
        kiosk.feed(framed(msgspec.json.encode(join_frames.Answer(side + element))))


@pytest.mark.parametrize("kiosk", ["", "Library", "a b", "library\n", "+", "#", "a/b", "x" * 33, "-a"])
def test_a_name_that_is_no_kiosk_id_is_nonsense(kiosk):
    _, hub = sides()
    with pytest.raises(JoinError, match="not understood"):
        hub.feed(hello_with(kiosk=kiosk))
