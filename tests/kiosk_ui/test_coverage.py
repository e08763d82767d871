"""Our reading of the character maps against fontTools', for every face we use."""

from pathlib import Path

import pytest

from kiosk_ui import fonts
from kiosk_ui.coverage import FontError, read_coverage

FACES = ["NotoSans", "NotoEmoji", "NotoSansSymbols", "NotoSansSC", "NotoSansKR"]
FACES += [f"NotoSans{script}" for script in fonts._SCRIPTS]


@pytest.mark.parametrize("face", FACES)
def test_coverage_is_that_of_the_font(face: str) -> None:
    font_tools = pytest.importorskip("fontTools.ttLib")
    path = fonts._path(face)
    with font_tools.TTFont(path, lazy=True) as font:
        expected = set(font.getBestCmap())
    coverage = read_coverage(path)
    ours = {
        point
        for start, end in zip(coverage.starts, coverage.ends, strict=True)
        for point in range(start, end + 1)
    }
    assert ours == expected
    assert all((chr(point) in coverage) == (point in expected) for point in range(0x20, 0x3100))


@pytest.mark.parametrize("content", [b"", b"not a font", b"\0\1\0\0\0\1" + bytes(30)])
def test_what_is_no_font_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(FontError, match=r"broken\.ttf"):
        read_coverage(path)
