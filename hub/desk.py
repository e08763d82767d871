"""The host's desk: all the console asks of the running hub, and all it does. Machines and settings; never an entry."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import uuid_utils

from hub import backup, calendar, console_code, day_keys, signs
from hub.authority import Authority, AuthorityError
from hub.brokers import LISTENING
from hub.calendar import Round
from hub.config import HubConfig
from hub.kiosks import KiosksError
from hub.let_in import LetIn
from hub.service import Hub
from hub.settings_file import SettingsFile
from hub.store import Store
from hub.writer import Writer
from wire.clock import Clock
from wire.messages import KioskState, Sign, Slip, TableSheet


@dataclass(frozen=True, slots=True)
class Proof:
    """What is left of the days. forgotten: (day, milliseconds UTC at which it was forgotten), the latest first."""

    readable: tuple[date, ...]
    files: tuple[str, ...]  # of days, as they lie on the disk
    keys: tuple[str, ...]
    forgotten: tuple[tuple[date, int], ...]

    def remains_of(self, day: date) -> list[str]:
        """Files of a day that are still there; there should be none of one that is forgotten."""
        return [name for name in (*self.files, *self.keys) if name.startswith(day.isoformat())]


class Desk:
    """One hub's desk.

    data: its folder; keys: that of the days' keys; hub: the one that runs now, None at the start; web: address of the
    pages as slips name it, "" where phones cannot reach them.
    """

    def __init__(
        self,
        data: Path,
        keys: Path,
        file: SettingsFile,
        store: Store,
        writer: Writer,
        clock: Clock,
        hub: Callable[[], Hub | None],
        web: str = "",
    ) -> None:
        self.data, self.file, self.clock, self.web = data, file, clock, web
        self._keys, self._store, self._writer, self._hub = keys, store, writer, hub
        self.let_in = LetIn(data)
        self.writes = asyncio.Lock()  # the settings: one host after another

    async def states(self) -> dict[str, KioskState]:
        """The last state of every kiosk ever heard of. Raises a StoreError."""
        return await self._writer.do(self._store.kiosks)

    async def kiosks(self) -> list[str]:
        """Every kiosk that has a certificate, or that a place names; sorted.

        Where the broker knows no certificates, every one that was heard of.
        """
        named = self.file.read().config.kiosks
        if not self.has_certificates():
            return sorted({*named, *await self.states()})
        authority = await asyncio.to_thread(self._authority)
        return sorted({*named, *(authority.issued() if authority else ())})

    def has_certificates(self) -> bool:
        """Whether this hub's broker knows kiosks by certificate, so that they can join and be removed."""
        try:
            return b'"amqtt"' not in (self.data / "broker" / LISTENING).read_bytes()
        except OSError:
            return False

    async def remove(self, kiosk: str) -> bool:
        """A kiosk's certificate opens nothing any more; False where it has none. Raises KiosksError."""
        try:
            authority = await asyncio.to_thread(self._authority)
            removed = authority is not None and await asyncio.to_thread(authority.revoke, kiosk)
        except (AuthorityError, OSError) as error:
            raise KiosksError(str(error)) from error
        await self._writer.do(self._store.forget_kiosk, kiosk)
        return removed

    def broken_promises(self, config: HubConfig) -> list[Round]:
        """Rounds that slips promise and that these settings have no more, earliest first."""
        hub = self._hub()
        if hub is None:
            return []
        now, current = self.clock.now(), self.file.read().config
        ahead = sorted((starts, place) for place, starts in hub.promised_rounds() if starts > now)
        stood = [found for starts, place in ahead if (found := _round(current, place, starts))]
        return [found for found in stood if _round(config, found.place, found.starts) is None]

    def sheets(self) -> list[TableSheet]:
        """The table sheets of today's closed rounds, as they stand now, earliest first."""
        hub = self._hub()
        return hub.table_sheets() if hub else []

    async def print_test(self, kiosk: str, language: str, words: str) -> str:
        """Have a kiosk print a slip that is marked as a test; its id, by which `tests` knows what became of it."""
        hub = self._hub()
        if hub is None:
            raise KiosksError("The hub is just starting: try again in a moment.")
        slip = self._test_slip(self.file.read().config, kiosk, language, words)
        await hub.say_test(slip)
        return slip.id

    def outcome(self, paper: str) -> str:
        """What became of a test slip: printed, shown or failed; "" as long as nothing is known."""
        hub = self._hub()
        return hub.papers.get(paper, "") if hub else ""

    async def proof(self) -> Proof:
        """What is forgotten and what is left. Raises a StoreError or OSError."""
        readable = await self._writer.do(self._store.days)
        forgotten = await self._writer.do(self._store.forgotten)
        files, keys = (_names(folder) for folder in (self.data / "days", self._keys))
        return Proof(tuple(readable), files, keys, tuple(sorted(forgotten, reverse=True)))

    async def backup(self) -> bytes:
        """All that is worth keeping, in one tar file. Raises StoreError or OSError."""
        return await asyncio.to_thread(backup.write_backup, self.data)

    def new_code(self) -> tuple[str, str]:
        """A new code for the console, and the hour until which it opens. Raises OSError."""
        config, now = self.file.read().config, self.clock.now()
        until = calendar.next_forgetting(config, now)
        return console_code.new_code(self.data, now, until), calendar.local_hour(config, until)

    def _authority(self) -> Authority | None:
        folder = self.data / "authority"
        return Authority(folder) if (folder / "ca.crt").exists() else None

    def _test_slip(self, config: HubConfig, kiosk: str, language: str, words: str) -> Slip:
        now = self.clock.now()
        place = next((place for place in config.places if kiosk in place.walk), None)
        picture = random.SystemRandom().choice(signs.SIGNS)
        return Slip(
            id=str(uuid_utils.uuid7()),
            entry=str(uuid_utils.uuid7()),  # nobody's
            kiosk=kiosk,
            language=language,
            words=words,
            place=place.name if place else config.name,
            address=place.address if place else "",
            directions=place.directions if place else "",
            walk_min=place.walk[kiosk] if place else 0,
            starts=now,
            day=calendar.local_date(config, now).isoformat(),
            hour=calendar.local_hour(config, now),
            days_ahead=0,
            sign=Sign(picture, signs.word(picture, language)),
            code="",
            help_lines=config.help_lines,
            qr="",
            test=True,
        )


def _round(config: HubConfig, place: str, starts: int) -> Round | None:
    rounds = calendar.rounds_of(config, calendar.local_date(config, starts))
    return next((found for found in rounds if (found.place, found.starts) == (place, starts)), None)


def _names(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if day_keys.day_named(path)))
