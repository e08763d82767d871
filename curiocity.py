"""`curiocity COMMAND`: the one program of Curiocity. Each command loads only what it needs."""

import importlib
import sys

COMMANDS = {
    "demo": ("hub.demo", "everything on this machine: broker, hub, kiosk, public screen, virtual printer"),
    "hub": ("hub.__main__", "the neighbourhood's hub"),
    "kiosks": ("hub.kiosks", "who belongs to this neighbourhood: let a kiosk in, name or remove one"),
    "console": ("hub.console_code", "the code that opens the host's pages for a day"),
    "join": (
        "kiosk_ui.join",
        "make this machine a kiosk of a neighbourhood, with the code on the hub's screen",
    ),
    "kiosk": ("kiosk_ui.__main__", "one kiosk's window"),
    "screen": ("kiosk_ui.public_screen", "the public screen with the day's connections"),
    "slip": ("kiosk_ui.slip_command", "a slip or a table sheet as a picture and as a printer's bytes"),
    "printer": ("kiosk_ui.printer_command", "find, try and watch a kiosk's printer"),
    "simulated-board": (
        "kiosk_ui.board_window",
        "the panel's firmware on a board that is not there, in a window",
    ),
    "panel": ("kiosk_ui.panel_command", "what the board with buttons and lamps says, as it says it"),
    "seat": ("hub.seat", "promise and seat a day given as JSON lines on standard input"),
    "sanitise": ("hub.lines:sanitise_lines", "take out of standard input, line by line, what hides or harms"),
    "mask": ("hub.lines:mask_lines", "put … for personal data in standard input, line by line"),
    "meter": ("kiosk_ui.meter", "how soon the kiosk's screen answers a finger on this machine"),
    "doctor": (
        "kiosk_ui.doctor",
        "look whether this machine can run a kiosk or a hub, and say what is missing",
    ),
}
HOLD_WORDS = {"kiosk"}  # of whoever stands there, and only as long as they do


def main() -> int:
    """Run the command named on the command line; its exit status."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in {"-h", "--help"}:
        print("usage: curiocity COMMAND [--help]\n")
        for command, (_, what) in COMMANDS.items():
            print(f"  {command:15} {what}")
        return 0
    if name not in COMMANDS:
        print(f"curiocity: there is no command {name!r}; known: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    if name in HOLD_WORDS:
        importlib.import_module("wire.private_process").overwrite_freed()
    sys.argv = [f"curiocity {name}", *sys.argv[2:]]
    module, _, function = COMMANDS[name][0].partition(":")
    status: int = getattr(importlib.import_module(module), function or "main")(sys.argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main())
