"""Desktop layouts as rows of key texts: those of simple-keyboard-layouts, and those of xkb-data for what it lacks."""

import ctypes
import json
import subprocess
from pathlib import Path

VERSION = "3.4.265"  # of simple-keyboard-layouts
LEVELS = ("default", "shift", "third", "fourth")
Layers = dict[str, list[list[str]]]  # rows from the digits down to the lowest, by level

# X11's key codes are those of evdev and eight more: the four rows of letters from left to right.
_ROWS = ([49, *range(10, 22)], [*range(24, 36), 51], [*range(38, 49)], [94, *range(52, 62)])
_JAMO = dict(
    zip("ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄋᄌᄍᄎᄏᄐᄑᄒ", "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", strict=True)
)
_JAMO |= {chr(0x1161 + number): chr(0x314F + number) for number in range(21)}


def read_layers(package: Path, source: str) -> Layers:
    """One layout; `am(eastern)` and `xkb:lt` are names of xkb-data, `german` one of the npm package."""
    if source.startswith("xkb:"):
        return _xkb_layers(source.removeprefix("xkb:"))
    return _package_layers(package, source)


def named(source: str) -> str:
    """Where a layout is from, in words."""
    if source.startswith("xkb:"):
        return f"{source.removeprefix('xkb:')} of xkb-data"
    return f"{source} of simple-keyboard-layouts {VERSION}"


def _package_layers(package: Path, source: str) -> Layers:
    """Read by `node`, for it is JavaScript; function keys are left out, jamo are those of keyboards."""
    module = (package / "build" / "layouts" / f"{source}.js").resolve()
    program = f"import layout from {json.dumps(module.as_uri())}; console.log(JSON.stringify(layout.layout))"
    command = ["node", "--input-type=module", "--eval", program]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {
        layer: [[_JAMO.get(key, key) for key in row.split() if not key.startswith("{")] for row in rows[:4]]
        for layer, rows in json.loads(answer).items()
    }


def _xkb_layers(source: str) -> Layers:
    """Read by libxkbcommon, which knows what its files include from each other."""
    layout, _, variant = source.removesuffix(")").partition("(")
    xkb = ctypes.CDLL("libxkbcommon.so.0")
    xkb.xkb_context_new.restype = xkb.xkb_keymap_new_from_names.restype = ctypes.c_void_p
    names = (ctypes.c_char_p * 5)(b"evdev", b"pc105", layout.encode(), variant.encode(), b"")
    context = ctypes.c_void_p(xkb.xkb_context_new(0))
    keymap = xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0)
    if not keymap:
        raise ValueError(f"xkb-data has no {source}")
    return {
        name: [[_typed(xkb, keymap, key, level) for key in row] for row in _ROWS]
        for level, name in enumerate(LEVELS)
    }


def _typed(xkb: ctypes.CDLL, keymap: int, key: int, level: int) -> str:
    """The character of a key; nothing where it is a dead key or none."""
    found = ctypes.POINTER(ctypes.c_uint32)()
    count = xkb.xkb_keymap_key_get_syms_by_level(ctypes.c_void_p(keymap), key, 0, level, ctypes.byref(found))
    return chr(xkb.xkb_keysym_to_utf32(found[0])).strip("\0") if count == 1 else ""
