import re

import pytest

from kiosk_ui.config import BrokerSettings, ConfigError, KioskSettings, address_of, read_settings

WHOLE = """
id = "laundry-2"
printer = "serial:/dev/ttyUSB0?baud=9600"
paper_mm = 80
size = "1280x800"
fullscreen = true
languages = ["ar", "pt-BR"]
[broker]
host = "hub.local"
port = 8883
username = "laundry"
password_file = "password"
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "kiosk.toml"


def test_without_a_file_the_defaults_hold(file):
    assert read_settings(file) == KioskSettings()


def test_a_file_that_was_named_must_be_there(file):
    with pytest.raises(ConfigError, match=r"nothing\.toml: cannot be read: No such file"):
        read_settings(file, file.with_name("nothing.toml"))


def test_the_named_file_comes_before_the_usual_one(file):
    file.write_text('id = "usual"')
    other = file.with_name("other.toml")
    other.write_text('id = "named"')
    assert read_settings(file).id == "usual"
    assert read_settings(file, other).id == "named"


def test_every_setting_arrives(file):
    file.write_text(WHOLE)
    assert read_settings(file) == KioskSettings(
        id="laundry-2",
        broker=BrokerSettings("hub.local", 8883, "laundry", "password"),
        printer="serial:/dev/ttyUSB0?baud=9600",
        paper_mm=80,
        size=(1280, 800),
        fullscreen=True,
        languages=("ar", "pt-BR"),
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('prnter = "none"', "kiosk.toml: prnter: unknown option, did you mean printer?"),
        ('id = "Laundry 2"', 'kiosk.toml: id = "Laundry 2": lower case letters, digits and hyphens'),
        ("paper_mm = 57", "kiosk.toml: paper_mm = 57: 58 or 80, the width of the paper in millimetres"),
        ('paper_mm = "58"', 'kiosk.toml: paper_mm = "58": 58 or 80, the width of the paper in millimetres'),
        ('size = "800 x 480"', 'kiosk.toml: size = "800 x 480": WIDTHxHEIGHT such as 800x480'),
        ("fullscreen = 1", "kiosk.toml: fullscreen = 1: true or false"),
        (
            'languages = ["en", "English"]',
            'kiosk.toml: languages[2] = "English": a language tag such as "en"',
        ),
        (
            'printer = "lpt1"',
            'kiosk.toml: printer = "lpt1": usb, serial:DEVICE, net:HOST, cups:QUEUE, file:PATH, virtual:FOLDER or none',
        ),
        (
            '[panel]\ndevice = "usb"',
            'kiosk.toml: panel.device = "usb": none, auto, auto:SERIAL or a device such as /dev/ttyAMA0',
        ),
        ("[broker]\nport = 0", "kiosk.toml: broker.port = 0: a whole number from 1 to 65535"),
        (
            "broker = 5",
            "kiosk.toml: broker = 5: a table: {name = value, ..} or a section in brackets",
        ),
    ],
)
def test_a_mistake_is_one_sentence(file, line, sentence):
    file.write_text(line)
    with pytest.raises(ConfigError) as told:
        read_settings(file)
    assert str(told.value) == sentence


@pytest.mark.parametrize("bytes_", [b"id = ", b"\xff\xfe", b"id = 'a'\nid = 'b'"])
def test_what_is_no_toml_is_said(file, bytes_):
    file.write_bytes(bytes_)
    with pytest.raises(ConfigError, match=r"^kiosk\.toml: not a TOML file in UTF-8"):
        read_settings(file)


def test_the_kiosk_is_known_by_its_id_unless_a_name_is_set(tmp_path):
    (tmp_path / "password").write_text("  secret\n")
    plain = KioskSettings(id="library", broker=BrokerSettings(password_file="password"))
    address = address_of(plain, tmp_path, 0)
    assert (address.client_id, address.username, address.password) == ("library", "library", "secret")
    assert "secret" not in repr(address)
    named = KioskSettings(id="library", broker=BrokerSettings(username="someone"))
    assert (address_of(named, tmp_path, 0).username, address_of(named, tmp_path, 0).password) == (
        "someone",
        "",
    )


def test_an_absolute_password_file_is_taken_as_it_is(tmp_path):
    (tmp_path / "password").write_text("secret")
    settings = KioskSettings(broker=BrokerSettings(password_file=str(tmp_path / "password")))
    assert address_of(settings, tmp_path / "elsewhere", 0).password == "secret"


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file"), (b"\xff\xff", "write the password anew")]
)
def test_a_password_that_cannot_be_read_is_said(tmp_path, content, why):
    if content:
        (tmp_path / "password").write_bytes(content)
    settings = KioskSettings(broker=BrokerSettings(password_file="password"))
    with pytest.raises(ConfigError, match=rf"broker\.password_file = {tmp_path}/password: .*{why}"):
        address_of(settings, tmp_path, 0)


@pytest.mark.parametrize("option", ["broker.password_file", "broker.host", "printer"])
def test_a_nul_is_in_no_name(file, option):
    file.write_text(f'{option} = "file:\\u0000"')
    with pytest.raises(ConfigError, match=re.escape(option)):
        read_settings(file)
