"""Reading a TOML file against a table of checks, so that a wrong or unknown option stops the start.

A check is a function from the TOML value to the value the program uses; it raises `OptionError`, which says
what is allowed. Every error is one sentence for a host:
`hub.toml: places[1].seats = 900: a whole number from 1 to 150`.
Items of a list are numbered from 1, as people count.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

Kind = TypeVar("Kind")
Read = Callable[[object], Kind]
Check = Read[Any]


class ConfigError(Exception):
    """A settings file to be mended: the text names file, option, value and what is allowed."""


class OptionError(Exception):
    """A value that is not allowed: `allowed` says what is, `at` where inside the value checked it stands."""

    def __init__(self, allowed: str, value: object = None, at: str = "") -> None:
        super().__init__(allowed)
        self.allowed, self.value, self.at = allowed, value, at

    def inside(self, step: str) -> "OptionError":
        """The same mistake, seen from the table or list around it."""
        joint = "." if self.at and not self.at.startswith("[") else ""
        return OptionError(self.allowed, self.value, f"{step}{joint}{self.at}")

    def sentence(self) -> str:
        """`option = value: what is allowed`; long values are cut, missing ones left out."""
        shown = "" if self.value is None else f" = {_short(self.value)}"
        return f"{self.at}{shown}: {self.allowed}"


def _short(value: object) -> str:
    written = f'"{value}"' if isinstance(value, str) else str(value)
    return written if len(written) <= 60 else written[:59] + "…"


def read_options(path: Path, kind: Callable[..., Kind], checks: Mapping[str, Check]) -> Kind:
    """Build `kind` from the options of a TOML file; options left out keep the defaults of `kind`.

    Raises ConfigError where the file cannot be read, is not TOML, or holds a wrong or unknown option.
    """
    try:
        return table(kind, checks)(tomllib.loads(path.read_text(encoding="utf-8")))
    except OptionError as wrong:
        raise ConfigError(f"{path.name}: {wrong.sentence()}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name}: not a TOML file in UTF-8: {error}") from error


def read_password(path: Path) -> str:
    """The password for a broker, from a file of its own. Raises ConfigError where that cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"broker.password_file = {path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"broker.password_file = {path}: not text in UTF-8: write the password anew"
        ) from error


def table(
    kind: Callable[..., Kind], checks: Mapping[str, Check], required: tuple[str, ...] = ()
) -> Read[Kind]:
    """A TOML table with these options and no others, handed to `kind` as keywords."""

    def check(value: object) -> Kind:
        options = _as_table(value)
        for option in options.keys() - checks.keys():
            raise OptionError(_unknown(option, checks), at=option)
        for option in required:
            if option not in options:
                raise OptionError("missing, and there is no value to guess", at=option)
        return kind(**{option: _step(checks[option], options[option], option) for option in options})

    return check


def items(check_item: Check, at_least: int = 0) -> Check:
    """A list, as a tuple of checked items."""

    def check(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) < at_least:
            raise OptionError("a list in brackets" + (f" of at least {at_least}" if at_least else ""), value)
        return tuple(_step(check_item, item, f"[{number}]") for number, item in enumerate(value, 1))

    return check


def named(check_name: Check, check_value: Check) -> Check:
    """A table whose names are free: {name = value, ..}, as a dictionary."""

    def check(value: object) -> dict[str, Any]:
        options = _as_table(value)
        pairs = ((_step(check_name, name, name), _step(check_value, options[name], name)) for name in options)
        return dict(pairs)

    return check


def whole(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise OptionError(f"a whole number from {low} to {high}", value)
        return value

    return check


def number(low: float, high: float) -> Check:
    """A number, whole or not, from `low` to `high`."""

    def check(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise OptionError(f"a number from {low} to {high}", value)
        return float(value)

    return check


def text(longest: int = 200, allowed: str = "", pattern: str = "") -> Check:
    """Words in quotes of at most `longest` characters; with a `pattern` the whole must fit it."""
    what = allowed or f"words in quotes, at most {longest} characters"
    fits = re.compile(pattern or "(?s:.*)")

    def check(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest or not fits.fullmatch(value):
            raise OptionError(what, value)
        return value

    return check


def _step(check: Check, value: object, step: str) -> Any:
    try:
        return check(value)
    except OptionError as wrong:
        raise wrong.inside(step) from None


def _as_table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise OptionError("a table: {name = value, ..} or a section in brackets", value)
    return value


def _unknown(option: str, checks: Mapping[str, Check]) -> str:
    near = difflib.get_close_matches(option, checks, n=1)
    return (
        f"unknown option, did you mean {near[0]}?" if near else f"unknown option, known: {', '.join(checks)}"
    )
