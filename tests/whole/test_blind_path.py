"""From the question to the slip with four buttons and ears alone: real broker, hub, kiosk and voice, and never a pixel.

Whoever listens here knows the kiosk by what it says, in the language it says it, and by nothing else.
"""

import asyncio
import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from benchmarks import speech
from kiosk_ui import spoken, wording
from kiosk_ui.dictation import LONGEST_S
from kiosk_ui.transcriber import RATE
from tests.whole.running import lived, running

needs_voice = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
pytestmark = [pytest.mark.whole, needs_voice, pytest.mark.usefixtures("plain_meaning")]
PATIENCE_S = 60
MOST_STOPS = 60  # on any screen
ONCE_AROUND = 20  # stops while writing, and a few more
WORDS = {"en": "why bees", "ar": "نحل", "hi": "मधु"}


class Listener:
    """Presses buttons and hears what is said, to its end."""

    def __init__(self, child, spoken_to: Path) -> None:
        self.child, self.spoken_to, self.heard_of = child, spoken_to, 0

    async def press(self, button: str) -> str:
        """The sentences said since the last press, of which the last is where the buttons stand."""
        self.heard_of = len(self.lines())
        await self.answer(button)
        return self.last()

    async def answer(self, line: str) -> None:
        """Until the kiosk has done what the line says, and is silent."""
        self.child.stdin.write(f"{line}\n".encode())
        await self.child.stdin.drain()
        while True:
            answer = json.loads(await asyncio.wait_for(self.child.stdout.readline(), PATIENCE_S))
            assert "error" not in answer
            if "pressed" in answer:
                return

    def lines(self) -> list[tuple[str, str]]:
        if not self.spoken_to.exists():
            return []
        lines = self.spoken_to.read_text(encoding="utf-8").splitlines()
        return [(language, text) for language, _, text in (line.partition("\t") for line in lines)]

    def since(self) -> list[tuple[str, str]]:
        return self.lines()[self.heard_of :]

    def last(self) -> str:
        return self.since()[-1][1] if self.since() else ""

    async def seek(self, is_it, button: str = "right") -> None:
        for _ in range(MOST_STOPS):
            if any(is_it(text) for _, text in self.since()):
                return
            await self.press(button)
        raise AssertionError(f"never heard among {self.lines()[-MOST_STOPS:]}")

    async def wait_to_hear(self, *texts: str) -> None:
        """What comes without a press."""
        async with asyncio.timeout(PATIENCE_S):
            while not all(any(text in said for _, said in self.since()) for text in texts):
                await asyncio.sleep(0.02)

    async def wake(self) -> None:
        """Until the kiosk asks, which it does when it can take words."""
        asked = wording.say("en", "question")
        async with asyncio.timeout(PATIENCE_S):
            await self.press("round")
            while not any(asked in text for _, text in self.since()):
                await self.press("round")

    async def choose(self, language: str) -> None:
        named = wording.say(language, "language")
        await self.seek(lambda text: text.startswith(named))
        await self.press("enter")
        assert (language, wording.say(language, "spoken_write")) in self.since()

    async def write(self, words: str, language: str) -> None:
        before, _, _ = wording.say(language, "spoken_row", keys="\t").partition("\t")
        for letter in words:
            if letter == " ":
                space = wording.say(language, "spoken_button", name=wording.say(language, "space"))
                await self.seek(lambda text, space=space: text == space, "left")
                await self.press("enter")
                continue
            called = spoken.sign(letter, language)
            if not await self.find_row(before, called):
                shift = wording.say(language, "spoken_off", name=wording.say(language, "shift"))
                await self.seek(lambda text, shift=shift: text == shift, "left")
                await self.press("enter")
                assert await self.find_row(before, called)
            await self.press("enter")
            await self.seek(lambda text, called=called: text == called)
            await self.press("enter")

    async def find_row(self, before: str, called: str) -> bool:
        """Once around; whether the buttons stand on a row with this letter then."""
        for _ in range(ONCE_AROUND):
            row = self.last()
            if row.startswith(before) and called in row.removeprefix(before).split(", "):
                return True
            await self.press("right")
        return False


def test_three_languages_lead_to_a_slip_by_ear(tmp_path):
    lived(listen(tmp_path))


async def listener_at(run, more="", panel="", kind=Listener):
    """Somebody at a kiosk whose voice is played into nothing. panel: the device of one."""
    await run.start_hub()
    folder, heard = run.street.data / "library", run.street.out / "spoken"
    settings = folder / "kiosk.toml"
    tables = f'\n[panel]\ndevice = "{panel}"\n' if panel else ""
    settings.write_text(
        f'sound = "null"\n{more}' + settings.read_text(encoding="utf-8") + tables, encoding="utf-8"
    )
    child = await run.street.start(
        "kiosk", "--data", str(folder), "--buttons", "--speak-to", str(heard), log="library", talks=True
    )
    return kind(child, heard)


async def listen(out):
    async with running(out) as run:
        listener = await listener_at(run)
        for language, words in WORDS.items():
            await promised_visit(listener, language, words)
            await listener.press("enter")
            assert zxingcpp.read_barcodes(Image.open(max(out.glob("slip-*.png"))))
        log = run.log("library")
        assert "Traceback" not in log
        assert not any(words in log for words in WORDS.values())


async def promised_visit(listener, language, words):
    """A visit with the hub's promise; a busy machine's hub may need longer than a kiosk waits, then another comes."""
    while not await one_visit(listener, language, words):
        await listener.press("enter")


async def one_visit(listener, language, words):
    """Whether the hub has promised: only then can words be taken back by a code."""
    await listener.wake()
    await listener.choose(language)
    await listener.write(words, language)
    done = wording.say(language, "spoken_button", name=wording.say(language, "done"))
    so_far = wording.say(language, "spoken_so_far", words=words)
    await listener.seek(lambda text: text == f"{done}. {so_far}", "left")
    await listener.press("enter")
    await listener.wait_to_hear(wording.say(language, "heard"), wording.say(language, "slip_here"))
    assert {tongue for tongue, _ in listener.since()} == {language}
    return any(wording.say(language, "take_back") in said for _, said in listener.since())


@pytest.mark.skipif(not find_spec("faster_whisper"), reason="the extra `speech` is not installed")
def test_words_that_are_spoken_lead_to_a_slip_by_ear(tmp_path, monkeypatch):
    """A microphone of ALSA's own making plays what espeak-ng says."""
    said = speech.speak("The library is open today.", "en", 140)
    silence = bytes(
        2 * RATE * (LONGEST_S + 2)
    )  # where its file ends, such a microphone makes sounds of its own
    (tmp_path / "sound.raw").write_bytes(said + silence)
    (tmp_path / "asound.conf").write_text(
        "</usr/share/alsa/alsa.conf>\n"
        'pcm.microphone { type file slave.pcm "null" file "/dev/null" '
        f'infile "{tmp_path}/sound.raw" format "raw" }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    lived(speak(tmp_path / "street"))


async def speak(out):
    async with running(out) as run:
        listener = await listener_at(run, 'microphone = "microphone"\n')
        await listener.wake()
        await listener.choose("en")
        assert ("en", wording.say("en", "spoken_talk")) in listener.since()
        before, _, _ = wording.say("en", "spoken_i_heard", words="\t").partition("\t")
        await listener.press("round 2")
        await listener.wait_to_hear(before, "library")  # it is heard back before it is sent
        async with asyncio.timeout(PATIENCE_S):
            while wording.say("en", "keeping") not in [text for _, text in listener.lines()]:
                await listener.press(
                    "enter 2"
                )  # on a machine with much to do it may be taken for a short one
        listener.heard_of = 0
        await listener.wait_to_hear(wording.say("en", "slip_here"))
        assert (out / "slip-0001.png").exists()
        assert "library is open" not in run.log("library")
