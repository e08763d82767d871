"""Everything of ours that reads bytes which others wrote: valid examples, and what is done with spoilt ones.

A target takes any bytes. Errors that say that the input is bad it has caught itself: what it raises is a mistake of
ours. Whatever is read is also used as the program would use it: a reader that lets nonsense in has not done its work.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import msgspec

from benchmarks.fuzzing import hostile, panel_line
from benchmarks.fuzzing.inbox import TOWN, InboxTaker
from hub import broker_users, demo_day, seat, tables
from hub.authority import Authority, RequestRefused
from hub.config import ConfigError, read_config
from hub.kept import KeptEntry
from hub.reading import FROM_KIOSK, read
from hub.street import DemoError
from kiosk_ui import escpos_decoder, key_rows, keyboard, language_files, open_table, slip_layout, wording
from kiosk_ui.config import address_of, read_settings
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.printer_errors import PrinterError
from wire import certificates, codes, join_frames, joined, joining, messages, pairing, rules, topics
from wire.examples import BOARD, CONFIG, ENTRY, EXAMPLES, SLIP
from wire.messages import (
    EVERY_MESSAGE,
    Ack,
    Board,
    HubState,
    HubTime,
    KioskConfig,
    MessageError,
    Question,
    Slip,
    TableSheet,
)

NOW = 1_795_431_600_000  # 2026-11-23, a Monday, 11:00 UTC
DATA = Path(__file__).parents[2] / "hub" / "data"
Take = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Target:
    """share: of a thousand inputs. make: given a folder of its own, what takes one input."""

    name: str
    share: int
    examples: Callable[[], Sequence[bytes]]
    make: Callable[[Path], Take]
    longest: int = 12_000


def _examples(*names: str) -> list[bytes]:
    return [messages.encode(EXAMPLES[name]) for name in names or EXAMPLES]


def _every_message(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        for kind in EVERY_MESSAGE.values():
            with suppress(MessageError):
                found = messages.decode(data, kind)
                again = messages.decode(messages.encode(found), kind, 1 << 20)
                assert again == found or b"nan" in data.lower()

    return take


def _reading(_folder: Path) -> Take:
    names = [topics.of_kiosk("library", name) for name in FROM_KIOSK]

    def take(data: bytes) -> None:
        for topic in (*names, data[:80].decode("utf-8", "replace")):
            found = read(topic, data, TOWN, NOW)
            if isinstance(found, KeptEntry):  # as the store does
                assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=KeptEntry) == found

    return take


def _kiosk_hears(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        for kind in (Ack, HubState, HubTime, Slip, TableSheet, KioskConfig, Question):
            with suppress(MessageError):
                _use(messages.decode(data, kind, rules.LARGEST))

    return take


def _use(told: object) -> None:
    """What a kiosk does with what it heard, as far as it rests on what was read."""
    if isinstance(told, Slip | TableSheet):
        wording.day_words(told.language, date.fromisoformat(told.day), getattr(told, "days_ahead", None))
    elif isinstance(told, HubTime):
        datetime.fromtimestamp(told.now / 1000, UTC)
    elif isinstance(told, KioskConfig):
        today = datetime.fromtimestamp(NOW / 1000, ZoneInfo(told.timezone)).date()
        if found := open_table.open_table(told, NOW):
            open_table.open_table_slip(ENTRY, *found, told, today.isoformat())


def _slips_drawn(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        with suppress(MessageError, ValueError):  # what cannot be drawn the print desk gives up
            slip_layout.lay_out(messages.decode(data, Slip), DOTS[58])

    return take


def _boards(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        with suppress(MessageError):
            board = messages.decode(data, Board, rules.LARGEST)
            datetime.fromtimestamp(NOW / 1000, ZoneInfo(board.timezone))
            date.fromisoformat(board.day)

    return take


def _file(read_file: Callable[[Path], object], *errors: type[Exception]) -> Callable[[Path], Take]:
    """A reader of a file."""

    def make(folder: Path) -> Take:
        path = folder / "file.toml"

        def take(data: bytes) -> None:
            path.write_bytes(data)
            with suppress(*errors):
                read_file(path)

        return take

    return make


def _day(path: Path) -> None:
    for words, language in demo_day.read_people(path):
        assert isinstance(words, str)
        assert isinstance(language, str)


def _kiosk_settings(path: Path) -> None:
    address_of(read_settings(path), path.parent, NOW)


def _layouts(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        with suppress(keyboard.LayoutError):
            layout = keyboard.read_layout("file", data.decode("utf-8", "replace"))
            for rows in layout.pages.values():
                placed = keyboard.keys(rows, (0, 0, 800, 240), 4)
                keyboard.key_at(placed, 9, 9)
            for columns in (6, 8, keyboard.MOST_KEYS):
                key_rows.fit(layout, columns, 3)

    return take


def _codes(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        assert codes.is_code(text) == codes.is_code(codes.normalise(text))
        codes.grouped(codes.normalise(text))
        with suppress(pairing.NotReadable):
            assert len(pairing.read_code(text)) == pairing.CODE_DIGITS
        with suppress(pairing.NotReadable):
            found = pairing.read_invitation(text)
            assert pairing.read_invitation(pairing.invitation_text(found)) == found

    return take


def _join_frames(_folder: Path) -> Take:
    decoders = [
        getattr(join_frames, name)
        for name in ("HELLO", "ANSWER", "PROOF", "GRANT", "KEPT", "WISH", "GRANTED")
    ]

    def take(data: bytes) -> None:
        half, whole = len(data) // 2, join_frames.FrameReader()
        frames = [data]
        with suppress(join_frames.JoinError):
            frames += whole.feed(data[:half])
            frames += whole.feed(data[half:])
        for frame in frames:
            for decoder in decoders:
                with suppress(join_frames.JoinError):
                    join_frames.read(frame, decoder)

    return take


def _join_sides(_folder: Path) -> Take:
    request = certificates.make_request(certificates.new_key(), "library")

    def take(data: bytes) -> None:
        kiosk = joining.KioskSide("library", "code", "12345678", request, _chance)
        kiosk.hello()
        for side in (kiosk, joining.HubSide({"code": "12345678", "qr": "0" * 26}, _chance)):
            with suppress(join_frames.JoinError):
                side.feed(data)

    return take


def _chance(size: int) -> bytes:
    return bytes(range(1, 1 + size % 250)).ljust(size, b"\x07")


def _join_examples() -> list[bytes]:
    kiosk = joining.KioskSide("library", "code", "12345678", b"request", _chance)
    hub = joining.HubSide({"code": "12345678", "qr": "0" * 26}, _chance)
    said = [kiosk.hello()]
    said.append(hub.feed(said[-1]))
    said.append(kiosk.feed(said[-1]))
    hub.feed(said[-1])
    said.append(
        hub.grant(join_frames.Membership("certificate", "ca", "Lindenviertel", "127.0.0.1", 8883, NOW))
    )
    kiosk.feed(said[-1])
    return [*said, kiosk.kept(), *(frame[4:] for frame in said)]


def _pem(folder: Path) -> Take:
    authority, count = Authority(folder / "ca"), iter(range(10**9))

    def take(data: bytes) -> None:
        for reads in (certificates.read_key, certificates.read_request, certificates.read_certificate):
            with suppress(certificates.BadCertificate):
                reads(data)
        with suppress(RequestRefused):
            authority.issue(data, f"kiosk-{next(count)}")

    return take


def _pem_examples() -> list[bytes]:
    key = certificates.new_key()
    return [key, certificates.make_request(key, "library")]


def _joined(folder: Path) -> Take:
    authority, key = Authority(folder / "ca"), certificates.new_key()
    certificate = authority.issue(certificates.make_request(key, "library"), "library")
    whole = joined.Joined(joined.HubPlace("127.0.0.1", 8883), certificate, authority.ca_pem, key)
    joined.write_joined(folder, whole)
    place = folder / joined.FOLDER
    right = {
        name: (place / name).read_bytes() for name in (joined.HUB, joined.CERTIFICATE, joined.CA, joined.KEY)
    }

    def take(data: bytes) -> None:
        name = joined.HUB if data[:1] == b"{" else list(right)[len(data) % 4]
        (place / name).write_bytes(data)
        with suppress(joined.NotJoined):
            joined.read_joined(folder, NOW)
        (place / name).write_bytes(right[name])

    return take


def _joined_examples() -> list[bytes]:
    return [b'{"host":"192.168.1.20","port":8883,"name":"Lindenviertel"}', *_pem_examples()]


def _seats(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        # How people are seated is no reading, and would start a process for it.
        with patch.multiple(tables, warm=lambda _seconds: True, split=lambda *_given: []):
            replay = seat.Replay(0.01)
            for line in data.decode("utf-8", "replace").splitlines()[:20]:
                json.dumps(replay.answer(line))

    return take


SEATS = (
    b'{"day": {"places": [{"id": "linde", "walk": {"library": 5}, "langs": ["en"], "rounds": '
    b'[{"start": 780, "seats": 12, "hosts": 1}]}], "kiosks": ["library"], "rules": {}, "history": [["a", "b"]]}}\n'
    b'{"enter": {"id": "e1", "person": "a", "kiosk": "library", "at": 600, "langs": ["en"], "reach_min": 20, '
    b'"rounds": [780], "vector": "ADwAPAA8ADw="}}\n'
    b'{"close": {"place": "linde", "round_start": 780}}'
)
HUB_TOML = b"""name = "Lindenviertel"
timezone = "Europe/Berlin"
languages = ["de", "en"]
help_lines = [{ name = "Help", number = "116 123" }]
forget_at = 04:00:00
close_before_min = 15
question = { en = "What are you curious about today?" }
match_seconds = 2.5
[broker]
host = "127.0.0.1"
port = 1883
[[places]]
id = "linde"
name = "Linde"
hours = { daily = "09:00-13:00, 15:00-19:00", sun = "" }
closed = [2026-12-25]
rounds = ["10:00", 17:30:00]
walk = { library = 6 }
offers = ["a beehive", { words = "ein Webstuhl", language = "de" }]
"""
KIOSK_TOML = b"""id = "library"
printer = "serial:/dev/ttyUSB0?baud=115200"
paper_mm = 58
size = "800x480"
fullscreen = true
languages = ["en", "de"]
[broker]
host = "192.168.1.20"
port = 1883
password_file = "file.toml"
"""
WORDS_TOML = b'today = "heute"\nweekdays = ["Montag", "Dienstag"]\nwalk = "{minutes} Minuten"\n'
CODES = (b"7F3K-82ND-X4", b"1234 5678", b"curiocity-join:192.168.1.20:8820:0123456789ABCDEFGHJKMNPQRS")


def _layout_examples() -> list[bytes]:
    pages = {page: [["q", "w", "\u0301"], ["a"]] for page in keyboard.PAGES}
    return [json.dumps({"language": "en", "pages": pages, "marks": [",", "."]}).encode()]


def _escpos_examples() -> list[bytes]:
    raster = b"\x1dv0\x00\x02\x00\x03\x00" + bytes(range(6))
    return [b"\x1b@\x1dP\xcb\xcb\x1dL\x08\x00" + raster + b"\x1bJ\x09\x1dVB\x00"]


def _escpos(_folder: Path) -> Take:
    def take(data: bytes) -> None:
        with suppress(PrinterError):
            escpos_decoder.draw(escpos_decoder.read(data))

    return take


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target("messages", 250, _examples, _every_message),
        Target(
            "what the hub reads",
            200,
            lambda: _examples(*(f"k/{{kiosk}}/{name}" for name in FROM_KIOSK)),
            _reading,
        ),
        Target("the hub's inbox", 100, lambda: _examples("k/{kiosk}/entry", "k/{kiosk}/retract"), InboxTaker),
        Target("what a kiosk hears", 100, lambda: [*_examples(), messages.encode(CONFIG)], _kiosk_hears),
        Target("boards", 30, lambda: [messages.encode(BOARD)], _boards),
        Target("slips drawn", 1, lambda: [messages.encode(SLIP)], _slips_drawn),
        Target("the hub's settings", 40, lambda: [HUB_TOML], _file(read_config, ConfigError), 1500),
        Target("a kiosk's settings", 30, lambda: [KIOSK_TOML], _file(_kiosk_settings, ConfigError), 800),
        Target("keyboards", 40, _layout_examples, _layouts, 2000),
        Target(
            "wordings",
            30,
            lambda: [WORDS_TOML],
            _file(lambda path: language_files.read_language(path, wording.load("en"))),
            800,
        ),
        Target(
            "broker users",
            20,
            lambda: [b"hub:" + b"0f" * 32 + b"\nlibrary:" + b"a1" * 32 + b"\n"],
            _file(broker_users.read_hashes),
        ),
        Target(
            "days to replay",
            20,
            lambda: [b"text\tlang\nbees\ten\nK\xc3\xa4fer\tde\n"],
            _file(_day, DemoError),
            1000,
        ),
        Target("seats", 20, lambda: [SEATS], _seats, 3000),
        Target("hostile text", 60, lambda: hostile.HOSTILE, hostile.sanitising, 160),
        Target("what is read of words", 4, lambda: hostile.HOSTILE, hostile.reading, 160),
        Target("codes", 50, lambda: CODES, _codes, 200),
        Target("join frames", 40, _join_examples, _join_frames),
        Target("both sides of joining", 1, _join_examples, _join_sides, 2000),
        Target("certificates", 10, _pem_examples, _pem, 3000),
        Target("memberships", 8, _joined_examples, _joined, 3000),
        Target("printer bytes", 10, _escpos_examples, _escpos, 2000),
        Target("the panel's line", 20, panel_line.examples, panel_line.line, 1500),
    )
}
