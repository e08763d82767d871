import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image

from kiosk_ui import escpos, sample_papers, slip_layout
from kiosk_ui.escpos import Profile
from kiosk_ui.paper_bytes import printout
from kiosk_ui.paper_rolls import DOTS, length_mm
from kiosk_ui.printer_profiles import models, profile_of
from tests import receipt

SLIP, SHEET = sample_papers.SLIP, sample_papers.SHEET


@pytest.mark.parametrize("content", [SLIP, SHEET], ids=["slip", "sheet"])
def test_every_model_is_given_bytes_that_it_prints(content):
    for model in {profile_of(model): model for model in models()}.values():  # one of each kind
        paper = printout(content, profile_of(model), DOTS[58])
        read = receipt.read(b"".join(paper.bands), ink=False)
        is_plain = profile_of(model).form == "text"
        assert bool(read.text) == is_plain == (paper.picture is None), model
        assert paper.mm > 50, model


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize("lean", [False, True])
def test_a_picture_is_sent_as_it_was_laid_out(copy, lean):
    paper = printout(SLIP, Profile(left_margin=True, doubles=True), DOTS[58], copy, lean)
    drawn = slip_layout.lay_out(SLIP, DOTS[58], copy, lean)
    assert receipt.read(b"".join(paper.bands)).picture(*drawn.size).tobytes() == drawn.tobytes()
    assert paper.mm == length_mm(drawn.height)


def test_the_printer_draws_plain_links_alone():
    profile = Profile(draws_qr=True)
    by_itself = printout(SLIP, profile, DOTS[58])
    assert receipt.read(b"".join(by_itself.bands), ink=False).qr == [SLIP.qr]
    assert by_itself.mm > length_mm(by_itself.picture.height) + 20  # its code takes paper too
    words = printout(replace(SLIP, qr="bees, and: где?"), profile, DOTS[58])
    assert receipt.read(b"".join(words.bands), ink=False).qr == []
    assert words.picture.height > by_itself.picture.height - 60  # the code is in the picture


def test_more_lines_of_letters_are_more_paper():
    short, long = (
        printout(replace(SLIP, words=words), Profile(form="text"), DOTS[58]).mm
        for words in ("bees", "bees " * 60)
    )
    assert long - short == pytest.approx(8 * 25.4 / 6, abs=25.4 / 3)


@pytest.mark.parametrize("dots", DOTS.values())
@pytest.mark.parametrize("form", ["raster", "graphics", "columns", "star"])
def test_what_begins_at_the_right_goes_over_a_slow_line_feet_first_in_half_the_bytes(dots, form):
    arabic, upright = replace(SLIP, language="ar", words="نحل؟"), Image.Transpose.ROTATE_180
    paper = printout(arabic, Profile(form=form), dots, lean=True)
    drawn = slip_layout.lay_out(arabic, dots, lean=True)
    assert paper.picture.tobytes() == drawn.tobytes()
    assert paper.mm == length_mm(drawn.height)
    sent = b"".join(paper.bands)
    assert len(sent) < 0.55 * sum(map(len, escpos.encode(drawn, Profile(form=form))))
    if form != "star":  # tests/receipt.py reads ESC/POS
        seen = receipt.read(sent).picture(*drawn.size)
        assert seen.transpose(upright).tobytes() == drawn.tobytes()
        assert [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))] == [SLIP.qr]


@pytest.mark.parametrize("language", ["ar", "fa", "ur"])
def test_nothing_else_is_turned(language):
    def sent(content, profile, lean):
        paper = printout(content, profile, DOTS[58], lean=lean)
        return receipt.read(b"".join(paper.bands)).picture(*paper.picture.size).tobytes()

    plain, trims, draws = Profile(), Profile(left_margin=True), Profile(draws_qr=True)
    own, english = replace(SLIP, language=language), replace(SLIP, words="نحل؟")
    for content, profile, lean in ((own, plain, False), (own, trims, True), (english, plain, True)):
        drawn = slip_layout.lay_out(content, DOTS[58], lean=lean)
        assert sent(content, profile, lean) == drawn.tobytes(), (content.language, lean)
    turned = printout(own, draws, DOTS[58], lean=True)  # whose code the printer would draw at the wrong end
    assert receipt.read(b"".join(turned.bands), ink=False).qr == []


def test_a_sheet_is_turned_too():
    sheet = replace(SHEET, language="ar")
    paper = printout(sheet, Profile(), DOTS[80], lean=True)
    seen = receipt.read(b"".join(paper.bands)).picture(*paper.picture.size)
    assert seen.transpose(Image.Transpose.ROTATE_180).tobytes() == paper.picture.tobytes()
