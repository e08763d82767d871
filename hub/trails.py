"""Sealed copies of slips, in `hub.db`: by locator alone, opened by nobody here, forgotten after a week.

Nothing in the table leads from a copy to an entry, a kiosk or an hour, and its rows stand in the order of their
locators, which are chance. A kiosk is given so much room a day, so that none can fill the disk.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from hub.schema import Database, told, transaction
from wire.messages import Sealed

LOCATOR = re.compile(r"[0-9a-f]{32}")
KEPT_DAYS = 8
ROOM = 16 * 1024 * 1024  # bytes of copies that one kiosk may leave in a day: some thousands of slips

logger = logging.getLogger(__name__)


class Trails:
    """The copies of one hub. Every method may raise a StoreError."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path
        self._day = date.min
        self._room: defaultdict[str, int] = defaultdict(lambda: ROOM)  # left today, by kiosk

    def keep(self, copies: Iterable[Sealed], today: date) -> list[Sealed]:
        """Keep those that are not here, in one commit; returns all but what a kiosk sends beyond its room.

        The first copy at a locator stands: one that comes twice is the same.
        """
        if today != self._day:
            self._day = today
            self._room.clear()
        here = [copy for copy in copies if self.find(copy.locator) is not None or self._has_room(copy)]
        rows = [(bytes.fromhex(copy.locator), today.isoformat(), copy.sealed) for copy in here]
        if rows:
            with transaction(self._db, self._path) as db:
                db.executemany("INSERT OR IGNORE INTO sealed_trails VALUES (?, ?, ?)", rows)
        return here

    def find(self, locator: str) -> bytes | None:
        """The copy at a locator, in hex; None where there is none (any more)."""
        if not LOCATOR.fullmatch(locator):
            return None
        with told(self._path):
            sql = "SELECT sealed FROM sealed_trails WHERE locator = ?"
            row = self._db.execute(sql, (bytes.fromhex(locator),)).fetchone()
        return bytes(row[0]) if row else None

    def forget(self, today: date) -> None:
        """Let copies go that were kept for `KEPT_DAYS`."""
        before = (today - timedelta(KEPT_DAYS)).isoformat()
        with told(self._path):
            row = self._db.execute("SELECT 1 FROM sealed_trails WHERE day < ? LIMIT 1", (before,)).fetchone()
        if row:
            with transaction(self._db, self._path) as db:
                db.execute("DELETE FROM sealed_trails WHERE day < ?", (before,))

    def _has_room(self, copy: Sealed) -> bool:
        left = self._room[copy.kiosk] - len(copy.sealed)
        if left >= 0:
            self._room[copy.kiosk] = left
        elif self._room[copy.kiosk] >= 0:
            logger.warning("kiosk %r: no more room for copies of slips today: is it ours?", copy.kiosk)
            self._room[copy.kiosk] = -1
        return left >= 0
