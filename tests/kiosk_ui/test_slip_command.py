import json

import pytest
from PIL import Image

from kiosk_ui import slip_command
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.printer_profiles import models, profile_of
from tests import receipt


def test_a_slip_as_picture_and_bytes(tmp_path, capsys):
    files = ["--png", str(tmp_path / "slip.png"), "--bytes", str(tmp_path / "slip.bin")]
    assert slip_command.main(["--words", "Why?", "--language", "de", "--json", *files]) == 0
    told = json.loads(capsys.readouterr().out)
    data = (tmp_path / "slip.bin").read_bytes()
    with Image.open(tmp_path / "slip.png") as kept:
        picture = kept.copy()
    assert told["bytes"] == len(data)
    assert told["seconds_19200"] == pytest.approx(len(data) / 1920, abs=0.01)
    assert receipt.read(data).picture(*picture.size).tobytes() == picture.tobytes()
    assert (told["code"], told["qr"][:7]) == ("73J1-F81D-06", "http://")


@pytest.mark.parametrize("width", ["58", "80"])
def test_a_table_sheet(tmp_path, capsys, width):
    png = tmp_path / "sheet.png"
    assert slip_command.main(["--table-sheet", "--width", width, "--png", str(png)]) == 0
    with Image.open(png) as picture:
        assert picture.width == DOTS[int(width)]
    assert "bytes" in capsys.readouterr().out


@pytest.mark.parametrize("sheet", [[], ["--table-sheet"]], ids=["slip", "sheet"])
def test_every_model_has_its_bytes(tmp_path, capsys, sheet):
    for model in {profile_of(model): model for model in models()}.values():  # one of each kind
        kept = tmp_path / "paper.bin"
        asked = ["--profile", model, "--bytes", str(kept), "--json", *sheet]
        assert slip_command.main(asked) == 0, model
        told = json.loads(capsys.readouterr().out)
        assert told["bytes"] == kept.stat().st_size > 100, model
        receipt.read(kept.read_bytes(), ink=False)


def test_lean_is_less_than_half(capsys):
    counts = []
    for lean in ([], ["--lean"]):
        slip_command.main([*lean, "--json"])
        counts.append(json.loads(capsys.readouterr().out)["bytes"])
    assert counts[1] < counts[0] / 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--language", "xx"], "--language xx: one of ar, "),
        (["--profile", "Nothing"], "profile = Nothing: one of"),
        (["--profile", "plain", "--png", "slip.png"], "it prints letters and no picture"),
        (["--png", "/nowhere/slip.png"], "/nowhere/slip.png"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(options, said, capsys):
    assert slip_command.main(options) == 2
    assert said in capsys.readouterr().err


def test_more_words_than_an_entry_holds_are_cut(capsys):
    assert slip_command.main(["--words", "why " * 3000, "--lean", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mm"] < 200
