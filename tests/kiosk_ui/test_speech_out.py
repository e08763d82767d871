"""The real espeak-ng, played into nothing: ALSA's own null device needs no sound card."""

import array
import contextlib
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from kiosk_ui import sound_cards, speech_out, wording
from kiosk_ui.speech_out import NoVoice, Voice, missing, open_voice, voice_for
from kiosk_ui.spoken import Line

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
PATIENCE_S = 60


class Listening:
    """A voice whose every sentence is noted when it begins."""

    def __init__(self, device="null", languages=("en",)):
        self.heard, self._begun = [], threading.Condition()
        self.voice = Voice(device, languages, self._note)

    def _note(self, line):
        with self._begun:
            self.heard.append(line)
            self._begun.notify()

    def wait_for(self, count):
        with self._begun:
            assert self._begun.wait_for(lambda: len(self.heard) >= count, PATIENCE_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.voice.close()


def test_every_language_that_is_offered_has_a_voice():
    assert missing(wording.languages()) == []
    assert voice_for("pt-BR") == "pt-br"
    assert voice_for("zh") == "cmn-latn-pinyin"
    assert voice_for("tlh") == ""


def test_one_sentence_after_another_each_in_its_voice():
    lines = [Line("en", "bees"), Line("ar", "نحل"), Line("ja", "東京")]
    with Listening() as listening:
        listening.voice.say(lines, 100)
        assert listening.voice.is_speaking()
        listening.wait_for(3)
        assert listening.heard == lines


def loudness(samples):
    return sum(sample * sample for sample in samples) / len(samples)


def test_what_is_said_reaches_the_loudspeaker_as_loud_as_it_is_set(tmp_path, monkeypatch):
    """A loudspeaker of ALSA's own making keeps what it is given."""
    config = "</usr/share/alsa/alsa.conf>\n"
    for name in ("quiet", "loud"):
        config += f'pcm.{name} {{ type file slave.pcm "null" file "{tmp_path}/{name}" format "raw" }}\n'
    (tmp_path / "asound.conf").write_text(config)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    heard = {}
    for name, volume in (("quiet", 40), ("loud", 100)):
        with Listening(name) as listening:
            listening.voice.say([Line("en", "What are you curious about today?")], volume)
            _until(lambda listening=listening: not listening.voice.is_speaking())
        sound = (tmp_path / name).read_bytes()
        heard[name] = array.array("h", sound[: len(sound) // 2 * 2])
    assert len(heard["loud"]) > 22050  # more than a second
    assert loudness(heard["loud"]) > 2 * loudness(heard["quiet"]) > 0


def slow_player(folder, monkeypatch):
    """A player that never comes to an end by itself."""
    player = folder / "aplay"
    player.write_text("#!/bin/sh\nexec sleep 600\n")
    player.chmod(0o755)
    monkeypatch.setattr(speech_out, "PLAYER", str(player))


def test_what_is_said_next_ends_what_is_being_said(tmp_path, monkeypatch):
    slow_player(tmp_path, monkeypatch)
    with Listening() as listening:
        listening.voice.say([Line("en", "one"), Line("en", "never said")], 100)
        listening.wait_for(1)
        listening.voice.say([Line("en", "two")], 100)
        listening.wait_for(2)
        assert listening.voice.is_speaking()
        listening.voice.say([], 100)
        assert not listening.voice.is_speaking()
        assert [line.text for line in listening.heard] == ["one", "two"]


def test_a_player_that_hangs_is_left_after_a_while(tmp_path, monkeypatch, caplog):
    slow_player(tmp_path, monkeypatch)
    monkeypatch.setattr(speech_out, "LONGEST_S", 0.1)
    monkeypatch.setattr(speech_out, "S_A_CHARACTER", 0)
    with Listening() as listening:
        listening.voice.say([Line("en", "a secret"), Line("en", "two")], 100)
        listening.wait_for(2)
    assert "does not come to an end" in caplog.text
    assert "secret" not in caplog.text


def test_words_are_on_no_command_line(tmp_path, monkeypatch):
    slow_player(tmp_path, monkeypatch)
    with Listening() as listening:
        listening.voice.say([Line("en", "a xylophagous secret " * 40)], 100)
        listening.wait_for(1)
        commands = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                commands.append(path.read_bytes())
        assert any(b"espeak-ng" in command for command in commands)
        assert not any(b"xylophagous" in command for command in commands)


def test_a_language_without_a_voice_is_read_by_the_kiosks_first_and_told_once(caplog):
    with Listening(languages=("de", "tlh")) as listening:
        listening.voice.say([Line("tlh", "nuq"), Line("tlh", "neH")], 100)
        listening.wait_for(2)
    assert caplog.text.count("no voice for 'tlh'") == 1


def test_a_device_that_is_not_there_is_a_sentence_and_no_crash(caplog):
    with Listening("plughw:NOWHERE") as listening:
        listening.voice.say([Line("en", "one"), Line("en", "two"), Line("en", "three")], 100)
        listening.wait_for(3)
    assert "look at the setting `sound`" in caplog.text


def test_without_espeak_the_kiosk_is_silent_and_says_why(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(speech_out, "SPEAKER", "no-such-program")
    with pytest.raises(NoVoice, match="apt-get install"):
        speech_out.check("null")
    with open_voice("default", ("en",)) as voice:
        assert voice is None
    assert "apt-get install" in caplog.text
    with open_voice("none", ()) as voice:
        assert voice is None


def test_a_machine_without_a_sound_card_promises_no_voice(tmp_path, monkeypatch):
    monkeypatch.setattr(sound_cards, "CARDS", tmp_path / "pcm")
    with pytest.raises(NoVoice, match="no sound card"):
        speech_out.check("default")
    (tmp_path / "pcm").write_text("00-00: USB Audio : USB Audio : capture 1\n")
    with pytest.raises(NoVoice, match="no sound card"):
        speech_out.check("default")
    (tmp_path / "pcm").write_text("00-00: Headphones : bcm2835 : playback 1\n")
    speech_out.check("default")


def test_espeak_that_vanishes_leaves_silence(monkeypatch, caplog):
    with Listening() as listening:
        monkeypatch.setattr(speech_out, "SPEAKER", "no-such-program")
        listening.voice.say([Line("en", "one")], 100)
        _until(lambda: not listening.voice.is_speaking())
    assert listening.heard == []
    assert "no-such-program" in caplog.text


def _until(is_so):
    pause = threading.Event()
    while not is_so():
        pause.wait(0.01)


def test_a_test_may_read_what_is_said(tmp_path):
    spoken = tmp_path / "spoken"
    with open_voice("null", ("en",), spoken) as voice:
        voice.say([Line("en", "bees"), Line("de", "Bienen")], 100)
        _until(lambda: not voice.is_speaking())
    assert spoken.read_text(encoding="utf-8") == "en\tbees\nde\tBienen\n"


@pytest.mark.skipif(not shutil.which("kakasi"), reason="kakasi is not installed")
def test_japanese_is_read_as_words_and_not_letter_by_letter():
    reader = speech_out.READERS["ja"]
    read = subprocess.run(reader, input="東京の空".encode(), capture_output=True, check=True)
    assert read.stdout.decode() == "とうきょう の そら"
