"""One visit as a table: (screen, event) -> (screen, effects). What is not in the table changes nothing.

The window turns touches, time and the hub's answers into events and carries the effects out. `heard` is reached by
one way only, the outbox's commit; from every screen a failure leads to `sorry`, which still names somewhere to go.
No screen waits for a machine without an end: what does not come within its time is STUCK, and the visit goes on.
"""

from enum import Enum


class Screen(Enum):
    """What stands on the screen."""

    ASLEEP = "asleep"  # the question alone; the first touch only wakes
    ATTRACT = "attract"  # the question in every language: touching one chooses it
    WRITE = "write"
    SPEAKING = "speaking"  # the button is held and the microphone open, or what was said is turned into words
    KEEPING = "keeping"  # the words are on their way to the disk; nothing is said yet
    ASK_STAY = "ask_stay"
    HEARD = "heard"
    SLIP = "slip"
    TAKEN_BACK = "taken_back"
    SORRY = "sorry"


class Event(Enum):
    """What happened, whoever told."""

    TOUCHED = "touched"
    LANGUAGE_CHOSEN = "language chosen"
    TYPED = "typed"
    BACK = "back"
    HELD = "held"  # the button to speak
    RELEASED = "released"
    WORDS_CAME = "words came"  # what was said, as text
    NOTHING_HEARD = "nothing heard"
    MICROPHONE_GONE = "microphone gone"  # or whatever else listening needs
    DONE = "done"
    CODE_DONE = "code done"  # the words were the code of a slip
    KEPT = "kept"
    CODE_KEPT = "code kept"
    NOT_KEPT = "not kept"  # the disk refused
    SLIP_CAME = "slip came"
    NO_ANSWER = "no answer"  # the hub said nothing within 3 s
    NO_PLACE = "no place"  # and the kiosk knows of no round to promise either
    PRINTED = "printed"
    NOT_PRINTED = "not printed"
    IDLE = "idle"  # nobody touched anything for this screen's time
    SOON = "soon"  # and what stands here to be read will vanish if nobody does
    STUCK = "stuck"  # a machine of ours did not do its part within this screen's time
    STAY = "stay"
    FINISHED = "finished"
    FAILED = "failed"


class Effect(Enum):
    """What is to be done."""

    LISTEN = "listen"
    STOP_LISTENING = "stop listening"  # and say what was heard
    FORGET_SOUND = "forget sound"  # whatever was heard so far
    KEEP_ENTRY = "keep entry"
    KEEP_RETRACTION = "keep retraction"
    WAIT_FOR_SLIP = "wait for slip"
    PROMISE_OPEN_TABLE = "promise open table"
    PRINT_SLIP = "print slip"
    NOTE_PRINTED = "note printed"
    SHOW_SLIP = "show slip"  # the slip itself stands on the screen, to be read or written down
    NAME_TABLE = "name table"  # where anybody is welcome stands on the screen, without a promise
    WARN = "warn"  # time is running out: for the ears what the screen says to the eyes
    CLEAR = "clear"  # words, slip and pictures of this visit leave the memory


Step = tuple[Screen, tuple[Effect, ...]]

STEPS: dict[tuple[Screen, Event], Step] = {
    (Screen.ASLEEP, Event.TOUCHED): (Screen.ATTRACT, ()),
    (Screen.ATTRACT, Event.LANGUAGE_CHOSEN): (Screen.WRITE, ()),
    # Somebody may have shown their trail before they left.
    (Screen.ATTRACT, Event.IDLE): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.WRITE, Event.DONE): (Screen.KEEPING, (Effect.KEEP_ENTRY,)),
    (Screen.WRITE, Event.CODE_DONE): (Screen.KEEPING, (Effect.KEEP_RETRACTION,)),
    (Screen.WRITE, Event.BACK): (Screen.ATTRACT, (Effect.CLEAR,)),
    (Screen.WRITE, Event.IDLE): (Screen.ASK_STAY, (Effect.WARN,)),
    (Screen.WRITE, Event.HELD): (Screen.SPEAKING, (Effect.LISTEN,)),
    (Screen.SPEAKING, Event.RELEASED): (Screen.SPEAKING, (Effect.STOP_LISTENING,)),
    (Screen.SPEAKING, Event.WORDS_CAME): (Screen.WRITE, ()),
    (Screen.SPEAKING, Event.NOTHING_HEARD): (Screen.WRITE, ()),
    (Screen.SPEAKING, Event.MICROPHONE_GONE): (Screen.WRITE, (Effect.FORGET_SOUND,)),
    (Screen.SPEAKING, Event.BACK): (Screen.WRITE, (Effect.FORGET_SOUND,)),
    # A minute is more than the longest speech and its recognition take: something hangs.
    (Screen.SPEAKING, Event.IDLE): (Screen.WRITE, (Effect.FORGET_SOUND,)),
    (Screen.ASK_STAY, Event.STAY): (Screen.WRITE, ()),
    (Screen.ASK_STAY, Event.TOUCHED): (Screen.WRITE, ()),
    (Screen.ASK_STAY, Event.TYPED): (Screen.WRITE, ()),
    (Screen.ASK_STAY, Event.IDLE): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.KEEPING, Event.KEPT): (Screen.HEARD, (Effect.WAIT_FOR_SLIP,)),
    (Screen.KEEPING, Event.CODE_KEPT): (Screen.TAKEN_BACK, ()),
    # The words are not safe, so "heard" is never said; there is a table to go to all the same.
    (Screen.KEEPING, Event.NOT_KEPT): (Screen.SORRY, (Effect.PROMISE_OPEN_TABLE, Effect.NAME_TABLE)),
    (Screen.KEEPING, Event.STUCK): (Screen.SORRY, (Effect.NAME_TABLE,)),
    (Screen.HEARD, Event.SLIP_CAME): (Screen.SLIP, (Effect.PRINT_SLIP,)),
    (Screen.HEARD, Event.NO_ANSWER): (Screen.HEARD, (Effect.PROMISE_OPEN_TABLE,)),
    (Screen.HEARD, Event.NO_PLACE): (Screen.SORRY, (Effect.NAME_TABLE,)),
    (Screen.HEARD, Event.STUCK): (Screen.SORRY, (Effect.NAME_TABLE,)),
    (Screen.SLIP, Event.PRINTED): (Screen.SLIP, (Effect.NOTE_PRINTED,)),
    (Screen.SLIP, Event.NOT_PRINTED): (Screen.SLIP, (Effect.SHOW_SLIP,)),
    (Screen.SLIP, Event.FINISHED): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.SLIP, Event.IDLE): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.TAKEN_BACK, Event.FINISHED): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.TAKEN_BACK, Event.IDLE): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.SORRY, Event.SLIP_CAME): (Screen.SORRY, (Effect.PRINT_SLIP,)),
    (Screen.SORRY, Event.PRINTED): (Screen.SORRY, (Effect.NOTE_PRINTED,)),
    (Screen.SORRY, Event.NOT_PRINTED): (Screen.SORRY, (Effect.SHOW_SLIP,)),
    (Screen.SORRY, Event.FINISHED): (Screen.ASLEEP, (Effect.CLEAR,)),
    (Screen.SORRY, Event.IDLE): (Screen.ASLEEP, (Effect.CLEAR,)),
    **{(screen, Event.FAILED): (Screen.SORRY, (Effect.NAME_TABLE,)) for screen in Screen},
    (Screen.SPEAKING, Event.FAILED): (Screen.SORRY, (Effect.FORGET_SOUND, Effect.NAME_TABLE)),
    (Screen.SORRY, Event.FAILED): (Screen.SORRY, ()),
    # What is to be read or copied from the screen does not vanish without a warning.
    **{(screen, Event.SOON): (screen, (Effect.WARN,)) for screen in (Screen.SLIP, Screen.SORRY)},
}

# Seconds without a touch until IDLE; a screen that is not named waits for something else than people.
PATIENCE: dict[Screen, float] = {
    Screen.ATTRACT: 30,
    Screen.WRITE: 45,
    Screen.SPEAKING: 60,
    Screen.ASK_STAY: 20,
    Screen.SLIP: 30,
    Screen.TAKEN_BACK: 10,
    Screen.SORRY: 30,
}

# Seconds until STUCK, whatever fingers do meanwhile: together less than the ten within which a visit has its ending.
LIMITS: dict[Screen, float] = {Screen.KEEPING: 4, Screen.HEARD: 5.5}

ENDINGS = frozenset({Screen.SLIP, Screen.TAKEN_BACK, Screen.SORRY})  # whoever leaves here loses nothing


def step(screen: Screen, event: Event) -> Step:
    """The next screen and what is to be done on the way; an event that means nothing here changes nothing."""
    return STEPS.get((screen, event), (screen, ()))
