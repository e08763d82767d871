"""Telephone numbers in a text, as the numbering plans of the neighbourhood's countries have them.

phonenumbers knows which rows of digits can be dialled; so many can that one counts only where it is written as people
write a telephone number: with + or a leading zero, beside a word that says so, or in the groups that its country uses.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import resources

import phonenumbers
import regex
from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher, PhoneNumberType

# Where a language is mostly spoken, as far as people from there live among neighbours elsewhere.
REGIONS: Mapping[str, str] = {
    "ar": "EG JO SA SY MA", "bn": "BD", "cs": "CZ", "de": "DE AT CH", "el": "GR", "en": "GB US", "es": "ES MX",
    "fa": "IR", "fi": "FI", "fr": "FR BE", "he": "IL", "hi": "IN", "hu": "HU", "id": "ID", "it": "IT", "ja": "JP",
    "ko": "KR", "nl": "NL", "pl": "PL", "pt": "PT BR", "ro": "RO", "ru": "RU", "sv": "SE", "th": "TH", "tr": "TR",
    "uk": "UA", "ur": "PK", "vi": "VN", "zh": "CN TW",
}  # fmt: skip
TRIES = 100  # rows of digits that are looked at in one text
# Words that say what the number beside them is, in the languages of the kiosk.
_SAYS_SO = (
    r"(?:phone|mobile|cell|call|ring|text|whatsapp|tel|number|telefon|handy|nummer|ruf|anruf|téléphone|portable|appel"
    r"|numéro|móvil|teléfono|llám|número|ligue|telemóvel|cep|ara|numaram|numara|sună|număr|τηλ|κινητό|телефон|номер"
    r"|звони|тел|дзвоні|هاتف|رقم|واتساب|اتصل|جوال|موبايل|फ़ोन|फोन|नंबर|मोबाइल|कॉल|โทร|เบอร์|điện thoại|gọi|số"
    r"|电话|手机|微信|打)[\p{L}\p{M}]{0,5}\W{0,3}\p{L}{0,4}\W{0,3}"
)
_BESIDE = regex.compile(rf"(?<!\p{{L}}){_SAYS_SO}$", regex.IGNORECASE)
# Written as nothing else is, also where nobody was given the number yet.
_WRITTEN_SO = (
    regex.compile(r"(?<![\p{L}\p{N}])\+\p{Nd}{1,3}(?:[ .\-/()]{0,3}\p{Nd}){7,12}(?!\p{Nd})"),
    regex.compile(r"(?<![\p{L}\p{N}.,\-/])[0٠۰०](?![.,]\p{Nd}{4})(?:[ .\-/()]{0,3}\p{Nd}){8,13}(?!\p{Nd})"),
    regex.compile(
        rf"(?<!\p{{L}}){_SAYS_SO}(?P<it>\p{{Nd}}(?:[ .\-/()]{{0,3}}\p{{Nd}}){{6,13}})(?![\p{{Nd}}%€$£])",
        regex.IGNORECASE,
    ),
)
_GROUPS = regex.compile(r"\d{2,}(?:[ .\-/\u00a0()]+\d{2,}){1,}")
_MEASURED = regex.compile(
    r"\s?(?:[%°€$£₽₺₹]|km|m|kg|g|ml|l|cm|mm|км|м|كم|كيلو|किमी|seconds|segundos|secondes)(?!\p{L})"
)
_DECIMAL = regex.compile(r"\p{Nd}[.,٫]$")
_BOOK = regex.compile(r"97[89]")


def regions_of(languages: Collection[str], timezone: str = "") -> tuple[str, ...]:
    """The countries, ISO 3166, whose numbers are looked for: of the time zone, then of the languages."""
    spoken = [region for tag in languages for region in REGIONS.get(tag.partition("-")[0], "").split()]
    return tuple(dict.fromkeys([*_countries().get(timezone, ()), *spoken]))


def numbers_in(text: str, regions: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand in a text, (start, end) of each; a number may come several times."""
    if sum(map(str.isdecimal, text)) < 7:
        return
    for pattern in _WRITTEN_SO:
        yield from (match.span("it" if "it" in pattern.groupindex else 0) for match in pattern.finditer(text))
    for region in regions or (None,):
        grouped: set[tuple[int, int]] | None = None
        for found in PhoneNumberMatcher(text, region, Leniency.VALID, TRIES):
            span = found.start, found.end
            meant = _is_meant(text, found, region)
            if meant is None:
                if grouped is None:
                    right = PhoneNumberMatcher(text, region, Leniency.STRICT_GROUPING, TRIES)
                    grouped = {(one.start, one.end) for one in right}
                meant = span in grouped
            if meant:
                yield span


def _is_meant(text: str, found: PhoneNumberMatch, region: str | None) -> bool | None:
    """Whether it is written as a telephone number; None where its groups of digits must tell.

    It is not where it is a price, a measure, a book's number or a decimal.
    """
    raw, before = found.raw_string, text[max(0, found.start - 30) : found.start]
    digits = [one for one in raw if one.isdecimal()]
    if raw.startswith("+") or _BESIDE.search(before):
        return True
    if _DECIMAL.search(before) or _MEASURED.match(text, found.end) or _BOOK.match("".join(digits)):
        return False
    if int(digits[0]) == 0 or raw.startswith("("):
        return True
    if region == "RU" and int(digits[0]) == 8 and len(digits) == 11:
        return True
    if _GROUPS.search(raw):
        return None
    return phonenumbers.number_type(found.number) == PhoneNumberType.MOBILE and not raw.endswith("000")


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    """The country of each time zone, as the time zone database lists it."""
    try:
        listed = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return {}  # the languages' countries remain
    rows = [line.split("\t") for line in listed.splitlines() if line and not line.startswith("#")]
    return {row[2]: (row[0],) for row in rows if len(row) > 2}
