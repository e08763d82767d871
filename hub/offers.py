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
# Short everyday words are a little near to all that is on offer anywhere. So an offer must be nearer than these are,
# which no place needs to name. Measured with both encoders and three offers, on a young and on a full day: of twenty
# questions that one of them answers four to six in ten were told of it; of eighty that none answers, none was told.
ORDINARY = (
    "a chair",
    "an umbrella to borrow",
    "a cupboard with games",
    "a room to sit in",
    "somebody to talk to",
    "a pot of paint",
)
FLOOR = 0.15  # of an affinity, and of what it is more than the mean with the ordinary ones
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


def best(offers: Sequence[Offer], near: Sequence[float], ordinary: Sequence[float]) -> str:
    """The words of the nearest offer; empty where none is near enough.

    near: an affinity for each offer, in their order; ordinary: for each of `ORDINARY`.
    """
    ranked = sorted(zip(near, offers, strict=True), key=lambda two: (-two[0], two[1].words))
    enough = FLOOR + max(0.0, sum(ordinary) / len(ordinary))
    return ranked[0][1].words if ranked and ranked[0][0] >= enough else ""


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
