"""What may stand in firmware/: read off the syntax trees, as tests/test_import_rules.py does for the rest."""

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.imports import imports, roots

ROOT = Path(__file__).parent.parent
FIRMWARE = ROOT / "firmware"
sys.path.append(str(FIRMWARE / "tools"))
import flash  # noqa: E402

FILES = sorted(FIRMWARE.glob("*.py"))
OF_WIRE = sorted(ROOT / "wire" / name for name in flash.WIRE)
OURS = {path.stem for path in FILES}
HARDWARE = {"machine": "board.py", "neopixel": "board.py", "usb": "usb_line.py"}
BOTH_PYTHONS = {"asyncio", "os", "sys", "time"}
# Files that decide: they are handed the time, and read no clock, pin or file.
PURE = {
    "buttons", "switches", "presence", "light", "guard", "lamps", "printer_supply", "self_test", "talk",
    "clock", "distance", "kept",
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_imports_ours_and_what_both_pythons_have(path):
    for root in roots(path) - OURS - {"wire"}:
        assert root in BOTH_PYTHONS or HARDWARE.get(root) == path.name, root


def test_of_wire_lies_on_the_board_what_is_needed_there_and_no_more():
    needed = {name for path in [*FILES, *OF_WIRE] for name in imports(path) if name.startswith("wire.")}
    modules = {path.stem for path in OF_WIRE} - {"__init__"}
    assert {name.split(".")[1] for name in needed} == modules
    for page in (FIRMWARE / "README.md", ROOT / "docs" / "panel.md"):
        told = page.read_text(encoding="utf-8")
        assert not [module for module in modules if f"{module}.py`" not in told], page.name


@pytest.mark.parametrize("path", OF_WIRE, ids=lambda path: path.stem)
def test_what_lies_there_of_wire_imports_what_a_pico_has(path):
    assert roots(path) <= {"wire", "struct", "binascii", "collections"}


@pytest.mark.parametrize("name", sorted(PURE))
def test_files_that_decide_touch_nothing(name):
    source = (FIRMWARE / f"{name}.py").read_text(encoding="utf-8")
    assert not roots(FIRMWARE / f"{name}.py") & (
        BOTH_PYTHONS | HARDWARE.keys() | {"board", "faults", "state"}
    )
    assert not {node.func.id for node in ast.walk(ast.parse(source)) if is_call(node)} & {"open", "print"}


def is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


def test_no_number_of_the_wiring_stands_outside_pinout():
    """Pins are asked for by name: whoever makes one is given gp(name) or a number out of pinout.PINS."""
    source = (FIRMWARE / "board.py").read_text(encoding="utf-8")
    assert re.findall(r"Pin\((\w+)", source)
    assert not re.findall(r"Pin\(\s*\d", source)
    assert not re.findall(r"0x[0-9a-fA-F]+", source)


def test_what_a_pico_with_micropython_has_not_is_not_used():
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [
            node for node in ast.walk(tree) if isinstance(node, ast.Match | ast.NamedExpr | ast.AnnAssign)
        ], path
