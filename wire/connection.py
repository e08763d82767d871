"""One MQTT connection on paho, from its first byte to its end; `wire.broker` makes the next one.

Every connection has a paho client and a thread of its own. paho alone would keep unsent messages over a
reconnect and send them after the birth, so that an old state overwrites a newer one; a fresh client has none.
"""

import asyncio
import contextlib
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from wire.broker_address import Address, BrokerRefused, HubContext

KEEPALIVE_S = 20  # a broker that falls silent is noticed after two of these at most
CONNECT_S = 5.0
CLOSE_S = 1.0
MAX_WAITING = 400  # messages of ours without an acknowledgement: the hub's acks of two whole commits

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The broker has not taken the message: it stays in the outbox and is sent again later."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent."""

    topic: str
    payload: bytes = field(repr=False)
    qos: int = 1
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A message that came. retained: it was said before we listened."""

    topic: str
    payload: bytes = field(repr=False)
    retained: bool
    _acknowledge: Callable[[], None] = field(repr=False)

    def done(self) -> None:
        """Tell the broker that the message is kept here; to be called after the commit, not before.

        Does nothing where the connection it came by is gone: the message will come again.
        """
        self._acknowledge()


class _Client(paho.Client):
    """A paho client for a single connection, which tells when its thread ends, whatever ended it."""

    ended: Callable[[MQTTErrorCode | BaseException], None]

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:  # noqa: ARG002
        """Run one connection; what loop_start runs in its thread."""
        end: MQTTErrorCode | BaseException = MQTTErrorCode.MQTT_ERR_UNKNOWN
        try:
            end = super().loop_forever(timeout)
        except OSError as error:  # nobody there, a name that is not known, a certificate that is not right
            end = error
        finally:
            self.ended(end)
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def release(self) -> None:
        """Wait for the thread and close the sockets, which paho alone leaves to the garbage collector."""
        self.loop_stop()
        self._reset_sockets()


class Connection:
    """One connection, from its first byte to its end. Only paho itself runs outside the event loop."""

    def __init__(
        self,
        address: Address,
        tls: HubContext | None,
        will: Outgoing | None,
        hear: Callable[[Received], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._where = f"{address.host}:{address.port}"
        self._who = (
            "the hub does not know this machine, or not any more: join it again"
            if address.cert
            else f"check user {address.username!r}, its password, and the broker's access rules"
        )
        self._hear, self._tls = hear, tls
        self._answers: dict[int, asyncio.Future[Sequence[ReasonCode]]] = {}
        self.over: asyncio.Future[str] = self._loop.create_future()  # why it ended
        self.is_let_in = False  # by the broker; whether we are also heard there is seen later
        self.was_cut = False  # by the other side, and not by silence
        self._alert = ""  # what TLS said last, where it was what ended the connection
        self._client = _make_client(address, tls, will)
        self._client.ended = self._handed_over(self._end)
        self._client.on_connect = self._handed_over(lambda *args: self._answer(0, [args[3]]))
        self._client.on_subscribe = self._handed_over(lambda *args: self._answer(args[2], args[3]))
        self._client.on_publish = self._handed_over(lambda *args: self._answer(args[2], ()))
        self._client.on_message = self._handed_over(lambda *args: self._take(args[2]))
        self._client.on_log = self._note_alert

    async def open(self, hears: Sequence[str], birth: Callable[[], Iterable[Outgoing]]) -> None:
        """Connect, subscribe, be born. Raises BrokerRefused, or NotSent where the connection ends before."""
        self._client.loop_start()
        [reason] = await self._answered(0)
        if reason.is_failure:
            raise BrokerRefused(f"{self._where}: refused: {reason}: {self._who}")
        self.is_let_in = True
        if hears:
            _, mid = self._client.subscribe([(topic, 1) for topic in hears])
            codes = await self._answered(mid or 0)
            refused = [topic for topic, code in zip(hears, codes, strict=True) if code.is_failure]
            if refused:
                raise BrokerRefused(f"{self._where}: may not read {', '.join(refused)}: {self._who}")
        for message in birth():
            await self.publish(message)

    async def publish(self, message: Outgoing) -> None:
        """See Broker.publish."""
        if self.over.done():
            raise NotSent(self.over.result())
        info = self._client.publish(message.topic, message.payload, message.qos, message.retain)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            raise NotSent(f"{self._where}: {MAX_WAITING} messages wait for it already")
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise NotSent(f"{self._where}: {paho.error_string(info.rc)}")
        await self._answered(info.mid)

    async def close(self) -> None:
        """End the connection in good order, and its thread."""
        self._client.disconnect()
        await asyncio.wait([self.over], timeout=CLOSE_S)
        if not self.over.done() and (connection := self._client.socket()):
            with contextlib.suppress(OSError):
                cast("socket.socket", connection).shutdown(socket.SHUT_RDWR)  # it does not read: no goodbye
            await asyncio.wait([self.over], timeout=CLOSE_S)
        if self.over.done():
            self._client.release()
            if self._tls:
                self._tls.close_last()

    def _handed_over(self, act: Callable[..., None]) -> Callable[..., None]:
        """`act` as a callback for paho's thread, which may neither wait nor fail there."""

        def callback(*args: Any) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to hear it
                self._loop.call_soon_threadsafe(act, *args)

        return callback

    async def _answered(self, mid: int) -> Sequence[ReasonCode]:
        # Packet 0 is our CONNECT.
        answer: asyncio.Future[Sequence[ReasonCode]] = self._loop.create_future()
        self._answers[mid] = answer
        try:
            return await answer
        finally:
            self._answers.pop(mid, None)

    def _answer(self, mid: int, codes: Sequence[ReasonCode]) -> None:
        answer = self._answers.get(mid)
        if answer and not answer.done():
            answer.set_result(codes)

    def _take(self, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            logger.warning("%s: a message came with a topic that is no text; it is left alone", self._where)
            return
        self._hear(
            Received(topic, bytes(message.payload), message.retain, lambda: self._acknowledge(message))
        )

    def _acknowledge(self, message: paho.MQTTMessage) -> None:
        if not self.over.done():
            self._client.ack(message.mid, message.qos)

    def _note_alert(self, _client: paho.Client, _userdata: Any, _level: int, text: str) -> None:
        # With TLS 1.3 a server looks at our certificate after we think that we are in; paho only logs what it says.
        if found := re.search(r"SSL: \w*ALERT_([A-Z_]+)", text):
            self._alert = found[1].lower().replace("_", " ")

    def _end(self, end: MQTTErrorCode | BaseException) -> None:
        refused = self._not_of_one_neighbourhood(end)
        self.was_cut = end == MQTTErrorCode.MQTT_ERR_CONN_LOST and not refused
        if refused:
            why = f"{self._where}: {refused}"
        elif isinstance(end, BaseException):
            why = f"{self._where}: no broker answers ({end}): is it running, are host and port right?"
        else:
            why = f"{self._where}: the connection broke off ({paho.error_string(end)})"
        self.over.set_result(why)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(BrokerRefused(why) if refused else NotSent(why))

    def _not_of_one_neighbourhood(self, end: MQTTErrorCode | BaseException) -> str:
        """Why TLS did not let the two come together; empty where that is not what ended the connection."""
        alert = self._alert or (str(end) if isinstance(end, ssl.SSLError) and "ALERT" in str(end) else "")
        if isinstance(end, ssl.SSLCertVerificationError):
            return f"this hub is not of the neighbourhood this machine joined ({end.verify_message}): join it again"
        if alert:
            return f"the hub does not know this machine, or not any more ({alert}): join it again"
        return ""


def _make_client(address: Address, tls: ssl.SSLContext | None, will: Outgoing | None) -> _Client:
    client = _Client(
        CallbackAPIVersion.VERSION2,
        client_id=address.client_id,
        clean_session=True,
        protocol=MQTTProtocolVersion.MQTTv311,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    client.suppress_exceptions = True
    client.connect_timeout = CONNECT_S
    client.max_queued_messages = MAX_WAITING
    client.max_inflight_messages = MAX_WAITING
    client.on_socket_open = _send_at_once
    if address.username:
        client.username_pw_set(address.username, address.password)
    if tls:
        client.tls_set_context(tls)
    if will:
        client.will_set(will.topic, will.payload, will.qos, will.retain)
    client.connect_async(address.host, address.port, KEEPALIVE_S)
    return client


def _send_at_once(_client: paho.Client, _userdata: Any, connection: Any) -> None:
    # Small packets held back for the acknowledgement of the one before cost 40 ms each.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
