"""`curiocity simulated-board`: the simulated board with a window, for the demo and whoever changes the firmware.

On standard input it takes a line of JSON for each thing that a hand at its window could do, and on standard output it
says what it does with the Pi:

    {"press": "round", "seconds": 0.1}     answered by {"done": "round"} when the finger has left
    {"set": "paper_out", "on": true}       any switch of board_strip.SWITCHES; answered by {"done": "paper_out"}
    {"halted": true}                       the Pi has shut down (gpio-poweroff), or runs again
    {"advance": 60000}                     the board sleeps so many ms; answered by {"done": "advance"}
    {"look": true}                         answered by {"lamps": [...], "on": [...], "runs_on": ...}
    <- {"line": PATH, "runs_on": NAME}     first of all: what the kiosk opens, and which Python the firmware runs under
    <- {"pi": "cut"}                       its power is cut; "power": it is back; "halt": it is asked to shut down;
                                           "hang" and "go on": the switch of that name
"""

import argparse
import json
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_ui.board_hands import BoardHands
from kiosk_ui.board_process import BoardError
from kiosk_ui.board_strip import SIZE, SWITCHES, Lamp, Strip, items, lamps, target_at, told
from kiosk_ui.display import prepare_display
from kiosk_ui.json_lines import say
from kiosk_ui.simulated_board import SimulatedBoard

if TYPE_CHECKING:
    import pygame

FRAME_S = 1 / 30
LOOKS_EVERY_S = 0.02  # at the mouse; SDL's own wait would ask a thousand times a second


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity simulated-board",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("board-data"), help="its flash, its log and its line (board-data)"
    )
    parser.add_argument(
        "--under",
        choices=("micropython", "python"),
        default="",
        help="which Python (MicroPython if it is there)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the line's noise (1)")
    parser.add_argument("--picture", type=Path, help="keep what is shown in this PNG file")
    parser.add_argument(
        "--clock", type=Path, help=argparse.SUPPRESS
    )  # every program of the demo is given one
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Show the board until its window is closed; 2 where it cannot start, which one sentence explains."""
    options = arguments(argv)
    prepare_display()
    news = threading.Event()
    try:
        board = SimulatedBoard(options.folder, under=options.under, seed=options.seed)
        hands = BoardHands(board, say)

        def changed() -> None:
            hands.follow(board.state)  # each change, however short
            news.set()

        board.changed = changed
        with board:
            say({"line": str(board.line), "runs_on": board.state.runs_on})
            threading.Thread(target=listen, args=(hands, news), name="lines", daemon=True).start()
            Window(board, hands, options.picture).run(news)
    except BoardError as error:
        print(f"curiocity simulated-board: {error}", file=sys.stderr)
        return 2
    return 0


def listen(hands: BoardHands, news: threading.Event) -> None:
    """Do what the lines on standard input ask for."""
    for line in sys.stdin:
        hands.obey(json.loads(line))
        news.set()


class Window:
    """The strip as a window; picture: a file that shows it too, where nobody sees windows."""

    def __init__(self, board: SimulatedBoard, hands: BoardHands, picture: Path | None) -> None:
        import pygame

        pygame.display.init()
        pygame.display.set_caption("Curiocity: the panel, simulated")
        self._surface = pygame.display.set_mode(SIZE)
        self._board, self._hands, self._picture = board, hands, picture
        self._keys = {
            pygame.K_F1: "round",
            pygame.K_LEFT: "left",
            pygame.K_RETURN: "enter",
            pygame.K_RIGHT: "right",
        }
        self._pressed, self._drawn, self._is_open = "", Strip(), True
        self._ground = pygame.Surface(SIZE)

    def run(self, news: threading.Event) -> None:
        """Until it is closed, or a signal comes. news: set when the board has changed."""
        import pygame

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._close())
        while self._is_open:
            began = time.monotonic()
            news.clear()
            self._draw()
            while not news.is_set() and self._is_open:
                for event in pygame.event.get():
                    self._take(event)
                    news.set()
                news.wait(LOOKS_EVERY_S)
            time.sleep(max(began + FRAME_S - time.monotonic(), 0))  # a lamp that breathes changes more often
        if self._picture:
            pygame.image.save(self._surface, self._picture)
        pygame.display.quit()

    def _close(self) -> None:
        self._is_open = False

    def _take(self, event: "pygame.event.Event") -> None:
        import pygame

        if event.type == pygame.QUIT:
            self._close()
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._press(target_at(self._seen(), event.pos))
        elif event.type == pygame.KEYDOWN and event.key in self._keys:
            self._press(self._keys[event.key])
        elif event.type in (pygame.MOUSEBUTTONUP, pygame.KEYUP) and self._pressed:
            self._board.hold(self._pressed, False)
            self._pressed = ""

    def _press(self, target: str) -> None:
        if target in SWITCHES:
            self._hands.switch(target, target not in self._hands.on)
        elif target and not self._pressed:
            self._board.hold(target, True)
            self._pressed = target

    def _seen(self) -> Strip:
        state = self._board.state
        on = self._hands.on
        return Strip(state.runs_on, state.lamps, self._pressed, on, told(on, state))

    def _draw(self) -> None:
        import pygame

        from kiosk_ui.painting import paint

        strip, before = self._seen(), self._drawn
        if strip == before:
            return
        paint(self._ground, items(strip), items(before) if before.runs_on else None, ours=True)
        self._surface.blit(self._ground, (0, 0))
        for lamp in lamps(strip):
            self._surface.blit(glow(lamp), (lamp.x - 2 * lamp.radius, lamp.y - 2 * lamp.radius))
        pygame.display.flip()
        self._drawn = strip


def glow(lamp: Lamp) -> "pygame.Surface":
    """A lamp and its shine, four radii wide."""
    import pygame
    from PIL import Image, ImageDraw, ImageFilter

    wide = 4 * lamp.radius
    disc = Image.new("L", (4 * wide, 4 * wide))
    ImageDraw.Draw(disc).circle((2 * wide, 2 * wide), 4 * lamp.radius, fill=lamp.bright)
    sharp = disc.resize((wide, wide), Image.Resampling.BOX)
    shine = sharp.filter(ImageFilter.GaussianBlur(lamp.radius / 2))
    mask = Image.composite(sharp, shine, sharp)
    bands = [Image.new("L", mask.size, part) for part in reversed(lamp.hue)]
    return pygame.image.frombuffer(Image.merge("RGBA", [*bands, mask]).tobytes(), mask.size, "BGRA")
