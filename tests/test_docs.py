"""Words on paper are tested too: what the documents promise, the code has."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from kiosk_ui.config import KioskSettings
from kiosk_ui.speech_in import UNDERSTOOD

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PROGRAM = sorted(
    path.relative_to(ROOT).as_posix()
    for package in ("wire", "hub", "kiosk_ui")
    for path in (ROOT / package).glob("*.py")
    if path.name != "__init__.py"
)
PAGES = [path for path in ROOT.rglob("*.md") if not {".venv", "out"} & set(path.relative_to(ROOT).parts)]


@pytest.mark.parametrize("name", PROGRAM)
def test_every_file_has_its_place_in_the_architecture(name):
    assert f"`{name}`" in ARCHITECTURE


def test_the_architecture_names_no_file_that_is_gone():
    named = re.findall(r"`((?:wire|hub|kiosk_ui)/[\w/]+\.py)`", ARCHITECTURE)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("http")]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("target", ["help", "setup", "demo", "test", "check", "bench", "clean"])
def test_the_makefile_has_its_targets(target):
    listed = subprocess.run(
        ["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(rf"^\s*{target}\b", listed, re.MULTILINE)


def test_what_the_readme_makes_can_be_made():
    targets = set(re.findall(r"`?make ([a-z-]+)", README))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_ci_runs_the_readmes_test_command():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in README


def test_lock_files_carry_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        assert len(pinned) <= text.count("--hash=sha256:")


def test_the_settings_of_voice_and_ear_are_those_of_the_kiosk():
    page = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    settings = page.partition("## Settings")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \| `(.+?)`", settings, re.MULTILINE)
    assert len(named) == 5
    usual = KioskSettings()
    for name, value in named:
        told = tomllib.loads(f"value = {value}")["value"]
        assert (tuple(told) if isinstance(told, list) else told) == getattr(usual, name)


def test_no_language_is_said_to_be_understood_that_is_not():
    page = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"\*\*(\w\w)\*\*", page)) == UNDERSTOOD
