"""Korean syllables out of the letters that the two-set keyboard types. Pure.

Source: The Unicode Standard, section 3.12, Conjoining Jamo Behavior: a syllable's code point is arithmetic.
"""

import regex

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"  # the first number is for none
_PAIRS = dict(
    zip(
        (
            *("ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅡㅣ", "ㄱㅅ", "ㄴㅈ"),
            *("ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"),
        ),
        "ㅘㅙㅚㅝㅞㅟㅢㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        strict=True,
    )
)
_APART = {together: pair for pair, together in _PAIRS.items()}
_FIRST, _LAST = 0xAC00, 0xD7A3
_BLOCK = regex.compile(rf"(?P<lead>[{_LEADS}])?(?P<vowel>[{_VOWELS}]{{1,2}})?(?P<tail>[{_TAILS}]{{0,2}})")


def press(composing: str, key: str) -> tuple[str, str] | None:
    """What a key makes of the letters of an unfinished syllable: (text that is finished, letters that are not).

    None where the key is no letter. The last consonant of a syllable goes over to a vowel that follows it.
    """
    if len(key) != 1 or key not in _LEADS + _VOWELS:
        return None
    if _is_block(composing + key):
        return "", composing + key
    if key in _VOWELS and len(composing) > 1 and composing[-1] in _LEADS:
        return shown(composing[:-1]), composing[-1] + key
    return shown(composing), key


def shown(composing: str) -> str:
    """The letters of one syllable as it looks so far."""
    found = _parts(composing)
    if found is None:
        return composing
    lead, vowel, tail = found
    if not (lead and vowel):
        return lead + vowel + tail
    number = (_LEADS.index(lead) * len(_VOWELS) + _VOWELS.index(vowel)) * (len(_TAILS) + 1)
    return chr(_FIRST + number + (_TAILS.index(tail) + 1 if tail else 0))


def strokes(text: str) -> str:
    """The keys that type a text; what is no syllable stays as it is."""
    return "".join(_strokes_of(character) for character in text)


def _strokes_of(character: str) -> str:
    if not _FIRST <= ord(character) <= _LAST:
        return _APART.get(character, character)
    rest, tail = divmod(ord(character) - _FIRST, len(_TAILS) + 1)
    lead, vowel = divmod(rest, len(_VOWELS))
    letters = _LEADS[lead] + _VOWELS[vowel] + (_TAILS[tail - 1] if tail else "")
    return "".join(_APART.get(letter, letter) for letter in letters)


def _is_block(letters: str) -> bool:
    return _parts(letters) is not None


def _parts(letters: str) -> tuple[str, str, str] | None:
    """(lead, vowel, tail) of the letters of one syllable, pairs put together; None where they are more than one."""
    found = _BLOCK.fullmatch(letters)
    if not found:
        return None
    lead, *others = (found[name] or "" for name in ("lead", "vowel", "tail"))
    vowel, tail = (_PAIRS.get(part, part) for part in others)
    whole = len(vowel) <= 1 and len(tail) <= 1 and (not tail or bool(lead and vowel))
    return (lead, vowel, tail) if whole else None
