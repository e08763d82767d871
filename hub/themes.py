"""The theme of a table: words that at least three of its entries share, the only words that are ever public. Pure.

Three count as three where any two of them came from different kiosks or ten minutes apart: whoever stands at a kiosk
and says the same again is one. And where there are several kiosks, two of them must have heard the words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

import stopwordsiso

from hub.languages import language_of
from hub.phrases import MOST_WORDS, Key, Phrase, phrases_of
from hub.sanitise import for_matching

BETWEEN = " · "
APART_MS = 10 * 60_000  # between two who say the same at one kiosk
READS = 300  # code points of each entry: a question stands at its beginning
# Words that ask or lead into a question, where the Stopwords ISO collection lacks them.
ASKING: Mapping[str, str] = {
    "ar": "لماذا هل كيف",
    "el": "γιατί πώς πότε πού πόσο πόσα πόσες πόσοι",
    "en": "curious",
    "hi": "क्यों कैसे कैसा कैसी क्या कब कहाँ कहां कितने कितना कितनी",
    "pt": "quantos quantas",
    "ro": "câți câte",
    "ru": "какие какое",
    "th": "ทำไม อย่างไร ยังไง อะไร ใคร เมื่อไร เมื่อไหร่ ที่ไหน เท่าไร เท่าไหร่ กี่ ไหน ไหม หรือไม่ มัน",
    "tr": "nedir neden niçin kaç mi mı mu mü zaman nerede",
    "uk": "чому навіщо яка яке які який хто що скільки куди звідки коли де як чи",
    "vi": "đâu bao nhiêu mấy con cái",
}
# Words the collection passes over in English although people are curious about them.
MEANT = frozenset({"computer", "fire", "home", "system", "world"})


class Said(NamedTuple):
    """What is read of one entry. language: BCP 47 or ""; heard: milliseconds UTC."""

    words: str
    language: str
    kiosk: str
    heard: int


def theme(texts: Sequence[Said], kiosks: int = 2, at_least: int = 3) -> str:
    """Up to three words that each stand, however spelled, in at least `at_least` of the texts; empty where none do.

    texts: of each entry of a table, in any order: the theme is the same. kiosks: how many must have heard a word.
    Several words never add up to all that one entry says; a phrase does so only where three said that phrase.
    """
    said = _phrases(texts)
    chosen = _choose(_shared(texts, said, kiosks, at_least))
    while len(chosen) > 1 and any(_says_it_all(chosen, phrases) for phrases in said):
        chosen.popitem()
    return BETWEEN.join(chosen.values())


def still_shared(theme_before: str, texts: Sequence[Said], kiosks: int = 2, at_least: int = 3) -> str:
    """What is left of a table's theme when only these are still there: words go, and no other ever comes for them."""
    shared = _shared(texts, _phrases(texts), kiosks, at_least)
    tongues = {_languages(one.words, one.language)[0] for one in texts}
    left = (
        piece
        for piece in theme_before.split(BETWEEN)
        if any(
            key in shared
            for tongue in tongues
            for key, phrase in phrases_of(piece, tongue, frozenset()).items()
            if phrase.text == piece
        )
    )
    return BETWEEN.join(left)


def _phrases(texts: Sequence[Said]) -> list[dict[Key, Phrase]]:
    read = [(one.words[:READS], *_languages(one.words, one.language)) for one in texts]
    stops = _stops("en").union(*(_stops(tag) for _, *tags in read for tag in tags))
    return [phrases_of(words, likely, stops) for words, likely, _ in read]


def _languages(words: str, given: str) -> tuple[str, str]:
    """The language the words seem to be in, or else were said to be in; and the one they were said to be in."""
    told, seen = given.partition("-")[0], language_of(words)
    return (seen if len(seen) == 2 else told), told


def _shared(
    texts: Sequence[Said], said: Sequence[Mapping[Key, Phrase]], kiosks: int, at_least: int
) -> dict[Key, list[Phrase]]:
    by_key: dict[Key, list[Phrase]] = defaultdict(list)
    by_whom: dict[Key, list[Said]] = defaultdict(list)
    for one, phrases in zip(texts, said, strict=True):
        for key, phrase in phrases.items():
            by_key[key].append(phrase)
            by_whom[key].append(one)
    return {
        key: same
        for key, same in by_key.items()
        if len(same) >= at_least
        and any(one.opens for one in same)
        and any(one.closes for one in same)
        and _voices(by_whom[key]) >= at_least
        and len({one.kiosk for one in by_whom[key]}) >= kiosks
    }


def _voices(same: Iterable[Said]) -> int:
    """The most of them of whom any two came from different kiosks or far enough apart in time."""
    voices = 0
    for _, here in groupby(sorted(same, key=lambda one: (one.kiosk, one.heard)), key=lambda one: one.kiosk):
        last = -APART_MS
        for one in here:
            if one.heard >= last + APART_MS:
                voices, last = voices + 1, one.heard
    return voices


def _choose(shared: Mapping[Key, list[Phrase]]) -> dict[Key, str]:
    """The phrases most entries share, of those the longest, none overlapping; three words in all."""
    chosen: dict[Key, str] = {}
    taken: set[str] = set()
    room = MOST_WORDS
    for key in sorted(shared, key=lambda key: _rank(key, shared)):
        one = shared[key][0]
        parts = {before + after for before, after in pairwise(key)} if one.is_run else set(key)
        if one.words <= room and not parts & taken:
            chosen[key] = _usual_spelling(shared[key])
            taken |= parts
            room -= one.words
    return chosen


def _rank(key: Key, shared: Mapping[Key, list[Phrase]]) -> tuple[int, int, int, int, Key]:
    """A phrase comes as early as its most shared word, and before it."""
    most = max(len(shared.get(part, ())) for part in (key, *((unit,) for unit in key)))
    return -most, -shared[key][0].words, -len(shared[key]), -len("".join(key)), key


def _usual_spelling(same: Iterable[Phrase]) -> str:
    """The spelling most entries use, of equals the one without capitals."""
    times = Counter(phrase.text for phrase in same)
    return min(times, key=lambda text: (-times[text], text != text.lower(), text))


def _says_it_all(chosen: Iterable[Key], phrases: Mapping[Key, Phrase]) -> bool:
    """Whether an entry has no word with content beyond the chosen ones."""
    shown = {unit for key in chosen for unit in key}
    units = {unit for key, phrase in phrases.items() if phrase.words == 1 for unit in key}
    return bool(units) and units <= shown


@cache
def _stops(language: str) -> frozenset[str]:
    known = stopwordsiso.stopwords(language) if language in stopwordsiso.langs() else set()
    return frozenset(for_matching(word) for word in (*known, *ASKING.get(language, "").split())) - MEANT
