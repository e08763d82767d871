"""What becomes of one visitor's words: to the disk, to the hub, to paper, and what that means for the session.

Knows no screen: it asks the worker for things, and says which of the session's events the worker's news are.
"""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from kiosk_ui.hands import Visit
from kiosk_ui.open_table import open_table, open_table_slip, promise_of
from kiosk_ui.print_desk import SLIP_EXPIRES_MS, Printed
from kiosk_ui.session import Event
from kiosk_ui.worker import Kept, NotPromised
from wire import codes
from wire.clock import Clock
from wire.messages import Entry, KioskConfig, Retract, Slip
from wire.trail import Shown


class Worker(Protocol):
    """Where the words go."""

    def keep(self, message: Entry | Retract) -> None:
        """Answered by Kept."""

    def promise(self, entry: Entry, slip: Slip) -> None:
        """Answered by the slip that stands, this one or the hub's, or by NotPromised."""

    def print(self, content: Slip, held: Shown | None = None) -> None:
        """Answered by Printed. held: the trail of whoever it is for."""

    def give_up(self, slip: Slip) -> None:
        """Not answered."""


class Errand:
    """One visitor's words on their way; `end` makes it ready for the next one's. now: seconds that only run forward."""

    def __init__(self, kiosk: str, worker: Worker, clock: Clock) -> None:
        self._kiosk, self._worker, self._clock = kiosk, worker, clock
        self.config: KioskConfig | None = None  # as the hub told it last
        self.visit: Visit | None = None  # the last one that came to its slip
        self._entry: Entry | None = None
        self._keeping = ""  # id of what is on its way to the disk
        self.slip: Slip | None = None  # that was promised, by the hub or by this kiosk
        self.held: Shown | None = None  # the visitor's trail, for this visit
        self._done_at, self._heard_ms = 0.0, 0.0

    def end(self) -> None:
        """The visitor has gone, and nothing of them stays."""
        self._entry, self.slip, self.held, self._heard_ms = None, None, None, 0.0

    def keep_entry(self, id_: str, words: str, language: str) -> None:
        """Words that were said, under a fresh id."""
        self._entry = Entry(
            id=id_,
            kiosk=self._kiosk,
            words=words,
            languages=(language,),
            at=self._clock.now(),
            age_ms=0,
            met=tuple(tag.hex() for tag in self.held.tags) if self.held else (),
        )
        self._keeping = id_
        self._worker.keep(self._entry)

    def keep_retraction(self, id_: str, written: str) -> None:
        """The code of a slip whose words are to be taken back."""
        self._keeping = id_
        self._worker.keep(Retract(id=id_, kiosk=self._kiosk, code=codes.normalise(written)))

    def promise_open_table(self) -> Event | None:
        """The kiosk promises by itself; NO_PLACE where it knows of no round."""
        found = self._open_table()
        if found is None:
            return Event.NO_PLACE
        self._worker.promise(*found)
        return None

    def nearest_table(self, language: str) -> Slip | None:
        """Where anybody is welcome, to be read on the screen: no paper says it and the hub is not told."""
        found = self._open_table(language)
        return found[1] if found else None

    def _open_table(self, language: str = "") -> tuple[Entry, Slip] | None:
        config, now = self.config, self._clock.now()
        found = open_table(config, now) if config else None
        if config is None or found is None:
            return None
        place, coming = found
        nobody = Entry(id="", kiosk=self._kiosk, words="", languages=(language,), at=now, age_ms=0)
        entry = self._entry or nobody  # somebody whose words never came so far is welcome too
        today = datetime.fromtimestamp(now / 1000, ZoneInfo(config.timezone)).date()
        promised = msgspec.structs.replace(entry, promised=promise_of(coming))
        return promised, open_table_slip(promised, place, coming, config, today.isoformat())

    def print_slip(self) -> None:
        """The promised slip becomes paper."""
        if self.slip:
            self._worker.print(self.slip, self.held)

    def took(self, kept: Kept) -> Event | None:
        """The disk has answered; None where it answered somebody else's words."""
        if kept.id != self._keeping:
            return None
        if kept.problem:
            return Event.NOT_KEPT
        return Event.KEPT if self._entry else Event.CODE_KEPT

    def came(self, slip: Slip) -> Event | None:
        """A slip: this visitor's first one, or of somebody who has gone, which is printed for a while or given up."""
        if self._entry and slip.entry == self._entry.id and self.slip is None:
            self.slip = slip
            return Event.SLIP_CAME
        if self._clock.now() - said_at(slip.entry) <= SLIP_EXPIRES_MS:
            self._worker.print(slip)  # whoever wrote this may still stand here, though the screen has gone on
        else:
            self._worker.give_up(slip)
        return None

    def refused(self, news: NotPromised) -> Event | None:
        """The promise could not be noted."""
        return Event.NO_PLACE if self._entry and news.entry == self._entry.id else None

    def printed(self, printed: Printed) -> bool:
        """What became of a paper; False where it was somebody else's."""
        slip = self.slip
        if slip is None or printed.id != slip.id:
            return False
        if printed.link:  # for the screen, where there is no paper
            slip = self.slip = msgspec.structs.replace(slip, qr=printed.link)
        self.visit = Visit(
            entry=slip.entry,
            slip=printed.path,
            outcome=printed.outcome,
            place=slip.place,
            day=slip.day,
            starts=slip.hour,
            sign=slip.sign.word if slip.sign else "",
            heard_ms=round(self._heard_ms, 2),
            printed_ms=round((printed.began - self._done_at) * 1000, 2) if printed.began else 0.0,
        )
        return True

    def was_done(self, now: float) -> None:
        """The finger has left Done."""
        self._done_at = now

    def was_heard(self, now: float) -> None:
        """That the words are safe stands on the screen since now; a quick hub's slip says so too."""
        self._heard_ms = self._heard_ms or (now - self._done_at) * 1000


def said_at(entry: str) -> int:
    """Milliseconds since 1970 at which an entry got its id (UUIDv7, RFC 9562 section 5.7)."""
    return int(entry.replace("-", "")[:12], 16)
