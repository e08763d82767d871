"""What else comes out of serial ports: noise, halves of frames, other protocols. None of it is taken for a panel."""

from lines import Chance, Line

from wire import frames
from wire.link import DOWN, HELLO_MS, UP, Link

CHANCE = Chance(7)
STRANGERS = {
    "noise at start-up": bytes([CHANCE.below(256) for _ in range(600)]),
    "a line that hangs low": bytes(600),
    "a line that hangs high": b"\xff" * 600,
    "a break in the middle": b"\xff" * 40 + bytes(3) + b"\xff" * 40,
    "Klipper": b"\x0c\x10\x00\x01\x28{\"version\x9a\x31\x7e\x05\x11\x55\xc9\x7e\x08\x12\x00\x00\x07\x3d\xe2\x7e" * 9,
    "MIN": b"\xaa\xaa\xaa\x01\x80\x04\x00\x00\x00\x2a\x9b\x12\x00\x5f\x55\xaa\xaa\xaa\xff\xfe\x00\x31\x1c\x55" * 9,
    "Firmata": b"\xf9\x02\x05\xf0\x79\x02\x05S\x00t\x00d\x00\xf7\xe0\x7f\x03\x90\x04\x00\xff" * 9,
    "MAVLink": b"\xfd\x09\x00\x00\x4e\x01\x01\x00\x00\x00\x00\x00\x00\x00\x02\x03\x51\x04\x03\xee\x1b" * 9,
    "Modbus": b"\x01\x03\x00\x00\x00\x0a\xc5\xcd\x01\x03\x14\x00\x00\x00\x01\x00\x02\x00\x03\x11\x22" * 9,
    "SLIP": b"\xc0\x45\x00\x00\x1c\x00\x00\xdb\xdc\x40\x01\x00\x00\x7f\x00\x00\x01\xc0" * 9,
    "NMEA": b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n" * 9,
    "AT modem": b"AT\r\r\nERROR\r\n\r\nRING\r\n\r\nNO CARRIER\r\n" * 9,
    "a console": b"[    0.000000] Linux version 6.1.21-v8+\r\n\r\nraspberrypi login: \x00\x1b[2J" * 9,
    "a printer's status": b"\x12\x16\x12\x12" * 99,
    "COBS, another check": b"".join([b"\0" + frames.cobs(b"\3%c\0\0on\x9a\x31" % i) + b"\0" for i in range(40)]),
    "our frames with no seed": b"".join([frames.frame(kind, 0, 0, 4, b"pressed", 0) for kind in range(2, 256)]),
    "hello, too short": b"".join([frames.frame(frames.HELLO, 0, 0, 4, bytes(i), 0) for i in range(9)]),
    "welcome, sealed for another": b"".join([frames.frame(2, 0, 0, 4, b"\1\0\0\0\1\7\0\0\0x", i) for i in range(40)]),
}  # fmt: skip


def cut(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


def test_none_of_them_is_taken_for_a_panel():
    for name, data in STRANGERS.items():
        link = Link(0xA0000001, "kiosk 0.1.0", 7, 0)
        said = b""
        for now, piece in enumerate(cut(data, 7)):
            assert link.feed(piece, now) == [], name
            said += link.to_write(now)
        assert link.state == DOWN, name
        assert link.peer is None, name
        kinds = {body[0] for body in frames.FrameReader().feed(said)}
        assert kinds == {frames.HELLO}, name  # nothing but our own greeting, ten times a second


def test_after_each_of_them_a_panel_is_met_on_the_same_line():
    for name, data in STRANGERS.items():
        line = Line()
        line.b.feed(data, line.now)
        line.a.feed(data, line.now)
        line.until(lambda line=line: line.a.state == line.b.state == UP, 2 * HELLO_MS)
        line.a.send(b"pressed")
        line.until(lambda line=line: line.at_b == [b"pressed"], 100)
        assert line.b.session == 1, name


def test_each_of_them_in_the_middle_of_a_session_loses_nothing():
    for name, data in STRANGERS.items():
        line = Line()
        pieces = cut(data, 29)
        said, heard = 0, [0, 0]
        while min(heard) < 2 * len(pieces):
            if said < 2 * len(pieces):
                if said % 2:
                    assert line.b.feed(pieces[said // 2], line.now) == [], name
                    line.a.feed(pieces[said // 2], line.now)
                line.a.send(b"%d" % said)
                line.b.send(b"%d" % said)
                said += 1
            line.run(3)
            for end, come in enumerate((line.at_a, line.at_b)):
                for one in come:
                    assert one == b"%d" % heard[end], name
                    heard[end] += 1
                come.clear()
            assert line.now < 60_000, name
        assert (line.a.session, line.b.session) == (1, 1), name


def test_half_a_frame_costs_nothing_but_itself():
    whole = frames.frame(frames.DATA, 0, 0, 4, b"\0pressed\0", 0xA0000001 ^ 0xB0000002)
    for size in range(1, len(whole) - 1):
        for half in (whole[:size], whole[size + 1 :]):
            line = Line()
            line.until(lambda line=line: line.a.state == line.b.state == UP)
            line.b.feed(half, line.now)
            line.a.send(b"pressed")
            line.until(lambda line=line: line.at_b == [b"pressed"], 200)


def test_a_frame_with_any_one_bit_wrong_is_none():
    seed = 0x12345678
    whole = frames.frame(frames.DATA, 3, 1, 4, b"\0pressed", seed)
    for at in range(1, len(whole) - 1):
        for bit in range(8):
            data = whole[:at] + bytes((whole[at] ^ 1 << bit,)) + whole[at + 1 :]
            assert not [body for body in frames.FrameReader().feed(data) if frames.is_whole(body, seed)]


def test_a_modem_that_echoes_us_and_answers_is_told_as_an_echo():
    link = Link(0xA0000001, "kiosk 0.1.0", 7, 0)
    for now in range(3000):
        said = link.to_write(now)
        if said:
            link.feed(said + b"\r\nERROR\r\n", now)
        assert link.state == DOWN
    assert link.is_echo
    assert link.peer is None
