"""A finger and an eye at an X display, from outside: presses as from a touchscreen, and pixels as they stand there.

Through libX11 and the XTEST extension (libXtst), which test programs are given. Under Wayland no program may press the
screen of another, so that there is nothing to measure there.
"""

import ctypes
import ctypes.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

_WINDOW, _DISPLAY = ctypes.c_ulong, ctypes.c_void_p
_ALL_PLANES, _Z_PIXMAP = ctypes.c_ulong(-1).value, 2  # X.h
_ANY_PROPERTY = 0
_CARDINAL_SIZE = 32
_INSTALL = {"X11": "libx11-6", "Xtst": "libxtst6"}  # Debian's packages
Box = tuple[int, int, int, int]  # left, top, width, height


class NoDisplay(Exception):
    """There is no display that may be pressed; its text says what to do."""


class _Image(ctypes.Structure):
    """The beginning of Xlib's XImage."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", ctypes.c_void_p),
        *(
            (name, ctypes.c_int)
            for name in (
                "byte_order",
                "bitmap_unit",
                "bitmap_bit_order",
                "bitmap_pad",
                "depth",
                "bytes_per_line",
            )
        ),
    ]


class XTouch:
    """One display, for one thread. window: whose pixels are looked at and in whose pixels positions are given."""

    def __init__(self, display: int) -> None:
        self._display, self._window, self._origin = display, 0, (0, 0)
        self._root = int(_x11().XDefaultRootWindow(display))

    def find_window(self, process: int) -> bool:
        """Look at the window of a process from now on; False where it shows none (yet)."""
        found = next(
            (window for window in self._windows(self._root) if self._process_of(window) == process), None
        )
        if found is None:
            return False
        x, y, child = ctypes.c_int(), ctypes.c_int(), _WINDOW()
        at = (self._display, found, self._root, 0, 0, ctypes.byref(x), ctypes.byref(y), ctypes.byref(child))
        if not _x11().XTranslateCoordinates(*at):
            return False
        self._window, self._origin = found, (x.value, y.value)
        return True

    def windows(self) -> list[int]:
        """The processes of all windows of the display that say whose they are."""
        return [process for window in self._windows(self._root) if (process := self._process_of(window))]

    def move(self, x: int, y: int) -> None:
        """The finger is over this place of the window."""
        left, top = self._origin
        _xtst().XTestFakeMotionEvent(self._display, -1, left + x, top + y, 0)
        _x11().XSync(self._display, 0)

    def press(self, button: int = 1) -> None:
        """The finger, or another button of a mouse, comes down; returns when the server has it."""
        self._touch(True, button)

    def lift(self, button: int = 1) -> None:
        """The finger leaves."""
        self._touch(False, button)

    def key(self, keysym: int, down: bool) -> bool:
        """A key of a plugged-in keyboard (X11/keysymdef.h); False where the display has none such."""
        code = int(_x11().XKeysymToKeycode(self._display, keysym))
        if code:
            _xtst().XTestFakeKeyEvent(self._display, code, down, 0)
            _x11().XSync(self._display, 0)
        return code != 0

    def picture(self, box: Box) -> bytes | None:
        """The pixels of a part of the window, four bytes each; None where it is not on the display whole."""
        image = _x11().XGetImage(self._display, self._window, *box, _ALL_PLANES, _Z_PIXMAP)
        if not image:
            return None
        try:
            taken = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * box[3])
        finally:
            _x11().XDestroyImage(image)
        return taken

    def close(self) -> None:
        """Let the display go."""
        _x11().XCloseDisplay(self._display)

    def _touch(self, down: bool, button: int) -> None:
        _xtst().XTestFakeButtonEvent(self._display, button, down, 0)
        _x11().XSync(self._display, 0)

    def _windows(self, above: int) -> Iterator[int]:
        root, parent, count = _WINDOW(), _WINDOW(), ctypes.c_uint()
        children = ctypes.POINTER(_WINDOW)()
        asked = (ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children), ctypes.byref(count))
        if not _x11().XQueryTree(self._display, above, *asked):
            return
        found = [children[number] for number in range(count.value)]
        if found:
            _x11().XFree(children)
        for window in found:
            yield window
            yield from self._windows(window)

    def _process_of(self, window: int) -> int:
        kind, size, length, left = _WINDOW(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
        value = ctypes.POINTER(ctypes.c_ulong)()
        name = _x11().XInternAtom(self._display, b"_NET_WM_PID", 0)
        answer = (kind, size, length, left, value)
        asked = (self._display, window, name, 0, 1, 0, _ANY_PROPERTY, *map(ctypes.byref, answer))
        if _x11().XGetWindowProperty(*asked) or not value:
            return 0
        found = int(value[0]) if length.value and size.value == _CARDINAL_SIZE else 0
        _x11().XFree(value)
        return found


@contextmanager
def x_touch(environment: Mapping[str, str] = os.environ) -> Iterator[XTouch]:
    """A finger at the display that the environment names. Raises NoDisplay."""
    name = environment.get("DISPLAY", "")
    if not name and environment.get("WAYLAND_DISPLAY"):
        raise NoDisplay("Wayland lets no program press another's screen: log in to an X session instead")
    if not name:
        raise NoDisplay("there is no X display: set DISPLAY, or install xvfb")
    _x11(), _xtst()  # said first where they are missing
    display = _x11().XOpenDisplay(name.encode())
    if not display:
        raise NoDisplay(f"DISPLAY = {name}: no X server answers there, or it lets this user not in")
    events = [ctypes.c_int() for _ in range(4)]
    if not _xtst().XTestQueryExtension(display, *map(ctypes.byref, events)):
        _x11().XCloseDisplay(display)
        raise NoDisplay(f"DISPLAY = {name}: this X server has no XTEST, so nothing can be pressed there")
    touch = XTouch(display)
    try:
        yield touch
    finally:
        touch.close()


def _go_on(_display: int, _error: int) -> int:
    """A window that is gone is no reason to end, which is what Xlib does otherwise; the call itself has failed."""
    return 0


_GO_ON = ctypes.CFUNCTYPE(ctypes.c_int, _DISPLAY, ctypes.c_void_p)(_go_on)


@lru_cache
def _x11() -> ctypes.CDLL:
    x11 = _load("X11")
    _declare(x11, {"XOpenDisplay": _DISPLAY, "XDefaultRootWindow": _WINDOW, "XInternAtom": _WINDOW})
    _declare(x11, {"XGetImage": ctypes.POINTER(_Image), "XKeysymToKeycode": ctypes.c_ubyte})
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    for name in ("XDefaultRootWindow", "XCloseDisplay"):
        getattr(x11, name).argtypes = [_DISPLAY]
    x11.XSync.argtypes = [_DISPLAY, ctypes.c_int]
    x11.XInternAtom.argtypes = [_DISPLAY, ctypes.c_char_p, ctypes.c_int]
    x11.XKeysymToKeycode.argtypes = [_DISPLAY, ctypes.c_ulong]
    x11.XQueryTree.argtypes = [_DISPLAY, _WINDOW, *[ctypes.c_void_p] * 4]
    x11.XGetWindowProperty.argtypes = [
        *(_DISPLAY, _WINDOW, _WINDOW, ctypes.c_long, ctypes.c_long, ctypes.c_int, _WINDOW),
        *[ctypes.c_void_p] * 5,
    ]
    x11.XTranslateCoordinates.argtypes = [
        *(_DISPLAY, _WINDOW, _WINDOW, ctypes.c_int, ctypes.c_int),
        *[ctypes.c_void_p] * 3,
    ]
    x11.XGetImage.argtypes = [
        *(
            _DISPLAY,
            _WINDOW,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_ulong,
            ctypes.c_int,
        )
    ]
    x11.XDestroyImage.argtypes, x11.XFree.argtypes = [ctypes.POINTER(_Image)], [ctypes.c_void_p]
    x11.XSetErrorHandler(_GO_ON)
    return x11


@lru_cache
def _xtst() -> ctypes.CDLL:
    xtst = _load("Xtst")
    xtst.XTestQueryExtension.argtypes = [_DISPLAY, *[ctypes.c_void_p] * 4]
    xtst.XTestFakeMotionEvent.argtypes = [_DISPLAY, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_ulong]
    for name in ("XTestFakeButtonEvent", "XTestFakeKeyEvent"):
        getattr(xtst, name).argtypes = [_DISPLAY, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
    return xtst


def _declare(library: ctypes.CDLL, results: Mapping[str, object]) -> None:
    for name, kind in results.items():
        getattr(library, name).restype = kind


def _load(name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.6")
    except OSError as error:
        raise NoDisplay(
            f"lib{name} is missing, without it nothing can be pressed: install {_INSTALL[name]}"
        ) from error
