"""`curiocity screen`: the day's connections, full screen, drawn from the hub's retained board message.

When the hub is away the last picture stays, with its date. Nobody touches this screen, and nothing on it moves but a
page that turns. With the board of a new day the program begins anew: themes of the day before are in nobody's memory.
"""

import argparse
import asyncio
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from kiosk_ui import wording
from kiosk_ui.board_turns import BATCH_S, NEVER, Heard, Shown, next_change, show_now
from kiosk_ui.config import ConfigError, KioskSettings, address_of, read_settings
from kiosk_ui.display import prepare_display
from wire import messages, private_process, rules, service_manager, topics
from wire.broker import Address, Broker, BrokerRefused
from wire.clock import Clock, clock_of
from wire.messages import Board, HubState, MessageError, Question

if TYPE_CHECKING:
    import pygame

LONGEST_WAIT_S = 1.0
MINUTE_S = 60
DRIFT = ((0, 0), (3, 0), (3, 3), (0, 3))  # pixels, with each turn of the page: nothing is to burn in

logger = logging.getLogger(__name__)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity screen", description="The public screen with the day's connections."
    )
    parser.add_argument(
        "--data", type=Path, default=Path("screen-data"), help="folder of the screen (screen-data)"
    )
    parser.add_argument("--settings", type=Path, help="settings file (DATA/screen.toml)")
    parser.add_argument("--picture", type=Path, help="keep what is shown in this PNG file")
    parser.add_argument(
        "--batch", type=float, default=BATCH_S, metavar="S", help="least seconds between two changes (60)"
    )
    parser.add_argument(
        "--clock", type=Path, help="file with milliseconds by which this machine's clock is shifted"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Show the board until the window is closed; 2 where it cannot start, which one sentence explains."""
    options = arguments(argv)
    private_process.log_privately()
    private_process.keep_private()
    prepare_display()
    from kiosk_ui.fonts import MissingFont
    from kiosk_ui.typesetting import TypesettingError

    try:
        settings = read_settings(options.data / "screen.toml", options.settings)
        for fault in wording.also_read(options.data / "languages"):
            logger.warning("%s", fault)
        clock = clock_of(options.clock)
        address = address_of(settings, options.data, clock.now())
        begins_anew = show(settings, address, clock, options.picture, options.batch)
    except (ConfigError, MissingFont, TypesettingError) as error:
        print(f"curiocity screen: {error}", file=sys.stderr)
        return 2
    if begins_anew:
        private_process.begin_anew()
    return 0


class Ear:
    """Hears the board in a thread of its own. `changed` is called there whenever there is something new."""

    def __init__(self, address: Address, changed: Callable[[], None]) -> None:
        self.heard = Heard(away_since=time.monotonic())
        self.questions: Mapping[str, str] = {}
        self._first_day = ""
        self._address, self._changed = address, changed

    @property
    def is_another_day(self) -> bool:
        """Whether the board is of another day than the first one heard."""
        return self.heard.board is not None and self.heard.board.day != self._first_day

    @property
    def is_there(self) -> bool:
        """Whether the hub is."""
        return self.heard.away_since == NEVER

    def start(self) -> None:
        """Begin; ends with the program."""
        threading.Thread(target=lambda: asyncio.run(self._hear()), name="ear", daemon=True).start()

    async def _hear(self) -> None:
        hears = tuple(topics.of_hub(name) for name in ("board", "state", "question"))
        async with Broker(self._address, hears) as broker, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch(broker))
            async for received in broker.messages():
                try:
                    self._take(received.topic, received.payload)
                except MessageError as error:
                    logger.warning("%s: not understood and left: %s", received.topic, error)
                received.done()

    async def _watch(self, broker: Broker) -> None:
        while True:
            try:
                await broker.wait_connected()
            except BrokerRefused:
                await asyncio.sleep(1)
                continue
            await broker.wait_lost()
            self._note_hub(False)
            self._changed()

    def _take(self, topic: str, payload: bytes) -> None:
        if topic == topics.of_hub("board"):
            board = messages.decode(payload, Board, rules.LARGEST)
            self.heard = replace(self.heard, board=board)
            self._first_day = self._first_day or board.day
        elif topic == topics.of_hub("question"):
            self.questions = messages.decode(payload, Question, rules.LARGEST).texts
        else:
            self._note_hub(messages.decode(payload, HubState).state == "ready")
        self._changed()

    def _note_hub(self, is_there: bool) -> None:
        if is_there != self.is_there:
            self.heard = replace(self.heard, away_since=NEVER if is_there else time.monotonic())


def show(
    settings: KioskSettings, address: Address, clock: Clock, picture: Path | None, batch_s: float = BATCH_S
) -> bool:
    """Draw until the window is closed or a signal comes, which is False, or the board is that of another day: True."""
    import pygame

    from kiosk_ui import painting, typesetting

    typesetting.self_test()
    pygame.display.init()
    pygame.display.set_caption("Curiocity: the day's connections")
    surface = pygame.display.set_mode(settings.size, pygame.FULLSCREEN if settings.fullscreen else 0)
    pygame.mouse.set_visible(False)
    news = threading.Event()

    def end(*_: object) -> None:
        pygame.event.post(pygame.event.Event(pygame.QUIT))
        news.set()

    ear = Ear(address, news.set)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    ear.start()
    service_manager.notify("READY=1")
    pulse = service_manager.Pulse()
    shown, drawn, is_open = Shown(turn_since=time.monotonic()), None, True
    while is_open and not ear.is_another_day:
        shown = show_now(shown, ear.heard, time.monotonic(), batch_s)
        seen = See(shown.board, shown.stale, shown.turn, hour_at(clock, shown.board), ear.questions)
        if seen != drawn:
            fresh = picture_of(seen, surface.get_size(), settings.width_mm)
            surface.blit(fresh, DRIFT[shown.turn % len(DRIFT)])
            painting.forget()  # large letters take much room, and are not needed again so soon
            pygame.display.flip()
            if picture:
                half = picture.with_suffix(".half.png")  # so that nobody ever opens half of one
                pygame.image.save(surface, half)
                half.replace(picture)
            drawn = seen
        to_minute = MINUTE_S - clock.now() / 1000 % MINUTE_S
        wait = min(next_change(shown, ear.heard, batch_s) - time.monotonic(), to_minute)
        is_open = stays_open(wait, pulse, news)
    pygame.display.quit()
    return is_open


def stays_open(seconds: float, pulse: service_manager.Pulse, news: threading.Event) -> bool:
    """Wait so long, or until there is something new; False where the window is to be closed.

    Not by pygame's own wait, which asks the display a thousand times a second where that cannot wake anybody.
    """
    import pygame

    until = time.monotonic() + seconds
    is_new = False
    while not is_new and (left := until - time.monotonic()) > 0:
        pulse.beat(time.monotonic())
        is_new = news.wait(min(left, LONGEST_WAIT_S))
        if any(event.type == pygame.QUIT for event in pygame.event.get()):
            return False
    news.clear()
    return True


class See(NamedTuple):
    """All that the picture depends on."""

    board: Board | None
    stale: bool = False
    turn: int = 0
    hour: str = ""  # local, `17:30`
    questions: Mapping[str, str] = MappingProxyType({})  # the day's own, by language


def hour_at(clock: Clock, board: Board | None) -> str:
    """The hour where the board is; empty before one was heard."""
    if board is None:
        return ""
    return datetime.fromtimestamp(clock.now() / 1000, ZoneInfo(board.timezone)).strftime("%H:%M")


def picture_of(seen: See, size: tuple[int, int], width_mm: int = 0) -> "pygame.Surface":
    """What is to be seen; the turn says which page, and which of the neighbourhood's languages asks the question."""
    from kiosk_ui import board_view

    languages = wording.offered(seen.board.languages if seen.board else ())
    language = languages[seen.turn % len(languages)]
    asked = seen.questions.get(language, "")
    return board_view.draw_board(
        size, seen.board, seen.hour, seen.stale, language, asked, page=seen.turn, width_mm=width_mm
    )
