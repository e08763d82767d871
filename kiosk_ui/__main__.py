"""`curiocity kiosk`: reads the settings, makes the parts, hands each what it needs, ends them together."""

import argparse
import json
import logging
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import uuid_utils

from kiosk_ui.config import ConfigError, KioskSettings, address_of, read_settings, read_size
from kiosk_ui.display import prepare_display
from kiosk_ui.json_lines import say
from kiosk_ui.night import Night
from kiosk_ui.paper_rolls import DOTS
from wire import private_process
from wire.clock import Clock, clock_of
from wire.known_time import KnownTime
from wire.messages import HubTime, KioskConfig
from wire.service_manager import Pulse, notify

if TYPE_CHECKING:
    from kiosk_ui.guide import Voice
    from kiosk_ui.hands import Hands
    from kiosk_ui.window import Window

SORRY_S = 10.0  # until the service manager tries again

logger = logging.getLogger(__name__)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity kiosk", description="One kiosk's window, outbox and printer."
    )
    parser.add_argument(
        "--data", type=Path, default=Path("kiosk-data"), help="folder of the kiosk (kiosk-data)"
    )
    parser.add_argument("--settings", type=Path, help="settings file (DATA/kiosk.toml)")
    parser.add_argument(
        "--script", metavar="WORDS", help="let hands type these words on the screen, then end"
    )
    parser.add_argument("--language", help="language that is asked first, and that hands choose (en)")
    parser.add_argument(
        "--hands", action="store_true", help="hands for every JSON line {words, language} on stdin"
    )
    parser.add_argument(
        "--buttons",
        action="store_true",
        help="the four buttons from stdin: round, left, right, enter [SECONDS]",
    )
    parser.add_argument(
        "--speak-to", type=Path, metavar="FILE", help="write what is read aloud into this file, for tests"
    )
    parser.add_argument(
        "--size", metavar="WxH", help="of the window, such as 1280x800 (size in the settings file)"
    )
    parser.add_argument("--pictures", type=Path, help="keep a picture of every screen in this folder")
    parser.add_argument(
        "--clock", type=Path, help="file with milliseconds by which this machine's clock is shifted"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a kiosk until its window is closed; 2 where it cannot start, which one sentence explains."""
    options = arguments(argv)
    private_process.log_privately()
    private_process.keep_private()
    prepare_display()
    from kiosk_ui.fonts import MissingFont
    from kiosk_ui.glass import DisplayError
    from kiosk_ui.outbox import OutboxError
    from kiosk_ui.printer import PrinterError
    from kiosk_ui.typesetting import TypesettingError

    settings = KioskSettings()
    try:
        settings = changed(read_settings(options.data / "kiosk.toml", options.settings), options)
        status, begins_anew = run(options, settings, clock_of(options.clock))
    except (ConfigError, DisplayError, MissingFont, OutboxError, PrinterError, TypesettingError) as error:
        print(f"curiocity kiosk: {error}", file=sys.stderr)
        if settings.fullscreen and not isinstance(error, DisplayError):
            say_sorry(settings)
        return 2
    if begins_anew:
        private_process.begin_anew()
    return status


def changed(settings: KioskSettings, options: argparse.Namespace) -> KioskSettings:
    """The settings with what the command line says instead. Raises ConfigError."""
    if options.language and options.script is None:
        others = tuple(language for language in settings.languages if language != options.language)
        settings = replace(settings, languages=(options.language, *others))
    return replace(settings, size=read_size(options.size)) if options.size else settings


def run(options: argparse.Namespace, settings: KioskSettings, clock: Clock) -> tuple[int, bool]:
    """Make the parts, show the window, end them together; the exit status, and whether to begin anew (`Night`)."""
    from kiosk_ui import slip_layout, typesetting
    from kiosk_ui.glass import Glass
    from kiosk_ui.guide import Silence
    from kiosk_ui.panel_duties import open_panel
    from kiosk_ui.print_desk import Printed
    from kiosk_ui.printer import open_printer
    from kiosk_ui.speech_in import open_ear
    from kiosk_ui.speech_out import open_voice
    from kiosk_ui.view import View
    from kiosk_ui.visit import Kiosk
    from kiosk_ui.window import Window
    from kiosk_ui.worker import News, Worker

    typesetting.self_test()
    read_own_files(options.data)
    dots, known, pulse = DOTS[settings.paper_mm], KnownTime(clock, options.data / "last_seen"), Pulse()
    clock = known.clock()
    address, night = address_of(settings, options.data, clock.now()), Night(clock.now())
    begins_anew = False

    def tell(news: News) -> None:
        if isinstance(news, HubTime):
            hear_time(known, news)
            panel.set_clock()
            return
        if isinstance(news, KioskConfig):
            night.config = news
        if options.hands and isinstance(news, Printed):
            say({"printed": news.id})
        window.tell(news)

    worker = Worker(
        address.client_id,
        address,
        options.data,
        open_printer(settings.printer),
        clock,
        dots,
        tell,
        lambda: known.own_is,
    )
    kiosk = Kiosk(
        address.client_id,
        worker,
        clock,
        lambda slip: slip_layout.lay_out(slip, dots),
        lambda: new_id(clock),
        settings.languages,
        View("asleep", width_mm=settings.width_mm, height_mm=settings.height_mm, theme=settings.theme),
        settings.motion,
    )

    def each_turn() -> None:
        lives = worker.answers()
        if lives:
            pulse.beat(time.monotonic())
        panel.turn(kiosk.view, lives=lives, is_printing=worker.is_printing)
        nonlocal begins_anew
        if window.view.screen == "asleep" and options.script is None and night.is_over(clock.now()):
            begins_anew = True
            window.close()

    with open_voice(settings.sound, settings.languages, options.speak_to) as voice:
        glass = Glass(settings.size, settings.fullscreen, settings.display, settings.turned)
        window = Window(
            kiosk, glass, settings.fullscreen, options.pictures, each_turn, voice, settings.volume
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: window.close())
        with (
            open_ear(settings, window.tell) as ear,
            open_panel(settings.panel.device, window, known, worker) as panel,
        ):
            kiosk.offer(voices=voice is not None, ear=ear)
            worker.start()
            notify("READY=1")
            try:
                return show(window, options, voice or Silence()), begins_anew
            finally:
                worker.stop()


def read_own_files(folder: Path) -> None:
    """Languages and keyboards that somebody added in the kiosk's folder."""
    from kiosk_ui import keyboard, wording

    for fault in (*wording.also_read(folder / "languages"), *keyboard.also_read(folder / "layouts")):
        logger.warning("%s", fault)


def say_sorry(settings: KioskSettings) -> None:
    """What cannot start is started again in a while; until then visitors see that it is no fault of theirs."""
    from kiosk_ui import failsafe
    from kiosk_ui.glass import DisplayError, Glass

    try:
        failsafe.stand(Glass(settings.size, True, settings.display, settings.turned), SORRY_S)
    except DisplayError as error:
        print(f"curiocity kiosk: {error}", file=sys.stderr)


def hear_time(known: KnownTime, told: HubTime) -> None:
    """The hub has said what time it is."""
    known.hear(told.now)
    try:
        known.note()
    except OSError as error:
        logger.warning("%s: %s: free some disk space on this kiosk", error.filename, error.strerror)


def show(window: "Window", options: argparse.Namespace, voice: "Voice") -> int:
    """Show the window, with hands at it where they were asked for; 1 where they did not get a slip."""
    from kiosk_ui.hands import Hands, HandsError
    from kiosk_ui.pressing import press_all

    status = 0

    def visit_all() -> None:
        nonlocal status
        hands = Hands(window)
        try:
            hands.wait_ready()
            if options.hands:
                say({"ready": True})
            for wish in wishes(options):
                say(do(hands, wish))
        except HandsError as error:
            say({"error": str(error)})
            status = 1
        window.close()

    if options.script is not None or options.hands:
        threading.Thread(target=visit_all, name="hands", daemon=True).start()
    elif options.buttons:
        pressing = (sys.stdin, window, voice, say)
        threading.Thread(target=press_all, args=pressing, name="buttons", daemon=True).start()
    window.run()
    return status


def wishes(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What the hands are to do: one visit, or a line of JSON for each."""
    if options.script is not None:
        yield {"words": options.script, "language": options.language or "en"}
    else:
        yield from map(json.loads, sys.stdin)


def do(hands: "Hands", wish: Mapping[str, Any]) -> dict[str, object]:
    """What a line asks for: a visit with {words, language}, {fingers} on the glass, or a look at the screen."""
    for down, number, x, y in wish.get("fingers", ()):
        hands.put_finger(bool(down), int(number), float(x), float(y))
    if "words" not in wish:
        return dict(msgspec.to_builtins(hands.look()))
    visit = msgspec.to_builtins(hands.visit(wish["words"], wish["language"]))
    return {**visit, "touches": hands.touches, "keyless": hands.keyless, "language": hands.language}


def new_id(clock: Clock) -> str:
    """A UUIDv7 by the kiosk's clock."""
    return str(uuid_utils.uuid7(nanoseconds=clock.now() * 1_000_000))


if __name__ == "__main__":
    sys.exit(main())
