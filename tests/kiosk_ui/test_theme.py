from pathlib import Path
from typing import get_args

import pytest

from kiosk_ui import theme


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_text_has_seven_to_one_in_every_theme(name: str) -> None:
    palette = theme.PALETTES[name]
    low = {(ink, ground) for ink, ground in theme.TEXT_PAIRS if contrast_of(palette, ink, ground) < 7}
    assert not low


@pytest.mark.parametrize("name", theme.THEMES)
def test_shapes_that_mean_something_have_three_to_one_in_every_theme(name: str) -> None:
    palette = theme.PALETTES[name]
    low = {(shape, ground) for shape, ground in theme.SHAPE_PAIRS if contrast_of(palette, shape, ground) < 3}
    assert not low


def contrast(one: theme.Rgb, other: theme.Rgb) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: theme.Rgb) -> float:
    linear = [_linear(value / 255) for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast_of(palette: theme.Palette, one: theme.Colour, other: theme.Colour) -> float:
    return contrast(palette[one], palette[other])


def test_every_theme_knows_every_role() -> None:
    assert {frozenset(palette) for palette in theme.PALETTES.values()} == {frozenset(get_args(theme.Colour))}


def test_themes_come_round() -> None:
    assert [theme.next_theme(name) for name in theme.THEMES] == [*theme.THEMES[1:], theme.THEMES[0]]
    assert theme.next_theme("none such") == theme.THEMES[0]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_the_document_tells_the_contrasts_as_they_are() -> None:
    told = (Path(__file__).parents[2] / "docs/design.md").read_text(encoding="utf-8")
    for ink, ground in dict.fromkeys((*theme.TEXT_PAIRS, *theme.SHAPE_PAIRS)):
        shown = " | ".join(f"{contrast_of(palette, ink, ground):.1f}" for palette in theme.PALETTES.values())
        assert f"| {ink} on {ground} | {shown} |" in told
