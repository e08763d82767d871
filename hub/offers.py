"""What a place has to share: a telescope, a sewing machine, a person happy to show; and which of it a slip names. Pure.

Free words of the place, understood like anybody's. A slip names the one nearest to what its holder said, if any is near
at all. Nothing is paid for it, and nobody notes which was named or whether anybody asked for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.languages import language_of
from hub.sanitise import sanitise
from wire.messages import MAX_OFFER
from wire.options import Check, OptionError, items, table, text

MOST = 20  # of one place: more would weigh on the mean of a young day
# Measured with both encoders on questions that no offer of twelve answers: the best one came to .14 in nine of ten and
# to .19 in ninety-nine of a hundred, while the right one came to .2 and more for most of those that one answers.
FLOOR = 0.2
ALLOWED = f"words in quotes, 1 to {MAX_OFFER} characters that can be seen"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing, space or skill to share, as the place says it. language: BCP 47, empty where it shows by itself."""

    words: str
    language: str = ""

    @property
    def tongue(self) -> str:
        """The language it is understood in, as `hub.languages.language_of` names them."""
        return self.language.partition("-")[0] or language_of(self.words)


def best(offers: Sequence[Offer], near: Sequence[float]) -> str:
    """The words of the nearest offer; empty where none is near enough. near: an affinity for each, in their order."""
    ranked = sorted(zip(near, offers, strict=True), key=lambda two: (-two[0], two[1].words))
    return ranked[0][1].words if ranked and ranked[0][0] >= FLOOR else ""


def reader(language: Check) -> Check:
    """Reads the list of a settings file: words in quotes, or tables of words and language. Raises OptionError."""
    words = text(MAX_OFFER, ALLOWED)
    options: Mapping[str, Check] = {"words": _visible(words), "language": language}
    as_table = table(Offer, options, required=("words",))

    def one(value: object) -> Offer:
        found: Offer = as_table(value if isinstance(value, dict) else {"words": value})
        return found

    def check(value: object) -> tuple[Offer, ...]:
        found: tuple[Offer, ...] = items(one)(value)
        if len(found) > MOST:
            raise OptionError(f"a list of at most {MOST} offers", value)
        return found

    return check


def _visible(check: Check) -> Check:
    """Words made safe to print, of which something must be left."""

    def checked(value: object) -> str:
        words = sanitise(check(value))
        if not 0 < len(words) <= MAX_OFFER:  # a few letters of some scripts are written as two
            raise OptionError(ALLOWED, value)
        return words

    return checked
