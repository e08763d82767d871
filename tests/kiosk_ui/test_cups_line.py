"""What CUPS says, read; CUPS itself is tried in tests/whole/test_cups.py."""

import pytest

from kiosk_ui.cups_line import became_of, cups_line
from kiosk_ui.printer_errors import PrinterGone

LISTING = """\
slip-12                 root              4096   Mon Nov 23 14:04:40 2026
	Status: Print file sent.
	Alerts: job-completed-successfully
	queued for slip
slip-1                  root              1024   Mon Nov 23 14:03:33 2026
	Status: The printer is not responding.
	Alerts: aborted-by-system
	queued for slip
slip-120                root              1024   Mon Nov 23 14:03:33 2026
	Alerts: job-canceled-by-user
	queued for slip
slip-121                root              1024   Mon Nov 23 14:03:33 2026
	Status:
	Alerts: processing-to-stop-point
	queued for slip
"""


@pytest.mark.parametrize(
    ("job", "became"),
    [
        ("slip-12", "printed"),
        ("slip-1", "failed"),
        ("slip-120", "failed"),
        ("slip-121", "printed"),
        ("slip-2", ""),
        ("slip", ""),
    ],
)
def test_what_became_of_a_job(job, became):
    assert became_of(LISTING, job) == became


@pytest.mark.parametrize("queue", ["", "-d", "two words", "with/slash", "with#hash"])
def test_what_names_no_queue_is_refused(queue):
    with pytest.raises(ValueError, match="lpstat"):
        cups_line(queue)


def test_without_cups_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterGone, match="CUPS is not installed"):
        cups_line("slip")()
