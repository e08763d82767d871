"""Terminals and sockets that never wait, on both Pythons."""

import sys

_IS_MICRO = sys.implementation.name == "micropython"
_VTIME, _VMIN = 5, 6
EAGAIN = 11


def open_raw(where):
    """A stream: an inherited file by its number, which does not wait already; or a terminal by its path."""
    stream = _open(int(where) if where.isdigit() else where)
    if not where.isdigit():
        _make_raw(stream.fileno())
    return stream


def _open(where):
    if _IS_MICRO:
        return open(where, "r+b")
    return open(where, "r+b", buffering=0)


def _make_raw(number):
    import termios

    if _IS_MICRO:
        termios.setraw(number)
    else:
        import tty

        tty.setraw(number)
    attributes = termios.tcgetattr(number)
    # Without these MicroPython reads until it has as many bytes as it may, for ever.
    attributes[6][_VTIME] = attributes[6][_VMIN] = 0 if _IS_MICRO else b"\0"
    termios.tcsetattr(number, termios.TCSANOW, attributes)


def read(stream):
    """What has come; b"" for nothing, None at its end (a terminal cannot tell the two apart: None)."""
    try:
        data = stream.read(4096)
    except OSError as error:
        return b"" if error.args[0] == EAGAIN else None
    if data is None:
        return b""
    return data or None


def write(stream, data):
    """Write as much as it takes now; returns the rest."""
    if not data:
        return data
    try:
        return data[stream.write(data) or 0 :]
    except OSError:  # full, or nobody holds the other end
        return data
