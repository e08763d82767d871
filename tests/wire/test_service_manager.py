"""What systemd hears: against a real datagram socket, for there is no systemd in a test."""

import asyncio
import os
import socket

import pytest

from wire import service_manager


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """Systemd's end of the line."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        ours.bind(str(tmp_path / "notify"))
        ours.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield ours


def test_without_systemd_nothing_is_told(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    assert not service_manager.notify("READY=1")
    asyncio.run(asyncio.wait_for(service_manager.show_life(pytest.fail), 20))


def test_a_state_is_told(manager):
    assert service_manager.notify("READY=1")
    assert manager.recv(100) == b"READY=1"


def test_an_abstract_socket_is_found(monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        ours.bind(f"\0curiocity-test-{os.getpid()}")
        ours.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@curiocity-test-{os.getpid()}")
        service_manager.notify("STOPPING=1")
        assert ours.recv(100) == b"STOPPING=1"


@pytest.mark.parametrize(
    ("wait", "of", "every"),
    [("20000000", "", 10.0), ("20000000", "1", None), ("", "", None), ("0", "", None), ("soon", "", None)],
)
def test_how_often_is_half_of_what_systemd_waits(monkeypatch, wait, of, every):
    monkeypatch.setenv("WATCHDOG_USEC", wait)
    monkeypatch.setenv("WATCHDOG_PID", of or str(os.getpid()))
    assert service_manager.sign_of_life_every() == every


def test_who_hangs_gives_no_sign_of_life(manager, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "20000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    turns = []

    async def works_twice():
        turns.append(1)
        if len(turns) > 2:
            await asyncio.Event().wait()

    async def scenario():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(service_manager.show_life(works_twice), 0.5)

    asyncio.run(scenario())
    manager.setblocking(False)
    assert [manager.recv(100), manager.recv(100)] == [b"WATCHDOG=1"] * 2
    with pytest.raises(BlockingIOError):
        manager.recv(100)


def test_a_pulse_is_as_quick_as_it_must_be(manager, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "20000000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    pulse = service_manager.Pulse()
    for second in range(25):
        pulse.beat(float(second))
    manager.setblocking(False)
    assert [manager.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3  # at 0, 10 and 20
    with pytest.raises(BlockingIOError):
        manager.recv(100)


JOBS = {
    "4711 poweroff.target start waiting\n4712 curiocity-kiosk.service stop running\n": True,
    "4711 halt.target     start waiting\n": True,
    "4711 reboot.target start waiting\n4712 curiocity-kiosk.service stop running\n": False,
    "": False,
}


@pytest.mark.parametrize("jobs", JOBS)
def test_whether_this_machine_goes_down_to_stay_down_is_asked_of_systemd(tmp_path, monkeypatch, jobs):
    command = tmp_path / "systemctl"
    command.write_text(f"#!/bin/sh\n[ \"$1\" = list-jobs ] && printf '{jobs}'\n".replace("\n'", "\\n'"))
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("INVOCATION_ID", "1")
    monkeypatch.setattr(service_manager, "ANSWERS_S", 60)
    assert service_manager.goes_down() is JOBS[jobs]
    monkeypatch.delenv("INVOCATION_ID")
    assert not service_manager.goes_down()  # nobody of systemd's


def test_a_systemd_that_does_not_answer_is_not_waited_for(tmp_path, monkeypatch):
    command = tmp_path / "systemctl"
    command.write_text("#!/bin/sh\nexec sleep 60\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("INVOCATION_ID", "1")
    monkeypatch.setattr(service_manager, "ANSWERS_S", 0.05)
    assert not service_manager.goes_down()
    command.write_text("no program")
    assert not service_manager.goes_down()
