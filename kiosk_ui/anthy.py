"""The Japanese dictionary Anthy, where it is installed (Debian's libanthy1): kana in, words out.

It is told that nobody is there to learn from and that its home is no folder, so it keeps nothing, in no file; each
sentence is converted in a room of its own, which is torn down at once.
"""

import ctypes
from functools import lru_cache

from kiosk_ui.kana import Part

MOST_KANA = 60  # of one sentence
_MOST_WORDS = 30  # for one part
_UTF_8 = 2  # ANTHY_UTF8_ENCODING of anthy.h
_LONGEST = 400  # bytes of one word


class _Sentence(ctypes.Structure):
    _fields_ = (("parts", ctypes.c_int),)


class _Part(ctypes.Structure):
    _fields_ = (("words", ctypes.c_int), ("length", ctypes.c_int))


def is_there() -> bool:
    """Whether the library and its dictionary are installed."""
    return _library() is not None


def convert(kana: str) -> list[Part]:
    """What a sentence may be, part by part; nothing where the dictionary is not installed or knows nothing."""
    anthy = _library()
    if anthy is None or not 0 < len(kana) <= MOST_KANA:
        return []
    room = ctypes.c_void_p(anthy.anthy_create_context())
    try:
        anthy.anthy_context_set_encoding(room, _UTF_8)
        anthy.anthy_set_string(room, kana.encode())
        sentence = _Sentence()
        anthy.anthy_get_stat(room, ctypes.byref(sentence))
        parts = [_part(anthy, room, number) for number in range(sentence.parts)]
    finally:
        anthy.anthy_release_context(room)
    return parts if all(part.words for part in parts) else []


def _part(anthy: ctypes.CDLL, room: ctypes.c_void_p, number: int) -> Part:
    found = _Part()
    anthy.anthy_get_segment_stat(room, number, ctypes.byref(found))
    word = ctypes.create_string_buffer(_LONGEST)
    words = [
        word.value.decode("utf-8", "replace")
        for choice in range(min(found.words, _MOST_WORDS))
        if anthy.anthy_get_segment(room, number, choice, word, _LONGEST) >= 0
    ]
    return Part(found.length, tuple(dict.fromkeys(words)))


@lru_cache
def _library() -> ctypes.CDLL | None:
    try:
        anthy = ctypes.CDLL("libanthy.so.1")
    except OSError:
        return None
    anthy.anthy_create_context.restype = ctypes.c_void_p
    anthy.anthy_conf_override(b"HOME", b"/dev/null")  # before it looks for its home, and makes one
    if anthy.anthy_init() != 0:  # the dictionary is missing
        return None
    anthy.anthy_set_personality(b"")  # nobody, so nothing is learned
    return anthy
