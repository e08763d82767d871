"""USB printers below python-escpos and pyusb: a backend that can do what libusb does, and fail as it does."""

import asyncio
import errno
from types import SimpleNamespace

import pytest
import usb.backend
import usb.core
from PIL import Image

from kiosk_ui import escpos
from kiosk_ui.printer import PrinterGone, PrinterStuck, open_printer
from kiosk_ui.usb_line import usb_printers
from kiosk_ui.virtual_device import VirtualDevice

BANDS = list(escpos.encode(Image.new("1", (384, 600), 0)))
OUT, IN = 0x03, 0x81  # not what python-escpos takes for granted
TIMED_OUT, NO_DEVICE, ACCESS = (-7, errno.ETIMEDOUT), (-4, errno.ENODEV), (-3, errno.EACCES)


class Backend(usb.backend.IBackend):
    """One device on the bus. endpoints: of its printer interface; fails: (libusb's number, errno) of every transfer."""

    def __init__(self, printer, endpoints=(OUT, IN), interface_class=7):
        self.printer, self.endpoints, self.interface_class = printer, endpoints, interface_class
        self.bytes_left = self.fails = self.opens = None
        self.claimed = 0

    def enumerate_devices(self):
        yield "device"

    def get_device_descriptor(self, dev):
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=0x0416, idProduct=0x5011, bcdDevice=0x100, iManufacturer=1, iProduct=2,
            iSerialNumber=0, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev, config):
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[], extralen=0,
        )  # fmt: skip

    def get_interface_descriptor(self, dev, intf, alt, config):
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=len(self.endpoints),
            bInterfaceClass=self.interface_class, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
            extra_descriptors=[], extralen=0,
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev, ep, intf, alt, config):
        if ep >= len(self.endpoints):
            raise IndexError
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=self.endpoints[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[], extralen=0,
        )  # fmt: skip

    def open_device(self, dev):
        if self.opens:
            raise usb.core.USBError("not today", *self.opens)
        return "handle"

    def get_configuration(self, handle):
        return 1

    def set_configuration(self, handle, value):
        """It is the only one."""

    def reset_device(self, handle):
        """Nothing to it."""

    def close_device(self, handle):
        """Nothing to it."""

    def ctrl_transfer(self, handle, *request):
        """Its name is read by those who may."""
        raise _error(*ACCESS)

    def claim_interface(self, handle, intf):
        self.claimed += 1

    def release_interface(self, handle, intf):
        self.claimed -= 1

    def bulk_write(self, handle, ep, intf, data, timeout):
        assert ep == OUT
        if self.fails:
            raise _error(*self.fails)
        if self.bytes_left is not None and len(data) > self.bytes_left:
            self.printer.write(bytes(data)[: self.bytes_left])
            self.fails = NO_DEVICE
            raise _error(*NO_DEVICE)
        if self.bytes_left is not None:
            self.bytes_left -= len(data)
        self.printer.write(bytes(data))
        return len(data)

    def bulk_read(self, handle, ep, intf, buff, timeout):
        assert ep == IN
        if self.fails:
            raise _error(*self.fails)
        said = self.printer.read(0)
        if not said:
            raise _error(*TIMED_OUT)
        buff[: len(said)] = type(buff)("B", said)
        return len(said)


def _error(number, code):
    kind = usb.core.USBTimeoutError if code == errno.ETIMEDOUT else usb.core.USBError
    return kind("as libusb says it", number, code)


@pytest.fixture
def plug_in(monkeypatch):
    """Put a device on the bus; its pages in `pages`."""

    def plug_in(**changes):
        pages = []
        backend = Backend(VirtualDevice(lambda page, data: pages.append(data)), **changes)
        backend.pages = pages
        monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: backend)
        return backend

    import usb.backend.libusb1

    return plug_in


def print_slip(opened):
    asyncio.run(opened.print(BANDS, name="slip"))


@pytest.mark.parametrize("setting", ["usb", "usb:0416:5011"])
def test_a_slip_goes_to_whatever_endpoint_the_maker_chose(plug_in, setting):
    bus, opened = plug_in(), open_printer(setting)
    assert asyncio.run(opened.paper()) == "paper"
    print_slip(opened)
    assert bus.pages == [b"".join(BANDS)]
    asyncio.run(opened.close())
    assert bus.claimed == 0


def test_it_is_found_and_named_as_the_setting_wants_it(plug_in):
    plug_in()
    assert usb_printers() == [("0416:5011", "USB printer")]
    plug_in(interface_class=3)  # a keyboard
    assert usb_printers() == []


@pytest.mark.parametrize("byte", [0, 1, 3000, 4096, 9000, sum(map(len, BANDS)) - 1])
def test_unplugged_within_a_band_it_is_gone_and_prints_when_it_is_back(plug_in, byte):
    bus, opened = plug_in(), open_printer("usb")
    assert asyncio.run(opened.paper()) == "paper"
    bus.bytes_left = byte
    with pytest.raises(PrinterGone, match="cable"):
        print_slip(opened)
    assert asyncio.run(opened.paper()) == "silent"  # and nothing is raised
    assert bus.pages == []
    bus.fails = bus.bytes_left = None
    bus.printer.plug_in()  # it has no battery: what it had swallowed is gone
    print_slip(opened)
    assert bus.pages == [b"".join(BANDS)]


def test_unplugged_for_a_moment_with_power_of_its_own_it_prints_no_half_slip_into_the_next(plug_in):
    bus, opened = plug_in(), open_printer("usb")
    bus.bytes_left = 5000 + len(escpos.RESYNC)  # within the dots of a command
    with pytest.raises(PrinterGone):
        print_slip(opened)
    bus.fails = bus.bytes_left = None
    print_slip(opened)
    assert len(bus.pages) == 1
    assert bus.pages[0].endswith(b"".join(BANDS))


def test_a_printer_that_takes_no_more_is_stuck(plug_in):
    bus, opened = plug_in(), open_printer("usb")
    asyncio.run(opened.paper())
    bus.fails = TIMED_OUT
    with pytest.raises(PrinterStuck, match="jam"):
        print_slip(opened)


def test_one_that_has_no_way_to_answer_prints(plug_in):
    bus, opened = plug_in(endpoints=(OUT,)), open_printer("usb")
    assert asyncio.run(opened.paper()) == "silent"
    print_slip(opened)
    assert [page.lstrip(b"\0") for page in bus.pages] == [b"".join(BANDS)]


def test_what_takes_no_bytes_is_no_printer(plug_in):
    plug_in(endpoints=(IN,))
    with pytest.raises(PrinterGone, match="no printer"):
        print_slip(open_printer("usb"))


def test_a_user_who_may_not_open_it_is_told(plug_in):
    plug_in().opens = ACCESS
    opened = open_printer("usb")
    assert asyncio.run(opened.paper()) == "silent"
    with pytest.raises(PrinterGone, match="user"):
        print_slip(opened)
