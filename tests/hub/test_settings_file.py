import tomllib
from dataclasses import replace

import pytest

from hub.config import ConfigError, HubConfig
from hub.settings_file import ChangedMeanwhile, SettingsFile, in_force
from tests.hub.town import MONDAY, TOWN
from wire.options import OptionError

PLACE = {"id": "library", "name": "Library", "hours": {"daily": "09:00-18:00"}}


@pytest.fixture
def file(tmp_path):
    return SettingsFile(tmp_path / "hub.toml")


def test_no_file_is_every_default(file):
    settings = file.read()
    assert settings.config == HubConfig()
    assert settings.document == {}


def test_what_is_written_is_read(file):
    written = file.write({"name": "Old Town", "places": [PLACE]}, file.revision())
    assert file.read() == written
    assert file.read().config.place("library").name == "Library"
    assert file.revision() == written.revision


def test_the_second_of_two_hosts_writes_over_nothing(file):
    seen = file.revision()
    file.write({"name": "First"}, seen)
    with pytest.raises(ChangedMeanwhile):
        file.write({"name": "Second"}, seen)
    assert file.read().config.name == "First"


def test_what_is_wrong_is_not_written(file):
    file.write({"name": "Old Town"}, file.revision())
    with pytest.raises(OptionError) as wrong:
        file.write({"name": "Old Town", "places": [{**PLACE, "seats": 900}]}, file.revision())
    assert wrong.value.at == "places[1].seats"
    with pytest.raises(OptionError, match="used twice"):
        file.write({"places": [PLACE, PLACE]}, file.revision())
    assert file.read().document == {"name": "Old Town"}


def test_a_hosts_own_comments_are_kept_once(file):
    by_hand = '# how we write it\nname = "Old Town"  # since 1900\n'
    file.path.write_text(by_hand)
    file.write({"name": "New Town"}, file.revision())
    file.write({"name": "Newest Town"}, file.revision())
    assert file.kept_path.read_text() == by_hand
    assert tomllib.loads(file.path.read_text()) == {"name": "Newest Town"}


def test_a_file_without_comments_is_kept_nowhere(file):
    file.write({"name": "Old Town"}, file.revision())
    file.write({"name": "New Town"}, file.revision())
    assert not file.kept_path.exists()


@pytest.mark.parametrize("content", [b"\xff", b"name = ", b"nmae = 'Town'", b"a = " + b"[" * 5000])
def test_a_file_that_cannot_be_used_is_said_so(file, content):
    file.path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^hub\.toml: "):
        file.read()


def test_nobody_is_sent_anywhere_before_a_help_line_was_dialled():
    assert TOWN.places
    assert in_force(TOWN).places == ()
    assert in_force(replace(TOWN, dialled={"112": MONDAY})).places == TOWN.places
