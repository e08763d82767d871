import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from wire import messages, rules, trail
from wire.examples import EXAMPLES
from wire.messages import (
    MAX_BYTES,
    MAX_MET,
    MAX_SEALED,
    Ack,
    Board,
    Entry,
    HubTime,
    KioskConfig,
    MessageError,
    Sealed,
    Slip,
    TableSheet,
    UnknownVersion,
)

KINDS = st.sampled_from(list(messages.EVERY_MESSAGE.values()))
ANY_SIZE = 1 << 24


def values(kind: inspect.Type) -> st.SearchStrategy:
    """Everything a type of the wire allows."""
    match kind:
        case inspect.StrType(pattern=str(pattern)):
            return st.from_regex(pattern, fullmatch=True)
        case inspect.StrType(max_length=most):
            return st.text(max_size=min(most or 40, 200))
        case inspect.IntType(ge=least, le=most):
            return st.integers(least if least is not None else -(2**53), most if most is not None else 2**53)
        case inspect.VarTupleType(item_type=item, max_length=most):
            return st.lists(values(item), max_size=min(most or 3, 3)).map(tuple)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(values(key), values(value), max_size=3)
        case inspect.LiteralType(values=allowed):
            return st.sampled_from(allowed)
        case inspect.UnionType(types=types):
            return st.one_of(*map(values, types))
        case inspect.StructType(cls=cls, fields=fields):
            told = (f for f in fields if f.name != "v")
            return st.builds(
                cls, **{f.name: CHECKED[f.name] if f.name in CHECKED else values(f.type) for f in told}
            )
        case inspect.Metadata(type=inner):
            return values(inner)
    return PLAIN[type(kind)]


PLAIN = {
    inspect.BoolType: st.booleans(),
    inspect.NoneType: st.none(),
    inspect.BytesType: st.binary(max_size=200),
}


# What no pattern can say: days of the calendar, zones that this machine knows.
CHECKED = {
    "day": st.dates().map(lambda day: day.isoformat()),
    "timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
}
ALL_MESSAGES = {kind: values(inspect.type_info(kind)) for kind in messages.EVERY_MESSAGE.values()}
EXAMPLE_BYTES = st.sampled_from([messages.encode(message) for message in EXAMPLES.values()])


def test_the_largest_sealed_copy_fits_into_its_topic():
    assert MAX_SEALED == trail.SEALED_MOST
    assert MAX_MET == trail.TAGS_MOST
    id_ = EXAMPLES["k/{kiosk}/entry"].id
    largest = Sealed(id_, "k" * 32, id_, "a" * 32, b"x" * MAX_SEALED, "b" * 32)
    assert len(messages.encode(largest)) <= rules.BY_TOPIC["k/{kiosk}/trail"].max_bytes


@given(KINDS.flatmap(ALL_MESSAGES.__getitem__))
def test_every_message_survives_the_wire(message):
    assert messages.decode(messages.encode(message), type(message), ANY_SIZE) == message


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (Slip, b"2026-11-22", b"2026-02-30"),
        (TableSheet, b"2026-11-22", b"2026-13-01"),
        (KioskConfig, b"2026-11-22", b"2026-00-10"),
        (KioskConfig, b"Europe/Berlin", b"Europe"),  # a folder
        (KioskConfig, b"Europe/Berlin", b""),
        (KioskConfig, b"Europe/Berlin", b"../secret"),
        (Board, b"Europe/Berlin", b"x" * 300),
    ],
)
def test_a_day_or_a_time_zone_that_there_is_not_is_refused_at_the_door(kind, right, wrong):
    (example,) = (message for message in EXAMPLES.values() if type(message) is kind)
    payload = messages.encode(example)
    assert messages.decode(payload, kind, ANY_SIZE) == example
    with pytest.raises(MessageError):
        messages.decode(payload.replace(right, wrong), kind, ANY_SIZE)


def test_a_time_that_no_calendar_shows_is_refused():
    far = messages.encode(HubTime(2**53))
    with pytest.raises(MessageError, match="now"):
        messages.decode(far, HubTime)


@given(st.binary(max_size=200), KINDS)
def test_any_bytes_are_a_message_or_a_message_error(payload, kind):
    decodes_or_refuses(payload, kind)


@given(EXAMPLE_BYTES, st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=4), KINDS)
def test_a_damaged_message_is_a_message_or_a_message_error(payload, damages, kind):
    damaged = bytearray(payload)
    for where, byte in damages:
        damaged[where % len(damaged)] = byte
    decodes_or_refuses(bytes(damaged), kind)


@given(EXAMPLE_BYTES, st.integers(0, 4000), KINDS)
def test_a_message_cut_short_is_refused(payload, end, kind):
    with pytest.raises(MessageError):
        messages.decode(payload[: end % len(payload)], kind)


def decodes_or_refuses(payload, kind):
    try:
        message = messages.decode(payload, kind)
    except MessageError:
        return
    assert isinstance(message, kind)


@pytest.mark.parametrize("depth", [500, 4000])
def test_deep_nesting_is_refused(depth):
    with pytest.raises(MessageError):
        messages.decode(b'{"v":1,"x":' + b"[" * depth + b"]" * depth + b"}", Entry)


def test_what_is_no_utf_8_is_refused():
    payload = messages.encode(EXAMPLES["k/{kiosk}/entry"]).replace(b"bees", b"be\xe9s")
    with pytest.raises(MessageError):
        messages.decode(payload, Entry)


@given(st.integers(-(2**63), 2**63 - 1).filter(lambda version: version != messages.VERSION), KINDS)
def test_another_version_is_told_from_what_is_no_message(version, kind):
    with pytest.raises(UnknownVersion, match=re.escape(str(version))):
        messages.decode(json.dumps({"v": version, "anything": [1]}).encode(), kind)


@given(KINDS)
def test_a_message_without_version_is_refused(kind):
    with pytest.raises(MessageError) as caught:
        messages.decode(b"{}", kind)
    assert not isinstance(caught.value, UnknownVersion)


def test_what_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(MessageError, match=f"{MAX_BYTES + 1} bytes"):
        messages.decode(b"x" * (MAX_BYTES + 1), Entry)


def test_fields_of_a_newer_program_are_ignored():
    entry = EXAMPLES["k/{kiosk}/entry"]
    assert messages.decode(changed(entry, mood="good", rounds=["17:30"]), Entry).rounds == ("17:30",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "x" * 2001},
        {"words": None},
        {"kiosk": "../etc"},
        {"kiosk": "Library"},
        {"id": "1"},
        {"id": "01A2038E-7F00-7A3B-8C11-5F2E6A90D417"},
        {"languages": ["en"] * 9},
        {"languages": ["<script>"]},
        {"at": -1},
        {"at": 1.5},
        {"age_ms": 2**53 + 1},
        {"rounds": ["25:00"]},
        {"rounds": ["10:00"] * 25},
        {"promised": {"place": "linde"}},
    ],
    ids=str,
)
def test_what_an_entry_may_not_hold_is_refused(wrong):
    with pytest.raises(MessageError):
        messages.decode(changed(EXAMPLES["k/{kiosk}/entry"], **wrong), Entry)


@pytest.mark.parametrize("field", ["kiosk", "id"])
def test_a_line_break_after_an_id_is_refused(field):
    entry = EXAMPLES["k/{kiosk}/entry"]
    with pytest.raises(MessageError):
        messages.decode(changed(entry, **{field: getattr(entry, field) + "\n"}), Entry)


def test_the_longest_words_fit_into_a_message_in_any_script():
    entry = EXAMPLES["k/{kiosk}/entry"]
    longest = msgspec.structs.replace(entry, words="🦔" * 2000)
    assert messages.decode(messages.encode(longest), Entry) == longest


def test_an_ack_of_a_full_window_is_within_what_a_kiosk_reads():
    ids = tuple(f"01a2038e-7f00-7a3b-8c11-{number:012x}" for number in range(100))
    assert messages.decode(messages.encode(Ack(ids)), Ack, MAX_BYTES)


def changed(message: msgspec.Struct, **fields: object) -> bytes:
    return json.dumps({**json.loads(messages.encode(message)), **fields}).encode()
