"""The panel that people look at: the right one of several, the right way up.

What is drawn stands upright in `picture`; a panel that was built in turned gets it turned, part by part as it changes,
and its touches are turned back.
"""

import logging
from collections.abc import Sequence

import pygame

logger = logging.getLogger(__name__)


class DisplayError(Exception):
    """There is no such display, or it cannot be opened; the text says what to set."""


class Glass:
    """One display, opened. size: the panel's own pixels. turned: degrees clockwise by which the picture is turned.

    Raises DisplayError.
    """

    def __init__(
        self, size: tuple[int, int], fullscreen: bool = False, display: int = 0, turned: int = 0
    ) -> None:
        try:
            pygame.display.init()
            there = pygame.display.get_num_displays()
            if display >= there:
                raise DisplayError(
                    f"display = {display}: {there} found here, counted from 0: plug it in, or set another one"
                )
            pygame.display.set_caption("Curiocity")
            self._panel = pygame.display.set_mode(
                size, pygame.FULLSCREEN if fullscreen else 0, display=display
            )
        except pygame.error as error:
            raise DisplayError(
                f"the screen cannot be opened: {error}: is another program on it, may this user use it?"
            ) from error
        if self._panel.get_size() != size:
            real = "x".join(map(str, self._panel.get_size()))
            logger.warning('size = "%dx%d": this panel shows %s: set that', *size, real)
        self._turned = turned
        width, height = self._panel.get_size()
        self.size = (height, width) if turned in {90, 270} else (width, height)
        self.picture = self._panel if not turned else pygame.Surface(self.size)

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """These parts of the picture have changed."""
        if not self._turned:
            pygame.display.update(areas)
            return
        turned = []
        for area in areas:
            part = pygame.transform.rotate(self.picture.subsurface(area), -self._turned)
            turned.append(self._panel.blit(part, self._turn(area).topleft))
        pygame.display.update(turned)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where in the picture a finger is. x, y: in the panel's pixels."""
        width, height = self.size
        match self._turned:
            case 90:
                return y, height - 1 - x
            case 180:
                return width - 1 - x, height - 1 - y
            case 270:
                return width - 1 - y, x
        return x, y

    def place_of_share(self, across: float, down: float) -> tuple[float, float]:
        """The same, from shares of the panel's width and height, 0 to 1."""
        width, height = self._panel.get_size()
        return self.place(across * width, down * height)

    def _turn(self, area: pygame.Rect) -> pygame.Rect:
        """Where a part of the picture is on the panel."""
        width, height = self.size
        match self._turned:
            case 90:
                return pygame.Rect(height - area.bottom, area.left, area.height, area.width)
            case 180:
                return pygame.Rect(width - area.right, height - area.bottom, area.width, area.height)
            case _:
                return pygame.Rect(area.top, width - area.right, area.height, area.width)
