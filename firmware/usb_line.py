"""The line over USB instead of the UART: a second serial port beside the one of the prompt. An option.

It is used where micropython-lib's usb-device-cdc lies on the board (`mpremote mip install usb-device-cdc`). A Pi whose
USB hangs is not heard over it, which is why the UART is the reference.
"""

import usb.device  # pyright: ignore[reportMissingImports] - ImportError: the UART it is
from usb.device.cdc import CDCInterface  # pyright: ignore[reportMissingImports]

_POLL, _READABLE = 3, 1  # of MicroPython's streams
# What the package raises where the bus is reset between its looking whether it is open and its sending.
_GONE = (OSError, RuntimeError, ValueError, KeyError)


class _UsbLine(CDCInterface):
    """As machine.UART, and like it never more than silent, whatever becomes of cable and bus."""

    def any(self):
        """Whether bytes wait."""
        return self.ioctl(_POLL, _READABLE) & _READABLE

    def read(self, size):
        """What waits, at most size bytes; None where nothing does."""
        try:
            return CDCInterface.read(self, size)
        except _GONE:
            return None

    def write(self, data):
        """How many bytes it took; some of them may go twice, which the frames' numbers find out.

        Without a host they are gone, as from a UART: what waited for one would be an old session's.
        """
        try:
            if not self.is_open():
                return len(data)
            return CDCInterface.write(self, data)
        except _GONE:
            return 0


def usb_line(size):
    """The port, open or not. size: bytes that wait each way. ImportError where the board's USB will have none of it."""
    line = _UsbLine()
    line.init(timeout=0, txbuf=size, rxbuf=size)
    try:
        usb.device.get().init(line, builtin_driver=True)
    except _GONE as error:
        print("usb:", error)
        raise ImportError("usb") from error
    return line
