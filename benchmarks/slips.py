"""Slips from words to paper and back: every language x roll x form bit for bit, QR codes and words read, hostile words.

    python -m benchmarks.slips [--hostile 10000] [--sentences 20]

The bytes are read by tests/receipt.py, which shares no line with the encoder; the QR code by a reader as telephones
have them; the text by tesseract where it is installed. python-escpos' own raster is encoded beside ours. Ends with one
line of JSON.
"""

import argparse
import csv
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import zxingcpp
from msgspec.structs import replace
from PIL import Image, ImageOps

from kiosk_ui import escpos, escpos_decoder, paper, sample_papers, slip_layout, typesetting, wording
from kiosk_ui.escpos import Profile
from kiosk_ui.paper_rolls import DOTS, DOTS_PER_INCH, length_mm
from kiosk_ui.typesetting import Style
from kiosk_ui.virtual_device import seconds
from tests import receipt

FORMS = {
    "raster": Profile(left_margin=True, doubles=True),
    "graphics": Profile(form="graphics"),
    "columns": Profile(form="columns"),
}
SIX = "Bees? मधुमक्खी? 蜜蜂? نحل؟ Пчёлы? ผึ้ง?"
READ = {"eng": "en", "rus": "ru", "ara": "ar", "hin": "hi", "chi_sim": "zh"}  # tesseract's languages: ours
SENTENCES = Path(__file__).parent / "data" / "translations.tsv"
EVIL = (
    "\x1b@",
    "\x1d(L",
    "\x10\x14\x01\x00\x05",
    "\x1c",
    "\x00",
    "\x7f",
    "\u202e",
    "\ud7ff",
    "🐝",
    "ก็็็",
    "ﷺ",
    "A",
)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.slips", description="Slips to paper and back.")
    parser.add_argument("--hostile", type=int, default=1000, help="strings with control bytes in them")
    parser.add_argument("--sentences", type=int, default=20, help="to be read off the paper, of each script")
    parser.add_argument("--languages", nargs="*", default=wording.languages())
    options = parser.parse_args(argv)
    found = {
        **matrix(options.languages),
        **sizes(),
        **speeds(),
        "control_bytes": sum(hostile(options.hostile)),
        "hostile": options.hostile,
        "sentences": options.sentences,
        "words_read": words_read(options.sentences) if shutil.which("tesseract") else {},
    }
    print(json.dumps(found, ensure_ascii=False))
    return int(bool(found["differing"] or found["qr_unread"] or found["control_bytes"]))


def matrix(languages: Sequence[str]) -> dict[str, int]:
    """Every language x roll x form: how many decode otherwise than they were drawn, how many QR codes are not read."""
    told = {"slips": 0, "differing": 0, "qr_unread": 0}
    for language in languages:
        for dots in DOTS.values():
            drawn = slip_layout.lay_out(replace(sample_papers.SLIP, language=language, words=SIX), dots)
            for profile in FORMS.values():
                seen = receipt.read(b"".join(escpos.encode(drawn, profile))).picture(*drawn.size)
                told["slips"] += 1
                told["differing"] += seen.tobytes() != drawn.tobytes()
                codes = [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))]
                told["qr_unread"] += codes != [sample_papers.SLIP.qr]
    return told


def sizes() -> dict[str, object]:
    """Bytes of one slip with words in six scripts, and how long they take; the same by python-escpos."""
    slip = replace(sample_papers.SLIP, words=SIX)
    told: dict[str, object] = {}
    for name, lean in (("full", False), ("lean", True)):
        picture = slip_layout.lay_out(slip, DOTS[58], lean=lean)
        count = sum(map(len, escpos.encode(picture, FORMS["raster"])))
        told |= {
            f"{name}_bytes": count,
            f"{name}_mm": round(length_mm(picture.height)),
            f"{name}_python_escpos_bytes": peer(picture),
            f"{name}_seconds": {
                "19200": round(seconds(count, 0, 19200), 2),
                "115200": round(seconds(count, 0, 115200), 2),
                "head": round(seconds(0, length_mm(picture.height)), 2),
            },
        }
    return told


def peer(picture: Image.Image) -> int:
    """Bytes of the same picture by python-escpos' raster."""
    from escpos.printer import Dummy

    dummy = Dummy()
    dummy.image(picture, impl="bitImageRaster", center=False)
    return len(dummy.output)


def speeds(times: int = 15) -> dict[str, float]:
    """Milliseconds of processor time to draw and encode a slip: warm, after a visit was forgotten, the first."""
    told = {}
    for name, forget in (("warm_ms", lambda: None), ("after_forgetting_ms", typesetting.forget)):
        spent = []
        for number in range(times):
            slip = replace(sample_papers.SLIP, words=f"How do {number} bees find their way home?")
            forget()
            began = time.process_time()
            list(escpos.encode(slip_layout.lay_out(slip, DOTS[58]), FORMS["raster"]))
            spent.append(1000 * (time.process_time() - began))
        told[name] = round(statistics.median(spent), 1)
    program = (
        "import time; from kiosk_ui import escpos, sample_papers, slip_layout; began = time.process_time(); "
        "list(escpos.encode(slip_layout.lay_out(sample_papers.SLIP, 384))); print(time.process_time() - began)"
    )
    first = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    return told | {"first_ms": round(1000 * float(first), 1)}


def hostile(count: int) -> list[int]:
    """For each string, the bytes outside of dots that are no command of ours: text of people as text, that is."""
    chance, strays = random.Random(1), []
    for _ in range(count):
        words = "".join(chance.choice(EVIL) for _ in range(chance.randrange(1, 12)))
        slip = replace(sample_papers.SLIP, words=words, place=words[:40], address=words[:60])
        picture = slip_layout.lay_out(slip, DOTS[58], lean=True)
        read = receipt.read(b"".join(escpos.encode(picture, FORMS["raster"])), ink=False)
        strays.append(len(read.text) + len(read.asked))
    return strays


def words_read(count: int) -> dict[str, dict[str, float]]:
    """By language: the share of the holders' words that tesseract reads off each roll; of signs in Chinese.

    Beside it the control, the same words by the same face in grey at 300 dots an inch, with nothing around them: what
    is not read there either is not the printing's.
    """
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    told: dict[str, dict[str, float]] = {}
    for name, language in READ.items():
        sentences = [row["text"] for row in rows if row["lang"] == language][:count]
        for mm, dots in DOTS.items():
            shown = [(words, printed(words, language, dots)) for words in sentences]
            told.setdefault(name, {})[str(mm)] = share_read(name, shown, DOTS_PER_INCH)
        told[name]["control"] = share_read(name, [(words, grey(words, language)) for words in sentences], 300)
    return told


def printed(words: str, language: str, dots: int) -> Image.Image:
    """The whole slip, off its bytes."""
    slip = replace(sample_papers.SLIP, words=words, language=language)
    data = b"".join(escpos.encode(slip_layout.lay_out(slip, dots), FORMS["raster"]))
    return escpos_decoder.draw(escpos_decoder.read(data), dots).convert("L")


def grey(words: str, language: str) -> Image.Image:
    """The words alone as an office printer has them: 40 dots an em are 27 on a slip."""
    lines = paper.text(words, Style(40, 500, language), 560, paper.start_edge(language))
    return ImageOps.expand(ImageOps.invert(lines), 40, 255)


def share_read(name: str, shown: Sequence[tuple[str, Image.Image]], dpi: int) -> float:
    """Of the words, how many are among those that tesseract reads off their picture."""
    found = []
    for words, picture in shown:
        read = pieces(read_off(picture, name, dpi), READ[name])
        found += [word in read for word in pieces(words, READ[name])]
    return round(sum(found) / len(found), 3)


def read_off(picture: Image.Image, name: str, dpi: int) -> str:
    """All that tesseract reads, looking for text here and there (psm 11): a slip is no block of even lines.

    Taken for one (psm 6) a slip in Arabic loses whole lines between its rules, and so do the words alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "slip.png"
        picture.save(path, dpi=(dpi, dpi))
        command = ["tesseract", str(path), "stdout", "-l", name, "--psm", "11"]
        # Its threads wait for each other in circles: one is several times as fast.
        alone = os.environ | {"OMP_THREAD_LIMIT": "1"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=alone).stdout


def pieces(text: str, language: str) -> list[str]:
    """What is compared: words, or signs where nobody writes spaces."""
    return re.findall(r"\w", text) if language == "zh" else re.findall(r"[^\W\d_]\S*[^\W_]|\w", text)


if __name__ == "__main__":
    sys.exit(main())
