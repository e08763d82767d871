"""docs/panel.md says what the link does: its examples are real frames, its figures the link's own."""

import importlib.util
import re
from pathlib import Path

from wire import frames
from wire.link import DEAD_MS, HEARTBEAT_MS, HELLO_MS, NAKS
from wire.outgoing import DOUBLINGS, FIRST_RTO_MS, GAP_MS, LONGEST_RTO_MS, QUEUE, SHORTEST_RTO_MS, WINDOW

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "panel.md").read_text(encoding="utf-8")


def test_the_examples_are_what_the_link_says():
    spec = importlib.util.spec_from_file_location("make_panel_examples", DOCS / "make_panel_examples.py")
    assert spec is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.with_examples(PAGE) == PAGE, "python docs/make_panel_examples.py writes them anew"
    assert "NAK" in made.EXAMPLES["lost"]()


def test_the_drawn_frame_is_a_frame():
    line = bytes.fromhex(re.findall(r"^00(?: [0-9a-f]{2})+ 00$", PAGE, re.MULTILINE)[0])
    (body,) = frames.FrameReader().feed(line)
    lives = re.findall(r"begun at ([0-9a-f]{8}) xor ([0-9a-f]{8})", PAGE)[0]
    assert frames.is_whole(body, int(lives[0], 16) ^ int(lives[1], 16))
    assert not frames.is_whole(body, 0)


def test_kinds_and_times_are_those_of_the_link():
    kinds = re.findall(r"^\| (\d) \| ([A-Z]+) \|", PAGE, re.MULTILINE)
    assert [(int(number), name) for number, name in kinds] == [
        (getattr(frames, name), name) for name in ("HELLO", "WELCOME", "DATA", "ACK", "NAK")
    ]
    for said in (
        f"every {HELLO_MS} ms",
        f"after {HEARTBEAT_MS} ms",
        f"{DEAD_MS} ms without",
        f"{WINDOW}; {QUEUE} payloads",
        f"and {NAKS - 1} more while the gap stays, {GAP_MS} ms",
        f"{FIRST_RTO_MS} ms at first",
        f"{SHORTEST_RTO_MS} to {LONGEST_RTO_MS} ms; doubled at most {DOUBLINGS} times",
        f"0x{frames.GREATER:x} *from",
        f"0x{frames.AGAIN:x} *this",
        f"0x{frames.PROMPT:x}\n*the first",
    ):
        assert said in PAGE, said


def test_a_payload_costs_what_is_said():
    for size in (0, 9, 240):
        cost = len(frames.frame(frames.DATA, 1, 1, 1, bytes([1]) * size, 1)) - size
        assert f"| cost of a payload | {cost} bytes |" in PAGE
