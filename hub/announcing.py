"""What a hub says to everybody, in every connection and again: its state, the time, configurations and the board.

And how it says anything: what the broker does not take now is said when the connection is back, what the disk does not
take now is tried again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from hub import calendar, closing, telling
from hub.config import HubConfig
from hub.promises import Promises
from hub.schema import StoreError
from hub.store import Store
from hub.writer import Writer
from wire.broker import Broker, BrokerRefused, NotSent, Outgoing
from wire.clock import Clock
from wire.messages import Board

SAY_TIME_EVERY_S = 15.0
REFRESH_EVERY_S = 3600.0
RETRY_S = 2.0

logger = logging.getLogger(__name__)


class Announcer:
    """The hub's voice. config_is_due, board_is_due: set where they have changed.

    show: told each board. connected: told of each new connection, before anything is said in it.
    """

    def __init__(
        self,
        config: HubConfig,
        store: Store,
        writer: Writer,
        promises: Promises,
        clock: Clock,
        session: int,
        show: Callable[[Board], None],
        connected: Callable[[], None],
    ) -> None:
        self._config, self._store, self._writer = config, store, writer
        self._promises, self._clock, self._session = promises, clock, session
        self._show, self._connected = show, connected
        self.config_is_due, self.board_is_due = asyncio.Event(), asyncio.Event()
        self._revision = 0  # of the configuration told last
        self._problems: dict[str, str] = {}  # what does not go on, and why

    def speak_through(self, broker: Broker) -> None:
        """From now on what is said goes there."""
        self._broker = broker

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to say all this, as long as the tasks run."""
        tasks.create_task(self._refresh(), name="notice connections")
        tasks.create_task(
            self.when_due("configuration", self.config_is_due, self._send_config), name="tell settings"
        )
        tasks.create_task(self.when_due("board", self.board_is_due, self._send_board), name="tell board")
        tasks.create_task(self._say_time(), name="say the time")

    def birth(self) -> list[Outgoing]:
        """What is said first in every connection."""
        return [telling.state("ready", self._session), telling.question(self._config)]

    async def _refresh(self) -> None:
        """Configuration and board anew in every connection and every hour."""
        while True:
            try:
                await self._broker.wait_connected()
            except BrokerRefused:
                await asyncio.sleep(RETRY_S)
                continue
            self._connected()
            self.config_is_due.set()
            self.board_is_due.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_EVERY_S):
                    await self._broker.wait_lost()

    async def when_due(self, what: str, is_due: asyncio.Event, send: Callable[[], Awaitable[None]]) -> None:
        """Do it whenever it is due, until the disk takes it."""
        while True:
            await is_due.wait()
            is_due.clear()
            while not await self.trying(what, send):
                pass

    async def _send_config(self) -> None:
        self._revision = await self._writer.do(self._store.next_number, "config")
        for kiosk in self._config.kiosks:
            await self.say_config(kiosk)

    async def say_config(self, kiosk: str) -> None:
        """Tell one kiosk its configuration; nothing where none was told to anybody yet."""
        if self._revision:
            await self.say(telling.config_for(self._config, kiosk, self._revision, self._clock.now()))

    async def _send_board(self) -> None:
        today = self._promises.day(calendar.local_date(self._config, self._clock.now()))
        revision = await self._writer.do(self._store.next_number, "board")
        closed = [closing.as_it_stands(today, one) for one in today.closed.values()]
        board = telling.board_of(self._config, today.day, closed, revision)
        self._show(board)
        await self.say(telling.board_message(board))

    async def _say_time(self) -> None:
        """And that the hub is there: NATS may lose it to a kiosk that comes in the very moment it is said."""
        while True:
            await self.say(telling.time_now(self._clock.now()))
            await self.say(telling.state("ready", self._session))
            await asyncio.sleep(SAY_TIME_EVERY_S)

    async def trying(self, what: str, work: Callable[[], Awaitable[None]]) -> bool:
        """Whether the disk took it. Its refusal is said once, for a full disk stays full for hours, and its end too."""
        try:
            await work()
        except StoreError as error:
            if self._problems.get(what) != str(error):
                logger.error("%s: wait: %s", what, error)
            self._problems[what] = str(error)
            await asyncio.sleep(RETRY_S)
            return False
        if self._problems.pop(what, ""):
            logger.info("%s: go on", what)
        return True

    async def say(self, message: Outgoing) -> None:
        """Send it; a hub without its broker says it when the connection is back (slips: the service)."""
        try:
            await self._broker.publish(message.topic, message.payload, message.qos, message.retain)
        except NotSent as error:
            if self._broker.connected:  # else the connection itself has said, once, what is wrong
                logger.info("%s not sent: %s", message.topic, error)
