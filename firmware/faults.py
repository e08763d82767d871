"""Why the firmware stopped last time, kept over the reset: one small file, written only when it says something new."""

import os

FILE = "fault.txt"
MET = "met.txt"
ASKED = "asked.txt"
LONGEST = 22  # letters: with name and version they are the 40 that the Pi is told


def keep(where, error):
    """Keep what went wrong. where: the job; error: the exception, or a word. Flash wears: none is written twice."""
    said = ((error if isinstance(error, str) else type(error).__name__) + " in " + where)[:LONGEST]
    if last() != said:
        _write(FILE, said)


def last():
    """The fault kept, or "" where there is none."""
    try:
        with open(FILE) as file:
            return file.read()[:LONGEST]
    except OSError:
        return ""


def forget():
    """It has run well for long enough: what was is no reason for what comes."""
    try:
        os.remove(FILE)
    except OSError:  # none was kept
        pass


def has_met():
    """Whether this board has ever heard a kiosk beat, since it was flashed."""
    try:
        with open(MET):
            return True
    except OSError:
        return False


def meet():
    """A kiosk beat for the first time: from now on its silence means something."""
    _write(MET, "1")


def was_asked():
    """Whether `make flash` had the board begin anew, which looks as if the own watchdog had: true once."""
    try:
        os.remove(ASKED)
    except OSError:
        return False
    return True


def _write(name, words):
    try:
        with open(name, "w") as file:
            file.write(words)
    except OSError as error:  # a full or broken flash is no reason to stop looking after the Pi
        print("flash:", error)
