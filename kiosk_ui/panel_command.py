"""`curiocity panel`: what a panel says, as it says it, for whoever builds one or looks for what is wrong with it.

Only while no kiosk uses it. Nothing is kept of what is shown, and no sign of life is given: the panel's watchdog waits
for a kiosk's and does not take this for one.
"""

import argparse
import contextlib
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk_ui.config import ConfigError, read_settings
from kiosk_ui.panel_events import AllUp, Heard, LinkIs, Near, switch
from kiosk_ui.panel_link import PanelLink
from wire import frames, panel
from wire.messages import SOFTWARE

KINDS = {getattr(frames, name): name for name in ("HELLO", "WELCOME", "DATA", "ACK", "NAK")}
FRAME_BYTES = 8  # the least: kind, seq, ack, room and CRC
NAMES = {"which": panel.BUTTONS, "what": panel.TROUBLES, "state": panel.LAMPS}
LOOK_S = 0.1
FOUND_S = 3.0
NEVER = float("inf")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="curiocity panel", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--device", help="auto, auto:SERIAL or a serial port (that of the kiosk, else auto)")
    parser.add_argument(
        "--data", type=Path, default=Path("kiosk-data"), help="folder of the kiosk (kiosk-data)"
    )
    parser.add_argument("--json", action="store_true", help="a line of JSON for each message")
    parser.add_argument("--frames", action="store_true", help="every frame on the line too, as it is")
    parser.add_argument("--lamp", choices=panel.LAMPS, help="have the panel show this")
    parser.add_argument("--seconds", type=float, default=NEVER, help="end after so long (at Ctrl+C)")
    parser.add_argument("--lines", type=int, default=0, help="end after so many messages")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Show it; 1 where no panel was there until the end, 2 where the setting is wrong."""
    options = arguments(argv)
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    try:
        named = options.device or read_settings(options.data / "kiosk.toml").panel.device
    except ConfigError as error:
        print(f"curiocity panel: {error}", file=sys.stderr)
        return 2
    shows = Shows(lambda line: print(line, flush=True), options.json)
    tap = Frames(lambda line: print(line, flush=True)) if options.frames else _look_away
    link = PanelLink("auto" if named == "none" else named, shows.hear, f"command {SOFTWARE}", tap)
    link.start()
    if options.lamp:
        link.tell(panel.Lamp(panel.LAMPS.index(options.lamp)))
    until = time.monotonic() + options.seconds
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() < until and not 0 < options.lines <= shows.lines:
            time.sleep(LOOK_S)
    link.stop()
    return 0 if shows.found else 1


def look(device: str) -> tuple[LinkIs, str]:
    """How the line to a panel is, as far as three seconds tell; and why, where nobody is there."""
    found: list[Heard] = []
    link = PanelLink(device, found.append, f"doctor {SOFTWARE}")
    link.start()
    until = time.monotonic() + FOUND_S
    while not found and not link.why and time.monotonic() < until:
        time.sleep(LOOK_S)
    link.stop()
    first = next((one for one in found if isinstance(one, LinkIs)), LinkIs("away"))
    return first, link.why or f"{device}: nothing answers: look at cable and supply of the panel"


class Shows:
    """Each thing heard as a line. found: whether a panel was there. lines: so many until now."""

    def __init__(self, say: Callable[[str], None], as_json: bool) -> None:
        self._say, self._as_json, self.found, self.lines = say, as_json, False, 0

    def hear(self, heard: Heard) -> None:
        """Called in the link's thread."""
        self.found |= isinstance(heard, LinkIs) and heard.state == "there"
        self.lines += 1
        told = fields(heard)
        if self._as_json:
            self._say(json.dumps({"at": round(time.time(), 3), **told}))
            return
        words = [in_words(name, value) for name, value in told.items() if name != "message"]
        self._say(f"{time.strftime('%H:%M:%S')}  {told['message']:9} {', '.join(filter(None, words))}")


def fields(heard: Heard) -> dict[str, object]:
    """A message by its name and those of its fields, numbers as what they stand for."""
    if isinstance(heard, LinkIs):
        return {"message": "Link", "is": heard.state, "panel": heard.panel, "here": heard.kiosk}
    if isinstance(heard, Near):
        return {"message": "Presence", "is_there": heard.is_there}
    if isinstance(heard, AllUp):
        return {"message": "Buttons", "are": "up"}
    names: tuple[str, ...] = heard._fields  # type: ignore[attr-defined]
    named = {name: _meaning(name, value) for name, value in zip(names, heard, strict=True)}
    return {"message": type(heard).__name__, **named}


def _meaning(name: str, value: int) -> object:
    if name in NAMES:
        return NAMES[name][value]
    if name == "seconds":
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC" if value else None
    if name == "code":
        return panel.NAMES.get(value, value)
    if name.startswith("is_"):
        return switch(value)
    return None if name == "level" and value == panel.UNKNOWN else value


def in_words(name: str, value: object) -> str:
    """A field for people: `down: yes`, or its value alone where that says what it is."""
    called = "not known" if value is None else str(value)
    if isinstance(value, bool):
        called = "yes" if value else "no"
    return f"{name.removeprefix('is_')}: {called}" if name.startswith("is_") else called


class Frames:
    """Every frame on the line as a line, of both directions."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._readers = {"<": frames.FrameReader(), ">": frames.FrameReader()}

    def __call__(self, way: str, data: bytes) -> None:
        """way: ">" was written, "<" was read."""
        for body in self._readers[way].feed(data):
            kind = KINDS.get(body[0] & frames.KIND, "?") if len(body) >= FRAME_BYTES else "broken"
            head = f"seq {body[1]} ack {body[2]} room {body[3]}" if kind != "broken" else ""
            self._say(f"{way} {kind:7} {head} {body[4:-4].hex(' ')}".rstrip())


def _look_away(_way: str, _data: bytes) -> None:
    """Nobody wants to see the frames."""


if __name__ == "__main__":
    sys.exit(main())
