"""Making anybody's words safe to keep, compare and print, without changing what they say.

What is taken out cannot be seen, or is there to break the page: controls, direction overrides, tags, private use
and noncharacters, lone surrogates, towers of accents. What real writing needs stays: the joiners of Persian, Hindi
and emoji, the points of Hebrew, the marks of Thai and Vietnamese (Unicode Standard Annexes 9, 15 and 29).
"""

import unicodedata

import regex

from wire.messages import MAX_WORDS

_BLANK = regex.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\p{Z}\u2800\u3164\uffa0]+")
_NEVER = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}"
    r"\u00ad\u180e\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a]+"
)
# Tags are invisible letters; the only ones in use are those of three flags, which begin with a black flag.
_TAGS = regex.compile(r"(\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]")
_STRAY_JOINERS = regex.compile(r"(?:^|(?<=[ \u200b-\u200d]))[\u200b-\u200d]+")
_STRAY_MARKS = regex.compile(r"(?:^|(?<= ))\p{M}+")
_ACCENTS = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_TOWERS = regex.compile(rf"(?<={_ACCENTS}{{3}}){_ACCENTS}+|(?<=\p{{M}}{{6}})\p{{M}}+")
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]+")


def sanitise(words: str) -> str:
    """The words in NFC, on one line, at most 2,000 code points, without what hides or harms.

    Doing it twice changes nothing more. Words of blanks alone become the empty text.
    """
    cleaned = _clean(words)
    while cleaned != words:  # taking one thing out can bring two others together
        words, cleaned = cleaned, _clean(cleaned)
    return words


def for_matching(words: str) -> str:
    """A copy for comparing, never for showing: width, ligatures, case and invisible characters do not count."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", words).casefold())
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def _clean(words: str) -> str:
    words = _BLANK.sub(" ", words)
    words = _TAGS.sub(r"\1", _NEVER.sub("", words))
    words = unicodedata.normalize("NFC", words)
    words = _STRAY_JOINERS.sub("", words)
    words = _TOWERS.sub("", _STRAY_MARKS.sub("", words))
    return words.strip()[:MAX_WORDS]
