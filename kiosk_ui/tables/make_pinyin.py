"""Writes pinyin.txt, what Chinese letters and words are typed by: words of jieba read out by pypinyin; run by hand.

    pip install jieba pypinyin
    python kiosk_ui/tables/make_pinyin.py

Both packages and their data are under the MIT licence. A line is a reading without tones and spaces, then the words it
may stand for, the likeliest first, each with its cost: ten times the natural logarithm of how rarely it is met.
"""

import math
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

MOST_WORDS = 48_000
LONGEST = 5  # characters
RARELY = 0.04  # how often a character is read in its other ways, where nobody has counted


def words() -> dict[str, int]:
    """Simplified words of jieba's dictionary with how often each was met, the most frequent ones and all characters."""
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    counted = {word: int(count) for word, count, _ in map(str.split, lines) if is_simplified(word)}
    often = sorted((word for word in counted if 2 <= len(word) <= LONGEST), key=lambda word: -counted[word])
    single = {character: counted.get(character, 1) for character in characters()}
    return single | {word: counted[word] for word in often[:MOST_WORDS]}


def is_simplified(word: str) -> bool:
    """Whether a word is written with the characters of GB 2312 alone."""
    return all("\u4e00" <= character <= "\u9fff" for character in word) and set(word) <= characters()


@lru_cache
def characters() -> set[str]:
    """The 6,763 characters of GB 2312."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {text for text in (row.decode("gb2312", "ignore") for row in rows) if text}


def readings(word: str) -> list[str]:
    """How a word is typed, the usual way first; ü is v, and ue after l and n too."""
    from pypinyin import Style, lazy_pinyin, pinyin

    if len(word) > 1:
        usual = ["".join(lazy_pinyin(word, style=Style.NORMAL, errors="ignore"))]
    else:
        usual = pinyin(word, style=Style.NORMAL, heteronym=True, errors="ignore")[0]
    more = [text.replace("lve", "lue").replace("nve", "nue") for text in usual]
    return [text for text in dict.fromkeys([*usual, *more]) if text.isascii() and text.isalpha()]


def main() -> None:
    """Write the table beside this file."""
    counted = words()
    total = sum(counted.values())
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for word, count in counted.items():
        for number, reading in enumerate(readings(word)):
            often = max(count, 1) * (RARELY if number and len(word) == 1 else 1)
            table[reading][word] = round(10 * math.log(total / often))
    lines = []
    for reading in sorted(table):
        found = sorted(table[reading].items(), key=lambda item: (item[1], item[0]))
        lines.append(" ".join([reading, *(f"{word}{cost}" for word, cost in found)]))
    (Path(__file__).parent / "pinyin.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
