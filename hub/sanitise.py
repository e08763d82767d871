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
    r"[\p{Cc}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u00ad\u034f\u17b4\u17b5\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]+"
)
# Tags are invisible letters; the only ones in use are those of three flags, which begin with a black flag.
_FLAGS = "|".join(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in name) + "\U000e007f"
    for name in ("gbeng", "gbsct", "gbwls")
)
_TAGS = regex.compile(rf"({_FLAGS})|[\U000e0000-\U000e007f]")
# Who else writes one of these hides something in it: they are seen only beside what they were made for.
_JOINERS = r"\u061c\u200b-\u200f"
_NEEDS_NO_JOINER = r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}0-9 _JOINERS]"
_MONGOLIAN = r"[\u1820-\u1878\u1880-\u18aa]"
_OUT_OF_PLACE = regex.compile(
    rf"(?<={_NEEDS_NO_JOINER.replace('_JOINERS', _JOINERS)})[{_JOINERS}]+"
    r"|(?<![\p{Emoji}\p{So}\p{Sm}])[\ufe0e\ufe0f]+|(?<![\p{Han}\p{Myanmar}\p{Sm}])[\ufe00-\ufe0d]+"
    r"|(?<!\p{Han})[\U000e0100-\U000e01ef]+"
    rf"|(?<!{_MONGOLIAN})[\u180b-\u180d\u180f]+|\u180e+(?!{_MONGOLIAN})|(?<!{_MONGOLIAN}[\u180b-\u180d\u180f]?)\u180e+"
    r"|(?<![\u1100-\u115e\u1160-\u11ff\ua960-\ua97c\ud7b0-\ud7fb])\u1160+|\u115f+(?![\u1160-\u11a7\ud7b0-\ud7c6])"
)
_STRAY = regex.compile(rf"(?:^|(?<= ))[\p{{M}}{_JOINERS}]+")
_ACCENTS = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_TOWERS = regex.compile(rf"(?<={_ACCENTS}{{3}}){_ACCENTS}+|(?<=\p{{M}}{{6}})\p{{M}}+")
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]+")
_NOT_PLAIN = regex.compile(r"[\p{M}\p{Cf}]+")

LOOKS_AT, READS = (
    50 * MAX_WORDS,
    4 * MAX_WORDS,
)  # code points, before and after the first things are taken out
ROUNDS = 12  # real writing needs one or two


def sanitise(words: str) -> str:
    """The words in NFC, on one line, at most 2,000 code points, without what hides or harms.

    Doing it twice changes nothing more. Words of blanks alone become the empty text.
    """
    words = _NEVER.sub("", _BLANK.sub(" ", words[:LOOKS_AT]))[:READS]
    for _ in range(ROUNDS):  # taking one thing out can bring two others together
        words, before = _clean(words), words
        if words == before:
            return words
    plain: str = _NOT_PLAIN.sub("", words)  # somebody built it so that it never ends
    while (words := _clean(plain)) != plain:
        plain = words
    return words


def for_matching(words: str) -> str:
    """A copy for comparing, never for showing: width, ligatures, case and invisible characters do not count."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", words).casefold())
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def _clean(words: str) -> str:
    words = _BLANK.sub(" ", words)
    words = _TAGS.sub(r"\1", _NEVER.sub("", words))
    words = unicodedata.normalize("NFC", words)
    words = _OUT_OF_PLACE.sub("", _STRAY.sub("", words))
    words = _TOWERS.sub("", words)
    return words.strip()[:MAX_WORDS]
