"""amqtt under our own rules; the only file that imports it.

amqtt listens on every address and lets everyone in unless it is told otherwise, has no bound on a packet, lets a
client take over another's session before it has shown its password, and sends a retained message to clients that
never asked for it. So the door is ours: the socket, the size of packets, who comes in, who reads and writes what.
"""

import asyncio
import hmac
import logging
import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.errors import MQTTError
from amqtt.mqtt.connack import NOT_AUTHORIZED, ConnackPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from hub.broker_users import hash_password, read_hashes
from wire import rules

MAX_CLIENTS = 200
LARGEST_READ = rules.LARGEST + 1024  # of a packet: the payload, its topic, its header
HELLO_S = 5.0
LISTENER = "default"

logger = logging.getLogger(__name__)


async def serve(listener: socket.socket, passwords: Path) -> asyncio.Server:
    """Serve MQTT on a bound socket to the users of a password file; closing the server ends it."""
    for name in ("amqtt", "transitions"):  # amqtt logs payloads, and payloads hold words
        logging.getLogger(name).setLevel(logging.CRITICAL)
    asyncio.get_running_loop().set_exception_handler(_log_kind)
    broker = _OurBroker(
        {
            "listeners": {LISTENER: {"type": "external"}},
            "plugins": {"hub.amqtt_broker.Rights": {"passwords": str(passwords)}},
        }
    )
    await broker.start()
    return await asyncio.start_server(partial(_accept, broker), sock=listener)


class Rights(BaseAuthPlugin, BaseTopicPlugin):  # type: ignore[misc]
    """Who comes in, and who reads and writes which topic: `wire.rules`."""

    @dataclass
    class Config:
        """passwords: the file with a line `user:hash` for each user, read anew for each who comes."""

        passwords: str

    async def authenticate(self, *, session: Session) -> bool:
        """Whether the user exists and this is the password."""
        known = read_hashes(Path(self.config.passwords)).get(session.username or "", "")
        if hmac.compare_digest(known, hash_password(session.password or "")):
            return True
        logger.warning("user %r: unknown, or a wrong password", session.username)
        return False

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool:
        """Whether the user may do this with the topic."""
        user, topic = (session and session.username) or "", topic or ""
        allowed = rules.may_write(user, topic) if action == Action.PUBLISH else rules.may_read(user, topic)
        if not allowed:
            logger.warning("user %r may not %s %r", user, action, topic[:100])
        return allowed


class _Guest(StreamWriterAdapter):  # type: ignore[misc]
    """One connection, and who came by it: nobody yet where `client_id` is empty."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        super().__init__(writer)
        self.abort = writer.transport.abort
        self.gone = asyncio.Event()
        self.client_id = self.user = ""


class _OurBroker(Broker):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self.guests: set[_Guest] = set()

    async def _initialize_client_session(
        self, reader: Any, writer: _Guest, _address: str, _port: int
    ) -> tuple[BrokerProtocolHandler, Session]:
        async with asyncio.timeout(HELLO_S):
            handler, session = await BrokerProtocolHandler.init_from_connect(
                reader, writer, self.plugins_manager
            )
            allowed = await self._authenticate(session, self.listeners_config[LISTENER])
            if not allowed or not self._admits(session):
                await ConnackPacket.build(0, NOT_AUTHORIZED).to_stream(writer)
                raise MQTTError("refused")
            await self._take_over(session, writer)
        # Always clean: a queue for someone who is away would keep words, and grow without bound.
        session.clean_session, session.parent = True, 0
        return handler, session

    def _admits(self, session: Session) -> bool:
        """Whether will and client id are this user's; asked before anything of others is touched."""
        if session.will_flag and not rules.may_write(session.username, session.will_topic):
            logger.warning("user %r may not have this will", session.username)
            return False
        old = self._guest(session.client_id)
        if old and old.user != session.username:
            logger.warning("user %r came with the client id of %r", session.username, old.user)
        return old is None or old.user == session.username

    async def _take_over(self, session: Session, guest: _Guest) -> None:
        """End an older connection with this id, and only then go on: its will comes before the next birth."""
        old = self._guest(session.client_id)
        if old:
            old.client_id = ""
        guest.client_id, guest.user = session.client_id, session.username
        if old:
            old.abort()
            await old.gone.wait()
        await self._delete_session(guest.client_id)

    def _guest(self, client_id: str) -> _Guest | None:
        return next((guest for guest in self.guests if guest.client_id == client_id), None)

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        # amqtt asks for every filter that anyone subscribed to when somebody comes.
        if any(theirs is session for theirs, _ in self.subscriptions.get(subscription[0], ())):
            await super()._publish_retained_messages_for_subscription(subscription, session)

    async def retain_message(
        self, source_session: Session | None, topic_name: str | None, data: Any, qos: int | None = None
    ) -> None:
        """Keep a message for those who come later, where the topic is meant for it."""
        if rules.is_retained(topic_name or ""):
            await super().retain_message(source_session, topic_name, data, qos)


class _BoundedReader(StreamReaderAdapter):  # type: ignore[misc]
    async def read(self, n: int = -1) -> bytes:
        if n > LARGEST_READ:
            raise ConnectionAbortedError(f"{n} bytes in one packet, {LARGEST_READ} at most")
        data: bytes = await super().read(n)
        return data


async def _accept(broker: _OurBroker, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if len(broker.guests) >= MAX_CLIENTS:
        logger.warning("%s clients are here, one more is refused", MAX_CLIENTS)
        writer.close()
        return
    guest = _Guest(writer)
    broker.guests.add(guest)
    try:
        await broker.external_connected(_BoundedReader(reader), guest, LISTENER)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        logger.warning("a client was let go: %s", error or f"it did not come in within {HELLO_S:.0f} s")
    finally:
        broker.guests.discard(guest)
        guest.gone.set()
        writer.close()


def _log_kind(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Only the kind of error: its text may hold a payload.
    logger.error("%s: %s", context["message"].split(":")[0], type(context.get("exception")).__name__)
