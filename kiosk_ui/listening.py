"""The microphone in a visit: from a button that is held to words in the field. Pure but for what the ear does."""

import logging
from dataclasses import replace

from kiosk_ui import composing, dictation
from kiosk_ui.dictation import Ear, Level, Said, Sound
from kiosk_ui.session import Event
from kiosk_ui.view import View

logger = logging.getLogger(__name__)


class Listening:
    """What listens, if anything does; views go in and come out."""

    def __init__(self) -> None:
        self.ear: Ear | None = None

    def understood(self) -> tuple[str, ...]:
        """Languages in which one may speak."""
        return self.ear.languages if self.ear else ()

    def begin(self, view: View) -> View:
        """Somebody holds the button."""
        if self.ear is None:
            return view
        self.ear.listen(view.language)
        return replace(view, listens=True)

    def stop(self, view: View) -> View:
        """They have let it go; what was heard becomes words."""
        if self.ear:
            self.ear.stop()
        return replace(view, listens=False, level=0)

    def forget(self, view: View) -> View:
        """Whatever was heard is nobody's."""
        if self.ear:
            self.ear.forget()
        return replace(view, listens=False, level=0)

    def take(self, sound: Sound, view: View) -> tuple[View, Event | None]:
        """What the ear tells: how loud it is, what was said, or that there is no microphone any more."""
        if isinstance(sound, Level):
            return replace(view, level=sound.level), None
        event, sentence = Event.MICROPHONE_GONE, "microphone_gone"
        if isinstance(sound, Said):
            event, sentence = dictation.outcome(sound)
            settled = composing.settle(view)
            view = replace(settled, text=dictation.add_said(settled.text, sound.words))
        else:
            logger.warning("%s", sound.reason)
            view = replace(view, speech=())  # until the next visitor tries
        return replace(view, listens=False, level=0, trail=sentence), event
