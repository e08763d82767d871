"""Real arecord on a microphone of ALSA's own making, which plays what espeak-ng says; real weights where they are."""

import array
import io
import math
import os
import shutil
import signal
import subprocess
import threading
import wave
from importlib.util import find_spec
from pathlib import Path

import pytest

from kiosk_ui import sound_cards, speech_in, transcriber
from kiosk_ui.config import KioskSettings
from kiosk_ui.dictation import LONGEST_S, Level, MicrophoneGone, Said
from kiosk_ui.speech_in import open_ear
from kiosk_ui.transcriber import RATE, Hearing, NoWeights, find_weights, level_of, serve

PATIENCE_S = 60
needs_alsa = pytest.mark.skipif(not shutil.which("arecord"), reason="alsa-utils are not installed")
needs_weights = pytest.mark.skipif(
    not (find_spec("faster_whisper") and shutil.which("espeak-ng")),
    reason="the extra `speech` or espeak-ng is not installed",
)


def tone(seconds, loudness=0.5):
    samples = (
        int(32767 * loudness * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(int(RATE * seconds))
    )
    return array.array("h", samples).tobytes()


def spoken(words):
    """What espeak-ng says, as the microphone would give it."""
    said = subprocess.run(
        ["espeak-ng", "-s", "140", "--stdin", "--stdout"], input=words.encode(), capture_output=True
    )
    with wave.open(io.BytesIO(said.stdout)) as file:
        rate = file.getframerate()
    samples = array.array("h", said.stdout[44:])
    return array.array(
        "h", (samples[int(at * rate / RATE)] for at in range(int(len(samples) * RATE / rate)))
    ).tobytes()


@pytest.fixture
def microphone(tmp_path, monkeypatch):
    """Returns what makes a microphone that hears the given sound."""

    def make(sound):
        (tmp_path / "sound.raw").write_bytes(sound)
        (tmp_path / "asound.conf").write_text(
            "</usr/share/alsa/alsa.conf>\n"
            'pcm.microphone { type file slave.pcm "null" file "/dev/null" '
            f'infile "{tmp_path}/sound.raw" format "raw" }}\n'
        )
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
        return "microphone"

    return make


class News:
    """What was told, to wait for."""

    def __init__(self):
        self.all, self._came = [], threading.Condition()

    def __call__(self, news):
        with self._came:
            self.all.append(news)
            self._came.notify()

    def wait_for(self, is_it):
        with self._came:
            assert self._came.wait_for(lambda: any(map(is_it, self.all)), PATIENCE_S), self.all
        return next(filter(is_it, self.all))


def test_levels_grow_with_the_voice():
    levels = [level_of(tone(0.1, loudness)) for loudness in (0, 0.001, 0.01, 0.1, 1)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, 10)
    assert level_of(b"") == 0
    assert level_of(b"\x00") == 0


def test_weights_that_are_not_there_are_named(tmp_path, monkeypatch):
    with pytest.raises(NoWeights, match=r"config\.json, model\.bin"):
        find_weights(str(tmp_path))
    monkeypatch.setattr(transcriber, "PACKAGE", "no_such_package")
    with pytest.raises(NoWeights, match="extra `speech`"):
        find_weights("")


@needs_alsa
def test_a_speech_is_recorded_until_the_button_is_let_go(microphone):
    device, news, heard = microphone(tone(1)), News(), []

    def write_down(sound, language):
        heard.append((sound[: 2 * RATE], language))
        return "a tone"

    hearing = Hearing(device, "en", write_down, news)
    news.wait_for(lambda told: told.get("level", 0) > 5 and len(news.all) > 12)
    hearing.stop()
    assert news.wait_for(lambda told: "said" in told) == {"said": "a tone"}
    assert heard == [(tone(1)[: 2 * RATE], "en")]


def test_whoever_speaks_before_the_weights_are_there_is_heard(monkeypatch, tmp_path):
    may_load = threading.Event()

    def load(_):
        may_load.wait()
        return lambda sound, language: f"{language} {len(sound)}"

    monkeypatch.setattr(transcriber, "load", load)
    write_down, written = transcriber.load_meanwhile(tmp_path), News()
    threading.Thread(target=lambda: written(write_down(b"12", "en"))).start()
    assert written.all == []
    may_load.set()
    assert written.wait_for(lambda _: True) == "en 2"


@needs_weights
def test_weights_that_cannot_be_read_end_the_program(tmp_path):
    for name in transcriber.WEIGHTS:
        (tmp_path / name).write_text("{}")
    news = News()
    with open_ear(settings(microphone="null", speech_folder=str(tmp_path), speech_languages=("de",)), news):
        news.wait_for(lambda told: isinstance(told, MicrophoneGone))


@needs_alsa
def test_nobody_is_listened_to_for_ever(microphone):
    """ALSA's stand-in gives sound as fast as it is read, so the longest speech takes a moment."""
    device, news, heard = microphone(tone(0.1)), News(), []
    hearing = Hearing(device, "en", lambda sound, _: heard.append(len(sound)) or "long", news)
    news.wait_for(lambda told: "said" in told)
    hearing.stop()
    assert heard == [2 * RATE * LONGEST_S]


@needs_alsa
def test_in_a_quiet_room_nobody_has_spoken(microphone):
    device, news = microphone(tone(1, 0.002)), News()
    hearing = Hearing(device, "en", lambda *_: "Thank you.", news)
    assert news.wait_for(lambda told: "said" in told) == {"said": ""}
    hearing.stop()


@needs_alsa
def test_a_microphone_that_is_not_there_is_told_of():
    news = News()
    hearing = Hearing("plughw:NOWHERE", "en", lambda *_: "never", news)
    assert "microphone" in news.wait_for(lambda told: "gone" in told)["gone"]
    hearing.stop()


@needs_alsa
def test_a_microphone_that_vanishes_is_told_of(tmp_path, monkeypatch):
    recorder = tmp_path / "arecord"
    recorder.write_text("#!/bin/sh\nhead -c 32000 /dev/zero\necho 'read error: No such device' >&2\nexit 1\n")
    recorder.chmod(0o755)
    monkeypatch.setattr(transcriber, "RECORDER", str(recorder))
    news = News()
    hearing = Hearing("any", "en", lambda *_: "never", news)
    assert "No such device" in news.wait_for(lambda told: "gone" in told)["gone"]
    hearing.stop()
    assert not any("said" in told for told in news.all)


def test_without_arecord_the_button_has_its_sentence(monkeypatch):
    monkeypatch.setattr(transcriber, "RECORDER", "no-such-program")
    news = News()
    serve(io.StringIO('{"listen": "en"}\n{"stop": true}\n'), "any", lambda *_: "never", news)
    assert "apt-get install" in news.all[0]["gone"]


def settings(**more):
    return KioskSettings(**more)


def test_a_kiosk_without_the_extra_is_not_spoken_to(monkeypatch, tmp_path):
    with open_ear(settings(microphone="none"), News()) as ear:
        assert ear is None
    with open_ear(settings(speech_folder=str(tmp_path)), News()) as ear:
        assert ear is None
    monkeypatch.setattr(speech_in, "find_spec", lambda _: None)
    with open_ear(settings(), News()) as ear:
        assert ear is None


@needs_alsa
@needs_weights
def test_english_that_is_spoken_is_written_down_and_forgotten(microphone, tmp_path, monkeypatch):
    device, news = (
        microphone(spoken("The library is open today.") + bytes(2 * RATE * (LONGEST_S + 2))),
        News(),
    )
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    with open_ear(settings(microphone=device), news) as ear:
        assert ear.languages == ("en",)
        ear.listen("en")
        news.wait_for(lambda told: len(news.all) > 40)  # tenths of a second: all of it has been heard
        assert max(told.level for told in news.all if isinstance(told, Level)) > 5
        ear.stop()
        said = news.wait_for(lambda told: isinstance(told, Said))
        assert "library" in said.words.lower()
        heard_by = ear._child.pid
        assert not _files_written_by(heard_by)
        assert not list(home.iterdir())
        ear.forget()
        assert not Path(f"/proc/{heard_by}").exists()
        assert ear._child.pid != heard_by
        again = ear._child.pid
        ear.forget()  # nobody spoke since
        assert ear._child.pid == again
    assert not Path(f"/proc/{again}").exists()


@needs_weights
def test_a_microphone_that_is_plugged_in_later_is_there_for_the_next_visitor(monkeypatch, tmp_path):
    cards = tmp_path / "pcm"
    monkeypatch.setattr(sound_cards, "CARDS", cards)
    with open_ear(settings(), News()) as ear:
        assert ear.languages == ()
        assert ear._child is None
        cards.write_text("00-00: USB Audio : USB Audio : playback 1 : capture 1\n")
        ear.forget()
        assert ear.languages == ("en",)
        assert ear._child.poll() is None


@needs_weights
def test_a_recogniser_that_dies_takes_only_the_button_with_it(monkeypatch):
    news = News()
    with open_ear(settings(microphone="null"), news) as ear:
        os.killpg(ear._child.pid, signal.SIGKILL)
        news.wait_for(lambda told: isinstance(told, MicrophoneGone))
        dead = ear._child.pid
        ear.listen("en")
        assert ear._child.pid != dead


def _files_written_by(pid):
    """Files that a process has open for writing; its errors go where the test's go."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        flags = Path(f"/proc/{pid}/fdinfo/{link.name}").read_text()
        writes = int(flags.split("flags:")[1].split()[0], 8) & os.O_ACCMODE
        target = str(link.readlink())
        if writes and link.name != "2" and target.startswith("/") and not target.startswith("/dev/"):
            found.append(target)
    return found
