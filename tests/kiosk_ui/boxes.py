"""How far boxes on a screen stand from each other: all pairs at once, for keyboards have a thousand of them."""

from collections.abc import Iterable

import numpy as np

from kiosk_ui.widgets import Box


def closest(boxes: Iterable[Box], across: float = 1.0, down: float = 1.0) -> float:
    """Distance of the two boxes nearest to each other, along the side on which they are farther apart.

    Pixels, or millimetres where `across` and `down` say how many a pixel has. Below 0 where boxes lie over each other;
    infinite where there are less than two.
    """
    sides = np.array(list(boxes), dtype=float).reshape(-1, 4).T
    between = np.maximum(_gaps(sides[0], sides[2]) * across, _gaps(sides[1], sides[3]) * down)
    np.fill_diagonal(between, np.inf)
    return float(between.min(initial=np.inf))


def _gaps(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    behind = starts[None, :] - (starts + lengths)[:, None]
    return np.maximum(behind, behind.T)
