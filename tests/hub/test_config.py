import contextlib
import dataclasses
import tomllib
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import config as config_module
from hub.config import BrokerConfig, ConfigError, HelpLine, HubConfig, Place, Span, read_config

EXAMPLE = Path(config_module.__file__).parent / "data" / "example.toml"
PLACE = '[[places]]\nid = "cafe"\nname = "Café"\nhours = {daily = "09:00-18:00"}\n'


@pytest.fixture
def read(tmp_path):
    def read(toml):
        path = tmp_path / "hub.toml"
        path.write_text(toml, encoding="utf-8")
        return read_config(path)

    return read


def test_an_empty_file_is_enough(read):
    assert read("") == HubConfig()


def test_the_example_is_read_and_shows_every_option():
    assert read_config(EXAMPLE).places
    written = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert any("dialled" in line for line in written["help_lines"])
    options = {HubConfig: {*written, "dialled"}, BrokerConfig: written["broker"], Place: written["places"][0]}
    for kind, table in options.items():
        assert set(table) == {field.name for field in dataclasses.fields(kind)}


def test_nobody_is_sent_anywhere_before_a_help_line_was_dialled(read):
    lines = '[{name = "Emergency", number = "112"}, {name = "Talk", number = "116 123"%s}]'
    assert not read("help_lines = " + lines % "").is_live
    ticked = read("help_lines = " + lines % ", dialled = 2026-11-02")
    assert ticked.is_live
    assert ticked.dialled == {"116 123": date(2026, 11, 2)}
    assert ticked.help_lines == (HelpLine("Emergency", "112"), HelpLine("Talk", "116 123"))


def test_every_option_arrives(read):
    config = read(
        'name = "Old Town"\ntimezone = "Europe/Lisbon"\nlanguages = ["pt", "en"]\nforget_at = 03:30:00\n'
        'help_lines = [{name = "Emergency", number = "112"}]\nquestion = {pt = "Curioso?"}\nmatch_seconds = 1\n'
        'broker = {host = "hub.local", port = 8883}\n' + PLACE + 'closed = [2026-12-25, "2027-01-01"]\n'
        'rounds = ["17:30", "10:00", 10:00:00]\nwalk = {cafe = 0, library = 7}\nprints_at = "cafe"\n'
    )
    place = config.place("cafe")
    assert (config.name, config.timezone, config.languages) == ("Old Town", "Europe/Lisbon", ("pt", "en"))
    assert (config.forget_at, config.help_lines) == (time(3, 30), (HelpLine("Emergency", "112"),))
    assert (config.question, config.match_seconds) == ({"pt": "Curioso?"}, 1.0)
    assert (config.broker.host, config.broker.port, config.broker.username) == ("hub.local", 8883, "hub")
    assert place.closed == (date(2026, 12, 25), date(2027, 1, 1))
    assert place.rounds == (time(10), time(17, 30))
    assert place.languages == ("pt", "en"), "a place without languages speaks the hub's"
    assert place.hours["sun"] == (Span(540, 1080),)
    assert config.kiosks == ("cafe", "library")
    assert config.place("nowhere") is None


def test_days_and_breaks(read):
    hours = '{daily = "09:00-13:00, 15:00-24:00", sun = "", sat = "10:00 – 12:00"}'
    place = read(PLACE.replace('{daily = "09:00-18:00"}', hours)).places[0]
    assert place.hours["mon"] == (Span(540, 780), Span(900, 1440))
    assert place.hours["sat"] == (Span(600, 720),)
    assert place.hours["sun"] == ()


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (PLACE + "seats = 900", "hub.toml: places[1].seats = 900: a whole number from 1 to 150"),
        (PLACE + "seats = true", "hub.toml: places[1].seats = True: a whole number from 1 to 150"),
        (PLACE + "seat = 9", "hub.toml: places[1].seat: unknown option, did you mean seats?"),
        (PLACE + 'walk = {"A B" = 5}', 'hub.toml: places[1].walk.A B = "A B": a kiosk id'),
        (PLACE + "walk = {cafe = 900}", "hub.toml: places[1].walk.cafe = 900: a whole number from 0 to 180"),
        (PLACE + 'rounds = ["25:00"]', 'hub.toml: places[1].rounds[1] = "25:00": a time such as 17:30'),
        (PLACE + "rounds = []", "hub.toml: places[1].rounds = []: a list in brackets of at least 1"),
        (PLACE + 'closed = ["2026-02-30"]', 'places[1].closed[1] = "2026-02-30": a date such as 2026-12-25'),
        (PLACE + 'prints_at = "?"', 'places[1].prints_at = "?": a kiosk id, or empty'),
        (PLACE + PLACE, 'hub.toml: places: id "cafe" is used twice'),
        ('[[places]]\nid = "a"\nname = "A"', "hub.toml: places[1].hours: missing"),
        (
            PLACE.replace("09:00-18:00", "18:00-09:00"),
            'hub.toml: places[1].hours.daily = "18:00-09:00": opening',
        ),
        (PLACE.replace("09:00-18:00", "09:00-12:00,11:00-18:00"), "places[1].hours.daily"),
        (PLACE.replace("daily", "moon"), 'hub.toml: places[1].hours.moon = "moon": daily or a day: mon, tue'),
        (
            'timezone = "Mars/Olympus"',
            'hub.toml: timezone = "Mars/Olympus": a time zone such as Europe/Lisbon',
        ),
        ('timezone = "../etc"', 'hub.toml: timezone = "../etc": a time zone'),
        ("languages = []", "hub.toml: languages = []: a list"),
        ('languages = ["English"]', 'hub.toml: languages[1] = "English": a language tag'),
        ("match_seconds = 0.001", "hub.toml: match_seconds = 0.001: a number from 0.05 to 30"),
        ('help_lines = [{name = "x", number = "call me"}]', "help_lines[1].number"),
        ('help_lines = [{name = "x"}]', "hub.toml: help_lines[1].number: missing"),
        ("broker = 7", "hub.toml: broker = 7: a table"),
        ("close_before_min = 30", "hub.toml: close_before_min = 30: at most lead_min (20)"),
        ("colour = 1", "hub.toml: colour: unknown option, known: name, timezone"),
        ("name = ", "hub.toml: not a TOML file in UTF-8"),
        ("name = " + "[" * 5000, "hub.toml: not a TOML file in UTF-8"),
        ("name = 1\nname = 2", "hub.toml: not a TOML file in UTF-8"),
        (f'name = "{"x" * 81}"', "hub.toml: name = "),
    ],
)
def test_a_wrong_option_stops_the_start_with_one_sentence(read, toml, sentence):
    with pytest.raises(ConfigError) as error:
        read(toml)
    assert sentence in str(error.value)
    assert len(str(error.value)) < 300


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read: No such file"):
        read_config(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes('name = "Café"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        read_config(tmp_path / "latin.toml")


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.dates(), st.times()
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(
    st.sampled_from(sorted(config_module.HUB) + [f"places.{name}" for name in config_module.PLACE]), values
)
def test_any_value_is_taken_or_explained(option, value):
    checks = config_module.PLACE if option.startswith("places.") else config_module.HUB
    with contextlib.suppress(config_module.OptionError):
        checks[option.removeprefix("places.")](value)
