"""Another program on the kiosk's display, under its window: says a line for whatever reaches it.

Nothing should, whatever fingers and keys do. Run by `benchmarks.monkey`.
"""

import sys

import pygame

REACHED = {
    pygame.KEYDOWN: "a key",
    pygame.TEXTINPUT: "a letter",
    pygame.MOUSEBUTTONDOWN: "a press",
    pygame.FINGERDOWN: "a finger",
    pygame.WINDOWFOCUSGAINED: "the keyboard",
    pygame.QUIT: "the end",
}


def main() -> None:
    """Stand there until ended, as large as the arguments say; a line when it stands, and one for each event."""
    pygame.display.init()
    pygame.display.set_mode((int(sys.argv[1]), int(sys.argv[2])), pygame.NOFRAME)
    pygame.display.flip()
    print("there", flush=True)
    while True:
        event = pygame.event.wait()
        if event.type in REACHED:
            print(REACHED[event.type], flush=True)


if __name__ == "__main__":
    sys.exit(main())
