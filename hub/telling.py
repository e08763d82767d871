"""What the hub says: to each kiosk its slips, sheets and configuration, to everybody its state, time and board."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date

from hub import board, calendar, slips
from hub.calendar import Round
from hub.config import HubConfig, Place
from hub.kept import ClosedRound, KeptEntry, Promised
from wire import messages, topics
from wire.broker import Outgoing
from wire.messages import Board, HubState, HubTime, KioskConfig, KioskPlace, KioskRound, Question, Slip

DAYS_AHEAD = 7

logger = logging.getLogger(__name__)


def slip_for(
    config: HubConfig, kept: KeptEntry, promised: Promised, found: Round, today: date
) -> Outgoing | None:
    """The slip of a promise, for the kiosk it was made at; None where its place is no longer in the settings."""
    place = config.place(promised.place)
    if place is None:
        logger.error(
            "place %r is promised on slips but no longer in the settings: put it back", promised.place
        )
        return None
    slip = slips.slip(kept.entry, promised, place, found, config.help_lines, today)
    return Outgoing(topics.of_kiosk(kept.entry.kiosk, "slip"), messages.encode(slip))


def test_slip(slip: Slip) -> Outgoing:
    """A slip that a host wants to see printed."""
    return Outgoing(topics.of_kiosk(slip.kiosk, "slip"), messages.encode(slip))


def sheet_for(
    config: HubConfig,
    closed: ClosedRound,
    found: Round,
    promised: dict[str, Promised],
    entries: dict[str, KeptEntry],
) -> Outgoing | None:
    """The table sheet of a closed round, for the kiosk that prints it; None where no kiosk does.

    promised, entries: of the day, by id.
    """
    place = config.place(closed.place)
    if place is None or not place.prints_at:
        return None
    sheet = slips.table_sheet(closed, place, found, promised, entries)
    return Outgoing(topics.of_kiosk(place.prints_at, "table_sheet"), messages.encode(sheet))


def board_of(config: HubConfig, today: date, closed: Iterable[ClosedRound], revision: int) -> Board:
    """The day's connections."""
    rounds = calendar.rounds_of(config, today)
    return board.board(
        config.name, today, config.places, rounds, tuple(closed), revision, config.languages, config.timezone
    )


def board_message(shown: Board) -> Outgoing:
    """The board, retained for every screen."""
    return Outgoing(topics.of_hub("board"), messages.encode(shown), retain=True)


def state(state_name: str, session: int) -> Outgoing:
    """Whether the hub is there; said at birth, and by the broker in our place when we fall silent."""
    there = HubState(
        state="ready" if state_name == "ready" else "lost", session=session, version=messages.SOFTWARE
    )
    return Outgoing(topics.of_hub("state"), messages.encode(there), retain=True)


def time_now(now: int) -> Outgoing:
    """The hub's clock."""
    return Outgoing(topics.of_hub("time"), messages.encode(HubTime(now)), qos=0)


def question(config: HubConfig) -> Outgoing:
    """The day's one question, where the neighbourhood has its own wording."""
    return Outgoing(topics.of_hub("question"), messages.encode(Question(dict(config.question))), retain=True)


def config_for(config: HubConfig, kiosk: str, revision: int, now: int) -> Outgoing:
    """All one kiosk must know, nearest places first."""
    near = sorted(_reachable(config, kiosk), key=lambda pair: (pair[1], pair[0].id))
    ids = {place.id for place, _ in near}
    message = KioskConfig(
        revision=revision,
        kiosk=kiosk,
        name=config.name,
        timezone=config.timezone,
        languages=config.languages,
        places=tuple(KioskPlace(p.id, p.name, p.address, p.directions, walk) for p, walk in near),
        rounds=tuple(
            KioskRound(found.place, found.starts, found.day.isoformat(), found.hour)
            for found in calendar.rounds_from(config, now, DAYS_AHEAD)
            if found.place in ids
        ),
        help_lines=config.help_lines,
        lead_min=config.lead_min,
        web=config.web.address,
        forgets=config.forget_at.strftime("%H:%M"),
    )
    return Outgoing(topics.of_kiosk(kiosk, "config"), messages.encode(message), retain=True)


def _reachable(config: HubConfig, kiosk: str) -> Sequence[tuple[Place, int]]:
    walks = ((place, place.walk.get(kiosk)) for place in config.places)
    return [(place, walk) for place, walk in walks if walk is not None and walk <= config.reach_min]
