"""The theme of a table: words that at least three of its entries share, the only words that are ever public. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

import stopwordsiso

from hub.languages import language_of
from hub.phrases import MOST_WORDS, Key, Phrase, phrases_of
from hub.sanitise import for_matching
from wire.messages import Entry

BETWEEN = " · "
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


def theme(texts: Sequence[tuple[str, str]], at_least: int = 3) -> str:
    """Up to three words that each stand, however spelled, in at least `at_least` of the texts; empty where none do.

    texts: words and language (BCP 47 or "") of each entry of a table, in any order: the theme is the same.
    Several words never add up to all that one entry says; a phrase does so only where three said that phrase.
    """
    read = [(words[:READS], *_languages(words, given)) for words, given in texts]
    stops = _stops("en").union(*(_stops(tag) for _, *tags in read for tag in tags))
    said = [phrases_of(words, likely, stops) for words, likely, _ in read]
    chosen = _choose(_shared(said, at_least))
    while len(chosen) > 1 and any(_says_it_all(chosen, phrases) for phrases in said):
        chosen.popitem()
    return BETWEEN.join(chosen.values())


def theme_of(entries: Iterable[Entry]) -> str:
    """The theme of some entries, whatever their order."""
    return theme([(entry.words, next(iter(entry.languages), "")) for entry in entries])


def _languages(words: str, given: str) -> tuple[str, str]:
    """The language the words seem to be in, or else were said to be in; and the one they were said to be in."""
    told, seen = given.partition("-")[0], language_of(words)
    return (seen if len(seen) == 2 else told), told


def _shared(said: Sequence[Mapping[Key, Phrase]], at_least: int) -> dict[Key, list[Phrase]]:
    by_key: dict[Key, list[Phrase]] = defaultdict(list)
    for phrases in said:
        for key, phrase in phrases.items():
            by_key[key].append(phrase)
    return {
        key: same
        for key, same in by_key.items()
        if len(same) >= at_least and any(one.opens for one in same) and any(one.closes for one in same)
    }


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
