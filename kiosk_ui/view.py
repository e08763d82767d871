"""What the screens are told, and what they tell of themselves: values between the session and its picture. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from kiosk_ui import wording
from kiosk_ui.text_field import TextField
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box
from wire.messages import Slip

SCREENS = (
    *("asleep", "attract", "write", "speaking", "keeping", "ask_stay"),
    *("heard", "slip", "taken_back", "sorry"),
)


@dataclass(frozen=True, slots=True)
class View:
    """All that one picture of the kiosk's screen depends on."""

    screen: str  # one of SCREENS
    language: str = "en"  # chosen by the person
    text: TextField = field(default_factory=TextField)
    # Of the keyboard: letters, shift or symbols; letters.2 where one has no room for all.
    page: str = "letters"
    pressed: str | None = None  # name of the target under the finger
    slip: Slip | None = None
    # Mode "1", as it would be printed; shown where nothing can be printed.
    slip_picture: Image.Image | None = None
    printing: str = "printing"  # printing, printed or shown
    note: str = ""  # key of a sentence to add, such as hub_away
    trail: str = ""  # key of a sentence about a trail that was shown
    trouble: str = ""  # key of a sentence for whoever runs the kiosk, shown while nobody uses it
    # Editions of panel and kiosk that do not fit; for the hosts too.
    panel_differs: tuple[str, str] | None = None
    attract_index: int = 0  # which of the languages asks the question now
    languages: tuple[str, ...] = ("en",)
    questions: Mapping[str, str] = field(default_factory=dict)  # the day's own, by language
    width_mm: int = 0  # of the panel's picture as it stands; 0: of a 7-inch panel's shape
    height_mm: int = 0  # the same
    languages_page: int = 0  # of the tiles, where a small panel has not room for all
    theme: str = "dark"  # dark, light or yellow
    large: bool = False  # large type
    focus: str = ""  # name of the target that the four buttons stand on
    focus_row: tuple[str, ...] = ()  # or the names of all in the row of keys that they stand on
    composing: str = ""  # letters typed that are not words yet: pinyin, kana
    candidates: tuple[str, ...] = ()  # what they may become, the likeliest first
    candidates_page: int = 0  # of them, where one row has not room for all
    popup: tuple[str, ...] = ()  # letters above the key that is held, as `pressed` says
    picture_mode: bool = False  # for people who do not read: say it, hear it back, take the slip
    listens: bool = False  # the microphone is open
    level: int = 0  # of the microphone, 0 to 10
    speech: tuple[str, ...] = ()  # languages in which one may speak here instead of writing
    voices: bool = False  # this kiosk can read aloud
    step: int | None = None  # of this screen's motion; None: at rest, as it looks in the end
    left: float = 1.0  # of the time that runs out, 1 to 0, a step a second; 1: nothing hurries
    dimmed: bool = False  # nobody has been here for a while


@dataclass(frozen=True, slots=True)
class Target:
    """Something a finger may press, and its name for those who listen."""

    name: str  # language:es, key:a, mark:?, space, delete, shift, symbols, done, back, stay, finish, wake
    box: Box
    spoken: str


def question(view: View, language: str) -> str:
    """The day's question in a language."""
    return view.questions.get(language) or wording.say(language, "question")


def attract_language(view: View) -> str:
    """The language that asks the question while nobody has chosen one."""
    return view.languages[view.attract_index % len(view.languages)]


def style(view: View, size: int, weight: int = 400) -> Style:
    """Type in the language the person chose."""
    return Style(size, weight, view.language)
