"""People are never counted, scored or ranked: not in a column, a message, a log line, a page, a setting.

Every number that is kept, sent or set is named here with what it measures, which is never people or what they said.
What is logged or shown is read off the syntax trees and the templates. Each reader is tried on something that it must
find.
"""

import ast
import dataclasses
import re
import sqlite3
import tomllib
import typing
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from hub.config import HubConfig, Place
from hub.kept import KeptEntry
from hub.schema import DAY_MIGRATIONS, HUB_MIGRATIONS, open_database
from kiosk_ui.config import KioskSettings
from kiosk_ui.outbox_file import MIGRATIONS
from wire import messages

ROOT = Path(__file__).parent.parent
PACKAGES = ("wire", "hub", "kiosk_ui")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TEMPLATES = sorted((ROOT / "hub").rglob("*.html"))
SCRIPTS = sorted((ROOT / "hub").rglob("static/**/*.js"))
TEXTS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("languages/**/*.toml"))

# Parts of names that measure, whatever they are of.
MEASURES = {
    "count", "counts", "counter", "counters", "score", "scores", "scored", "rank", "ranks", "ranked", "ranking",
    "streak", "streaks", "total", "totals", "tally", "points", "badge", "badges", "likes", "liked", "rating",
    "ratings", "rated", "vote", "votes", "visits", "visitors", "attendance", "popularity", "popular", "statistics",
    "stats", "average", "metric", "metrics", "analytics", "hits", "leaderboard",
}  # fmt: skip


def measures(name: str) -> bool:
    """Whether a name says that something is measured: parts between capitals, underscores and hyphens."""
    parts = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().replace("-", "_").split("_")
    return bool(MEASURES & set(parts))


# ------------------------------------------------------------------ databases

NUMBERS_KEPT = {
    "numbers.value": "series of the hub's own starts and revisions",
    "closed.starts": "an instant",
    "aside.place": "the order of messages that could not be read",
    "asked.place": "the order of codes that wait, gone when they were tried",
    "start.session": "how often this machine has started",
    "start.hub": "the hub's starts",
    "message.number": "the order of what waits for the hub",
    "message.kept_at": "an instant",
    "message.kept_ticks": "an instant",
    "message.due": "an instant",
    "job.came_at": "an instant",
}


def columns(db: sqlite3.Connection) -> dict[str, str]:
    """Declared type of every column of a database, by "table.column"."""
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        f"{table}.{name}": kind
        for table in tables
        for _, name, kind, *_ in db.execute(f"PRAGMA table_info({table})")
    }


def numbers_in(db: sqlite3.Connection) -> set[str]:
    """Columns that may hold a number, or are named for measuring."""
    return {
        name
        for name, kind in columns(db).items()
        if kind not in ("TEXT", "BLOB") or any(measures(part) for part in name.split("."))
    }


def test_no_column_measures_people(tmp_path):
    hub, day = (
        open_database(tmp_path / "hub", HUB_MIGRATIONS),
        open_database(tmp_path / "day", DAY_MIGRATIONS),
    )
    kiosk = sqlite3.connect(tmp_path / "kiosk")
    for migration in MIGRATIONS:
        kiosk.executescript(migration)
    found = numbers_in(hub) | numbers_in(day) | numbers_in(kiosk)
    for db in (hub, day, kiosk):
        db.close()
    assert found <= NUMBERS_KEPT.keys(), "a new number: say here what it measures, or do without it"
    assert NUMBERS_KEPT.keys() <= found, "this one is no more: strike it"


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE a (b INTEGER)", "CREATE TABLE a (b)", "CREATE TABLE visits (b TEXT)"]
)
def test_a_column_that_could_count_is_found(sql):
    with sqlite3.connect(":memory:") as db:
        db.execute(sql)
        assert numbers_in(db) == {next(iter(columns(db)))}
    db.close()


# ------------------------------------------------------------------ messages

NUMBERS_TOLD = {
    "v": "the version of the message",
    "at": "an instant",
    "age_ms": "a time",
    "starts": "an instant",
    "now": "an instant",
    "walk_min": "a way",
    "lead_min": "a way",
    "days_ahead": "a time",
    "session": "starts of a machine",
    "hub": "starts of a machine",
    "revision": "of settings and board",
    "heard": "an instant",
}


def numbers_of(kind: type[msgspec.Struct]) -> set[str]:
    """Fields of a message, and of what is in it, that are numbers or named for measuring."""
    found: set[str] = set()
    for field in msgspec.inspect.type_info(kind).fields:  # type: ignore[union-attr]
        found |= {field.name} if measures(field.name) else set()
        found |= _numbers(field.name, field.type)
    return found


def _numbers(name: str, kind: object) -> set[str]:
    if isinstance(kind, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        return {name}
    if isinstance(kind, msgspec.inspect.StructType):
        return numbers_of(kind.cls)
    inner = [getattr(kind, part, None) for part in ("item_type", "key_type", "value_type")]
    inner += [*getattr(kind, "item_types", ()), *getattr(kind, "types", ())]
    return set().union(*(_numbers(name, one) for one in inner if one is not None), set())


def test_no_message_measures_people():
    found = set().union(*map(numbers_of, (*messages.EVERY_MESSAGE.values(), KeptEntry)))
    assert found <= NUMBERS_TOLD.keys(), "a new number: say here what it measures, or do without it"
    assert NUMBERS_TOLD.keys() <= found, "this one is no more: strike it"


class Inner(msgspec.Struct):
    people: int


class Measuring(msgspec.Struct):
    inner: tuple[Inner, ...]
    by_kiosk: dict[str, float | None]
    visitors: str = ""


def test_a_message_that_could_count_is_found():
    assert numbers_of(Measuring) == {"people", "by_kiosk", "visitors"}


# ------------------------------------------------------------------ logs

LOG = {"debug", "info", "warning", "error", "exception", "critical", "log"}
QUANTITY = {"len", "sum", "max", "min", "Counter", "count", "total", "mean", "median"}
OF_PEOPLE = re.compile(
    r"%d|%i|\bpeople\b|\bvisitors?\b|\bentries\b|\bwords\b|\b(number|amount) of\b", re.IGNORECASE
)
LOGGED = {
    "entries and promises made in between are gone here": "says that some are, not how many",
    "expect people who are on no table sheet": "says that some may come, not how many",
    "by the words of this QR code": "how a kiosk joins",
    "'joined': name": "how a kiosk joined",
    "the visitor is told where to go": "says what the screen does",
    "the failsafe screen has a sign and no words": "says what the screen shows",
    "this panel shows": "how many pixels the panel has",
}


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Everything in the syntax tree of a file of ours."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def told_by(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """(line, source) of every log call and print that could tell a quantity of people."""
    for node in nodes:
        if isinstance(node, ast.Call) and _is_told(node) and any(map(_is_quantity, _parts(node))):
            yield node.lineno, ast.unparse(node)


def _is_told(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in LOG and ast.unparse(call.func.value) in ("logger", "logging", "log", "_log")
    return isinstance(call.func, ast.Name) and call.func.id == "print"


def _parts(call: ast.Call) -> Iterator[ast.AST]:
    for argument in (*call.args, *call.keywords):
        yield from ast.walk(argument)


def _is_quantity(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in QUANTITY
    if isinstance(node, ast.Name | ast.Attribute):
        return measures(node.id if isinstance(node, ast.Name) else node.attr)
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(OF_PEOPLE.search(node.value))
    )


def test_no_log_line_tells_a_quantity_of_people():
    found = [
        (path.relative_to(ROOT).as_posix(), line, said)
        for path in SOURCES
        for line, said in told_by(nodes_of(path))
    ]
    unknown = [one for one in found if not any(known in one[2] for known in LOGGED)]
    assert unknown == [], "say in LOGGED why this is no measuring of people, or do without it"
    assert [known for known in LOGGED if not any(known in said for _, _, said in found)] == [], "strike it"


@pytest.mark.parametrize(
    "line",
    [
        "logger.info('%s kept', len(entries))",
        "logger.info('%d kept', kept)",
        "logger.debug('entries today: %s', today)",
        "logging.warning('busy', extra={'a': visit_count})",
        "print(f'{sum(seats)} sit')",
        "logger.log(10, 'x %s', self.total)",
    ],
)
def test_a_log_line_that_counts_is_found(line):
    assert list(told_by(ast.walk(ast.parse(line))))


# ------------------------------------------------------------------ names in programs

NAMED = {"_visits": "what the demo's hands do, one after another"}


def kept_names(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """(line, name) of attributes and fields that are named for measuring: what lasts longer than a call."""
    for node in nodes:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and measures(target.attr):
                yield node.lineno, target.attr
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and measures(ast.unparse(line.target)):
                    yield line.lineno, ast.unparse(line.target)


def test_no_object_keeps_a_measure():
    found = [
        (path.relative_to(ROOT).as_posix(), line, name)
        for path in SOURCES
        for line, name in kept_names(nodes_of(path))
    ]
    assert [one for one in found if one[2] not in NAMED] == []
    assert {name for *_, name in found} >= NAMED.keys(), "strike it"


@pytest.mark.parametrize("line", ["self.visitors = 3", "self.entry_count += 1", "class A:\n    score: float"])
def test_an_object_that_counts_is_found(line):
    assert list(kept_names(ast.walk(ast.parse(line))))


# ------------------------------------------------------------------ pages and their texts

COUNTS_IN_PAGES = re.compile(r"\|\s*(length|count|sum)\b|loop\.(index0?|length|revindex0?)\b")
COUNTS_IN_SCRIPTS = re.compile(r"(textContent|innerText|innerHTML|append|alert)\b[^;\n]*\.(length|size)\b")
IN_PAGES = {
    "visits": "where a trail looks for the slips of one day, which have places 0 to 7; never shown",
    "getmodulecount": "how large a QR code is",
}
BLANK = re.compile(r"\{(\w*)\}")
QUANTITIES = {
    "n",
    "num",
    "many",
    "people",
    "persons",
    "entries",
    "neighbours",
    "slips",
    "tables",
    "times",
    "questions",
}


def lines_that(found_by: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Lines of files in which a pattern is found."""
    return [
        f"{path.relative_to(ROOT).as_posix()}: {line.strip()}"
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if found_by.search(line)
    ]


def blanks(text: str) -> set[str]:
    """Names of the blanks in a sentence."""
    return set(BLANK.findall(text))


def test_no_page_counts():
    assert TEMPLATES
    assert SCRIPTS
    assert lines_that(COUNTS_IN_PAGES, TEMPLATES) == []
    assert lines_that(COUNTS_IN_SCRIPTS, SCRIPTS) == []
    named = [
        f"{path.name}: {name}"
        for path in (*TEMPLATES, *SCRIPTS)
        for name in re.findall(r"[A-Za-z_][\w-]*", path.read_text(encoding="utf-8"))
        if measures(name) and name.lower() not in IN_PAGES
    ]
    assert named == []


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """Key and text of every sentence of a file, however deep."""

    def walk(key: str, value: object) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            for inner, more in value.items():
                yield from walk(inner, more)
        elif isinstance(value, list):
            for more in value:
                yield from walk(key, more)

    yield from walk("", tomllib.loads(path.read_text(encoding="utf-8")))


def test_no_sentence_leaves_room_for_a_quantity_of_people():
    assert TEXTS
    found = {
        (path.relative_to(ROOT).as_posix(), key, blank)
        for path in TEXTS
        for key, text in sentences(path)
        for blank in blanks(text)
        if measures(blank) or blank in QUANTITIES
    }
    assert found == set()
    assert not [key for path in TEXTS for key, _ in sentences(path) if measures(key)]


def test_a_page_that_counts_is_found(tmp_path):
    for pattern, line in (
        (COUNTS_IN_PAGES, "<p>{{ tables | length }}</p>"),
        (COUNTS_IN_PAGES, "<li>{{ loop.index }}</li>"),
        (COUNTS_IN_SCRIPTS, "node.textContent = `${days.length} days`;"),
    ):
        assert pattern.search(line)
    found = blanks("{people} were here, {day_count} on {day}")
    assert {blank for blank in found if measures(blank) or blank in QUANTITIES} == {"people", "day_count"}


# ------------------------------------------------------------------ settings

NUMBERS_SET = {
    "reach_min": "a way", "lead_min": "a way", "close_before_min": "a time", "round_min": "a time",
    "match_seconds": "a time", "walk": "a way", "seats": "chairs of a place", "hosts": "hosts of a place",
    "paper_mm": "paper", "size": "of a screen", "width_mm": "of a screen", "height_mm": "of a screen",
    "port": "of a server", "volume": "of a voice", "display": "which screen", "turned": "of a screen",
}  # fmt: skip


def numbers_set(settings: type) -> set[str]:
    """Settings that are numbers, or named for measuring; those of sections too."""
    found: set[str] = set()
    hints = typing.get_type_hints(settings)
    for field in dataclasses.fields(settings):
        kind = hints[field.name]
        if dataclasses.is_dataclass(kind):
            found |= numbers_set(typing.cast("type", kind))
        elif re.search(r"\b(int|float)\b", str(kind)) or measures(field.name):
            found.add(field.name)
    return found


def test_no_setting_measures_people():
    found = numbers_set(HubConfig) | numbers_set(Place) | numbers_set(KioskSettings)
    assert found <= NUMBERS_SET.keys(), "a new number: say here what it measures, or do without it"


@dataclasses.dataclass
class Bad:
    daily: int = 3
    rank: str = ""


def test_a_setting_that_could_count_is_found():
    assert numbers_set(Bad) == {"daily", "rank"}
