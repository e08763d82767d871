"""What hosts are asked: the questions of each page of the console, and where their answers stand in hub.toml. Pure."""

import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from functools import cache
from typing import Any

from hub.calendar import STAYS_MIN
from hub.config import HELP_LINE, HUB, PLACE, WEEKDAYS, HubConfig, Place, Span
from hub.pages.console_forms import Field, Form, choice, lines, one_line, tick, whole
from hub.settings_file import Settings

Document = dict[str, Any]
Names = Mapping[str, str]  # what each language calls itself, by its tag

HOURS = "09:00-19:00"  # all three rounds, and half an hour to stay
ROUNDS = ("10:00", "13:00", "17:30")
LINES_MOST = 8
TIMES = ("reach_min", "lead_min", "close_before_min", "round_min")
OFFER_LANGUAGE = re.compile(r"(.*?)\s*\[([A-Za-z-]{2,20})\]")


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
    read = one_line(_value_of(HUB["question"]), required=False)
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


def whereabouts(settings: Settings, place: Place | None, kiosks: Sequence[str]) -> Form:
    """A place's name, address, way, and how far it is from each kiosk. place: None for a new one."""
    fields = (
        Field("name", "text", one_line(PLACE["name"]), "place_name"),
        Field("address", "text", one_line(PLACE["address"], required=False), "address"),
        Field("directions", "text", one_line(PLACE["directions"], required=False), "directions"),
        *(
            Field(f"walk_{kiosk}", "number", _minutes, "walk_from", {"kiosk": kiosk}, group="walks")
            for kiosk in kiosks
        ),
    )
    now = {"name": "", "address": "", "directions": ""}
    if place:
        now = {"name": place.name, "address": place.address, "directions": place.directions}
        now |= {f"walk_{kiosk}": str(minutes) for kiosk, minutes in place.walk.items()}
    elif not settings.config.places:
        now |= {f"walk_{kiosk}": "0" for kiosk in kiosks[:1]}  # the first of each stand together, most likely

    def apply(document: Document, said: dict[str, Any]) -> None:
        entry = _entry(document, place, said["name"])
        walks = dict(entry.get("walk", {}))
        walks |= {kiosk: said[f"walk_{kiosk}"] for kiosk in kiosks}
        entry |= {
            "name": said["name"],
            "address": said["address"],
            "directions": said["directions"],
            "walk": {kiosk: minutes for kiosk, minutes in walks.items() if minutes is not None},
        }
        if kiosks and "prints_at" not in entry:
            here = [kiosk for kiosk, minutes in entry["walk"].items() if minutes == 0]
            entry |= {"prints_at": here[0]} if here else {}

    return Form(fields, now, apply)


def opening(settings: Settings, place: Place, names: Names) -> Form:
    """A place's hours, rounds, seats, hosts and their languages."""
    spoken = dict.fromkeys((*settings.config.languages, *place.languages))
    fields = (
        *(Field(f"hours_{day}", "text", _hours, f"hours_{day}", group="opening_hours") for day in WEEKDAYS),
        Field("rounds", "text", _rounds, "rounds", group="tables"),
        Field("seats", "number", whole(PLACE["seats"]), "seats", group="tables"),
        Field("hosts", "number", whole(PLACE["hosts"]), "hosts", group="tables"),
        *(
            Field(
                f"speaks_{tag}",
                "tick",
                tick,
                "speaks",
                {"language": names.get(tag, tag)},
                group="hosts_speak",
                lang=tag,
            )
            for tag in spoken
        ),
    )
    now = {f"hours_{day}": _written(place, day) for day in WEEKDAYS}
    now |= {
        "rounds": ", ".join(hour.strftime("%H:%M") for hour in place.rounds),
        "seats": str(place.seats),
        "hosts": str(place.hosts),
        **{f"speaks_{tag}": "on" for tag in place.languages},
    }

    def check(said: dict[str, Any]) -> dict[str, str]:
        wrong = {}
        hours: Mapping[str, Sequence[Span]] = PLACE["hours"]({day: said[f"hours_{day}"] for day in WEEKDAYS})
        if not all(_is_held(hour, hours, settings.config.round_min) for hour in said["rounds"]):
            wrong["rounds"] = "never_held"
        if not any(said[f"speaks_{tag}"] for tag in spoken):
            wrong[f"speaks_{next(iter(spoken))}"] = "no_language"
        return wrong

    def apply(document: Document, said: dict[str, Any]) -> None:
        entry, chosen = _entry(document, place), [tag for tag in spoken if said[f"speaks_{tag}"]]
        entry["hours"] = {day: said[f"hours_{day}"] for day in WEEKDAYS}
        entry |= {name: said[name] for name in ("rounds", "seats", "hosts")}
        entry.pop("languages", None)
        if chosen != list(settings.config.languages):  # left out: the neighbourhood's, whatever they become
            entry["languages"] = chosen

    return Form(fields, now, apply, check)


def closed_days(place: Place, today: date) -> Form:
    """Days on which a place is closed; those that are over are not shown, and go."""
    ahead = sorted(day for day in place.closed if day >= today)
    fields = (Field("closed", "area", lines(PLACE["closed"]), "closed"),)

    def apply(document: Document, said: dict[str, Any]) -> None:
        _entry(document, place)["closed"] = sorted(set(said["closed"]))

    return Form(fields, {"closed": "\n".join(day.isoformat() for day in ahead)}, apply)


def offers(place: Place) -> Form:
    """What a place has to share."""
    written = [f"{one.words} [{one.language}]" if one.language else one.words for one in place.offers]
    fields = (Field("offers", "area", lines(_offers), "offers"),)

    def apply(document: Document, said: dict[str, Any]) -> None:
        _entry(document, place)["offers"] = said["offers"]

    return Form(fields, {"offers": "\n".join(written)}, apply)


def printing(place: Place, kiosks: Sequence[str], none: str) -> Form:
    """Which kiosk prints a place's table sheets. none: what is shown for none of them."""
    options = [("", none), *((kiosk, kiosk) for kiosk in dict.fromkeys((*kiosks, place.prints_at)) if kiosk)]
    fields = (Field("prints_at", "choice", choice(options), "prints_at", options=options),)

    def apply(document: Document, said: dict[str, Any]) -> None:
        _entry(document, place)["prints_at"] = said["prints_at"]

    return Form(fields, {"prints_at": place.prints_at}, apply)


def from_kiosk(settings: Settings, kiosk: str) -> Form:
    """How far each place is from one kiosk."""
    places = settings.config.places
    fields = tuple(
        Field(f"walk_{place.id}", "number", _minutes, "walk_to", {"place": place.name}) for place in places
    )
    now = {f"walk_{place.id}": str(place.walk[kiosk]) for place in places if kiosk in place.walk}

    def apply(document: Document, said: dict[str, Any]) -> None:
        for place in places:
            entry, minutes = _entry(document, place), said[f"walk_{place.id}"]
            walk = {name: walked for name, walked in entry.get("walk", {}).items() if name != kiosk}
            entry["walk"] = walk if minutes is None else {**walk, kiosk: minutes}

    return Form(fields, now, apply)


def without_place(document: Document, place: str) -> Document:
    """The settings without a place."""
    left = [entry for entry in document.get("places", []) if entry.get("id") != place]
    return {**document, "places": left}


def without_kiosk(document: Document, kiosk: str) -> Document:
    """The settings without a kiosk: no place names it."""
    places = []
    for entry in document.get("places", []):
        walk = {name: minutes for name, minutes in entry.get("walk", {}).items() if name != kiosk}
        places.append(
            {**entry, "walk": walk, **({"prints_at": ""} if entry.get("prints_at") == kiosk else {})}
        )
    return {**document, "places": places} if "places" in document else document


def _entry(document: Document, place: Place | None, name: str = "") -> Document:
    """The place's own part of the document; a new one is put at the end."""
    places: list[Document] = document.setdefault("places", [])
    if place is None:
        new_id = _new_id(name, [entry["id"] for entry in places])
        places.append({"id": new_id, "name": name, "hours": {"daily": HOURS}, "rounds": list(ROUNDS)})
        return places[-1]
    return next(entry for entry in places if entry["id"] == place.id)


def _new_id(name: str, taken: Sequence[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain)[:24].strip("-") or "place"
    numbered = (f"{short}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (short, *numbered) if one not in taken)


def _line(name: str, number: str, dialled: bool, config: HubConfig, today: date) -> Document:
    when = config.dialled.get(number, today)
    return {"name": name, "number": number, **({"dialled": when} if dialled else {})}


def _written(place: Place, day: str) -> str:
    spans = place.hours.get(day, ())
    return ", ".join(f"{_clock(span.opens)}-{_clock(span.closes)}" for span in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _is_held(hour: str, hours: Mapping[str, Sequence[Span]], round_min: int) -> bool:
    """Whether a place is open for this round, and half an hour after it, on any day; or never at all."""
    begins = int(hour[:2]) * 60 + int(hour[3:])
    spans = [span for day in hours.values() for span in day]
    ends = begins + round_min + STAYS_MIN
    return not spans or any(span.opens <= begins and ends <= span.closes for span in spans)


def _hours(typed: str) -> str:
    hours = ", ".join(part.strip() for part in typed.replace("–", "-").split(",") if part.strip())
    PLACE["hours"]({"daily": hours})
    return hours


def _rounds(typed: str) -> list[str]:
    found: Sequence[time] = lines(PLACE["rounds"], ",")(typed)
    return [hour.strftime("%H:%M") for hour in found]


def _hour(typed: str) -> str:
    hour: time = HUB["forget_at"](typed[:5])
    return hour.strftime("%H:%M")


def _minutes(typed: str) -> int | None:
    return whole(_value_of(PLACE["walk"]))(typed) if typed else None


def _offers(written: Any) -> list[Any]:
    marked = [(line, OFFER_LANGUAGE.fullmatch(line)) for line in written]
    offered = [{"words": found[1], "language": found[2]} if found else line for line, found in marked]
    PLACE["offers"](offered)
    return offered


def _value_of(named: Callable[[object], Any]) -> Callable[[object], Any]:
    """The check of one value of a table whose names are free."""
    return lambda value: named({"en": value})["en"]


@cache
def _zones() -> tuple[str, ...]:
    inhabited = [
        zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")
    ]
    return tuple(sorted([*inhabited, "UTC"]))
