"""Where a line may end, in every script, by ICU.

Source: Unicode Standard Annex 14; Thai, Lao, Khmer and Burmese, which write no spaces between words, by ICU's
dictionaries. A word longer than a line is cut elsewhere, between grapheme clusters.
"""

from functools import lru_cache

import regex
from icu4py.breakers import LineBreaker

_BY_PHRASES = "ja-u-lw-phrase"  # Japanese and Korean keep their phrases together; other scripts do not notice
_NO_CHARACTER = regex.compile(r"\p{Cs}")  # half of a pair, which ICU does not take


@lru_cache(maxsize=64)  # one text is fitted in several sizes, one after another
def pieces(text: str) -> tuple[str, ...]:
    """The text cut at every place where a line may end; joined, they are the text again."""
    found, start = [], 0
    for piece in LineBreaker(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text), _BY_PHRASES):
        found.append(text[start : start + len(piece)])
        start += len(piece)
    return tuple(found)
