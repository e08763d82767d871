"""What is kept over a reset, on a flash that wears."""

import os

import faults


def on_a_fresh_flash():
    """Files of this test's own, in the folder for what is temporary."""
    folder = (os.getenv("TMPDIR") or "/tmp") + "/"
    faults.FILE, faults.MET = folder + "panel-fault-test.txt", folder + "panel-met-test.txt"
    for name in (faults.FILE, faults.MET):
        try:
            os.remove(name)
        except OSError:
            pass


def test_a_fault_is_kept_and_fits_into_the_name():
    on_a_fresh_flash()
    assert faults.last() == ""
    faults.keep("converse", KeyError("something long"))
    assert faults.last() == "KeyError in converse"
    faults.keep("a job with a very long name", "silent")
    assert faults.last() == "silent in a job with a"[: faults.LONGEST]
    assert len("panel 0.1.0 after " + faults.last()) <= 40


def test_the_same_fault_is_not_written_twice():
    on_a_fresh_flash()
    written = []
    really = faults._write
    faults._write = lambda name, words: (written.append(words), really(name, words))
    try:
        for _ in range(100):
            faults.keep("sense", "silent")
        faults.keep("glow", "silent")
    finally:
        faults._write = really
    assert written == ["silent in sense", "silent in glow"]


def test_a_kiosk_is_met_once():
    on_a_fresh_flash()
    assert not faults.has_met()
    faults.meet()
    assert faults.has_met()


def test_a_flash_that_cannot_be_written_stops_nothing():
    faults.FILE, faults.MET = "/nowhere/at/all.txt", "/nowhere/at/all.txt"
    said = []
    faults.print = lambda *words: said.append(words)
    faults.keep("glow", "silent")
    faults.meet()
    assert faults.last() == ""
    assert not faults.has_met()
    assert len(said) == 2
