"""Every screen in every language on every panel: whole words, inside their boxes, targets large and apart."""

from collections.abc import Iterator, Sequence
from itertools import product

import pygame
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from kiosk_ui import keyboard, sample_papers, slip_layout, typesetting, wording
from kiosk_ui.fitting import text_height
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.screens import draw, scene, target_at, targets
from kiosk_ui.text_field import TextField
from kiosk_ui.typesetting import line_height
from kiosk_ui.view import SCREENS, View
from kiosk_ui.widgets import Item, Picture, Plate, Words
from tests.kiosk_ui.boxes import closest
from wire.messages import Sign, Slip

LANGUAGES = wording.languages()
SIZES = [(800, 480), (1280, 800), (480, 800)]
PANELS = [
    ((800, 480), (154.1, 85.9)),
    ((1024, 600), (154.2, 85.9)),
    ((1280, 800), (217.0, 135.6)),
]  # pixels, mm
ID = "00000000-0000-7000-8000-000000000000"
LONG = "Waschsalon und Nachbarschaftscafé am Alten Güterbahnhof"


BEE = Sign("🐝", "bee")


def slip(sign: Sign | None = BEE, place: str = "Nordstadt Library") -> Slip:
    return Slip(
        id=ID, entry=ID, kiosk="library", language="en", words="bees", place=place, address="Linden Street 12",
        directions="", walk_min=6, starts=0, day="2026-11-24", hour="17:30", days_ahead=2, sign=sign, code="",
        help_lines=(), qr="",
    )  # fmt: skip


def paper(height: int = 900) -> Image.Image:
    picture = Image.new("1", (384, height), 1)
    pen = ImageDraw.Draw(picture)
    for top in range(10, height - 20, 30):
        pen.rectangle((10, top, 300, top + 20), fill=0)
    return picture


def view(screen: str, language: str = "en", **changes: object) -> View:
    told = {"text": TextField("a b", 3), "slip": slip(), "languages": LANGUAGES} | changes
    return View(screen=screen, language=language, attract_index=LANGUAGES.index(language), **told)  # type: ignore[arg-type]


def check(items: Sequence[Item], size: tuple[int, int]) -> None:
    """Everything inside the screen, every text inside its box."""
    for item in items:
        left, top, width, height = item.box
        assert width > 0
        assert height > 0
        assert (left >= 0, top >= 0, left + width <= size[0], top + height <= size[1]) == (True,) * 4, item
        if isinstance(item, Words):
            lines = [text.rstrip() for text in item.lines]
            widest = max(typesetting.layout(text, item.style, item.rtl).width for text in lines)
            assert widest <= width, item
            assert text_height(len(item.lines), item.style) <= height + line_height(item.style) // 4, item


def pressable(items: Sequence[Item]) -> list[Plate]:
    return [item for item in items if isinstance(item, Plate) and item.target]


class Screens:
    """The screens of one language: each is laid out once, however many tests look at it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._laid: dict[object, list[Item]] = {}

    def items(self, screen: str, size: tuple[int, int], **changes: object) -> list[Item]:
        key = (screen, size, *sorted(changes.items()))
        if key not in self._laid:
            self._laid[key] = scene(view(screen, self.language, **changes), size)
        return self._laid[key]


# Of every three looks one, so that each screen is seen in each language, on each panel, and each of them in the other;
# all of them are looked at among what takes longer.
SHARES = pytest.mark.parametrize("share", [3, pytest.param(1, marks=pytest.mark.rig)], ids=["third", "all"])


def looks(
    language: str, share: int, screens: Sequence[str] = SCREENS
) -> Iterator[tuple[str, tuple[int, int]]]:
    """(screen, size) of the looks that are taken in a language."""
    start = LANGUAGES.index(language)
    for (at, screen), (number, size) in product(enumerate(screens), enumerate(SIZES)):
        if (at + number + start) % share == 0:
            yield screen, size


@pytest.fixture(scope="module", params=LANGUAGES)
def screens(request: pytest.FixtureRequest) -> Screens:
    return Screens(request.param)


@SHARES
def test_nothing_overflows(screens: Screens, share: int) -> None:
    for screen, size in looks(screens.language, share):
        check(screens.items(screen, size), size)


@SHARES
def test_no_sentence_of_the_kiosk_is_cut(screens: Screens, share: int) -> None:
    whole = set(wording.load(screens.language).values())
    known = {"".join(sentence.split()) for sentence in whole}
    for screen, size in looks(screens.language, share):
        texts = [item for item in screens.items(screen, size) if isinstance(item, Words)]
        cut = [item.lines for item in texts if item.lines[-1].endswith("…")]
        assert [lines for lines in cut if "".join("".join(lines).split()) not in known] == []
        if screen == "asleep":
            joined = {"".join("".join(item.lines).split()) for item in texts}
            assert "".join(wording.say(screens.language, "question").split()) in joined


@pytest.mark.parametrize(
    "changes",
    [
        {"slip": None},
        {"slip": slip(sign=None)},
        {"slip": slip(place=LONG)},
        {"slip": slip(place="مكتبة الحي الشمالي")},
        {"slip": slip(place="Donaudampfschifffahrtsgesellschaftskapitänskajüte" * 3)},
        {"slip_picture": paper(), "printing": "shown"},
        {"slip_picture": paper(4000), "printing": "shown"},
        {"slip_picture": Image.new("1", (384, 900), 0), "printing": "shown"},
        {"printing": "printed"},
    ],
    ids=["no slip", "no sign", "long", "arabic", "one word", "paper", "long paper", "empty paper", "printed"],
)
@pytest.mark.parametrize("screen", ["slip", "sorry"])
@pytest.mark.parametrize("language", ["ar", "de"])
def test_endings_hold_whatever_comes(screen: str, changes: dict[str, object], language: str) -> None:
    for size in SIZES:
        check(scene(view(screen, language, **changes), size), size)


@pytest.mark.parametrize("size", SIZES)
def test_a_phone_reads_the_qr_code_of_a_slip_on_the_screen(size: tuple[int, int]) -> None:
    shown = slip_layout.lay_out(sample_papers.SLIP, DOTS[58])
    surface = pygame.Surface(size)
    draw(surface, view("slip", slip_picture=shown, printing="shown"))
    seen = Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))
    assert [code.text for code in zxingcpp.read_barcodes(seen)] == [sample_papers.SLIP.qr]


@pytest.mark.parametrize("note", ["hub_away", "not_ready", "no_paper"])
def test_a_note_has_room(screens: Screens, note: str) -> None:
    for screen in SCREENS:
        check(screens.items(screen, SIZES[0], note=note), SIZES[0])


EDITIONS = ("panel 10.11.12 (0a1b2c3d)", "kiosk 10.11.13 (4e5f6a7b)")


@pytest.mark.parametrize("trouble", ["two_kiosks", "not_ours"])
def test_what_hosts_must_mend_has_room_beside_the_question(screens: Screens, trouble: str) -> None:
    notes = [{"note": note} for note in ("", "hub_away", "not_ready")]
    for screen, told in product(("asleep", "attract"), [*notes, notes[-1] | {"panel_differs": EDITIONS}]):
        check(screens.items(screen, SIZES[0], trouble=trouble, **told), SIZES[0])


def test_what_hosts_must_mend_is_shown_only_while_nobody_uses_the_kiosk() -> None:
    def said(screen: str) -> str:
        items = scene(view(screen, trouble="two_kiosks", panel_differs=EDITIONS), (800, 480))
        said = " ".join(line for item in items if isinstance(item, Words) for line in item.lines)
        return said.replace("\N{NO-BREAK SPACE}", " ")

    for screen in ("asleep", "attract"):
        assert all(part in said(screen) for part in ("same name", *EDITIONS, "make flash"))
    assert "same name" not in said("write")
    assert "make flash" not in said("write")


WORDS = [
    "",
    " ",
    "a",
    "how do bees find their way home " * 60,
    "🐝" * 400,
    "ع" * 300,
    "مرحبا 18:30 abc " * 40,
    "\ue000",
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: f"{len(words)} of {words[:1]!r}")
@pytest.mark.parametrize("language", ["en", "ar", "fr", "th"])
def test_the_cursor_is_always_in_sight(words: str, language: str) -> None:
    for cursor in {0, len(words) // 2, len(words)}:
        shown = view("write", language, text=TextField(words, cursor))
        for size in SIZES:
            items = scene(shown, size)
            (caret,) = (item for item in items if type(item).__name__ == "Caret")
            left, top, width, height = caret.box
            keys_top = min(target.box[1] for target in targets(shown, size) if target.name.startswith("key:"))
            assert 0 <= left <= left + width <= size[0]
            assert 0 <= top <= top + height <= keys_top


@SHARES
def test_targets_are_apart_named_and_spoken(screens: Screens, share: int) -> None:
    pages = {f"write {page}": page for page in keyboard.PAGES[1:]}
    for screen, size in looks(screens.language, share, [*SCREENS, *pages]):
        page = {"page": pages[screen]} if screen in pages else {}
        plates = pressable(screens.items(screen.partition(" ")[0], size, **page))
        assert closest(plate.box for plate in plates) >= 0, (screen, size)
        assert all(plate.spoken for plate in plates)


@SHARES
@pytest.mark.parametrize("number", range(len(PANELS)), ids=[str(size) for size, _ in PANELS])
def test_fingers_have_twelve_millimetres(screens: Screens, number: int, share: int) -> None:
    size, mm = PANELS[number]
    across, down = mm[0] / size[0], mm[1] / size[1]
    start = number + LANGUAGES.index(screens.language)
    for screen in SCREENS[-start % share :: share]:
        boxes = [plate.box for plate in pressable(screens.items(screen, size))]
        assert all(width * across >= 12 and height * down >= 12 for _, _, width, height in boxes)
        assert closest(boxes, across, down) >= 1.5


def names(shown: View) -> list[str]:
    return [target.name for target in targets(shown, (800, 480))]


def test_each_screen_offers_what_the_session_knows() -> None:
    assert names(view("asleep")) == ["wake"]
    assert {"large", "theme", "languages_more"} <= set(names(view("attract")))
    assert names(view("ask_stay")) == ["stay"]
    assert names(view("heard")) == names(view("keeping")) == []
    assert names(view("slip")) == names(view("sorry")) == names(view("taken_back")) == ["finish"]
    written = names(view("write"))
    assert {"back", "symbols", "shift", "space", "delete", "done", "key:q", "mark:?"} <= set(written)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("offered", [LANGUAGES, LANGUAGES[:6], LANGUAGES[:1]], ids=len)
def test_every_language_is_on_one_page_of_tiles(offered: tuple[str, ...], size: tuple[int, int]) -> None:
    pages, seen = 0, set[str]()
    while pages == 0 or (pages < 9 and not {f"language:{language}" for language in offered} <= seen):
        # The question itself asks in the first language, and may be touched as well.
        shown = targets(view("attract", languages=offered, languages_page=pages), size)[1:]
        seen |= {target.name for target in shown}
        pages += 1
    assert pages <= (3 if len(offered) > 9 else 1)
    assert ("languages_more" in seen) == (pages > 1)


def test_there_is_no_dead_button() -> None:
    assert names(view("attract", note="not_ready")) == []
    assert "done" not in names(view("write", text=TextField("  ", 2)))


def test_a_finger_finds_its_target() -> None:
    shown = view("write")
    for target in targets(shown, (800, 480)):
        x, y, width, height = target.box
        found = target_at(shown, (800, 480), x + width // 2, y + height // 2)
        assert found == target
    assert target_at(shown, (800, 480), 799, 0) is None


def test_the_days_own_question_is_asked() -> None:
    shown = view("asleep", questions={"en": "What would you mend?"})
    assert any(isinstance(item, Words) and "What would" in item.lines[0] for item in scene(shown, (800, 480)))


def test_words_are_covered_while_asking_who_is_there() -> None:
    secret = view("ask_stay", text=TextField("secret", 6))
    assert not [
        item for item in scene(secret, (800, 480)) if isinstance(item, Words) and "secret" in item.lines[0]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_can_be_drawn(screen: str) -> None:
    for size in SIZES:
        surface = pygame.Surface(size)
        assert draw(surface, view(screen)) == [surface.get_rect()]


def ruled_paper(rules: tuple[int, ...]) -> Image.Image:
    """A slip 900 dots long: lines of print, and a line across at each of `rules`."""
    page = Image.new("1", (384, 900), 1)
    pen = ImageDraw.Draw(page)
    for top in range(10, 880, 30):
        pen.rectangle((20, top, 200, top + 12), fill=0)
    for top in rules:
        pen.rectangle((0, top - 8, 383, top + 10), fill=1)
        pen.rectangle((6, top, 377, top + 1), fill=0)
    return page


def parts_shown(page: Image.Image) -> list[Image.Image]:
    shown = view("slip", printing="shown", slip_picture=page)
    return [item.image for item in scene(shown, (800, 480)) if isinstance(item, Picture)]


def test_a_slip_on_the_screen_is_cut_at_a_line_across() -> None:
    parts = parts_shown(ruled_paper((100, 420, 800)))
    assert [part.height - 28 for part in parts] == [420, 900 - 422]


def test_a_slip_without_such_a_line_is_cut_between_its_lines() -> None:
    first, second = (
        part.crop((14, 14, part.width - 14, part.height - 14)) for part in parts_shown(ruled_paper(()))
    )
    assert first.height + second.height == 900
    for row in (
        first.crop((0, first.height - 1, first.width, first.height)),
        second.crop((0, 0, second.width, 1)),
    ):
        assert row.getextrema() == (255, 255)
