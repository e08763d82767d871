import pytest

from kiosk_ui import theme


@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_every_text_has_seven_to_one(ink: theme.Colour, ground: theme.Colour) -> None:
    assert theme.contrast(ink, ground) >= 7


def test_outlines_that_mean_something_have_three_to_one() -> None:
    assert theme.contrast(theme.LINE, theme.GROUND) >= 3
    assert theme.contrast(theme.LAMP, theme.RAISED) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert theme.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
