"""Draws every screen of the kiosk in every theme and language, without a hub, a printer or a display.

    python docs/make_screen_pictures.py        (from the project's folder; `make screen-pictures` does it)

Writes `out/pictures/THEME/LANGUAGE/SCREEN.png` and, for docs/design.md, sheets of them into docs/pictures.
"""

import itertools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"SDL_VIDEODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}

import pygame  # noqa: E402
from PIL import Image  # noqa: E402

from benchmarks.stranger import read_strangers  # noqa: E402
from hub import signs  # noqa: E402
from kiosk_ui import screens, slip_layout, text_field, theme, wording  # noqa: E402
from kiosk_ui.paper_rolls import DOTS  # noqa: E402
from kiosk_ui.text_field import TextField  # noqa: E402
from kiosk_ui.view import View  # noqa: E402
from wire.messages import Sign, Slip  # noqa: E402

OUT, PICTURES = ROOT / "out/pictures", ROOT / "docs/pictures"
SIZE = (800, 480)
SHOWN = ("en", "ar", "hi", "zh")  # on the sheets
THUMB, BETWEEN = 400, 10
COLOURS = 48  # enough for a palette and its edges
DESK = (128, 124, 120)
# Name of a picture, and what the kiosk is told.
STATES: Mapping[str, Mapping[str, object]] = {
    "asleep": {"screen": "asleep"},
    "attract": {"screen": "attract"},
    "write-empty": {"screen": "write", "text": TextField()},
    "write": {"screen": "write"},
    "write-large": {"screen": "write", "large": True},
    "write-buttons": {"screen": "write", "focus": "done"},
    "pictures": {"screen": "write", "picture_mode": True, "text": TextField()},
    "pictures-said": {"screen": "write", "picture_mode": True},
    "speaking": {"screen": "speaking", "picture_mode": True, "listens": True, "level": 6},
    "ask-stay": {"screen": "ask_stay", "left": 0.65},
    "keeping": {"screen": "keeping"},
    "heard": {"screen": "heard"},
    "printing": {"screen": "slip", "step": 1},
    "slip": {"screen": "slip", "printing": "printed"},
    "slip-shown": {"screen": "slip", "printing": "shown"},
    "taken-back": {"screen": "taken_back"},
    "sorry": {"screen": "sorry", "printing": "shown"},
    "sorry-nowhere": {"screen": "sorry", "slip": None},
}
# What differs from panel to panel: pixels, millimetres, and what is shown on it.
PANELS: Sequence[tuple[tuple[int, int], tuple[int, int], str]] = (
    ((800, 480), (108, 65), "attract"),
    ((800, 480), (108, 65), "write"),
    ((1280, 800), (217, 136), "attract"),
    ((1280, 800), (217, 136), "write"),
    ((480, 800), (86, 154), "attract"),
    ((480, 800), (86, 154), "write"),
    ((480, 800), (86, 154), "ask-stay"),
    ((480, 800), (86, 154), "slip"),
)


def main() -> int:
    """Write all of them."""
    words = read_strangers()
    kept: dict[str, list[Image.Image]] = {}
    for name, language in itertools.product(theme.THEMES, wording.languages()):
        folder = OUT / name / language
        folder.mkdir(parents=True, exist_ok=True)
        for state, view in views(language, words.get(language, words["en"])):
            picture = drawn(replace(view, theme=name))
            picture.save(folder / f"{state}.png", compress_level=1)
            if language in SHOWN:
                kept.setdefault(name, []).append(picture)
    for name, pictures in kept.items():
        ordered = [pictures[SHOWN_ORDER.index(language) * len(STATES) + number]
                   for number in range(len(STATES)) for language in SHOWN]  # fmt: skip
        save(sheet(ordered, len(SHOWN)), f"screens-{name}")
    save(sheet(list(on_panels(words["en"])), 4), "panels")
    return 0


SHOWN_ORDER = [language for language in wording.languages() if language in SHOWN]


def views(language: str, words: str) -> Iterator[tuple[str, View]]:
    """Each state in a language, with words that somebody there might write."""
    slip = slip_for(language, words)
    usual = View(
        "write",
        language,
        text=text_field.insert(TextField(), words),
        slip=slip,
        attract_index=wording.languages().index(language),
        languages=wording.languages(),
        speech=wording.languages(),
        voices=True,
    )
    for state, told in STATES.items():
        view = replace(usual, **told)  # type: ignore[arg-type]  # the fields of a view, by name
        if told.get("printing") == "shown" and told["screen"] == "slip":
            view = replace(view, slip_picture=slip_layout.lay_out(slip, DOTS[58]))
        yield state, view


def slip_for(language: str, words: str) -> Slip:
    """A slip as the hub would send it."""
    return Slip(
        id="00000000-0000-7000-8000-000000000000", entry="00000000-0000-7000-8000-000000000000", kiosk="library",
        language=language, words=words, place="Nordstadt", address="Linden 12", directions="", walk_min=6, starts=0,
        day="2026-11-24", hour="17:30", days_ahead=1, sign=Sign("🐝", signs.word("🐝", language)),
        code="T7T18T8572", help_lines=(), qr="",
    )  # fmt: skip


def drawn(view: View, size: tuple[int, int] = SIZE) -> Image.Image:
    """The view as a kiosk would show it."""
    surface = pygame.Surface(size)
    screens.draw(surface, view)
    return Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))


def on_panels(words: str) -> Iterator[Image.Image]:
    """The same screens on small, large and upright panels, each as large as its panel is beside the others."""
    told = dict(views("en", words))
    for size, (width_mm, height_mm), state in PANELS:
        view = replace(told[state], width_mm=width_mm, height_mm=height_mm)
        across = round(width_mm * THUMB / 217)
        yield drawn(view, size).resize((across, round(across * size[1] / size[0])), Image.Resampling.LANCZOS)


def sheet(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Pictures in rows, each THUMB wide at most."""
    small = [picture if picture.width <= THUMB else halved(picture) for picture in pictures]
    rows = [small[start : start + columns] for start in range(0, len(small), columns)]
    heights = [max(picture.height for picture in row) for row in rows]
    page = Image.new(
        "RGB", (columns * (THUMB + BETWEEN) + BETWEEN, sum(heights) + BETWEEN * (len(rows) + 1)), DESK
    )
    top = BETWEEN
    for row, height in zip(rows, heights, strict=True):
        for number, picture in enumerate(row):
            page.paste(picture, (BETWEEN + number * (THUMB + BETWEEN), top))
        top += height + BETWEEN
    return page


def halved(picture: Image.Image) -> Image.Image:
    """THUMB wide."""
    return picture.resize((THUMB, picture.height * THUMB // picture.width), Image.Resampling.LANCZOS)


def save(page: Image.Image, name: str) -> None:
    """Into docs/pictures, in few colours."""
    page.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
