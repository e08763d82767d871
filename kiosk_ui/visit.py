"""Whoever stands at the kiosk: presses and news go through the session's table, its effects go to the worker.

Knows no window and no clock of its own: `now` is seconds that only run forward, handed in with everything.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from PIL import Image

from kiosk_ui import dictation, text_field, wording
from kiosk_ui.dictation import Ear, Level, Said, Sound
from kiosk_ui.hands import Visit
from kiosk_ui.hub_link import HubThere, Trouble
from kiosk_ui.open_table import open_table, open_table_slip, promise_of
from kiosk_ui.print_desk import SLIP_EXPIRES_MS, Printed
from kiosk_ui.session import PATIENCE, Effect, Event, Screen, step
from kiosk_ui.theme import next_theme
from kiosk_ui.view import View
from kiosk_ui.worker import Kept, News, NotPromised, Paper, WorkerFailed
from wire import codes
from wire.clock import Clock
from wire.messages import Entry, KioskConfig, Question, Retract, Slip
from wire.trail import Shown, TrailError, read_shown

ANSWER_S = 3.0  # without a word from the hub for so long, the kiosk promises by itself
NEXT_LANGUAGE_S = 4.0
BEFORE_WORDS = {Screen.ASLEEP, Screen.ATTRACT, Screen.WRITE, Screen.ASK_STAY}
EVENTS = {"wake": Event.TOUCHED, "back": Event.BACK, "stay": Event.STAY, "finish": Event.FINISHED}

logger = logging.getLogger(__name__)


class Worker(Protocol):
    """Where the effects go."""

    def keep(self, message: Entry | Retract) -> None:
        """Answered by Kept."""

    def promise(self, entry: Entry, slip: Slip) -> None:
        """Answered by the slip that stands, this one or the hub's, or by NotPromised."""

    def print(self, content: Slip, held: Shown | None = None) -> None:
        """Answered by Printed. held: the trail of whoever it is for."""

    def give_up(self, slip: Slip) -> None:
        """Not answered."""


class Kiosk:
    """One kiosk's screen, from visitor to visitor.

    draw_slip: a slip as a picture, for the screen of a kiosk without paper. new_id: a fresh UUIDv7 by the kiosk's
    clock. languages: offered in this order; none: those the hub names. ear: what listens where one may speak.
    """

    def __init__(
        self,
        kiosk: str,
        worker: Worker,
        clock: Clock,
        draw_slip: Callable[[Slip], Image.Image],
        new_id: Callable[[], str],
        languages: tuple[str, ...] = (),
        width_mm: int = 0,
        ear: Ear | None = None,
    ) -> None:
        self._kiosk, self._worker, self._clock = kiosk, worker, clock
        self._draw_slip, self._new_id, self._languages = draw_slip, new_id, languages
        self.view = View("asleep", note="not_ready", languages=wording.offered(languages), width_mm=width_mm)
        self.screen = Screen.ASLEEP
        self.visit: Visit | None = None
        self._ear = ear
        self._speech: tuple[str, ...] = ()
        self._config: KioskConfig | None = None
        self._entry: Entry | None = None
        self._held: Shown | None = None  # the visitor's trail, for this visit
        self._keeping = ""  # id of what is on its way to the disk
        self._hub_there, self._paper = False, ""
        self._idle_at, self._answer_at, self._rotate_at = float("inf"), float("inf"), NEXT_LANGUAGE_S
        self._done_at, self._heard_ms = 0.0, 0.0
        self._presses: dict[str, Callable[[str, float], None]] = {
            "language": self._choose_language,
            "key": self.write,
            "mark": self.write,
            "space": lambda _, at: self.write(" ", at),
            "delete": lambda _, at: self.erase(at),
            "done": lambda _, at: self.done(at),
            "shift": lambda _, at: self._turn_page("shift", at),
            "symbols": lambda _, at: self._turn_page("symbols", at),
            "theme": lambda _, at: self._look(replace(self.view, theme=next_theme(self.view.theme)), at),
            "large": lambda _, at: self._look(replace(self.view, large=not self.view.large), at),
            "picture": lambda _, at: self._look(
                replace(self.view, picture_mode=not self.view.picture_mode), at
            ),
        }
        self._effects: dict[Effect, Callable[[float], None]] = {
            Effect.LISTEN: lambda _: self._ear.listen(self.view.language) if self._ear else None,
            Effect.STOP_LISTENING: lambda _: self._ear.stop() if self._ear else None,
            Effect.FORGET_SOUND: lambda _: self._forget_sound(),
            Effect.KEEP_ENTRY: self._keep_entry,
            Effect.KEEP_RETRACTION: self._keep_retraction,
            Effect.WAIT_FOR_SLIP: self._wait_for_slip,
            Effect.PROMISE_OPEN_TABLE: self._promise_open_table,
            Effect.PRINT_SLIP: self._print_slip,
            Effect.NOTE_PRINTED: self._note_printed,
            Effect.SHOW_SLIP: self._show_slip,
            Effect.CLEAR: self._clear,
        }

    def deadline(self) -> float:
        """When `tick` has something to do even if nobody touches anything."""
        return min(self._idle_at, self._answer_at, self._rotate_at)

    def tick(self, now: float) -> None:
        """Time has passed."""
        if now >= self._answer_at:
            self._answer_at = float("inf")
            self.happen(Event.NO_ANSWER, now)
        if now >= self._idle_at:
            self.happen(Event.IDLE, now)
        if now >= self._rotate_at:
            self._rotate_at = now + NEXT_LANGUAGE_S
            self.view = replace(self.view, attract_index=self.view.attract_index + 1)

    def happen(self, event: Event, now: float) -> None:
        """One step of the session."""
        before = self.screen
        self.screen, effects = step(self.screen, event)
        if self.screen is not before or event is Event.TYPED:
            self._idle_at = now + PATIENCE.get(self.screen, float("inf"))
        for effect in effects:
            self._effects[effect](now)
        self.view = replace(self.view, screen=self.screen.value, note=self._note())

    def touch(self, target: str | None, now: float) -> None:
        """A finger left the screen inside a target; None: somewhere else."""
        self._idle_at = now + PATIENCE.get(self.screen, float("inf"))
        if target is None:
            self.happen(Event.TOUCHED, now)
            return
        what, _, value = target.partition(":")
        if what in EVENTS:
            self.happen(EVENTS[what], now)
        elif what in self._presses:
            self._presses[what](value, now)

    def write(self, typed: str, now: float) -> None:
        """Characters, from a key of the screen or of a keyboard that is plugged in."""
        if self.screen is Screen.WRITE:
            self._change(text_field.insert(self.view.text, typed), now)

    def erase(self, now: float) -> None:
        """The grapheme before the cursor goes."""
        if self.screen is Screen.WRITE:
            self._change(text_field.backspace(self.view.text), now)

    def done(self, now: float) -> None:
        """The words are complete; without words nothing happens."""
        words = self.view.text.text.strip()
        if words and self.screen is Screen.WRITE:
            self._done_at = now
            self.happen(Event.CODE_DONE if codes.is_code(words) else Event.DONE, now)

    def hold_to_speak(self, now: float) -> None:
        """Somebody holds what is held to speak; nothing where this kiosk does not understand their language."""
        if self.view.language in self.view.speech:
            self.happen(Event.HELD, now)

    def let_go(self, now: float) -> None:
        """They hold it no longer."""
        if self.screen is Screen.SPEAKING:
            self.happen(Event.RELEASED, now)

    def offer(self, speech: tuple[str, ...], voices: bool) -> None:
        """From now on one may speak here in these languages, and the kiosk can read aloud, or cannot."""
        self._speech = speech
        self.view = replace(self.view, speech=speech, voices=voices)

    def point_at(self, focus: str, row: tuple[str, ...], now: float) -> None:
        """The four buttons stand on a target, or on a row of keys; somebody is there."""
        self._idle_at = now + PATIENCE.get(self.screen, float("inf"))
        self.view = replace(self.view, focus=focus, focus_row=row)

    def show_trail(self, written: str, now: float) -> None:
        """A reader has read the code of a trail, on whatever screen: this visit's words go to it.

        Nothing of it stays when the visit ends.
        """
        self._idle_at = now + PATIENCE.get(self.screen, float("inf"))
        if self.screen is Screen.ASLEEP:
            self.happen(Event.TOUCHED, now)
        try:
            shown = read_shown(written)
        except TrailError:
            self.view = replace(self.view, trail="trail_damaged")
            return
        in_time = self.screen in BEFORE_WORDS
        self._held = shown if in_time else self._held
        self.view = replace(self.view, trail="trail_seen" if in_time else "trail_late")

    def take(self, news: News | Sound, now: float) -> None:
        """The worker has news."""
        if isinstance(news, Kept):
            self._take_kept(news, now)
        elif isinstance(news, Slip):
            self._take_slip(news, now)
        elif isinstance(news, Printed):
            self._take_printed(news, now)
        elif isinstance(news, Sound):
            self._take_sound(news, now)
        elif isinstance(news, WorkerFailed):
            self.happen(Event.FAILED, now)
        elif isinstance(news, NotPromised):
            if self._entry and news.entry == self._entry.id:
                self.happen(Event.NO_PLACE, now)
        else:
            self._note_how_it_is(news)
        self.view = replace(self.view, note=self._note())

    def _take_sound(self, sound: Sound, now: float) -> None:
        if self.screen is not Screen.SPEAKING:
            return  # of somebody who has gone on
        if isinstance(sound, Level):
            self.view = replace(self.view, level=sound.level)
            return
        event, sentence = Event.MICROPHONE_GONE, "microphone_gone"
        if isinstance(sound, Said):
            event, sentence = dictation.outcome(sound)
            self.view = replace(self.view, text=dictation.add_said(self.view.text, sound.words))
        else:
            logger.warning("%s", sound.reason)
            self.view = replace(self.view, speech=())  # until the next visitor tries
        self.view = replace(self.view, level=0, trail=sentence)
        self.happen(event, now)

    def _forget_sound(self) -> None:
        if self._ear:
            self._ear.forget()
        self.view = replace(self.view, level=0)

    def _note_how_it_is(self, news: News) -> None:
        if isinstance(news, KioskConfig):
            self._config = news
            self.view = replace(self.view, languages=self._offered(news.languages))
        elif isinstance(news, Question):
            self.view = replace(self.view, questions=news.texts)
        elif isinstance(news, HubThere):
            self._hub_there = news.there
        elif isinstance(news, Trouble):
            self.view = replace(self.view, trouble=news.sentence)
        elif isinstance(news, Paper):
            self._paper = news.state

    def _offered(self, of_hub: tuple[str, ...]) -> tuple[str, ...]:
        """The languages to choose from: those this kiosk or else the hub names, and there are words for."""
        asked = self._languages or of_hub
        offered = wording.offered(asked)
        if unknown := [tag for tag in asked if tag not in offered]:
            logger.warning(
                "no language file for %s, so not offered: see docs/languages.md", ", ".join(unknown)
            )
        return offered

    def drawn(self, now: float) -> None:
        """The view stands on the screen since now."""
        if (
            self.view.screen in {"heard", "slip"} and not self._heard_ms
        ):  # a quick hub's slip leaves no time for heard
            self._heard_ms = (now - self._done_at) * 1000

    def _change(self, text: text_field.TextField, now: float) -> None:
        page = "letters" if self.view.page == "shift" else self.view.page
        self.view = replace(self.view, text=text, page=page, trail="")
        self.happen(Event.TYPED, now)

    def _note(self) -> str:
        """The wording's key for what a visitor should know; empty where all is well."""
        if self._config is None:
            return "not_ready"
        if self._paper == "none" and self.screen in {Screen.ASLEEP, Screen.ATTRACT}:
            return "slip_on_screen"
        return "" if self._hub_there else "hub_away"

    def _choose_language(self, language: str, now: float) -> None:
        if self._config is not None:
            self.view = replace(self.view, language=language, page="letters")
            self.happen(Event.LANGUAGE_CHOSEN, now)

    def _turn_page(self, page: str, now: float) -> None:
        shown = "letters" if self.view.page == page else page
        self.view = replace(self.view, page=shown)
        self.happen(Event.TYPED, now)

    def _look(self, view: View, now: float) -> None:
        """The visitor wants it another way; it stays so until their visit ends."""
        self.view = view
        self.happen(Event.TYPED, now)

    def _take_kept(self, kept: Kept, now: float) -> None:
        if self.screen is not Screen.KEEPING or kept.id != self._keeping:
            return
        if kept.problem:
            self.happen(Event.NOT_KEPT, now)
        else:
            self.happen(Event.KEPT if self._entry else Event.CODE_KEPT, now)

    def _take_slip(self, slip: Slip, now: float) -> None:
        if self._entry and slip.entry == self._entry.id and self.view.slip is None:
            self.view = replace(self.view, slip=slip, printing="printing")
            self._answer_at = float("inf")
            self.happen(Event.SLIP_CAME, now)
        elif self._clock.now() - said_at(slip.entry) <= SLIP_EXPIRES_MS:
            self._worker.print(slip)  # whoever wrote this may still stand here, though the screen has gone on
        else:
            self._worker.give_up(slip)

    def _take_printed(self, printed: Printed, now: float) -> None:
        slip = self.view.slip
        if slip is None or printed.id != slip.id:
            return
        if printed.link:
            slip = msgspec.structs.replace(slip, qr=printed.link)  # for the screen, where there is no paper
            self.view = replace(self.view, slip=slip)
        self.happen(Event.PRINTED if printed.outcome == "printed" else Event.NOT_PRINTED, now)
        self.visit = Visit(
            entry=slip.entry,
            slip=printed.path,
            outcome=printed.outcome,
            place=slip.place,
            day=slip.day,
            starts=slip.hour,
            sign=slip.sign.word if slip.sign else "",
            heard_ms=round(self._heard_ms, 2),
            printed_ms=round((printed.began - self._done_at) * 1000, 2) if printed.began else 0.0,
        )

    def _keep_entry(self, _: float) -> None:
        self._entry = Entry(
            id=self._new_id(),
            kiosk=self._kiosk,
            words=self.view.text.text.strip(),
            languages=(self.view.language,),
            at=self._clock.now(),
            age_ms=0,
            met=tuple(tag.hex() for tag in self._held.tags) if self._held else (),
        )
        self._keeping = self._entry.id
        self._worker.keep(self._entry)

    def _keep_retraction(self, _: float) -> None:
        code = codes.normalise(self.view.text.text)
        self._keeping = self._new_id()
        self._worker.keep(Retract(id=self._keeping, kiosk=self._kiosk, code=code))

    def _wait_for_slip(self, now: float) -> None:
        self._answer_at = now + ANSWER_S

    def _promise_open_table(self, now: float) -> None:
        found = open_table(self._config, self._clock.now()) if self._config else None
        if not found or not self._config or not self._entry:
            self.happen(Event.NO_PLACE, now)
            return
        place, coming = found
        today = datetime.fromtimestamp(self._clock.now() / 1000, ZoneInfo(self._config.timezone)).date()
        entry = msgspec.structs.replace(self._entry, promised=promise_of(coming))
        self._worker.promise(entry, open_table_slip(entry, place, coming, self._config, today.isoformat()))

    def _print_slip(self, _: float) -> None:
        if self.view.slip:
            self._worker.print(self.view.slip, self._held)

    def _note_printed(self, _: float) -> None:
        self.view = replace(self.view, printing="printed")

    def _show_slip(self, _: float) -> None:
        if self.view.slip:
            self.view = replace(self.view, printing="shown", slip_picture=self._draw_slip(self.view.slip))

    def _clear(self, now: float) -> None:
        known = self.view
        self.view = View(
            "asleep",
            languages=known.languages,
            questions=known.questions,
            trouble=known.trouble,
            width_mm=known.width_mm,
            speech=self._speech,
            voices=known.voices,
        )
        self._forget_sound()
        self._entry, self._held, self._heard_ms = None, None, 0.0
        self._answer_at, self._rotate_at = float("inf"), now + NEXT_LANGUAGE_S


def said_at(entry: str) -> int:
    """Milliseconds since 1970 at which an entry got its id (UUIDv7, RFC 9562 section 5.7)."""
    return int(entry.replace("-", "")[:12], 16)
