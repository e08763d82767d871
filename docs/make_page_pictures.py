"""Draws the pictures of docs/pages.md and docs/console.md anew, of what the pages' tests live through.

python docs/make_page_pictures.py          (from the project's folder; needs chromium)
"""

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from msgspec import structs  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, expect  # noqa: E402

from tests.hub.pages import a_console  # noqa: E402
from tests.hub.pages.a_day import ADay, serving  # noqa: E402
from tests.whole.browsing import Visitor, chromium  # noqa: E402
from wire.examples import SHEET  # noqa: E402
from wire.messages import SOFTWARE, SheetTable, Sign  # noqa: E402

COLOURS = 64  # enough for two tones and their edges
TABLES = (
    ("🦩", "flamingo", "bees", False, (("🫖", "teapot"), ("🪁", "kite"), ("⛵", "sailing boat"))),
    ("🎹", "piano", "", True, (("📺", "television"), ("🔦", "torch"))),
    (
        "🦘",
        "kangaroo",
        "tram lines",
        False,
        (("🪶", "feather"), ("🎳", "bowling"), ("👕", "T-shirt"), ("🏓", "ping pong")),
    ),
)


def main() -> None:
    """Write the pictures."""
    day = ADay()
    fragment = day.keep()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(day) as home,
        chromium(FONTCONFIG_FILE=str(fonts(Path(folder)))) as browser,
    ):
        board = Visitor(browser, home, "laptop")
        expect(board.open("/").locator("svg.wide image").last).to_be_visible()
        keep(board, "page-board")
        phone = Visitor(browser, home, "phone")
        page = phone.open(f"/s#{fragment}")
        expect(page.locator("#sign-picture img")).to_be_visible()
        keep(phone, "page-slip")
        draw_console(browser, Path(folder))


def draw_console(browser: Browser, folder: Path) -> None:
    """The console of a hub with three kiosks and a round that has closed."""
    tables = tuple(
        SheetTable(Sign(picture, word), hosted, theme, tuple(Sign(*one) for one in members))
        for picture, word, theme, hosted, members in TABLES
    )
    sheet = structs.replace(SHEET, place="Library", tables=tables)
    with a_console.hosts(folder) as here:
        here.kiosk("library", paper="paper", clock="right", version=SOFTWARE)
        here.kiosk("cafe", state="lost")
        here.kiosk("garden", paper="none", disk="low", clock="wrong", version="0.0.9")
        here.hub.sheets = [sheet]
        with a_console.serving(here) as home:
            for name, path, size in (
                ("console-overview", "", "laptop"),
                ("console-question", "/setup/3", "laptop"),
                ("console-sheets", "/sheets", "laptop"),
                ("console-phone", "", "phone"),
            ):
                host = Visitor(browser, home, size)
                host.open(f"/console{path}")
                keep(host, name, whole=size == "laptop")


def fonts(folder: Path) -> Path:
    """A fontconfig file with the kiosk's own fonts, so that every script is drawn on any machine."""
    places = "".join(f"<dir>{files(package)}</dir>" for package in ("manimgx_fonts", "justmytype_intl_cjk"))
    prefers = "<alias><family>system-ui</family><prefer><family>Noto Sans</family></prefer></alias>"
    path = folder / "fonts.conf"
    path.write_text(
        f"<fontconfig>{places}<cachedir>{folder}</cachedir>{prefers}</fontconfig>", encoding="utf-8"
    )
    return path


def keep(visitor: Visitor, name: str, *, whole: bool = False) -> None:
    """A picture of what somebody sees, small enough for a repository. whole: of all that can be scrolled to."""
    path = ROOT / "docs" / "pictures" / f"{name}.png"
    visitor.page.screenshot(path=path, full_page=whole)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
