"""Small, quiet things to press that need no words: how the screen looks, whether it speaks. Pure."""

from kiosk_ui import wording
from kiosk_ui.theme import GROUND, LAMP, LINE, ON_LAMP, QUIET, RULE, Grid
from kiosk_ui.view import View
from kiosk_ui.widgets import Box, Icon, Item, Plate

_ICON_MM = 6.4


def offered(view: View, language: str, few: bool = False) -> tuple[str, ...]:
    """Targets of the controls that do something here, for whoever reads `language`.

    few: pictures alone where they are offered, for they are read aloud.
    """
    listens = ("picture",) if language in view.speech else ()
    speaks = ("hear",) if view.voices and not (few and listens) else ()
    return (*listens, *speaks, "large", "theme")


def control(
    view: View, grid: Grid, box: Box, target: str, language: str, mirrored: bool = False, sign: str = ""
) -> list[Item]:
    """A sign in an outline, that of the target where none is named; what is switched on is lit."""
    pressed = view.pressed == target
    is_on = (target == "large" and view.large) or (target == "picture" and view.picture_mode)
    spoken = wording.say(
        language, "back" if target == "back" else "more" if target == "languages_more" else target
    )
    plate = Plate(box, LAMP if pressed else GROUND, grid.gap, LINE if is_on else RULE, target, spoken)
    colour = ON_LAMP if pressed else LAMP if is_on else QUIET
    return [plate, Icon(box, sign or target, round(_ICON_MM * grid.growth * grid.mm), colour, mirrored)]
