"""MicroPython's usb package, on a board that is not there; see device/cdc.py."""
