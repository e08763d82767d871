"""Whoever stands at the kiosk: presses and news go through the session's table, its effects are carried out.

Knows no window and no clock of its own: `now` is seconds that only run forward, handed in with everything.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from kiosk_ui import composing, keyboard, text_field, wording
from kiosk_ui.dictation import Ear, Sound
from kiosk_ui.errand import Errand, Worker
from kiosk_ui.hands import Visit
from kiosk_ui.hub_link import HubThere, Trouble
from kiosk_ui.listening import Listening
from kiosk_ui.motion import Motion
from kiosk_ui.panel_events import Dark, FromPanel, LinkIs, Near
from kiosk_ui.patience import Patience
from kiosk_ui.print_desk import Printed
from kiosk_ui.readiness import Readiness
from kiosk_ui.session import Effect, Event, Screen, step
from kiosk_ui.theme import next_theme
from kiosk_ui.view import View
from kiosk_ui.worker import Kept, News, NotPromised, Paper, WorkerFailed
from wire import codes
from wire.clock import Clock
from wire.messages import KioskConfig, Question, Slip
from wire.trail import TrailError, read_shown

BEFORE_WORDS = {Screen.ASLEEP, Screen.ATTRACT, Screen.WRITE, Screen.ASK_STAY}
BEFORE_QUESTION = {Screen.ASLEEP, Screen.ATTRACT}
EVENTS = {"wake": Event.TOUCHED, "back": Event.BACK, "stay": Event.STAY, "finish": Event.FINISHED}
# What changes words; nowhere else than on the screen one writes on, or it would be there for whoever comes next.
WRITING = {
    *("key", "mark", "popup", "candidate", "cursor", "more", "space", "delete", "unsay"),
    *("shift", "symbols", "page"),
}
WORDS_AFTER = 12  # letters that a held delete key takes one by one; then whole words go

USUAL = View("asleep")

logger = logging.getLogger(__name__)


class Kiosk:
    """One kiosk's screen, from visitor to visitor.

    draw_slip: a slip as a picture, for the screen of a kiosk without paper. new_id: a fresh UUIDv7 by the kiosk's
    clock. languages: offered in this order; none: those the hub names. usual: how the screen looks for everybody.
    moves: False where nothing is to move.
    """

    def __init__(
        self,
        kiosk: str,
        worker: Worker,
        clock: Clock,
        draw_slip: Callable[[Slip], Image.Image],
        new_id: Callable[[], str],
        languages: tuple[str, ...] = (),
        usual: View = USUAL,
        moves: bool = True,
    ) -> None:
        self._errand, self._patience = Errand(kiosk, worker, clock), Patience()
        self._draw_slip, self._new_id, self._languages = draw_slip, new_id, languages
        self._usual, self._motion = usual, Motion(moves)
        self.view = replace(usual, note="not_ready", languages=wording.offered(languages))
        self.screen = Screen.ASLEEP
        self._listening, self._readiness = Listening(), Readiness()
        # Says a sentence of the wording aloud, or sounds, whether or not somebody asked for speech.
        self.announce: Callable[[str], None] = lambda _: None
        self._presses: dict[str, Callable[[str, float], None]] = {
            "language": self._choose_language,
            "key": self._press_key,
            "mark": self._press_key,
            "popup": self._press_key,
            "candidate": lambda chosen, at: self._write(composing.choose(self.view, chosen), at),
            "cursor": lambda index, at: self._write(composing.go_to(self.view, int(index)), at),
            "more": lambda _, at: self._write(composing.more(self.view), at),
            "space": lambda _, at: self._write(composing.space(self.view), at),
            "delete": lambda _, at: self.erase(at),
            "done": lambda _, at: self.done(at),
            "shift": lambda _, at: self._turn_page("shift", at),
            "symbols": lambda _, at: self._turn_page("symbols", at),
            "languages_more": lambda _, at: self._look(
                replace(self.view, languages_page=self.view.languages_page + 1), at
            ),
            "page": lambda _, at: self._turn_page("page", at),
            "unsay": lambda _, at: self._write(composing.unsay(self.view), at),
            "theme": lambda _, at: self._look(replace(self.view, theme=next_theme(self.view.theme)), at),
            "large": lambda _, at: self._look(replace(self.view, large=not self.view.large), at),
            "picture": lambda _, at: self._look(
                replace(self.view, picture_mode=not self.view.picture_mode), at
            ),
        }
        self._effects: dict[Effect, Callable[[float], None]] = {
            Effect.LISTEN: lambda _: self._see(self._listening.begin(self.view)),
            Effect.STOP_LISTENING: lambda _: self._see(self._listening.stop(self.view)),
            Effect.FORGET_SOUND: lambda _: self._see(self._listening.forget(self.view)),
            Effect.KEEP_ENTRY: self._keep_entry,
            Effect.KEEP_RETRACTION: self._keep_retraction,
            Effect.WAIT_FOR_SLIP: self._patience.wait_for_answer,
            Effect.PROMISE_OPEN_TABLE: self._promise_open_table,
            Effect.PRINT_SLIP: lambda _: self._errand.print_slip(),
            Effect.NOTE_PRINTED: self._note_printed,
            Effect.SHOW_SLIP: self._show_slip,
            Effect.NAME_TABLE: self._name_table,
            Effect.WARN: lambda _: self.announce("still_here"),
            Effect.CLEAR: self._clear,
        }

    @property
    def visit(self) -> Visit | None:
        """The last one that came to its slip."""
        return self._errand.visit

    def deadline(self) -> float:
        """When `tick` has something to do even if nobody touches anything."""
        return min(self._patience.deadline(), self._motion.deadline())

    def tick(self, now: float) -> None:
        """Time has passed."""
        while event := self._patience.due(now):
            self.happen(event, now)
        self._show_time(now)
        self.view = replace(self.view, step=self._motion.step(self.view, now))

    def happen(self, event: Event, now: float) -> None:
        """One step of the session."""
        before = self.screen
        self.screen, effects = step(self.screen, event)
        if self.screen is not before:
            self._patience.enter(self.screen, now)
        elif event is Event.TYPED:
            self._patience.touched(now)
        for effect in effects:
            self._effects[effect](now)
        self.view = replace(self.view, screen=self.screen.value, note=self._note())

    def touch(self, target: str | None, now: float) -> None:
        """A finger left the screen inside a target; None: somewhere else."""
        self._live(now)
        if self.view.popup:
            self.view = replace(self.view, popup=())
        if target is None:
            self.happen(Event.TOUCHED, now)
            return
        what, _, value = target.partition(":")
        if what in EVENTS:
            self.happen(EVENTS[what], now)
        elif what in self._presses and (self.screen is Screen.WRITE or what not in WRITING):
            self._presses[what](value, now)

    def hold(self, target: str, turn: int, now: float) -> bool:
        """A finger rests on a target, for the first time (turn 0) or still; whether that has done something.

        What was held does nothing more when it is let go.
        """
        if target == "delete" and turn < WORDS_AFTER:
            self.erase(now)
        elif target == "delete":
            self.erase_word(now)
        what, _, value = target.partition(":")
        if what in {"key", "mark"} and turn == 0 and self.screen is Screen.WRITE:
            popup = keyboard.relatives(keyboard.load(self.view.language), value)
            self.view = replace(self.view, popup=popup)
            return bool(popup)
        return target == "delete"

    def stir(self, now: float) -> None:
        """A key or a button that means nothing here all the same says that somebody is there."""
        self._live(now)

    def presence(self, is_there: bool | None, now: float) -> None:
        """The panel's sensor says that somebody is near, or nobody any more; None: there is no panel now."""
        self._patience.presence(is_there, now)
        self._show_time(now)

    def _live(self, now: float) -> None:
        """Somebody is there."""
        self._patience.touched(now)
        self._show_time(now)

    def _show_time(self, now: float) -> None:
        times = self._patience
        self.view = replace(self.view, attract_index=times.turns, left=times.left(now), dimmed=times.dimmed)

    def write(self, typed: str, now: float) -> None:
        """Characters, from a key of the screen or of a keyboard that is plugged in."""
        if self.screen is Screen.WRITE:
            self._write(composing.write(self.view, typed), now)
        elif self.screen is Screen.ASK_STAY:
            self.happen(Event.TYPED, now)  # somebody is there; what they typed unseen is not written

    def erase(self, now: float) -> None:
        """The grapheme before the cursor goes."""
        if self.screen is Screen.WRITE:
            self._write(composing.erase(self.view), now)

    def erase_word(self, now: float) -> None:
        """The word before the cursor goes, and the space behind it."""
        if self.screen is Screen.WRITE:
            settled = composing.settle(self.view)
            self._write(replace(settled, text=text_field.erase_word(settled.text)), now)

    def done(self, now: float) -> None:
        """The words are complete; without words nothing happens."""
        settled = composing.settle(self.view)
        words = settled.text.text.strip()
        if words and self.screen is Screen.WRITE:
            self.view = settled
            self._errand.was_done(now)
            self.happen(Event.CODE_DONE if codes.is_code(words) else Event.DONE, now)

    def hold_to_speak(self, now: float) -> None:
        """Somebody holds what is held to speak; nothing where this kiosk does not understand their language."""
        if self.view.language in self.view.speech:
            self.happen(Event.HELD, now)

    def let_go(self, now: float) -> None:
        """They hold it no longer."""
        self._live(now)
        if self.screen is Screen.SPEAKING:
            self.happen(Event.RELEASED, now)

    def offer(self, voices: bool, ear: Ear | None) -> None:
        """This kiosk can read aloud, or cannot; `ear` listens where one may speak."""
        self._listening.ear = ear
        self.view = replace(self.view, speech=self._listening.understood(), voices=voices)

    def point_at(self, focus: str, row: tuple[str, ...], now: float) -> None:
        """The four buttons stand on a target, or on a row of keys; somebody is there."""
        self._live(now)
        if (focus, row) != (self.view.focus, self.view.focus_row):
            self.view = replace(self.view, focus=focus, focus_row=row)

    def show_trail(self, written: str, now: float) -> None:
        """A reader has read the code of a trail, on whatever screen: this visit's words go to it.

        Nothing of it stays when the visit ends.
        """
        self._live(now)
        if self.screen is Screen.ASLEEP:
            self.happen(Event.TOUCHED, now)
        try:
            shown = read_shown(written)
        except TrailError:
            self.view = replace(self.view, trail="trail_damaged")
            return
        in_time = self.screen in BEFORE_WORDS
        self._errand.held = shown if in_time else self._errand.held
        self.view = replace(self.view, trail="trail_seen" if in_time else "trail_late")

    def take(self, news: News | Sound | FromPanel, now: float) -> None:
        """The worker has news, or the panel."""
        if isinstance(news, Kept):
            if self.screen is Screen.KEEPING:
                self._happen_if(self._errand.took(news), now)
        elif isinstance(news, Slip):
            self._take_slip(news, now)
        elif isinstance(news, Printed):
            self._take_printed(news, now)
        elif isinstance(news, Sound):
            self._take_sound(news, now)
        elif isinstance(news, Near):
            self.presence(news.is_there, now)
        elif isinstance(news, Dark):
            self._patience.darken(news.is_so, now)
            self._show_time(now)
        elif isinstance(news, WorkerFailed):
            self.happen(Event.FAILED, now)
        elif isinstance(news, NotPromised):
            self._happen_if(self._errand.refused(news), now)
        else:
            self._note_how_it_is(news)
        self.view = replace(self.view, note=self._note())

    def _take_sound(self, sound: Sound, now: float) -> None:
        if self.screen is Screen.SPEAKING:  # else of somebody who has gone on
            self.view, event = self._listening.take(sound, self.view)
            self._happen_if(event, now)

    def _see(self, view: View) -> None:
        self.view = view

    def _note_how_it_is(self, news: News | LinkIs) -> None:
        if isinstance(news, KioskConfig):
            self._errand.config = news
            self.view = replace(self.view, languages=self._offered(news.languages))
        elif isinstance(news, Question):
            self.view = replace(self.view, questions=news.texts)
        elif isinstance(news, HubThere):
            self._readiness.hub_is_there = news.there
        elif isinstance(news, Trouble):
            self.view = replace(self.view, trouble=news.sentence)
        elif isinstance(news, LinkIs):
            differs = (news.panel, news.kiosk) if news.state == "differs" else None
            self.view = replace(self.view, panel_differs=differs)
        elif isinstance(news, Paper):
            self._readiness.hear_of_paper(news.state)

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
        if self.view.screen in {"heard", "slip"}:  # a quick hub's slip leaves no time for heard
            self._errand.was_heard(now)

    def _happen_if(self, event: Event | None, now: float) -> None:
        if event is not None:
            self.happen(event, now)

    def _press_key(self, key: str, now: float) -> None:
        self._write(composing.press(self.view, key), now)

    def _write(self, changed: View, now: float) -> None:
        self.view = replace(changed, page=keyboard.after_typing(changed.page), popup=(), trail="")
        self.happen(Event.TYPED, now)

    def _note(self) -> str:
        has_config, before = self._errand.config is not None, self.screen in BEFORE_QUESTION
        return self._readiness.note(has_config=has_config, before_question=before)

    def _choose_language(self, language: str, now: float) -> None:
        if self._errand.config is not None:
            self.view = replace(self.view, language=language, page="letters")
            self.happen(Event.LANGUAGE_CHOSEN, now)

    def _turn_page(self, pressed: str, now: float) -> None:
        self.view = replace(self.view, page=keyboard.turn(self.view.page, pressed))
        self.happen(Event.TYPED, now)

    def _look(self, view: View, now: float) -> None:
        """The visitor wants it another way; it stays so until their visit ends."""
        self.view = view
        self.happen(Event.TYPED, now)

    def _take_slip(self, slip: Slip, now: float) -> None:
        event = self._errand.came(slip)
        if event is not None:
            self.view = replace(self.view, slip=slip, printing="printing", slip_picture=None)
            self._patience.answered()
            self.happen(event, now)

    def _take_printed(self, printed: Printed, now: float) -> None:
        if self._errand.printed(printed):
            is_there = self._readiness.judge(printed.outcome)
            self.view = replace(self.view, slip=self._errand.slip)
            self.happen(Event.PRINTED if is_there else Event.NOT_PRINTED, now)

    def _keep_entry(self, _: float) -> None:
        self._errand.keep_entry(self._new_id(), self.view.text.text.strip(), self.view.language)

    def _keep_retraction(self, _: float) -> None:
        self._errand.keep_retraction(self._new_id(), self.view.text.text)

    def _promise_open_table(self, now: float) -> None:
        self._happen_if(self._errand.promise_open_table(), now)

    def _name_table(self, _: float) -> None:
        if self.view.slip is None:
            table = self._errand.nearest_table(self.view.language)
            self.view = replace(self.view, slip=table, printing="shown")

    def _note_printed(self, now: float) -> None:
        self._patience.served(now, reads=False)
        self.view = replace(self.view, printing="printed")

    def _show_slip(self, now: float) -> None:
        self._patience.served(now, reads=True)
        if self.view.slip:
            self.view = replace(self.view, printing="shown", slip_picture=self._draw_slip(self.view.slip))

    def _clear(self, _: float) -> None:
        known = self.view
        self.view = replace(
            self._usual,
            languages=known.languages,
            questions=known.questions,
            trouble=known.trouble,
            panel_differs=known.panel_differs,
            speech=self._listening.understood(),
            voices=known.voices,
        )
        self.view = self._listening.forget(self.view)
        self._errand.end()
