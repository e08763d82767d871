"""Draws a slip in every language, on both rolls, whole and lean, as it comes out of the printer.

    python docs/make_slip_pictures.py        (from the project's folder; `make pictures` does it)

Writes `out/pictures/slips/LANGUAGE-WIDTH[-lean].png` and, for docs/printers.md, a sheet of them into docs/pictures.
What is drawn are the bytes a printer gets, decoded again.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from msgspec.structs import replace  # noqa: E402
from PIL import Image  # noqa: E402

from benchmarks.stranger import read_strangers  # noqa: E402
from hub import signs  # noqa: E402
from kiosk_ui import escpos, escpos_decoder, sample_papers, slip_layout, wording  # noqa: E402
from kiosk_ui.escpos import Profile  # noqa: E402
from kiosk_ui.paper_rolls import DOTS  # noqa: E402
from wire.messages import Sign  # noqa: E402

OUT, SHEET = ROOT / "out/pictures/slips", ROOT / "docs/pictures/slips.png"
COLUMNS, BETWEEN, DESK = 9, 14, 176
LEAN = ("en", "ar")  # shown lean too


def main() -> int:
    """Write all of them."""
    OUT.mkdir(parents=True, exist_ok=True)
    words, shown = read_strangers(), []
    for language in wording.languages():
        sign = sample_papers.FLAMINGO.picture
        slip = replace(
            sample_papers.SLIP,
            language=language,
            words=words.get(language, words["en"]),
            sign=Sign(sign, signs.word(sign, language)),
        )
        for millimetres, dots in DOTS.items():
            for lean in (False, True):
                picture = printed(slip_layout.lay_out(slip, dots, lean=lean))
                picture.save(OUT / f"{language}-{millimetres}{'-lean' * lean}.png")
                if millimetres == min(DOTS) and (not lean or language in LEAN):
                    shown.append(picture)
    sheet(shown).save(SHEET, optimize=True)
    return 0


def printed(picture: Image.Image) -> Image.Image:
    """The picture after it was encoded and decoded."""
    data = b"".join(escpos.encode(picture, Profile(left_margin=True, doubles=True)))
    return escpos_decoder.draw(escpos_decoder.read(data), picture.width)


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Slips in rows at two thirds of their size."""
    small = [picture.convert("L").resize((picture.width * 2 // 3, picture.height * 2 // 3), Image.Resampling.LANCZOS)
             for picture in pictures]  # fmt: skip
    rows = [small[start : start + COLUMNS] for start in range(0, len(small), COLUMNS)]
    heights = [max(picture.height for picture in row) for row in rows]
    width = COLUMNS * (small[0].width + BETWEEN) + BETWEEN
    page, top = Image.new("L", (width, sum(heights) + BETWEEN * (len(rows) + 1)), DESK), BETWEEN
    for row, height in zip(rows, heights, strict=True):
        for number, picture in enumerate(row):
            page.paste(picture, (BETWEEN + number * (picture.width + BETWEEN), top))
        top += height + BETWEEN
    return page.quantize(8, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
