"""The voice: espeak-ng, one process for each sentence, played by aplay. Words reach both by a pipe and nothing else.

A sentence ends at once when another is to be said. Where there is no voice for a language, its words are said by the
voice of the first of the kiosk's languages that has one; where there is none at all, nothing is said.
"""

import contextlib
import logging
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from kiosk_ui import sound_cards
from kiosk_ui.spoken import Line

SPEAKER, PLAYER = "espeak-ng", "aplay"
# Voices that are not called like their language. The other Mandarin one reads its own transcription as English.
VOICES = {"zh": "cmn-latn-pinyin", "zh-HK": "yue", "pt-BR": "pt-br"}
# What turns writing that the voice cannot read into some that it can: Japanese into kana, apart at words.
READERS = {"ja": ("kakasi", "-JH", "-KH", "-s", "-i", "utf8", "-o", "utf8")}
WORDS_A_MINUTE = 160
LONGEST_S = 10.0  # of a sentence, and beside that
S_A_CHARACTER = 0.25

logger = logging.getLogger(__name__)


class NoVoice(Exception):
    """Nothing can be read aloud here; the text says what to install."""


def check(device: str) -> None:
    """Raises NoVoice where a program is missing, or nothing to play on."""
    for program, package in ((SPEAKER, "espeak-ng"), (PLAYER, "alsa-utils")):
        if shutil.which(program) is None:
            raise NoVoice(
                f"{program} is not installed: nothing is read aloud here (apt-get install {package})"
            )
    if not sound_cards.has(device, "playback"):
        raise NoVoice(f"sound = {device}: there is no sound card, so nothing is read aloud here")


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """Tags of every voice, in lower case; none where espeak-ng is missing or does not answer."""
    try:
        listed = subprocess.run([SPEAKER, "--voices"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(line.split()[1].lower() for line in listed.stdout.splitlines()[1:] if line.strip())


def voice_for(language: str) -> str:
    """The name of a language's voice; empty where there is none."""
    tags = installed()
    for tag in (language, language.partition("-")[0]):
        voice = VOICES.get(tag, tag.lower())
        if voice in tags or any(known.startswith(f"{voice}-") for known in tags):
            return voice
    return ""


def missing(languages: Sequence[str]) -> list[str]:
    """Languages without a voice here."""
    return [language for language in languages if not voice_for(language)]


@contextlib.contextmanager
def open_voice(
    device: str, languages: Sequence[str], speak_to: Path | None = None
) -> Iterator["Voice | None"]:
    """A kiosk's voice for as long as it runs; None where `device` is none or a program is missing, which is logged.

    speak_to: a file that gets every sentence with its language. A test's tool: it holds words of people.
    """
    if device == "none":
        yield None
        return
    try:
        check(device)
    except NoVoice as error:
        logger.warning("%s", error)
        yield None
        return

    def note(line: Line) -> None:
        if speak_to:
            with speak_to.open("a", encoding="utf-8") as file:
                file.write(f"{line.language}\t{line.text}\n")

    voice = Voice(device, languages or ("en",), note)
    try:
        yield voice
    finally:
        voice.close()


class Voice:
    """Says one thing at a time, on a thread of its own. device: ALSA's name of where to; said: told what is being said.

    languages: the kiosk's, the first of them with a voice speaks for those without.
    """

    def __init__(
        self, device: str, languages: Sequence[str], said: Callable[[Line], None] = lambda _: None
    ) -> None:
        self._device, self._languages, self._said = device, tuple(languages), said
        self._changed = threading.Condition()
        self._lines: tuple[Line, ...] = ()
        self._volume, self._turn, self._open, self._busy = 100, 0, True, False
        self._playing: list[subprocess.Popen[bytes]] = []
        self._logged: set[str] = set()
        self._thread = threading.Thread(target=self._main, name="voice", daemon=True)
        self._thread.start()

    def say(self, lines: Sequence[Line], volume: int) -> None:
        """Say this now, and what was being said no more. volume: 0 to 200. Never waits."""
        with self._changed:
            self._turn += 1
            self._lines, self._volume = tuple(lines), volume
            self._busy = bool(lines)
            self._silence()
            self._changed.notify()

    def add(self, lines: Sequence[Line], volume: int) -> None:
        """Say this after what is being said. Never waits."""
        with self._changed:
            self._lines, self._volume = (*self._lines, *lines), volume
            self._busy = self._busy or bool(lines)
            self._changed.notify()

    def is_speaking(self) -> bool:
        """Whether something is being said, or is about to be."""
        return self._busy

    def close(self) -> None:
        """Fall silent for good."""
        with self._changed:
            self._open = False
        self.say((), 0)
        self._thread.join(3)

    def _silence(self) -> None:
        for process in self._playing:
            process.kill()

    def _main(self) -> None:
        while True:
            with self._changed:
                if not self._lines:
                    self._busy = False
                self._changed.wait_for(lambda: self._lines or not self._open)
                if not self._open:
                    return
                line, *rest = self._lines
                self._lines, turn, volume = tuple(rest), self._turn, self._volume
            self._speak(line, volume, turn)
            del line, rest  # nothing of it stays here while this thread waits

    def _speak(self, line: Line, volume: int, turn: int) -> None:
        """One sentence, to its end or until another is to be said."""
        voice = voice_for(line.language) or self._other_voice(line.language)
        if not voice:
            return
        try:
            playing = self._start(line, voice, volume)
        except OSError as error:
            self._log(f"{error.filename}: {error.strerror}: nothing is read aloud (curiocity doctor)")
            return
        self._said(line)
        with self._changed:
            self._playing = playing
            if self._turn != turn:
                self._silence()
        self._wait(playing, LONGEST_S + S_A_CHARACTER * len(line.text))
        with self._changed:
            self._playing = []

    def _start(self, line: Line, voice: str, volume: int) -> list[subprocess.Popen[bytes]]:
        """The chain of programs from the words to the sound."""
        speak = (SPEAKER, "-v", voice, "-a", str(volume), "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout")
        play = (PLAYER, "-q", "-D", self._device, "-")
        reader = READERS.get(line.language.partition("-")[0], ())
        chain = [reader, speak, play] if reader and shutil.which(reader[0]) else [speak, play]
        started: list[subprocess.Popen[bytes]] = []
        try:
            for program in chain:
                source = started[-1].stdout if started else subprocess.PIPE
                sink = subprocess.PIPE if program is not play else subprocess.DEVNULL
                errors = subprocess.PIPE if program is play else subprocess.DEVNULL
                started.append(subprocess.Popen(program, stdin=source, stdout=sink, stderr=errors))
        except OSError:
            _end(started)
            raise
        for process in started[:-1]:
            assert process.stdout is not None
            process.stdout.close()  # only the next program holds it, and learns when it has ended
        first = started[0].stdin
        assert first is not None
        with contextlib.suppress(BrokenPipeError):
            first.write(line.text.encode("utf-8", "replace"))
        with contextlib.suppress(BrokenPipeError):
            first.close()
        return started

    def _wait(self, playing: list[subprocess.Popen[bytes]], longest_s: float) -> None:
        player = playing[-1]
        try:
            _, complaint = player.communicate(timeout=longest_s)
        except subprocess.TimeoutExpired:
            player.kill()
            player.communicate()
            complaint = b"does not come to an end"
        _end(playing)
        if complaint:
            told = complaint.decode("utf-8", "replace").splitlines()[0]
            self._log(f"{PLAYER}: {told}: look at the setting `sound`")

    def _other_voice(self, language: str) -> str:
        """Of the first of the kiosk's languages that has a voice."""
        self._log(f"there is no voice for {language!r} here: another one reads it (curiocity doctor)")
        return next(filter(None, map(voice_for, self._languages)), "")

    def _log(self, sentence: str) -> None:
        """Once, and never what was to be said."""
        if sentence not in self._logged:
            self._logged.add(sentence)
            logger.warning("%s", sentence)


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()
    for process in processes:
        process.wait()
