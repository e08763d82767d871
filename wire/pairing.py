"""What people see and type when a kiosk joins: the short code, the QR code's text, the two pictures to compare."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

By = Literal["code", "qr"]  # which of the two secrets a kiosk was told
JOIN_PORT = 8820  # where a join service listens unless told otherwise
CODE_DIGITS = 8
SECRET_BYTES = 16
QR_START = "curiocity-join"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 without I, L, O, U
_READ_AS = str.maketrans("OIL", "011")

# 64 single code points that every emoji face draws in colour, no two of them alike or called alike.
PICTURES = (
    "🐙🐝🐢🐘🐧🐌🐋🦋🦉🦀🐊🐬🦘🦚🦩🦔"
    "🍌🍒🍉🍍🍄🥕🍞🥨🍩🌵🌻🍋🍓🥥🥑🧀"
    "⌚⚓⛵⛺🚲🚀🚁🚜🎈🎸🎻🎺🎷🪁🛷🛶"
    "🔑🔔🔨🧲🧭🔭📷📚🧦👑🎩🪣🧹🪑🌋🌈"
)


class NotReadable(Exception):
    """What was typed or scanned is no code of ours; the text says what one looks like."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a QR code of a hub says. The port is the join service's."""

    host: str
    port: int
    secret: str = field(repr=False)


def code_from(chance: bytes) -> str:
    """Eight digits out of eight random bytes, each number as likely as any other to one part in 10¹¹."""
    return f"{int.from_bytes(chance[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def grouped(code: str) -> str:
    """A code as it is shown: "1234 5678"."""
    return f"{code[:4]} {code[4:]}"


def read_code(typed: str) -> str:
    """The eight digits somebody typed, in any spacing and any script's digits. Raises NotReadable."""
    plain = [character for character in typed if not re.match(r"[\s\-–.]", character)]
    digits = "".join(str(unicodedata.decimal(character, "x")) for character in plain)
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
        raise NotReadable("The code has 8 digits, such as 1234 5678: it stands on the hub's screen.")
    return digits


def secret_from(chance: bytes) -> str:
    """The QR code's secret: 128 random bits as 26 characters that survive being read aloud."""
    number = int.from_bytes(chance[:SECRET_BYTES])
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def invitation_text(invitation: Invitation) -> str:
    """What the QR code says: `curiocity-join:HOST:PORT:SECRET`, an IPv6 host in brackets."""
    host = f"[{invitation.host}]" if ":" in invitation.host else invitation.host
    return f"{QR_START}:{host}:{invitation.port}:{invitation.secret}"


def read_invitation(text: str) -> Invitation:
    """What a QR code says. Raises NotReadable."""
    found = re.fullmatch(
        rf"(?i:{QR_START}):(\[[\w:.%-]+\]|[\w.-]+):(\d{{1,5}}):([0-9A-Za-z]{{26}})",
        text.strip(),
        re.ASCII,
    )
    secret = found[3].upper().translate(_READ_AS) if found else ""
    if not found or not 0 < int(found[2]) < 65536 or set(secret) - set(CROCKFORD):
        raise NotReadable(
            f"This is no hub's QR code: one begins with {QR_START}: and ends with 26 characters."
        )
    return Invitation(found[1].strip("[]"), int(found[2]), secret)


def two_pictures(digest: bytes) -> tuple[str, str]:
    """The pictures that stand for a digest: one of 4,096 pairs."""
    return PICTURES[digest[0] % 64], PICTURES[digest[1] % 64]


def word_of(picture: str) -> str:
    """What a picture is called in English, by Unicode: for people who cannot see it and screens that cannot draw it."""
    return unicodedata.name(picture).lower()
