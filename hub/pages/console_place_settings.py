"""What hosts are asked of each place and each kiosk, and where the answers stand in hub.toml. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from hub.calendar import STAYS_MIN
from hub.config import PLACE, WEEKDAYS, Place, Span
from hub.pages.console_forms import Field, Form, choice, lines, one_line, tick, value_of, whole
from hub.settings_file import Document, Settings

Names = Mapping[str, str]  # what each language calls itself, by its tag

HOURS = "09:00-19:00"  # all three rounds, and half an hour to stay
ROUNDS = ("10:00", "13:00", "17:30")
OFFER_LANGUAGE = re.compile(r"(.*?)\s*\[([A-Za-z-]{2,20})\]")


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


def _minutes(typed: str) -> int | None:
    return whole(value_of(PLACE["walk"]))(typed) if typed else None


def _offers(written: Any) -> list[Any]:
    marked = [(line, OFFER_LANGUAGE.fullmatch(line)) for line in written]
    offered = [{"words": found[1], "language": found[2]} if found else line for line, found in marked]
    PLACE["offers"](offered)
    return offered
