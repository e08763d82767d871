"""`curiocity screen`: the day's connections, full screen, drawn from the hub's retained board message.

When the hub is away the last picture stays, with its date. Nobody touches this screen. With the board of a new day
the program begins anew: themes of the day before are in nobody's memory.
"""

import argparse
import asyncio
import itertools
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk_ui import wording
from kiosk_ui.config import ConfigError, KioskSettings, address_of, read_settings
from kiosk_ui.display import prepare_display
from kiosk_ui.hub_link import MAX_CONFIG_BYTES
from wire import messages, private_process, service_manager, topics
from wire.broker import Address, Broker, BrokerRefused
from wire.clock import Clock, clock_of
from wire.messages import Board, HubState, MessageError

if TYPE_CHECKING:
    import pygame

REDRAW_S = 20.0  # the hour moves on, and the next language asks
LONGEST_WAIT_S = 1.0

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
        begins_anew = show(settings, address, clock, options.picture)
    except (ConfigError, MissingFont, TypesettingError) as error:
        print(f"curiocity screen: {error}", file=sys.stderr)
        return 2
    if begins_anew:
        private_process.begin_anew()
    return 0


class Ear:
    """Hears the board in a thread of its own. `changed` is called there whenever there is something new."""

    def __init__(self, address: Address, changed: Callable[[], None]) -> None:
        self.board: Board | None = None
        self._first_day = ""
        self.is_there = False
        self._address, self._changed = address, changed

    @property
    def is_another_day(self) -> bool:
        """Whether the board is of another day than the first one heard."""
        return self.board is not None and self.board.day != self._first_day

    def start(self) -> None:
        """Begin; ends with the program."""
        threading.Thread(target=lambda: asyncio.run(self._hear()), name="ear", daemon=True).start()

    async def _hear(self) -> None:
        hears = (topics.of_hub("board"), topics.of_hub("state"))
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
            self.is_there = False
            self._changed()

    def _take(self, topic: str, payload: bytes) -> None:
        if topic == topics.of_hub("board"):
            self.board = messages.decode(payload, Board, MAX_CONFIG_BYTES)
            self._first_day = self._first_day or self.board.day
        else:
            self.is_there = messages.decode(payload, HubState).state == "ready"
        self._changed()


def show(settings: KioskSettings, address: Address, clock: Clock, picture: Path | None) -> bool:
    """Draw until the window is closed or a signal comes, which is False, or the board is that of another day: True."""
    import pygame

    from kiosk_ui import typesetting

    typesetting.self_test()
    pygame.display.init()
    pygame.display.set_caption("Curiocity: the day's connections")
    surface = pygame.display.set_mode(settings.size, pygame.FULLSCREEN if settings.fullscreen else 0)
    pygame.mouse.set_visible(False)
    news = pygame.event.custom_type()

    def wake() -> None:
        pygame.event.post(pygame.event.Event(news))

    ear = Ear(address, wake)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: pygame.event.post(pygame.event.Event(pygame.QUIT)))
    ear.start()
    service_manager.notify("READY=1")
    pulse = service_manager.Pulse()
    turns, is_open = itertools.count(), True
    while is_open and not ear.is_another_day:
        surface.blit(picture_of(ear, surface.get_size(), clock, next(turns)), (0, 0))
        pygame.display.flip()
        if picture:
            pygame.image.save(surface, picture)
        is_open = stays_open(REDRAW_S, pulse)
    pygame.display.quit()
    return is_open


def stays_open(seconds: float, pulse: service_manager.Pulse) -> bool:
    """Wait so long, or until there is something new; False where the window is to be closed."""
    import pygame

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pulse.beat(time.monotonic())
        # In short waits, for a signal is heard between two of them only.
        events = (pygame.event.wait(round(LONGEST_WAIT_S * 1000)), *pygame.event.get())
        if any(event.type == pygame.QUIT for event in events):
            return False
        if events[0].type != pygame.NOEVENT:
            break
    return True


def picture_of(ear: Ear, size: tuple[int, int], clock: Clock, turn: int) -> "pygame.Surface":
    """What is to be seen now. turn: which of the neighbourhood's languages asks the question."""
    from kiosk_ui import board_view

    board = ear.board
    if board is None:
        return board_view.draw_board(size, None, "")
    hour = datetime.fromtimestamp(clock.now() / 1000, ZoneInfo(board.timezone)).strftime("%H:%M")
    languages = board.languages or ("en",)
    language = languages[turn % len(languages)]
    return board_view.draw_board(size, board, hour, stale=not ear.is_there, language=language)
