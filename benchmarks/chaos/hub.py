"""The real hub for rigs: only its encoders are left out (hashed letters instead), for they load longer than it lives.

`--ack-first` makes it wrong on purpose: it acknowledges before it commits, and the rig has to notice.
"""

import asyncio
import sys
from collections.abc import Sequence

from hub import __main__ as hub_main
from hub import inbox, running, tables
from hub.calendar import local_date
from hub.meaning import Meaning
from hub.reading import read

COMMITS_LATE_S = 0.2


async def ack_first(self: inbox.Inbox, letters: Sequence[inbox.Letter]) -> None:
    """What no hub may do."""
    now = self._clock()
    batch = [read(letter.topic, letter.payload, self._config, now) for letter in letters]
    await asyncio.gather(*(self._tell(kiosk, ack) for kiosk, ack in inbox.acks(batch).items()))
    await asyncio.sleep(COMMITS_LATE_S)
    news = await self._commit(batch, local_date(self._config, now))
    for letter in letters:
        letter.done()
    if news:
        await self._hand_on(news)


def main(argv: list[str], _pipe: object = None) -> int:
    if "--encoders" in argv:
        argv.remove("--encoders")
    else:
        running.Meaning = lambda: Meaning([lambda: None])  # type: ignore[assignment, misc]
        tables.warm = lambda: None  # type: ignore[assignment]
    if "--ack-first" in argv:
        argv.remove("--ack-first")
        inbox.Inbox.settle = ack_first  # type: ignore[method-assign]
    return hub_main.main(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
