"""The distance sensor (VL53L0X), no more of it than one distance now and then. Pure but for the bus.

As it comes out of its reset it measures one distance when it is told to; its many further settings make that more
exact than anybody needs who wants to know whether somebody is there.
"""

MODEL, MODEL_IS = 0xC0, 0xEE
START, STATUS, DISTANCE = 0x00, 0x14, 0x1E
ON_2V8 = 0x89
VALID = 11  # in STATUS, bits 3 to 6: a distance was measured
NOTHING_MM = 8_190  # what it says when nothing is in reach


def is_there(bus, address):
    """Whether one answers; it is made ready."""
    try:
        if bus.readfrom_mem(address, MODEL, 1)[0] != MODEL_IS:
            return False
        bus.writeto_mem(address, ON_2V8, bytes([bus.readfrom_mem(address, ON_2V8, 1)[0] | 1]))
        start(bus, address)
    except OSError:
        return False
    return True


def start(bus, address):
    """Have it measure; the answer is there 40 ms later. OSError where it does not answer."""
    bus.writeto_mem(address, START, b"\x01")


def read(bus, address):
    """The mm it measured since the last time, and begin anew; 0 where it answers no more."""
    try:
        is_valid = bus.readfrom_mem(address, STATUS, 1)[0] >> 3 & 0x0F == VALID
        high, low = bus.readfrom_mem(address, DISTANCE, 2)
        start(bus, address)
    except OSError:
        return 0
    return high << 8 | low if is_valid else NOTHING_MM
