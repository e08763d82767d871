"""What of somebody's words may become common: what matching, themes and offers read of them. Pure.

Personal data is masked, words that are not to be shown are left out. Of words in distress nothing is read at all:
nobody is to be seated by them, and no theme is made of them. The holder's slip has the words as they were said.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from hub.masking import masked
from hub.word_lists import WordLists


@dataclass(frozen=True, slots=True)
class CommonWords:
    """How a neighbourhood reads. regions: countries whose telephone numbers are looked for."""

    lists: WordLists = field(default_factory=WordLists)
    regions: Collection[str] = ()

    def of(self, words: str) -> str:
        """The words as everything but the slip reads them; empty where they tell of distress."""
        return "" if self.asks_for_host(words) else self.lists.without_listed(masked(words, self.regions))

    def asks_for_host(self, words: str) -> bool:
        """Whether the help lines stand first on this slip, and the seat is at the host's table."""
        return self.lists.is_distress(words)
