"""What people say, spoilt in every way: made safe once and for good, and read without what nobody may read."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

from hub.common_words import CommonWords
from hub.sanitise import for_matching, sanitise
from hub.themes import Said, still_shared, theme
from hub.word_lists import bundled
from wire.messages import MAX_WORDS

Take = Callable[[bytes], object]

HOSTILE = [
    "می\u200cخواهم בְּרֵאשִׁית क्‍या ผึ้ง 👩\u200d👩\u200d👧 1\ufe0f\u20e3 ᠮᠣᠩᠭᠣᠯ\u180b 葛\U000e0100".encode(),
    "Z\u0300\u0301\u0302\u0303\u0304 e\u202et\u2066 \U000e0041\U000e007f \ue000\ufdd0 a\ufe00b\u200d \u034f".encode(),
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f \u1160\u115f\u3164 \x00\x1b[3m".encode(),
    b"ana@example.org 07911 123456 12 Harbour Lane GB29 NWBK 6016 1331 9268 19 4111 1111 1111 1111 @moss",
    "ivan собака почта точка ру, ٠٧٩ ١٢٣ ٤٥٦٧, 45, नेहरू रोड, shit, 我不想活了".encode(),
]


def sanitising(_folder: Path) -> Take:
    """Whatever bytes: twice is once, and nothing is left that hides or harms."""

    def take(data: bytes) -> None:
        is_wide = len(data) % 8 == 0
        text = data.decode("utf-16-le", "replace") if is_wide else data.decode("utf-8", "surrogateescape")
        words = sanitise(text)
        assert sanitise(words) == words
        assert len(words) <= MAX_WORDS
        assert words == words.strip() == unicodedata.normalize("NFC", words)
        assert not {unicodedata.category(one) for one in words} & {"Cc", "Cs", "Co", "Zl", "Zp"}
        assert for_matching(for_matching(words)) == for_matching(words)

    return take


def reading(_folder: Path) -> Take:
    """Whatever words: what is read of them is some of them in their order, and themes are made of it."""
    common = CommonWords(bundled(), ("GB", "DE", "RU", "IN"))

    def take(data: bytes) -> None:
        words, at = sanitise(data.decode("utf-8", "replace")), 0
        left = common.of(words)
        for piece in left.split("…"):
            at = words.index(piece, at) + len(piece)
        said = [Said(left, "en", kiosk, 0) for kiosk in "abc"]
        assert still_shared(theme(said), said[:2]) == ""

    return take
