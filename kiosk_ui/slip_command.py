"""`curiocity slip`: one slip, or a table sheet, as picture and as the bytes that print it, with no hub or printer."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from kiosk_ui import sample_papers, typesetting, wording
from kiosk_ui.escpos import Profile
from kiosk_ui.paper_bytes import Printout, printout
from kiosk_ui.paper_rolls import DOTS, DOTS_PER_INCH
from kiosk_ui.printer_errors import BadSetting
from kiosk_ui.printer_profiles import profile_of
from kiosk_ui.typesetting import TypesettingError
from kiosk_ui.virtual_device import seconds
from wire import codes
from wire.messages import MAX_WORDS, Slip

BAUDS = (19200, 115200)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity slip", description="A slip or a table sheet as a picture and as a printer's bytes."
    )
    parser.add_argument("--words", default="How do bees find their way home?", help="what the holder said")
    parser.add_argument("--language", default="en", help="of the slip (en)")
    parser.add_argument("--width", type=int, choices=tuple(DOTS), default=58, help="of the paper in mm (58)")
    parser.add_argument("--lean", action="store_true", help="as for a slow serial line")
    parser.add_argument("--table-sheet", action="store_true", help="the sheet of a place and round instead")
    parser.add_argument(
        "--profile", default="", metavar="MODEL", help="of printer, as in `curiocity printer`"
    )
    parser.add_argument("--png", type=Path, help="write the picture to this file")
    parser.add_argument("--bytes", type=Path, help="write what would be sent to the printer to this file")
    parser.add_argument("--json", action="store_true", help="one line for programs")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Lay out, encode, tell; 2 where something asked for is not there, which one sentence explains."""
    options = arguments(argv)
    if options.language not in wording.languages():
        known = ", ".join(wording.languages())
        print(f"curiocity slip: --language {options.language}: one of {known}", file=sys.stderr)
        return 2
    try:
        typesetting.self_test()
        told = made(options, profile_of(options.profile, {"left_margin": "yes", "doubles": "yes"}))
    except (BadSetting, TypesettingError, OSError) as error:
        print(f"curiocity slip: {error}", file=sys.stderr)
        return 2
    print(json.dumps(told, ensure_ascii=False) if options.json else sentence(told))
    return 0


def made(options: argparse.Namespace, profile: Profile) -> dict[str, object]:
    """Write the files and say what was made: bytes, time to draw (warm), seconds to print, code and QR content.

    Raises BadSetting where a picture is asked for of a printer that prints none.
    """
    if options.png and profile.form == "text":
        raise BadSetting(
            f"--png with --profile {options.profile}: it prints letters and no picture, leave --png out"
        )
    words, today = options.words[:MAX_WORDS], date.today().isoformat()
    slip = replace(sample_papers.SLIP, words=words, language=options.language, day=today)
    # Its own sentences a kiosk has drawn long before a visitor comes.
    print_it(options, profile, replace(slip, words=""))
    began = time.perf_counter()
    paper = print_it(options, profile, slip)
    spent = time.perf_counter() - began
    data = b"".join(paper.bands)
    if options.png and paper.picture:
        paper.picture.save(options.png, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    if options.bytes:
        options.bytes.write_bytes(data)
    return {
        "bytes": len(data),
        "mm": round(paper.mm),
        "render_ms": round(1000 * spent, 1),
        **{f"seconds_{baud}": round(seconds(len(data), 0, baud), 2) for baud in BAUDS},
        "seconds_head": round(seconds(0, paper.mm), 2),
        "code": "" if options.table_sheet else codes.grouped(slip.code),
        "qr": "" if options.table_sheet else slip.qr,
    }


def print_it(options: argparse.Namespace, profile: Profile, slip: Slip) -> Printout:
    """What was asked for, as it would be sent."""
    sheet = replace(sample_papers.SHEET, language=slip.language, day=slip.day)
    content = sheet if options.table_sheet else slip
    return printout(content, profile, DOTS[options.width], lean=options.lean)


def sentence(told: dict[str, object]) -> str:
    """What was made, for people."""
    return (
        f"{told['bytes']} bytes, {told['mm']} mm, drawn in {told['render_ms']} ms; printed in "
        f"{told['seconds_head']} s by the head, {told['seconds_19200']} s at 19200 baud"
    )


if __name__ == "__main__":
    sys.exit(main())
