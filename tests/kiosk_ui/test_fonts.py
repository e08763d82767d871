import json
import sys
from pathlib import Path

import pytest

from kiosk_ui import fonts


@pytest.mark.parametrize(
    ("cluster", "face"),
    [
        ("a", "NotoSans"),
        ("я", "NotoSans"),
        ("ế", "NotoSans"),
        ("ع", "NotoSansArabic"),
        ("क्षि", "NotoSansDevanagari"),
        ("\u25cc\u093f", "NotoSansDevanagari"),
        ("ที่", "NotoSansThai"),
        ("🐝", "NotoEmoji"),
        ("👩\u200d🚀", "NotoEmoji"),
        ("🇩🇪", "NotoEmoji"),
        ("👍🏽", "NotoEmoji"),
        ("1\ufe0f\u20e3", "NotoEmoji"),
        ("1", "NotoSans"),
        ("\u200d", "NotoSans"),
    ],
)
def test_a_cluster_has_the_face_of_its_script(cluster: str, face: str) -> None:
    assert fonts.face_for(cluster) == face


def test_every_sign_is_drawn_by_one_face() -> None:
    """Signs of two hands would be told apart by their manner, not by what they show."""
    data = Path(__file__).parents[2] / "hub/data/signs.json"
    pictures = json.loads(data.read_text(encoding="utf-8"))["signs"]
    assert {picture for picture in pictures if fonts.face_for(picture) != fonts.EMOJI} == set()


@pytest.mark.parametrize(
    ("language", "face"),
    [("zh", "SC"), ("zh-TW", "TC"), ("zh-Hant-HK", "TC"), ("ja", "JP"), ("ko-KR", "KR"), ("en", "SC")],
)
def test_ideographs_have_the_shapes_of_their_readers(language: str, face: str) -> None:
    assert fonts.face_for("骨", language) == f"NotoSans{face}"


@pytest.mark.parametrize("cluster", ["\ue000", "\u0378", "\ud800", "a\ue000"])
def test_what_nobody_can_draw_has_no_face(cluster: str) -> None:
    assert fonts.face_for(cluster) is None


def test_spaces_and_points_go_on_in_the_face_before_them() -> None:
    assert fonts.face_for(" ", before="NotoSansArabic") == "NotoSansArabic"
    assert fonts.face_for(" ", before="NotoEmoji") == "NotoSans"


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "justmytype_intl_cjk", None)
    with pytest.raises(fonts.MissingFont, match="pip install justmytype-intl-cjk"):
        fonts._path.__wrapped__("NotoSansSC")


def test_a_missing_face_says_what_to_install() -> None:
    with pytest.raises(fonts.MissingFont, match=r"NotoSansTengwar\[wght\]\.ttf is missing: .*manimgx-fonts"):
        fonts._path.__wrapped__("NotoSansTengwar")


def test_a_weight_out_of_range_is_the_nearest() -> None:
    assert fonts.font("NotoSansThai", 20, 950).getlength("ก") == fonts.font(
        "NotoSansThai", 20, 900
    ).getlength("ก")
