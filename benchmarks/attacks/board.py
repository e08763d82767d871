"""Somebody who wants to know whether one person said a word, adds entries with it and watches every board.

    python -m benchmarks.attack board [--days 1000] [--people 48] [--seed 1] [--rare] [--control]

Each day is lived twice by the hub's own code for each attacker: once the victim says the attacker's word, once another;
all else is the same. The victim says it clearly. There are three attackers, who all read every board and their slips:

watches    adds nothing
adds       says the word twice, at two kiosks and times of their own choice
follows    stands behind the victim, says the word at the two other kiosks within five minutes

themes_below_three   words on a board or slip that fewer than three entries of their table share, or that lack two
                     kiosks or the ten minutes; looked up in the entries, not asked of the code that made them
gain                 by how much more often the best guess is right with the board than without it, the most of the
                     three, where the attacker knows no more than how often people speak of it
gain_if_suspected    the same for each where the attacker was in two minds: the victim said it as likely as not
--rare               of a word that hardly anybody says besides
--control shows the words of every entry, of rare words: the second must be large then, or this rig could not see it.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from unittest.mock import patch

import numpy as np

from benchmarks.attacks import asking
from benchmarks.attacks.town import CLEAREST, KIOSKS, Seen, Town, live, neighbourhood, word_of
from hub import themes
from hub.themes import APART_MS, BETWEEN

VICTIM, OWN = "victim", ("own-1", "own-2")
ATTACKERS = ("watches", "adds", "follows")
FOLLOWS_MIN = (2, 5)  # minutes after the victim


@dataclass(slots=True)
class Outcome:
    """At how many tables the word was seen, on days on which the victim had said it and on the same without."""

    prior: list[float] = field(default_factory=list)
    said: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in ATTACKERS})
    unsaid: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in ATTACKERS})
    below_three: int = 0
    themes: int = 0

    def gains(self, prior: float | None = None) -> dict[str, float]:
        """By attacker. prior: how likely they held it; None: as often as people speak of it."""
        before = float(np.mean(self.prior)) if prior is None else prior
        return {name: round(gain(before, self.said[name], self.unsaid[name]), 4) for name in ATTACKERS}


def gain(prior: float, said: Sequence[int], unsaid: Sequence[int]) -> float:
    """How much likelier the best guess is right for what was seen, on as many days in either case."""
    with_it, without, days = Counter(said), Counter(unsaid), len(said)
    right = sum(
        max(prior * with_it[sight], (1 - prior) * without[sight]) / days for sight in with_it | without
    )
    return right - max(prior, 1 - prior)


def attack_day(outcome: Outcome, seed: int, people: int, *, rare: bool) -> None:
    """One day, lived twice for each attacker."""
    town, config = Town(people, np.random.default_rng([5, seed])), neighbourhood()
    others = [town.person(f"e{number:04}", town.topic()) for number in range(people - 1)]
    victim = town.person(VICTIM, 0)
    wanted = another = len(town.share) - 1 if rare else town.topic()
    while another == wanted:
        another = town.topic()
    outcome.prior.append(float(town.share[wanted]))
    whence = [
        (kiosk, victim.minute + later)
        for kiosk, later in zip(_elsewhere(victim.kiosk), FOLLOWS_MIN, strict=True)
    ]
    anywhere = [(str(kiosk), town.person("", 0).minute) for kiosk in town.chance.permutation(KIOSKS)[:2]]
    said, unsaid = (
        town.speaks(VICTIM, topic, victim.kiosk, victim.minute, CLEAREST) for topic in (wanted, another)
    )
    for name, wheres in zip(ATTACKERS, ([], anywhere, whence), strict=True):
        own = [town.speaks(one, wanted, *where, CLEAREST) for one, where in zip(OWN, wheres, strict=False)]
        for words, sight in ((said, outcome.said[name]), (unsaid, outcome.unsaid[name])):
            seen = live(config, [*others, words, *own])
            sight.append(sees(seen, word_of(wanted)))
            shown, wrong = shown_wrongly(seen)
            outcome.themes += shown
            outcome.below_three += wrong


def _elsewhere(kiosk: str) -> list[str]:
    return [other for other in KIOSKS if other != kiosk]


def sees(seen: Seen, word: str) -> int:
    """On how many tables of the board, or slips of the attacker's, the word stands that day."""
    boards = [table.theme for one in seen.closed for table in one.tables]
    slips = [seen.promised[name].theme for name in OWN if name in seen.promised]
    return sum(word in theme.replace(BETWEEN, " ").split() for theme in (*boards, *slips))


def shown_wrongly(seen: Seen) -> tuple[int, int]:
    """(themes on boards and slips, words among them that three who are apart did not say)."""
    tables = [(table.theme, table.members) for one in seen.closed for table in one.tables if table.theme]
    tables += [(one.theme, one.company) for one in seen.promised.values() if one.theme]
    wrong = 0
    for theme, members in tables:
        for word in theme.replace(BETWEEN, " ").split():
            entries = [seen.entries[one] for one in members]
            wrong += not _enough([(e.entry.kiosk, e.heard) for e in entries if word in e.entry.words.split()])
    return len(tables), wrong


def _enough(said: Sequence[tuple[str, int]]) -> bool:
    """Whether three of them are apart, two by two, and at two kiosks."""
    return any(
        all(
            one[0] != other[0] or abs(one[1] - other[1]) >= APART_MS
            for one, other in ((a, b), (a, c), (b, c))
        )
        and len({a[0], b[0], c[0]}) > 1
        for at, a in enumerate(said)
        for after, b in enumerate(said[at + 1 :], at + 1)
        for c in said[after + 1 :]
    )


def everything(texts: Sequence[themes.Said], kiosks: int = 2, at_least: int = 3) -> str:
    """A board that shows every word: the control."""
    del kiosks, at_least
    return " ".join(one.words for one in texts)


def attack(
    days: int, people: int, seed: int, *, rare: bool = False, control: bool = False
) -> dict[str, object]:
    """What came of all days."""
    outcome = Outcome()
    with patch.object(themes, "theme", everything if control else themes.theme):
        for day in range(days):
            attack_day(outcome, seed * 1_000_000 + day, people, rare=rare or control)
    return {
        "attack": "board",
        "days": days,
        "people": people,
        "rare": rare or control,
        "themes_shown": outcome.themes,
        "themes_below_three": outcome.below_three,
        "prior": round(float(np.mean(outcome.prior)), 4),
        "gain": max(outcome.gains().values()),
        "gain_if_suspected": outcome.gains(0.5),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Attack, and print one line of JSON; 1 where a word was shown that three did not share."""
    parser = asking.in_town(__doc__)
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--rare", action="store_true")
    parser.add_argument("--control", action="store_true")
    given = parser.parse_args(argv)
    began = time.monotonic()
    result = attack(given.days, given.people, given.seed, rare=given.rare, control=given.control)
    asking.tell({**result, "control": given.control}, time.monotonic() - began)
    return 1 if result["themes_below_three"] and not given.control else 0
