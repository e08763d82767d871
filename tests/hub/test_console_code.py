import json

import pytest

from hub import console_code
from hub.console_code import TooManyTries, Tries, lock_of, new_code, opens
from wire import codes

NOW, NIGHT = 1_000_000, 2_000_000


def test_a_code_opens_until_the_night(tmp_path):
    code = new_code(tmp_path, NOW, NIGHT)
    assert codes.is_code(code)
    assert opens(lock_of(tmp_path, NOW), codes.grouped(code).lower())
    assert opens(lock_of(tmp_path, NIGHT - 1), code)
    assert not opens(lock_of(tmp_path, NIGHT), code)


def test_a_new_code_takes_the_place_of_the_old_one(tmp_path):
    first, second = new_code(tmp_path, NOW, NIGHT), new_code(tmp_path, NOW, NIGHT)
    assert not opens(lock_of(tmp_path, NOW), first)
    assert opens(lock_of(tmp_path, NOW), second)


@pytest.mark.parametrize("written", ["", "0", "0" * 10_000, "\x00", "' OR 1=1", "\ud800", "٣" * 10])
def test_nothing_else_opens(tmp_path, written):
    assert not opens(None, written)
    new_code(tmp_path, NOW, NIGHT)
    assert not opens(lock_of(tmp_path, NOW), written)


def test_the_code_itself_lies_nowhere(tmp_path):
    code = new_code(tmp_path, NOW, NIGHT)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o077 == 0
    assert code.encode() not in files[0].read_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"key": 1}', b"[" * 5000])
def test_a_damaged_lock_opens_to_nobody(tmp_path, content):
    new_code(tmp_path, NOW, NIGHT)
    (tmp_path / "console" / "code.json").write_bytes(content)
    assert lock_of(tmp_path, NOW) is None


def test_guessing_ends_soon_and_may_go_on_later():
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(10):
        tries.take()
    with pytest.raises(TooManyTries):
        tries.take()
    now[0] = 60.0
    tries.take()
    with pytest.raises(TooManyTries):
        tries.take()


def test_the_right_code_uses_up_no_try():
    tries = Tries(lambda: 0.0)
    for _ in range(50):
        tries.take()
        tries.give_back()


def test_the_command_makes_a_code_that_opens(tmp_path, capsys):
    assert console_code.main(["code", "--data", str(tmp_path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["until"] == "04:00"
    assert (tmp_path / "console" / "code.json").exists()
    assert console_code.main(["code", "--data", str(tmp_path)]) == 0
    assert "opens the console of Our neighbourhood until 04:00" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    assert console_code.main(["code", "--data", str(tmp_path / "nowhere")]) == 2
    assert "no hub has run with this folder" in capsys.readouterr().err
    (tmp_path / "hub.toml").write_text("nmae = 1")
    assert console_code.main(["code", "--data", str(tmp_path)]) == 2
    assert "did you mean name" in capsys.readouterr().err
