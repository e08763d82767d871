import pytest

from kiosk_ui import printer_command
from kiosk_ui.printer_profiles import models, profile_of


def test_the_list_names_every_model(capsys):
    assert printer_command.main(["list"]) == 0
    said = capsys.readouterr().out
    assert all(model in said for model in models())


def test_a_test_page_comes_out_and_says_what_to_try(tmp_path, capsys):
    assert printer_command.main(["test", f"virtual:{tmp_path}", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "there is paper" in said
    assert "left_margin=yes" in said
    assert (tmp_path / "slip-0001.png").is_file()


def test_every_model_is_given_a_page_it_prints(tmp_path, capsys):
    for model in {profile_of(model): model for model in models()}.values():  # one of each kind
        paper = tmp_path / model
        paper.touch()
        assert printer_command.main(["test", f"file:{paper}?profile={model}", "--data", str(tmp_path)]) == 0
        assert "printed in" in capsys.readouterr().out, model
        assert paper.stat().st_size > 100, model


def test_the_kiosks_own_printer_is_tried_where_none_is_named(tmp_path, capsys):
    (tmp_path / "kiosk.toml").write_text(f'printer = "virtual:{tmp_path}/out"\npaper_mm = 80\n')
    assert printer_command.main(["test", "--data", str(tmp_path)]) == 0
    assert (tmp_path / "out" / "slip-0001.png").is_file()


@pytest.mark.parametrize(
    ("printer", "status", "said"),
    [
        ("file:/dev/no-such-printer", 1, "look at plug, cable and switch"),
        ("none", 1, "this kiosk has no printer"),
        ("usb?profile=Nothing", 1, "profile = Nothing"),
    ],
)
def test_what_does_not_print_says_why(printer, status, said, tmp_path, capsys):
    assert printer_command.main(["test", printer, "--data", str(tmp_path)]) == status
    assert said in capsys.readouterr().err


def test_a_broken_settings_file_is_told(tmp_path, capsys):
    (tmp_path / "kiosk.toml").write_text("printer = 3\n")
    assert printer_command.main(["watch", "--data", str(tmp_path)]) == 2
    assert "kiosk.toml" in capsys.readouterr().err


def test_watching_says_each_change_once(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(printer_command, "WATCH_S", 0)
    assert (
        printer_command.main(["watch", f"virtual:{tmp_path}", "--times", "3", "--data", str(tmp_path)]) == 0
    )
    assert capsys.readouterr().out.count("there is paper") == 1
