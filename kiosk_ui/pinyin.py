"""Chinese words for what is typed in Latin letters without tones: the likeliest whole, then words, then characters.

The table `tables/pinyin.txt` is read when the first letter is typed; nothing is learned and nothing written.
"""

from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from itertools import islice

import regex

MOST = 60  # candidates; more where more words than that have exactly this reading
_LONGEST = 30  # letters of one word
_RAW = 300  # cost of a letter that is left as it is, more than any word's
_COMPLETED = 8  # words that begin with what is typed
_WORD = regex.compile(r"(\D+)(\d+)")


def press(composing: str, key: str) -> tuple[str, str] | None:
    """The letters with one more; None where the key is no letter of pinyin."""
    return ("", composing + key) if len(key) == 1 and "a" <= key <= "z" else None


def candidates(composing: str) -> tuple[str, ...]:
    """What the letters may become; the letters themselves come last."""
    return tuple(_offers(composing))


def choose(composing: str, candidate: str) -> tuple[str, str]:
    """(the words chosen, the letters that are still to become some)."""
    return candidate, composing[_offers(composing).get(candidate, len(composing)) :]


def settle(composing: str) -> str:
    """The likeliest of all."""
    return next(iter(_offers(composing)), "")


def spelled(text: str) -> list[tuple[str, str]]:
    """(letters, words) by which a text is typed, as much at a time as comes out right by itself.

    No letters for what is not typed by any.
    """
    words, found = _by_words(text), []
    while words:
        for number in range(len(words), 0, -1):
            reading, chosen = ("".join(parts) for parts in zip(*words[:number], strict=True))
            if number == 1 or (all(letters for letters, _ in words[:number]) and settle(reading) == chosen):
                found.append((reading, chosen))
                del words[:number]
                break
    return found


def _by_words(text: str) -> list[tuple[str, str]]:
    """The longest words there are, each with its letters."""
    found = []
    while text:
        reading, word = next(
            filter(None, (_reading(text[:length]) for length in range(5, 0, -1))), ("", text[0])
        )
        found.append((reading, word))
        text = text[len(word) :]
    return found


def _reading(word: str) -> tuple[str, str] | None:
    """How a word is typed so that it can be chosen; letters are typed as they are."""
    if word.isascii() and word.isalpha() and word.islower():
        return word, word
    if not regex.fullmatch(r"\p{Han}+", word):
        return None
    sought = regex.compile(rf"([a-z]+) (?:.* )?{word}(\d+)".encode())
    lines = (sought.match(line) for line in _table() if word.encode() in line)
    found = sorted((int(line[2]), line[1].decode()) for line in lines if line)
    return next(((reading, word) for _, reading in found if word in candidates(reading)), None)


def _offers(composing: str) -> dict[str, int]:
    """Candidates in their order, with how many of the letters each stands for."""
    if not composing:
        return {}
    whole = len(composing)
    likeliest, raw = _likeliest(composing)
    begun = _completions(composing) if raw or whole > 1 else []
    offers: dict[str, int] = {}
    if not raw or not begun:
        offers[likeliest] = whole
    for word in [word for word, _ in _words(composing)] + begun + [likeliest]:
        offers.setdefault(word, whole)
    for length in range(min(whole, _LONGEST), 0, -1):
        for word, _ in islice(_words(composing[:length]), max(MOST - len(offers), 0)):
            offers.setdefault(word, length)
    offers.pop(composing, None)
    return offers | {composing: whole}


def _likeliest(composing: str) -> tuple[str, bool]:
    """The words of least cost that together take all letters, and whether letters were left as they are."""
    best: list[tuple[int, str, bool]] = [(0, "", False)]
    for end in range(1, len(composing) + 1):
        cost, text, _ = best[end - 1]
        choices = [(cost + _RAW, text + composing[end - 1], True)]
        for start in range(max(0, end - _LONGEST), end):
            for word, price in _words(composing[start:end])[:1]:
                choices.append((best[start][0] + price, best[start][1] + word, best[start][2]))
        best.append(min(choices))
    return best[-1][1], best[-1][2]


def _words(reading: str) -> list[tuple[str, int]]:
    """The words of exactly this reading with their costs, the likeliest first."""
    lines = _table()
    start = f"{reading} ".encode()
    at = bisect_left(lines, start)
    return _read(lines[at]) if at < len(lines) and lines[at].startswith(start) else []


def _completions(begun: str) -> list[str]:
    """The likeliest words whose reading begins so and goes on."""
    lines = _table()
    first, last = (bisect_left(lines, text) for text in (begun.encode() + b"a", begun.encode() + b"{"))
    heads = (_read(line)[0] for line in lines[first:last])
    return [word for word, _ in sorted(heads, key=lambda head: head[1])[:_COMPLETED]]


def _read(line: bytes) -> list[tuple[str, int]]:
    _, *words = line.decode().split(" ")
    return [(found[1], int(found[2])) for found in map(_WORD.fullmatch, words) if found]


@lru_cache
def _table() -> list[bytes]:
    return (files("kiosk_ui") / "tables" / "pinyin.txt").read_bytes().splitlines()
