"""A panel that is older or newer than its kiosk: said on the screen, nothing guessed, touch goes on."""

import pytest

from benchmarks.panel_edition import EDITIONS, shown
from wire.messages import SOFTWARE

pytestmark = pytest.mark.whole


@pytest.mark.parametrize("version", EDITIONS)
def test_the_screen_names_both_versions(tmp_path, version):
    assert shown(tmp_path, version)[0] == (f"panel {version}", f"kiosk {SOFTWARE}")
