"""From words to vectors: two sentence encoders side by side, each trusted with the words it knows.

Where one is missing the other is used, where both are, hashed character n-grams; the log says once which.
"""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from hub.centring import Encoder, Means, Rows, centred, unit
from hub.encoders import hashed, load_e5, load_use
from hub.languages import language_of
from hub.prior import prior_means
from hub.sanitise import sanitise

REMEMBERED = 5000  # texts in the cache

Kept = npt.NDArray[np.float16]

logger = logging.getLogger(__name__)


def encode(texts: list[str]) -> Rows:
    """(n, d) float32: texts that mean the same lie near each other, whatever language they are in.

    Centred on the texts given, together with a prior. Unit rows; zeros where nothing is left to read (blanks, controls,
    lone surrogates). Raises TypeError for anything but texts.
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
        self._cache: OrderedDict[bytes, Kept] = OrderedDict()

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
        """(n, d) rows as they are kept: a part for each encoder, as long as it is trusted. Not centred.

        Zeros where nothing is left to read. Raises TypeError for anything but texts.
        """
        texts = _readable(texts)
        width = len(self.zero)
        with self._lock:
            keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._cache}
            self._cache.update(zip(new, self._encode(list(new.values())), strict=True))
            rows = [self._cache[key] for key in keys]
            while len(self._cache) > REMEMBERED:
                self._cache.popitem(last=False)
        return np.array(rows, np.float32).reshape(len(rows), width)

    def centred(self, raw: Sequence[Rows], languages: Sequence[str]) -> Rows:
        """(n, d) unit rows of a day's raw rows, to be compared by cosine. languages: of each, by `language_of`."""
        widths = [one.width for one in self.encoders]
        return centred(raw, languages, self._prior, widths)

    def forget(self) -> None:
        """Empty the cache, so that nothing of a forgotten day stays in memory."""
        with self._lock:
            self._cache.clear()

    def _encode(self, texts: list[str]) -> list[Kept]:
        """(d,) raw rows, as the store keeps them, so that a restarted hub goes on with the very same numbers."""
        rows = [np.zeros(len(self.zero), np.float16) for _ in texts]
        said = [at for at, text in enumerate(texts) if text]
        spoken = [texts[at] for at in said]
        if not spoken:
            return rows
        languages = [language_of(text) for text in spoken]
        parts = []
        for one in self.encoders:
            trust = [one.trust(*known) for known in zip(languages, spoken, strict=True)]
            parts.append(unit(one.encode(spoken)) * np.array(trust, np.float32).reshape(-1, 1))
        for at, row in zip(said, np.hstack(parts).astype(np.float16), strict=True):
            rows[at] = row.copy()  # a view would keep all that was encoded with it in memory
        return rows


def _readable(texts: Sequence[str]) -> list[str]:
    """What can be read of each: sanitised, "" where nothing is. Raises TypeError for anything but texts."""
    if isinstance(texts, (str, bytes)):
        raise TypeError("texts: one text where a list of texts is wanted")
    for at, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"texts[{at}]: a {type(text).__name__} where a text is wanted")
    return [sanitise(text) for text in texts]


@cache
def _shared() -> Meaning:
    return Meaning()
