"""Forms of the console: what is asked, how each answer is read, and what is wrong with it. Nothing typed is lost.

A form knows what the settings said when it was shown. Where they say something else by the time it comes back, the
host sees both and decides; what another host wrote meanwhile is never written over unseen.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from hub.sanitise import sanitise
from wire.messages import MAX_WORDS
from wire.options import Check, OptionError

MOST_FIELDS = 400
LONGEST = 4000  # characters of one answer
BREAKS = ("\r\n", "\r")


class BadForm(Exception):
    """No form of ours; key: of the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Field:
    """One question. read: from what was typed to what the settings say; raises OptionError or ValueError."""

    name: str
    kind: str  # text, area, number, time, choice, tick
    read: Callable[[str], Any]
    label: str  # key of its text; of its hint with _hint, of what is wrong with _wrong behind it
    blanks: Mapping[str, str] = field(default_factory=dict)  # of the label
    options: Sequence[tuple[str, str]] = ()  # of a choice: (value, what is shown)
    group: str = ""  # key of the heading above this and the following ones of the same group
    lang: str = ""  # of what is typed, where it is known


@dataclass(frozen=True, slots=True)
class Form:
    """Questions, what the settings say to each now, and how answers get into the settings."""

    fields: Sequence[Field]
    now: Mapping[str, str]
    apply: Callable[[dict[str, Any], dict[str, Any]], None]  # (the document, to be changed; the answers)
    check: Callable[[dict[str, Any]], Mapping[str, str]] = lambda _: {}  # of all answers together: field, key

    @property
    def seen(self) -> str:
        """Stands for what the settings say to these questions."""
        written = json.dumps([[one.name, self.now.get(one.name, "")] for one in self.fields])
        return hashlib.sha256(written.encode()).hexdigest()[:32]

    def grouped(self) -> list[tuple[str, list[Field]]]:
        """The fields under their headings, in their order."""
        return [(group, list(fields)) for group, fields in groupby(self.fields, key=lambda one: one.group)]

    def has(self, group: str) -> bool:
        """Whether anything is asked under this heading."""
        return any(one.group == group for one in self.fields)

    def read(self, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        """(the answers, what is wrong by field as the key of a sentence)."""
        answers: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for one in self.fields:
            try:
                answers[one.name] = one.read(printable(typed.get(one.name, "")))
            except NotPrintable:
                wrong[one.name] = "wrong_characters"
            except (OptionError, ValueError):
                wrong[one.name] = f"{one.label}_wrong"
        return answers, wrong or dict(self.check(answers))

    def differences(self, typed: Mapping[str, str]) -> list[Field]:
        """Questions to which the settings say something else than was typed."""
        return [one for one in self.fields if self.now.get(one.name, "") != typed.get(one.name, "").strip()]


class NotPrintable(ValueError):
    """Holds characters that no slip and no page can show, or that hide others."""


async def read_form(request: Request) -> dict[str, str]:
    """What a form says, each name once. Raises BadForm."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadForm("not_a_form")
    try:
        body = (await request.body()).decode("ascii")
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise BadForm("not_a_form") from error
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BadForm("twice")
    if any(len(value) > LONGEST for _, value in pairs):
        raise BadForm("too_long")
    return dict(pairs)


def printable(typed: str) -> str:
    """What was typed, in NFC, with plain line breaks. Raises NotPrintable."""
    for other in BREAKS:
        typed = typed.replace(other, "\n")
    lines = unicodedata.normalize("NFC", typed).replace("\t", " ").strip().split("\n")
    lines = [" ".join(line.split()) for line in lines]
    if any(line[:MAX_WORDS].strip() != sanitise(line[:MAX_WORDS]) for line in lines):
        raise NotPrintable
    return "\n".join(lines)  # too long a line is said to be that by whoever reads it


def whole(check: Check) -> Callable[[str], Any]:
    """A number that is typed, as a check of settings wants it."""
    return lambda typed: check(int(typed))


def one_line(check: Check, *, required: bool = True) -> Callable[[str], Any]:
    """A line of text; "" where nothing is typed and nothing need be."""

    def read(typed: str) -> Any:
        line = " ".join(typed.split())
        if required and not line:
            raise ValueError
        return check(line) if line else ""

    return read


def lines(check: Check, split: str = "\n") -> Callable[[str], list[Any]]:
    """One thing on each line (or between commas), as a list of what the check of it makes of them."""

    def read(typed: str) -> list[Any]:
        written = [line.strip() for line in typed.replace(split, "\n").split("\n")]
        return list(check([line for line in written if line]))

    return read


def tick(typed: str) -> bool:
    """A box that is ticked or not."""
    if typed not in ("", "on"):
        raise ValueError
    return typed == "on"


def choice(options: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """One of these."""

    def read(typed: str) -> str:
        if typed not in [value for value, _ in options]:
            raise ValueError
        return typed

    return read


def value_of(named: Callable[[object], Any]) -> Callable[[object], Any]:
    """The check of one value of a table whose names are free."""
    return lambda value: named({"en": value})["en"]
