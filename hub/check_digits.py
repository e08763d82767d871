"""Whether a row of digits is a card, a bank account or an identity number, by the check digits of each. Pure."""

from collections.abc import Callable, Mapping

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_VERHOEFF = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def is_card(digits: str) -> bool:
    """A payment card: 13 to 19 digits of a known range with Luhn's check digit."""
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn(digits)


def luhn(digits: str) -> bool:
    """Luhn's formula, ISO/IEC 7812."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_iban(written: str) -> bool:
    """ISO 13616: two letters, two check digits, up to 30 letters and digits; no blanks, capitals."""
    if not (15 <= len(written) <= 34 and written[:2].isalpha() and written[2:4].isdecimal()):
        return False
    return int("".join(str(int(one, 36)) for one in written[4:] + written[:4])) % 97 == 1


def is_identity(written: str) -> bool:
    """A number that a state gives to one person, of the countries whose check digits are known here."""
    check = _IDENTITIES.get(_shape(written))
    return check is not None and check(written)


def _shape(written: str) -> str:
    return "".join("9" if one.isdecimal() else "A" for one in written)


def _dni(written: str) -> bool:
    """Spain, DNI and NIE."""
    digits = written[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return digits.isdecimal() and _DNI[int(digits) % 23] == written[-1]


def _eleven(digits: str) -> bool:
    return _turkish(digits) or _german(digits) or _cpf(digits)


def _turkish(digits: str) -> bool:
    """Türkiye, kimlik numarası."""
    ones = list(map(int, digits))
    tenth = (7 * sum(ones[0:9:2]) - sum(ones[1:8:2])) % 10
    return ones[0] != 0 and ones[9] == tenth and ones[10] == sum(ones[:10]) % 10


def _german(digits: str) -> bool:
    """Germany, Steuer-Identifikationsnummer: ISO 7064 MOD 11,10, and a digit comes twice or three times."""
    if digits[0] == "0" or not 8 <= len(set(digits[:10])) <= 9:
        return False
    product = 10
    for digit in digits[:10]:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return (11 - product) % 10 == int(digits[10])


def _cpf(digits: str) -> bool:
    """Brazil, CPF."""
    ones = list(map(int, digits))
    first, second = (
        sum(one * (length + 1 - at) for at, one in enumerate(ones[:length])) * 10 % 11 % 10
        for length in (9, 10)
    )
    return len(set(ones)) > 1 and ones[9:] == [first, second]


def _aadhaar(digits: str) -> bool:
    """India: Verhoeff's check digit."""
    check = 0
    for at, digit in enumerate(reversed(digits)):
        check = _dihedral(check, _permuted(int(digit), at))
    return digits[0] not in "01" and check == 0


def _dihedral(one: int, other: int) -> int:
    """The multiplication of the dihedral group of ten."""
    if one < 5:
        return (one + other) % 5 if other < 5 else (one + other) % 5 + 5
    return (one - other) % 5 + 5 if other < 5 else (one - other) % 5


def _permuted(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = _VERHOEFF[digit]
    return digit


def _french(digits: str) -> bool:
    """France, numéro de sécurité sociale."""
    return digits[0] in "12" and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _chinese(written: str) -> bool:
    """China, 18 digits of which the last may be X: ISO 7064 MOD 11-2."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(written[:17]))
    return "10X98765432"[total % 11] == written[17] and written[6:8] in {"19", "20"}


_IDENTITIES: Mapping[str, Callable[[str], bool]] = {
    "9" * 8 + "A": _dni,
    "A" + "9" * 7 + "A": _dni,
    "9" * 11: _eleven,
    "9" * 12: _aadhaar,
    "9" * 15: _french,
    "9" * 18: _chinese,
    "9" * 17 + "A": _chinese,
}
