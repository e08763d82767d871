"""`curiocity demo`: a whole neighbourhood on this machine, on loopback, with nothing to set up.

Broker, hub, a kiosk's window with its panel beside it, a public screen and a virtual printer. The demo's clock is this
machine's own, moved into the middle of a morning, so that there is always a round to go to.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub import demo_day, demo_neighbours
from hub.broker_process import BrokerError
from hub.street import KIOSK, PATIENCE_S, DemoError, Street, has_display
from hub.street_board import Pi


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo; 1 where it fails, which one sentence explains."""
    options = arguments(argv)
    try:
        return asyncio.run(_run(options))
    except (DemoError, BrokerError) as error:
        print(f"curiocity demo: {error}", file=sys.stderr)
        return 1
    except TimeoutError:
        print(
            f"curiocity demo: nothing moved for {PATIENCE_S:.0f} s: see {options.out}/data/*.log",
            file=sys.stderr,
        )
        return 1


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity demo", description="A whole neighbourhood on this machine."
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out"), help="folder for slips, pictures and data (out)"
    )
    parser.add_argument(
        "--script", metavar="WORDS", help="type these words on the kiosk, wait for the slip, end"
    )
    parser.add_argument("--language", default="en", help="language of the script (en)")
    parser.add_argument(
        "--baud", type=int, default=0, help="printers take as long as real ones at this speed do (no time)"
    )
    parser.add_argument("--json", action="store_true", help="with --script: end with one line of JSON")
    parser.add_argument(
        "--panel",
        choices=("micropython", "python", "none"),
        help="what the panel's firmware runs under (MicroPython where it is installed), or no panel",
    )
    parser.add_argument(
        "--day", type=Path, metavar="TSV", help="a simulated day: everyone in the file walks up in turn"
    )
    parser.add_argument(
        "--export", type=Path, metavar="JSON", help="with --day: who was promised and seated where"
    )
    parser.add_argument(
        "--export-day", type=Path, metavar="JSON", help="with --day: the day as a solver would be given it"
    )
    return parser.parse_args(argv)


async def _run(options: argparse.Namespace) -> int:
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    if options.day:
        work = asyncio.ensure_future(
            demo_day.run_day(options.day, options.out, options.export, options.export_day)
        )
    else:
        work = asyncio.ensure_future(_run_morning(options, stopped))
    stop = asyncio.ensure_future(stopped.wait())
    await asyncio.wait([work, stop], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if stopped.is_set() and not work.done():
        work.cancel()
    await asyncio.wait([work])
    return 0 if work.cancelled() else work.result()


async def _run_morning(options: argparse.Namespace, stopped: asyncio.Event) -> int:
    has_panel = options.panel != "none"
    demo = Street(options.out, [KIOSK], boarded=KIOSK if has_panel else "", baud=options.baud)
    demo.prepare()
    morning = datetime.now(UTC).replace(hour=8, minute=40, second=0, microsecond=0)
    demo.set_clock(morning)
    pi = Pi(demo, KIOSK)
    try:
        await demo.start_hub()
        if has_panel:
            await pi.plug_in(options.panel or "")
        await pi.start()
        await demo.start_screen()
        return await demo.while_running(_live(demo, pi, morning, options, stopped))
    finally:
        await demo.stop()


async def _live(
    demo: Street, pi: Pi, morning: datetime, options: argparse.Namespace, stopped: asyncio.Event
) -> int:
    """The morning, and then whoever comes."""
    await _live_morning(demo, pi, morning)
    if options.script is not None:
        panel = await pi.try_panel()
        visit = await pi.kiosk.visit(options.script, options.language)
        return _tell_visit({**visit, "panel": panel}, options.json)
    _tell_people(demo, pi)
    await stopped.wait()
    return 0


async def _live_morning(demo: Street, pi: Pi, morning: datetime) -> None:
    """The neighbours' entries, and the first round closed."""
    await demo.wait_for_broker()
    others, people = ("garden", "bakery"), list(demo_neighbours.neighbours())
    now = int(morning.timestamp() * 1000)
    walks = [
        demo_neighbours.walk_up(other, demo.address(other), people[number :: len(others)], now)
        for number, other in enumerate(others)
    ]
    await asyncio.gather(*walks, asyncio.wait_for(pi.kiosk.ready.wait(), PATIENCE_S))
    demo.set_clock(morning + timedelta(minutes=70))


def _tell_visit(visit: dict[str, object], as_json: bool) -> int:
    if as_json:
        print(json.dumps(visit, ensure_ascii=False))
    else:
        print(visit["slip"])
    return 0


def _tell_people(demo: Street, pi: Pi) -> None:
    seen = (
        "the other window"
        if has_display()
        else f"{demo.out / 'screen.png'} (no display: pictures instead of windows)"
    )
    touch = (
        "the window that asks the question"
        if has_display()
        else f"{demo.out}/kiosk-*.png; try --script WORDS"
    )
    print(f"Touch:  {touch}")
    print(f"Panel:  {pi.panel_words()}")
    print(f"Slips:  {demo.out}/slip-*.png")
    print(f"Board:  {seen}")
    print(f"Pages:  http://127.0.0.1:{demo.web_port}/")
    print(f"Data:   {demo.data}")
    print("Stop:   Ctrl-C", flush=True)
