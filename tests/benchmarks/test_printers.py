import json

from benchmarks import printers, slips


def told(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_no_slip_is_printed_twice_unmarked_or_never(capsys):
    assert printers.main(["--runs", "40", "--seed", "3"]) == 0
    assert told(capsys) == {"jobs": 40, "doubled": 0, "missing": 0}


def test_a_desk_that_takes_no_note_is_found_out(capsys):
    assert printers.main(["--runs", "20", "--no-note"]) == 0
    assert told(capsys)["doubled"] > 0


def test_slips_come_back_from_paper_as_they_were_drawn(capsys):
    assert slips.main(["--hostile", "10", "--languages", "ar", "--sentences", "1"]) == 0
    found = told(capsys)
    assert (found["slips"], found["differing"], found["qr_unread"], found["control_bytes"]) == (6, 0, 0, 0)
    assert found["lean_bytes"] < 9000 < found["full_bytes"] < found["full_python_escpos_bytes"]
    assert all(share > 0.5 for rolls in found["words_read"].values() for share in rolls.values())
