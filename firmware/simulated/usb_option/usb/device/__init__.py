"""The board's USB, which takes a second serial port, or refuses it."""

import simulated_world as world


class _Device:
    def init(self, port, builtin_driver=False):
        """As usb.device's: from now on the port is there beside the prompt's."""
        if world.usb["refuses"] or not builtin_driver:  # without the prompt nobody could ever flash it again
            raise OSError(22)


def get():
    """As usb.device.get."""
    return _Device()
