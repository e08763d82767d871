"""What a slip or a table sheet is to one printer: a picture in bands, or letters; and who draws the QR code. Pure."""

from dataclasses import dataclass

from msgspec.structs import replace
from PIL import Image

from kiosk_ui import escpos, plain_slip, qr_code, sheet_layout, slip_layout
from kiosk_ui.escpos import Profile
from kiosk_ui.paper_rolls import length_mm
from wire.messages import Slip, TableSheet


@dataclass(frozen=True, slots=True)
class Printout:
    """All that is sent for one piece of paper."""

    bands: tuple[bytes, ...]
    mm: float  # of paper
    picture: Image.Image | None  # None where the printer prints letters alone


def printout(
    content: Slip | TableSheet, profile: Profile, dots: int, copy: bool = False, lean: bool = False
) -> Printout:
    """For a roll `dots` wide; copy: marked as printed before; lean: a slow line prints.

    Raises ValueError where something of the content is none: a day there never was.
    """
    if profile.form == "text":
        bands = tuple(plain_slip.encode(content, dots, profile.cuts, copy))
        return Printout(bands, plain_slip.length_mm(bands), None)
    if isinstance(content, TableSheet):
        return _drawn(sheet_layout.lay_out(content, dots, copy), profile)
    by_printer = content.qr if profile.draws_qr and escpos.QR_PLAIN.fullmatch(content.qr) else ""
    shown = replace(content, qr="") if by_printer else content
    return _drawn(slip_layout.lay_out(shown, dots, copy, lean), profile, by_printer)


def _drawn(picture: Image.Image, profile: Profile, qr: str = "") -> Printout:
    rows = picture.height + (escpos.QR_DOTS * qr_code.modules(len(qr)) if qr else 0)
    return Printout(tuple(escpos.encode(picture, profile, qr)), length_mm(rows), picture)
