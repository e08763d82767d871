"""A real CUPS with queues of its own on this machine: slips come out whole, or are taken back."""

import asyncio
import contextlib
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from kiosk_ui import cups_line, escpos
from kiosk_ui.printer import PrinterGone, PrinterStuck, open_printer

CUPSD = shutil.which("cupsd", path=os.environ["PATH"] + ":/usr/sbin")
pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(CUPSD is None or shutil.which("lpadmin") is None, reason="needs CUPS (Debian: cups)"),
]
BANDS = list(escpos.encode(Image.new("1", (384, 400), 0)))
PATIENCE_S = 60

DAEMON = """
Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """
ServerRoot {folder}
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/access
ErrorLog {folder}/error
PageLog {folder}/page
Sandboxing relaxed

User {user}
Group {group}
"""


class Paper:
    """A network printer that keeps each job; it is only there while `takes` says so."""

    def __init__(self):
        self.jobs = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._server.accept()
                with line, contextlib.suppress(OSError):
                    job = b""
                    while data := line.recv(65536):
                        job += data
                    self.jobs.append(job)

    def end(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def ask(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)


def until(holds):
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.fixture(scope="module")
def cups():
    """A scheduler without any queue, as the user that CUPS' own package made."""
    # Its helpers run as another user, who may not look into pytest's own folder.
    folder, port = Path(tempfile.mkdtemp(prefix="cups-")), free_port()
    folder.chmod(0o755)
    user = pwd.getpwnam("lp") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    (folder / "spool/tmp").mkdir(parents=True)
    (folder / "cupsd.conf").write_text(DAEMON.format(port=port))
    group = grp.getgrgid(user.pw_gid).gr_name
    (folder / "cups-files.conf").write_text(FILES.format(folder=folder, user=user.pw_name, group=group))
    command = [CUPSD, "-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"]
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before, os.environ["CUPS_SERVER"] = os.environ.get("CUPS_SERVER"), f"127.0.0.1:{port}"
    try:
        until(lambda: daemon.poll() is not None or "is running" in ask("lpstat", "-r").stdout)
        if daemon.poll() is not None:
            pytest.skip("cupsd does not run on this machine")
        yield folder
    finally:
        os.environ.pop("CUPS_SERVER")
        if before is not None:
            os.environ["CUPS_SERVER"] = before
        daemon.terminate()
        daemon.wait(PATIENCE_S)
        shutil.rmtree(folder)


@pytest.fixture
def queue(cups):
    """A raw queue and what comes out of it."""
    paper = Paper()
    made = ask("lpadmin", "-p", "slip", "-E", "-v", f"socket://127.0.0.1:{paper.port}", "-m", "raw")
    if made.returncode:
        pytest.skip(f"this CUPS makes no raw queues: {made.stderr}")
    yield paper
    ask("cancel", "-a", "slip")
    ask("lpadmin", "-x", "slip")
    paper.end()


def print_slip():
    asyncio.run(open_printer("cups:slip").print(BANDS, name="slip"))


def test_slips_come_out_whole_each_a_job_of_its_own(queue):
    print_slip()
    print_slip()
    assert [job.lstrip(b"\0") for job in queue.jobs] == [b"".join(BANDS)] * 2


def test_asking_for_paper_prints_nothing(queue):
    opened = open_printer("cups:slip")
    assert [asyncio.run(opened.paper()) for _ in range(3)] == ["silent"] * 3
    print_slip()
    assert len(queue.jobs) == 1


def test_a_queue_that_is_not_there_takes_no_jobs_or_is_stopped_is_gone(queue):
    with pytest.raises(PrinterGone, match="no such queue"):
        asyncio.run(open_printer("cups:nobody").print(BANDS, name="slip"))
    ask("cupsreject", "slip")
    with pytest.raises(PrinterGone, match="cupsaccept"):
        print_slip()
    ask("cupsaccept", "slip")
    ask("cupsdisable", "slip")
    with pytest.raises(PrinterGone, match="cupsenable"):
        print_slip()
    ask("cupsenable", "slip")
    print_slip()
    assert len(queue.jobs) == 1  # nothing of what was refused came out


def test_a_slip_that_does_not_come_out_is_taken_back(queue, monkeypatch):
    monkeypatch.setattr(cups_line, "_PRINTED_S", 0.5)
    ask("lpadmin", "-p", "slip", "-v", f"socket://127.0.0.1:{free_port()}")  # the printer is switched off
    with pytest.raises(PrinterStuck):
        print_slip()
    monkeypatch.setattr(cups_line, "_PRINTED_S", PATIENCE_S)
    until(lambda: not ask("lpstat", "-o", "slip").stdout)
    ask("lpadmin", "-p", "slip", "-v", f"socket://127.0.0.1:{queue.port}")  # and on again
    print_slip()
    assert len(queue.jobs) == 1
