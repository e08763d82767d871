"""The code on a slip that takes its entry back: ten characters that are easy to read, to say and to type.

No vowels, so that no code spells a word, nor one of those that people read into digits (R4P3); of characters that look
alike only one, and the rest are read as it.
Nine characters carry chance (40 bits), the tenth is a check character: a weighted sum modulo a prime, as in
ISBN-10 (ISO 2108), which finds every single wrong character and every two that changed places.
"""

import random
import re
import unicodedata

ALPHABET = "0123456789CDFHJKMNPRTVX"  # a prime number of them
LENGTH = 10
# Digits that no letter is read as; at least two of a code, so that no words read like one.
UNMISTAKABLE = "3479"
# With 0 for O, 1 for I, 3 for E, 4 for A, 5 for S, 7 for T, V for U: some languages' worst, which nobody carries home.
_RUDE = re.compile(
    "FVCK|F4CK|F1CK|FCK|CVNT|C0NN|C0CK|D1CK|D1K3|PR1CK|P0RN|P3N1|P3D0|P1C4|P1MP|PVT|R4P3|5H17|5P1C|7VRD|7R4NN"
    "|K1K3|CH1NK|C00N|H0M0|N1[69]{2}|N39R|N3CR|F4[69]|J4P|4R53|4N4|4NV5|H0R[3N]|M3RD|H1V|53X|XXX|KKK|D13|D34D"
    "|M0R7|1488|88"
)
_READ_AS = str.maketrans("OQILZSGBU", "00112568V")
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def new_code(chance: random.Random) -> str:
    """A fresh code, without its hyphens. Take `random.SystemRandom()` where it must not be guessed."""
    code = ""
    while not _has_digits(code[:-1]) or _RUDE.search(code):
        free = "".join(chance.choices(ALPHABET, k=LENGTH - 1))
        code = free + next(last for last in ALPHABET if _balance(free + last) == 0)
    return code


def normalise(written: str) -> str:
    """What somebody typed as the code they meant, in any case, spacing and digits, look-alikes mended."""
    plain = unicodedata.normalize("NFKC", written).upper()
    digits = (str(unicodedata.decimal(character, character)) for character in plain if character.isalnum())
    return "".join(digits).translate(_READ_AS)


def is_code(written: str) -> bool:
    """Whether this can be a code: ten known characters, two plain digits among them, the check character right.

    Words that happen to have ten letters are no code: somebody wants to be heard.
    """
    code = normalise(written)
    if len(code) != LENGTH or not _has_digits(code):
        return False
    return all(character in _VALUE for character in code) and _balance(code) == 0


def grouped(code: str) -> str:
    """A code as it is printed: "7F3K-82ND-X4"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _has_digits(code: str) -> bool:
    return sum(character in UNMISTAKABLE for character in code) > 1


def _balance(code: str) -> int:
    return sum(place * _VALUE[character] for place, character in enumerate(code, 1)) % len(ALPHABET)
