"""A stranger walks up, in each language: five words by finger on the screen, and the slip is there, whole.

    make stranger                    (ARGS="--language ja --language ko", "--size 800x480")

Hub, broker and kiosk are processes, the printer is the virtual one, which reads the very bytes a real one would get.
The hands look at the screen and put a finger on what they see; a touch of theirs is reckoned as TOUCH_S, the pace of
somebody who types with one finger on a keyboard seen for the first time (20 words of 5 letters a minute), and the
waiting between the last touch and the first byte to the printer is added as it was. A character that no key gives is
a failure, and so is a slip whose code cannot be read. Ends with a line of JSON.
"""

import argparse
import asyncio
import csv
import json
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import zxingcpp
from PIL import Image

from hub.street import KIOSK, PATIENCE_S, DemoError, KioskLines, Street

STRANGERS = Path(__file__).parent / "data/strangers.tsv"
TOUCH_S = 0.6
TRIES = 5
FEWEST_DOTS = 400  # a slip of 5 cm


class Outcome(NamedTuple):
    """What came of one stranger. failure: empty where all went well."""

    language: str
    failure: str
    seconds: float = 0.0
    touches: int = 0


def read_strangers(path: Path = STRANGERS) -> dict[str, str]:
    """Five words by language."""
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["language"]: row["words"] for row in csv.DictReader(rows, delimiter="\t")}


def outcome(language: str, visit: Mapping[str, object]) -> Outcome:
    """Judge a visit by what was taken away."""
    touches = int(str(visit["touches"]))
    seconds = touches * TOUCH_S + float(str(visit["printed_ms"])) / 1000
    return Outcome(language, failure(language, visit), round(seconds, 1), touches)


def failure(language: str, visit: Mapping[str, object]) -> str:
    """What is wrong with it; empty where all is well."""
    if visit["language"] != language:
        return f"the screen spoke {visit['language']}"
    if visit["keyless"]:
        return f"no key for {visit['keyless']}"
    if visit["outcome"] != "printed":
        return f"the slip was {visit['outcome']}"
    with Image.open(str(visit["slip"])) as slip:
        if slip.height < FEWEST_DOTS:
            return f"the slip is {slip.height} dots long"
        if len(zxingcpp.read_barcodes(slip.convert("L"))) != 1:
            return "the slip's code cannot be read"
    return ""


async def visit_all(out: Path, strangers: Mapping[str, str], size: str) -> list[Outcome]:
    """One stranger after another at one kiosk, each in their language."""
    street = Street(out, [KIOSK])
    street.prepare()
    settings = street.data / KIOSK / "kiosk.toml"
    offered = json.dumps(list(strangers))
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        re.sub(r"(?m)^printer = ", f'languages = {offered}\nsize = "{size}"\nprinter = ', text),
        encoding="utf-8",
    )
    street.set_clock(datetime.now(UTC).replace(hour=8, minute=0, second=0))
    try:
        await street.start_hub()
        await street.wait_for_broker()
        outcomes: list[Outcome] = []
        kiosk: KioskLines | None = None
        for language, words in strangers.items():
            kiosk = kiosk or await _start_kiosk(street)
            try:
                outcomes.append(outcome(language, await _promised(kiosk, words, language)))
            except DemoError as error:
                outcomes.append(Outcome(language, str(error).partition(" (see ")[0]))
                kiosk = None  # its hands let go, and it has ended
        return outcomes
    finally:
        await street.stop()


async def _promised(kiosk: KioskLines, words: str, language: str) -> dict[str, object]:
    """A visit to which the hub has promised a table; on a busy machine it may miss the time a kiosk waits for it."""
    for _ in range(TRIES):
        visit = await kiosk.visit(words, language)
        if visit["sign"]:
            break
    return visit


async def _start_kiosk(street: Street) -> KioskLines:
    kiosk = await street.start_kiosk(KIOSK)
    await asyncio.wait_for(kiosk.ready.wait(), 2 * PATIENCE_S)
    return kiosk


def main(argv: Sequence[str] | None = None) -> int:
    """Print what came of each, then the line of JSON; 1 where anybody left without a slip."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", action="append", help="only this one; may be given again")
    parser.add_argument("--size", default="800x480", help="of the kiosk's screen (800x480)")
    options = parser.parse_args(argv)
    strangers = read_strangers()
    chosen = {language: strangers[language] for language in options.language or strangers}
    with tempfile.TemporaryDirectory() as folder:
        outcomes = asyncio.run(visit_all(Path(folder), chosen, options.size))
    for one in outcomes:
        print(
            f"  {one.language}  {one.seconds:5.1f} s  {one.touches:3} touches  {one.failure}", file=sys.stderr
        )
    failures = [one.language for one in outcomes if one.failure]
    slowest = max((one.seconds for one in outcomes), default=0.0)
    print(
        json.dumps(
            {"languages": len(outcomes), "failures": failures, "slowest_s": slowest, "touch_s": TOUCH_S}
        )
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
