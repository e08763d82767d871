"""What hosts are asked of their neighbourhood, and where the answers stand in hub.toml. Pure."""

import zoneinfo
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from typing import Any

from hub.config import HELP_LINE, HUB, HubConfig
from hub.pages.console_forms import Field, Form, choice, one_line, tick, value_of, whole
from hub.settings_file import Document, Settings

Names = Mapping[str, str]  # what each language calls itself, by its tag

LINES_MOST = 8
TIMES = ("reach_min", "lead_min", "close_before_min", "round_min")


def neighbourhood(settings: Settings, own_zone: str) -> Form:
    """Name and time zone. own_zone: this machine's, proposed where the file names none."""
    config, zones = settings.config, [(zone, zone.replace("_", " ")) for zone in _zones()]
    named = config.name if "name" in settings.document else ""
    zone = config.timezone if "timezone" in settings.document else own_zone
    fields = (
        Field("name", "text", one_line(HUB["name"]), "name"),
        Field("timezone", "choice", choice(zones), "timezone", options=zones),
    )
    return Form(fields, {"name": named, "timezone": zone}, lambda document, said: document.update(said))


def times(settings: Settings) -> Form:
    """Walks, closing, length of a round, the hour of forgetting."""
    config = settings.config
    now = {name: str(getattr(config, name)) for name in TIMES}
    now["forget_at"] = config.forget_at.strftime("%H:%M")
    fields = (
        *(Field(name, "number", whole(HUB[name]), name) for name in TIMES),
        Field("forget_at", "time", _hour, "forget_at"),
    )

    def check(said: dict[str, Any]) -> dict[str, str]:
        late = said["close_before_min"] > said["lead_min"]
        return {"close_before_min": "close_after_lead"} if late else {}

    return Form(fields, now, lambda document, said: document.update(said), check)


def languages(settings: Settings, names: Names) -> Form:
    """Which languages the neighbourhood speaks, the most usual first."""
    spoken = settings.config.languages
    known = {**names, **{tag: names.get(tag, tag) for tag in spoken}}
    options = list(known.items())
    fields = (
        Field("first", "choice", choice(options), "language_first", options=options),
        *(
            Field(f"speaks_{tag}", "tick", tick, "speaks", {"language": name}, group="also_spoken", lang=tag)
            for tag, name in known.items()
        ),
    )
    now = {"first": spoken[0], **{f"speaks_{tag}": "on" for tag in spoken}}

    def apply(document: Document, said: dict[str, Any]) -> None:
        others = [tag for tag in known if said[f"speaks_{tag}"] and tag != said["first"]]
        kept = [tag for tag in spoken if tag in others]  # their order is a host's too
        document["languages"] = [said["first"], *kept, *(tag for tag in others if tag not in kept)]

    return Form(fields, now, apply)


def question(settings: Settings, names: Names) -> Form:
    """The day's question in each language of the neighbourhood; empty: the kiosk's own."""
    config = settings.config
    read = one_line(value_of(HUB["question"]), required=False)
    fields = tuple(
        Field(f"question_{tag}", "text", read, "question_in", {"language": names.get(tag, tag)}, lang=tag)
        for tag in config.languages
    )
    now = {f"question_{tag}": config.question.get(tag, "") for tag in config.languages}

    def apply(document: Document, said: dict[str, Any]) -> None:
        asked = dict(document.get("question", {}))
        asked |= {tag: said[f"question_{tag}"] for tag in config.languages}
        document["question"] = {tag: words for tag, words in asked.items() if words}

    return Form(fields, now, apply)


def help_lines(settings: Settings, today: date) -> Form:
    """Names and numbers that stand on every slip, and which of them somebody dialled. today: noted for a new tick."""
    config = settings.config
    many = min(LINES_MOST, len(config.help_lines) + 2)
    fields: list[Field] = []
    now: dict[str, str] = {}
    for number in range(1, many + 1):
        group = f"help_line_{number}"
        fields += [
            Field(f"line_{number}", "text", one_line(HELP_LINE["name"], required=False), "line", group=group),
            Field(
                f"number_{number}",
                "tel",
                one_line(HELP_LINE["number"], required=False),
                "number",
                group=group,
            ),
            Field(f"dialled_{number}", "tick", tick, "dialled", group=group),
        ]
    for number, line in enumerate(config.help_lines, 1):
        ticked = "on" if line.number in config.dialled else ""
        now |= {f"line_{number}": line.name, f"number_{number}": line.number, f"dialled_{number}": ticked}

    def check(said: dict[str, Any]) -> dict[str, str]:
        wrong = {}
        for number in range(1, many + 1):
            if said[f"line_{number}"] and not said[f"number_{number}"]:
                wrong[f"number_{number}"] = "number_missing"
            elif said[f"number_{number}"] and not said[f"line_{number}"]:
                wrong[f"line_{number}"] = "line_missing"
        any_ticked = any(said[f"dialled_{n}"] and said[f"number_{n}"] for n in range(1, many + 1))
        return wrong or ({} if any_ticked else {"dialled_1": "none_dialled"})

    def apply(document: Document, said: dict[str, Any]) -> None:
        document["help_lines"] = [
            _line(said[f"line_{n}"], said[f"number_{n}"], said[f"dialled_{n}"], config, today)
            for n in range(1, many + 1)
            if said[f"number_{n}"]
        ]

    return Form(fields, now, apply, check)


def _line(name: str, number: str, dialled: bool, config: HubConfig, today: date) -> Document:
    when = config.dialled.get(number, today)
    return {"name": name, "number": number, **({"dialled": when} if dialled else {})}


def _hour(typed: str) -> str:
    hour: time = HUB["forget_at"](typed[:5])
    return hour.strftime("%H:%M")


@cache
def _zones() -> tuple[str, ...]:
    inhabited = [
        zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")
    ]
    return tuple(sorted([*inhabited, "UTC"]))
