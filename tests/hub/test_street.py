"""The demo's street: its folders are its own, its settings are read by the programs, its processes end."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from hub.config import read_config
from hub.street import MARK, DemoError, KioskLines, Street
from kiosk_ui.config import address_of, read_settings
from wire.clock import shifted_clock

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_every_program_has_settings_it_can_read(tmp_path):
    street = Street(tmp_path / "out", ["library", "garden"])
    config = street.prepare()
    assert config == read_config(street.data / "hub.toml")
    for name in street.kiosks:
        folder = street.data / name
        settings = read_settings(folder / "kiosk.toml")
        assert settings.printer.startswith("virtual:")
        address = address_of(settings, folder, 0)
        assert (address.port, address.username) == (street.port, name)
        assert address.password == (street.data / "broker" / f"{name}.password").read_text()


def test_a_second_street_begins_anew_and_keeps_the_slips(tmp_path):
    Street(tmp_path, ["library"]).prepare()
    (tmp_path / "data" / "hub.db").write_text("of the last demo")
    (tmp_path / "slip-1.png").touch()
    Street(tmp_path, ["library"]).prepare()
    assert not (tmp_path / "data" / "hub.db").exists()
    assert (tmp_path / "slip-1.png").exists()


def test_only_a_demos_own_folder_is_emptied(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine").touch()
    with pytest.raises(DemoError, match=r"data is not a demo's folder: choose another one with --out"):
        Street(tmp_path, ["library"]).prepare()
    assert (tmp_path / "data" / "mine").exists()
    assert not (tmp_path / "data" / MARK).exists()


def test_the_clock_is_moved_for_everybody_who_reads_it(tmp_path):
    street = Street(tmp_path, ["library"])
    street.prepare()
    street.set_clock(EIGHT)
    assert abs(shifted_clock(street.clock).now() - int(EIGHT.timestamp() * 1000)) < 5000


class Said(asyncio.StreamReader):
    """The standard output of a kiosk that says these lines and ends."""

    def __init__(self, *lines):
        super().__init__()
        self.feed_data(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        self.feed_eof()


class Child:
    """A process as far as its standard streams go; it hears nothing any more."""

    def __init__(self, *lines):
        self.stdout, self.stdin = Said(*lines), self

    def write(self, line):
        self.asked = json.loads(line)

    async def drain(self):
        pass


def test_a_kiosk_is_ready_prints_and_tells_of_its_visit(tmp_path):
    async def story():
        child = Child({"ready": True}, {"printed": "a-slip"}, {"place": "Town Library"})
        kiosk = KioskLines(child, tmp_path / "log")
        assert await kiosk.visit("bees", "en") == {"place": "Town Library"}
        assert child.asked == {"words": "bees", "language": "en"}
        assert kiosk.ready.is_set()
        assert kiosk.printed == {"a-slip"}

    asyncio.run(story())


@pytest.mark.parametrize(
    ("lines", "said"),
    [([], "the kiosk has ended"), ([{"error": "waited 30 s in vain"}], "waited 30 s in vain")],
)
def test_a_visit_that_failed_names_the_log(tmp_path, lines, said):
    async def story():
        kiosk = KioskLines(Child(*lines), tmp_path / "library.log")
        with pytest.raises(DemoError, match=rf"{said} \(see .*library\.log\)"):
            await kiosk.visit("bees", "en")

    asyncio.run(story())
