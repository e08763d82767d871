"""Draws the pictures of docs/pages.md anew, of the day that the pages' tests live through.

python docs/make_page_pictures.py          (from the project's folder; needs chromium)
"""

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

from tests.hub.pages.a_day import ADay, serving  # noqa: E402
from tests.whole.browsing import Visitor, chromium  # noqa: E402

COLOURS = 64  # enough for two tones and their edges


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


def fonts(folder: Path) -> Path:
    """A fontconfig file with the kiosk's own fonts, so that every script is drawn on any machine."""
    places = "".join(f"<dir>{files(package)}</dir>" for package in ("manimgx_fonts", "justmytype_intl_cjk"))
    prefers = "<alias><family>system-ui</family><prefer><family>Noto Sans</family></prefer></alias>"
    path = folder / "fonts.conf"
    path.write_text(
        f"<fontconfig>{places}<cachedir>{folder}</cachedir>{prefers}</fontconfig>", encoding="utf-8"
    )
    return path


def keep(visitor: Visitor, name: str) -> None:
    """A picture of what somebody sees, small enough for a repository."""
    path = ROOT / "docs" / "pictures" / f"{name}.png"
    visitor.page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
