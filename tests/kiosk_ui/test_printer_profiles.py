import pytest

from kiosk_ui.escpos import Profile
from kiosk_ui.printer_errors import BadSetting
from kiosk_ui.printer_profiles import COMMON, models, paper_mm, profile_of


def test_the_common_models_are_known_and_print_pictures():
    assert len(COMMON) >= 8
    assert set(COMMON) <= set(models())


@pytest.mark.parametrize("model", models())
def test_every_model_has_a_profile_and_a_roll_of_ours_or_none(model):
    assert profile_of(model).form in {"raster", "graphics", "columns", "star", "text"}
    assert paper_mm(model) in {58, 80, None}


@pytest.mark.parametrize(
    ("model", "mm"), [("POS-5890", 58), ("TM-T20II", 80), ("TM-T88V", 58), ("Sunmi-V2", 58), ("simple", None)]
)
def test_no_page_is_wider_than_the_head(model, mm):
    assert paper_mm(model) == mm


def test_what_a_host_has_tried_counts_more_than_the_database():
    assert profile_of("TM-T20II", {"cuts": "no", "left_margin": "yes"}) == Profile(
        cuts=False, left_margin=True
    )


def test_a_customer_display_is_no_printer():
    with pytest.raises(BadSetting, match="POS-5890"):
        profile_of("OCD-100")


@pytest.mark.parametrize("switches", [{"cuts": "true"}, {"form": "yes"}])
def test_a_switch_there_is_none_of_is_told(switches):
    with pytest.raises(BadSetting, match="left_margin"):
        profile_of("", switches)
