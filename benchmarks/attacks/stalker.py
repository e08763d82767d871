"""Somebody who knows what one person is curious about and wants to sit at their table, day after day.

    python -m benchmarks.attack stalker [--days 1000] [--people 48] [--seed 1]

The victim has three topics and speaks of one of them each day, at a kiosk and a time of their own. The stalker knows
the three, not which it is today, nor kiosk and hour, and says one of them as clearly as can be: once or three times a
day, at times of their own, or once right behind the victim (`follows`). Told is on what share of days they have one
table.

pairs_by_topic  what would be without these rules, where whoever says a topic is introduced to all who say it, and
                meets any of them, two by two and alone, as on a page of people and their interests
one_by_chance   the same where everybody is introduced to one other of their topic only
rarer           pairs_by_topic over the hub's own share, for one entry a day
alone           with three entries: days on which all others of the victim's table are the stalker, and no host is
                there. With one entry it cannot be
"""

import time
from collections.abc import Sequence

import numpy as np

from benchmarks.attacks import asking
from benchmarks.attacks.town import CLEAREST, KIOSKS, Said, Town, live, neighbourhood

VICTIM, OWN = "victim", ("own-1", "own-2", "own-3")
TOPICS = 3  # of the victim
FOLLOWS_MIN = 2


def stalk_day(seed: int, people: int) -> dict[str, float]:
    """One day: whether they share a table, by what the stalker does."""
    chance = np.random.default_rng([6, seed])
    town, config = Town(people, chance), neighbourhood()
    topics = [town.topic() for _ in range(people - 1)]
    others = [town.person(f"e{number:04}", topic) for number, topic in enumerate(topics)]
    known = list({town.topic(): None for _ in range(100)})[:TOPICS]
    today = known[int(chance.integers(len(known)))]
    victim = town.person(VICTIM, today)
    guesses = [known[int(at)] for at in chance.permutation(len(known))]
    own = [
        town.speaks(name, guess, str(chance.choice(KIOSKS)), town.person("", 0).minute, CLEAREST)
        for name, guess in zip(OWN, guesses, strict=True)
    ]
    follows = town.speaks(OWN[0], guesses[0], victim.kiosk, victim.minute + FOLLOWS_MIN, CLEAREST)
    ways: dict[str, list[Said]] = {"one_entry": own[:1], "three_entries": own, "follows": [follows]}
    result: dict[str, float] = {"alone": 0.0, "alone_with_one_entry": 0.0}
    for way, entries in ways.items():
        seen = live(config, [*others, victim, *entries])
        table = seen.table_of(VICTIM)
        result[way] = float(bool(table & set(OWN)))
        hosted = any(VICTIM in one.members and one.hosted for round_ in seen.closed for one in round_.tables)
        alone = bool(table & set(OWN)) and not table - {VICTIM, *OWN} and not hosted
        result["alone"] += float(alone)
        result["alone_with_one_entry"] += float(alone and len(entries) == 1)
    result["pairs_by_topic"] = float(guesses[0] == today)
    result["one_by_chance"] = float(guesses[0] == today) / (1 + topics.count(today))
    return result


def attack(days: int, people: int, seed: int) -> dict[str, object]:
    """What came of all days."""
    every = [stalk_day(seed * 1_000_000 + day, people) for day in range(days)]
    share = {way: float(np.mean([one[way] for one in every])) for way in every[0]}
    return {
        "attack": "stalker",
        "days": days,
        "people": people,
        **{way: round(often, 4) for way, often in share.items()},
        "rarer": round(share["pairs_by_topic"] / share["one_entry"], 2) if share["one_entry"] else None,
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Attack, and print one line of JSON."""
    parser = asking.in_town(__doc__)
    parser.add_argument("--days", type=int, default=1000)
    given = parser.parse_args(argv)
    began = time.monotonic()
    result = attack(given.days, given.people, given.seed)
    asking.tell(result, time.monotonic() - began)
    return 0
