"""The line over USB instead of the UART: a second serial port beside the one of the prompt. An option.

It is used where micropython-lib's usb-device-cdc lies on the board (`mpremote mip install usb-device-cdc`). A Pi whose
USB hangs is not heard over it, which is why the UART is the reference.
"""

import usb.device  # pyright: ignore[reportMissingImports] - ImportError: the UART it is
from usb.device.cdc import CDCInterface  # pyright: ignore[reportMissingImports]

_POLL, _READABLE = 3, 1  # of MicroPython's streams


class _UsbLine(CDCInterface):
    def any(self):
        """Whether bytes wait, as machine.UART says it."""
        return self.ioctl(_POLL, _READABLE) & _READABLE


def usb_line(size):
    """The port, open or not. size: bytes that wait each way."""
    line = _UsbLine()
    line.init(timeout=0, txbuf=size, rxbuf=size)
    usb.device.get().init(line, builtin_driver=True)
    return line
