"""Valid examples spoilt: by bits and bytes, by the parts of a JSON document, by the lines of a text. Pure."""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

ODD_BYTES = (
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xef\xbb\xbf",
    b"\r",
    b'"',
    b"\\",
    b"{",
    b"[",
    b"\n",
    b"1e999",
)
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**53 + 1, 2**64, 10**400, 0.5, -0.0, float("nan"), float("inf"),
    "", " ", "\0", "\ud800", "é" * 90, "a" * 2001, "🦩", "\u202eabc", "2026-02-30", "24:00", "../x", "hub", [], {},
    [[]], [None], {"": None}, [0] * 300,
)  # fmt: skip
TWICE = 0.3  # how often an input is spoilt once more


def spoil(data: bytes, others: Sequence[bytes], chance: Random, longest: int) -> bytes:
    """One example, spoilt once or more often; `others` lend their parts."""
    ways: tuple[Callable[[bytes, Sequence[bytes], Random], bytes], ...] = (
        _bytes,
        _document,
        _lines,
        _spliced,
    )
    for _ in range(8):
        data = chance.choice(ways)(data, others, chance)[:longest]
        if chance.random() > TWICE:
            break
    return data


def _bytes(data: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    at, end = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
    way = chance.randrange(6)
    if way == 0 and data:
        place = chance.randrange(len(data))
        return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
    if way == 1:
        return data[:at] + data[end:]
    if way == 2:
        return data[:at] + chance.choice(ODD_BYTES) + data[at:]
    if way == 3:
        return data[:end] + data[at:end] * chance.choice((1, 1, 9, 400)) + data[end:]
    if way == 4:
        return data[:at]
    return data[:at] + chance.randbytes(min(end - at, 64)) + data[end:]


def _spliced(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    other = chance.choice(others) if others else b""
    at, there = chance.randint(0, len(data)), chance.randint(0, len(other))
    return data[:at] + other[there:]


def _lines(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    way = chance.randrange(4)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, chance.choice(chance.choice(others).split(b"\n")) if others else b"")
    elif way == 2:
        name, equals, _ = lines[at].partition(b"=")
        nested = "[" * 1200 if chance.random() < 0.02 else ""
        value = nested + json.dumps(chance.choice(ODD_VALUES), ensure_ascii=chance.random() < 0.5)
        lines[at] = name + (equals or b"=") + value.encode("utf-8", "surrogatepass")
    else:
        chance.shuffle(lines)
    return b"\n".join(lines)


def _document(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """The same JSON with one part of it replaced, left out, doubled or nested; other bytes are spoilt as such."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return _bytes(data, others, chance)
    if chance.random() < 0.02:
        return b'{"v":1,"x":' + b"[" * chance.choice((40, 3000)) + data
    changed = _changed(document, chance)
    text = json.dumps(changed, ensure_ascii=chance.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


def _changed(part: Any, chance: Random) -> Any:
    if isinstance(part, dict) and part and chance.random() < 0.9:
        name = chance.choice(list(part))
        way = chance.randrange(8)
        if way == 0:
            return {key: value for key, value in part.items() if key != name}
        if way == 1:
            return {**part, chance.choice((name + "x", "", "v", "\0")): chance.choice(ODD_VALUES)}
        return {**part, name: _changed(part[name], chance)}
    if isinstance(part, list) and part and chance.random() < 0.8:
        at = chance.randrange(len(part))
        way = chance.randrange(4)
        if way == 0:
            return part[:at] + part[at + 1 :]
        if way == 1:
            return part + [part[at]] * chance.choice((1, 30))
        return [*part[:at], _changed(part[at], chance), *part[at + 1 :]]
    if isinstance(part, str) and part and chance.random() < 0.5:
        at = chance.randrange(len(part))
        odd = chance.choice(("\0", "\n", "9", "0", "-", "é", "\u202e", "\ud800", "\U0001f9a9", ""))
        return part[:at] + odd + part[at + 1 :]
    if isinstance(part, int) and chance.random() < 0.5:
        return part + chance.choice((-1, 1, -part, 2**40))
    return chance.choice(ODD_VALUES)
