"""Run on the board by `make flash`, before its main.py is there: set the clock, test all parts, print the outcome.

SECONDS is put in by flash.py: the time now. The last line is one of JSON.
"""

import json
import time

from main_off import NAME

import clock
import pinout
import self_test
import sensing
from board import Board
from state import Panel
from wire.frames import PROTOCOL
from wire.panel import SCHEMA

SECONDS = 0

if __name__ == "__main__":
    board = Board()
    clock.write(board.bus, pinout.CLOCK_ADDRESS, SECONDS)
    panel = Panel(board, NAME, False)
    panel.test = self_test.SelfTest(board.level("jig") == 0, board.now())
    while not panel.test.is_over:
        sensing.go_on_testing(panel, board.now())
        time.sleep_ms(250)
    print(
        json.dumps(
            {
                "name": NAME,
                "protocol": PROTOCOL,
                "schema": SCHEMA,
                "right": panel.test.right,
                "wrong": panel.test.wrong,
            }
        )
    )
