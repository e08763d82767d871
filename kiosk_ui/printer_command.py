"""`curiocity printer list|test|watch`: which printers there are, whether one prints, what one says of itself."""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from kiosk_ui import sample_papers
from kiosk_ui.config import ConfigError, read_settings
from kiosk_ui.paper_bytes import printout
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.printer import Printer, open_printer
from kiosk_ui.printer_errors import PrinterError
from kiosk_ui.printer_profiles import COMMON, models, paper_mm
from kiosk_ui.serial_printer import serial_ports
from kiosk_ui.usb_line import usb_printers

WATCH_S = 2.0
MEANING = {
    "paper": "there is paper",
    "low": "the roll is near its end",
    "none": "no paper: put in a new roll",
    "cover": "the cover is open: close it",
    "silent": "it says nothing: nothing is there, or a model that does not speak (it may well print)",
}


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity printer", description="Find, try and watch a kiosk's printer."
    )
    parser.add_argument("what", choices=("list", "test", "watch"))
    parser.add_argument(
        "printer", nargs="?", help="as in kiosk.toml: usb, serial:/dev/ttyUSB0?baud=19200 ..."
    )
    parser.add_argument(
        "--data", type=Path, default=Path("kiosk-data"), help="folder of the kiosk (kiosk-data)"
    )
    parser.add_argument(
        "--width", type=int, choices=tuple(DOTS), help="of the paper in mm (that of the kiosk)"
    )
    parser.add_argument(
        "--times", type=int, default=0, help="watch: so many looks, then end (0: until Ctrl+C)"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Do it; 1 where nothing was printed, 2 where the setting names no printer."""
    options = arguments(argv)
    if options.what == "list":
        print("\n".join(found()))
        return 0
    try:
        settings = read_settings(options.data / "kiosk.toml")
        printer = open_printer(options.printer or settings.printer)
        named = options.printer or settings.printer
        if options.what == "test":
            asyncio.run(test(printer, named, DOTS[options.width or settings.paper_mm]))
        else:
            asyncio.run(watch(printer, options.times))
    except KeyboardInterrupt:
        return 0
    except ConfigError as error:
        print(f"curiocity printer: {error}", file=sys.stderr)
        return 2
    except PrinterError as error:
        print(f"curiocity printer: {error}", file=sys.stderr)
        return 1
    return 0


def found() -> list[str]:
    """A line for each printer that may be one, as kiosk.toml wants it, and the models with a profile."""
    lines = [f'printer = "usb:{ids}"    # {name}' for ids, name in usb_printers()]
    lines += [f'printer = "file:{path}"' for path in sorted(Path("/dev/usb").glob("lp*"))]
    lines += [f'printer = "serial:{path}?baud=19200"    # {name}' for path, name in serial_ports()]
    lines = lines or ["No printer was found on USB or a serial port. One on the network: net:ADDRESS"]
    common = ", ".join(f"{model} ({paper_mm(model) or '58 or 80'} mm)" for model in COMMON)
    return [
        *lines,
        "",
        f"?profile=MODEL of: {common}",
        f"and of: {', '.join(sorted(set(models()) - set(COMMON)))}",
    ]


async def test(printer: Printer, named: str, dots: int) -> None:
    """Print the page that shows what the printer can do, and say what to write down. Raises PrinterError."""
    said = await printer.paper()
    print(f"{named}: {MEANING[said]}")
    print(f"profile: {printer.profile}; {'few bytes' if printer.is_slow else 'all'} of a slip")
    slip = replace(sample_papers.SLIP, test=True)
    paper = printout(slip, printer.profile, dots, lean=printer.is_slow)
    began = time.monotonic()
    await printer.print(paper.bands, "slip")
    print(
        f"printed in {time.monotonic() - began:.1f} s"
        + (f": {printer.last_path}" if printer.last_path else "")
    )
    for switch in ("left_margin", "doubles"):
        print(f"then try {switch}=yes: if the same page comes out whole, leave it so; it is quicker")
    await printer.close()


async def watch(printer: Printer, times: int) -> None:
    """Say what it says of itself, when it changes."""
    last, looks = "", 0
    while not times or looks < times:
        said = await printer.paper()
        if said != last:
            print(f"{time.strftime('%H:%M:%S')} {said}: {MEANING[said]}", flush=True)
        last, looks = said, looks + 1
        if looks != times:
            await asyncio.sleep(WATCH_S)
    await printer.close()


if __name__ == "__main__":
    sys.exit(main())
