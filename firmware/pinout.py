"""Every number that the wiring decides: pins, addresses, speeds. Nowhere else in firmware/ is one written.

The drawings and tests of hardware/ read this file too. GP numbers, not the board's pad numbers.
"""

# name: (GP, what it is, goes to)
PINS = {
    "uart_tx": (0, "out", "Pi GPIO15 (RXD)"),
    "uart_rx": (1, "in", "Pi GPIO14 (TXD)"),
    "button_round": (2, "in, pulled up", "round button"),
    "button_left": (3, "in, pulled up", "left button"),
    "button_right": (4, "in, pulled up", "right button"),
    "button_enter": (5, "in, pulled up", "enter button"),
    "lamp_ring": (6, "out", "lamp ring, data in"),
    "presence": (7, "in", "presence sensor (PIR), out"),
    "sda": (8, "i2c", "clock (DS3231), distance sensor (VL53L0X): data"),
    "scl": (9, "i2c", "clock (DS3231), distance sensor (VL53L0X): clock"),
    "paper_switch": (10, "in, pulled up", "switch in the roll's path, closed: paper"),
    "door_switch": (11, "in, pulled up", "switch at the door, closed: shut"),
    "printer_power": (12, "out", "load switch of the printer, high: on"),
    "pi_power_cut": (
        13,
        "out",
        "load switch of the Pi, high: cut; pulled down, so that a dead panel cuts nothing",
    ),
    "pi_please_halt": (14, "out", "Pi GPIO3 (gpio-shutdown), low: please shut down"),
    "pi_has_halted": (15, "in, pulled down", "Pi GPIO26 (gpio-poweroff), high: it is down"),
    "jig": (20, "in, pulled up", "test jig, low at start: self-test"),
    "own_light": (25, "out", "the board's own light"),
    "room_light": (26, "adc", "light sensor (LDR with 10 kOhm)"),
    "supply": (27, "adc", "5 V rail, halved"),
}

UART, I2C = 0, 0
BAUD = 921_600
UART_BUFFER = 1024  # bytes that wait for us while we do something else: 11 ms at this speed
I2C_HZ = 100_000
CLOCK_ADDRESS = 0x68  # DS3231
DISTANCE_ADDRESS = 0x29  # VL53L0X
RING_LAMPS = 12
RING_BRIGHTEST = 51  # of 255: 20 %, what the supply is computed with
SUPPLY_HALVES = 2  # the ADC sees half of the rail
WATCHDOG_MS = 8_000  # the RP2040 allows 8,388

# Two words of the chip that outlive a reset but not its power (WATCHDOG_SCRATCH0 and 1; 4 to 7 are the bootloader's).
SCRATCH = {"RP2040": 0x4005_800C, "RP2350": 0x400D_800C}


def gp(name):
    """The number of a pin by its name."""
    return PINS[name][0]
