"""What a slip or a table sheet is to one printer: a picture in bands, or letters; and who draws the QR code. Pure."""

from dataclasses import dataclass

from msgspec.structs import replace
from PIL import Image

from kiosk_ui import escpos, paper, plain_slip, qr_code, sheet_layout, slip_layout
from kiosk_ui.escpos import Profile
from kiosk_ui.paper_rolls import length_mm
from wire.messages import Slip, TableSheet


@dataclass(frozen=True, slots=True)
class Printout:
    """All that is sent for one piece of paper."""

    bands: tuple[bytes, ...]
    mm: float  # of paper
    picture: Image.Image | None  # as it is read; None where the printer prints letters alone


def printout(
    content: Slip | TableSheet, profile: Profile, dots: int, copy: bool = False, lean: bool = False
) -> Printout:
    """For a roll `dots` wide; copy: marked as printed before; lean: a slow line prints.

    Raises ValueError where something of the content is none: a day there never was.
    """
    if profile.form == "text":
        bands = tuple(plain_slip.encode(content, dots, profile.cuts, copy))
        return Printout(bands, plain_slip.length_mm(bands), None)
    turned = lean and goes_turned(content.language, profile)
    if isinstance(content, TableSheet):
        return _drawn(sheet_layout.lay_out(content, dots, copy), profile, turned)
    # A printer draws its codes below all else, which is above all else on a page that is turned.
    is_drawn = not turned and profile.draws_qr and escpos.QR_PLAIN.fullmatch(content.qr)
    by_printer = content.qr if is_drawn else ""
    shown = replace(content, qr="") if by_printer else content
    return _drawn(slip_layout.lay_out(shown, dots, copy, lean), profile, turned, by_printer)


def goes_turned(language: str, profile: Profile) -> bool:
    """Whether a page leaves a slow line feet first, for that is less than half of its bytes.

    Pages that begin at the right have their blank at the left, where only some printers can be told to leave it out.
    Upside down it lies at the right, which all of them do; and paper has no up and down once it is torn off.
    """
    return not profile.left_margin and paper.start_edge(language) == "right"


def _drawn(picture: Image.Image, profile: Profile, turned: bool, qr: str = "") -> Printout:
    rows = picture.height + (escpos.QR_DOTS * qr_code.modules(len(qr)) if qr else 0)
    sent = picture.transpose(Image.Transpose.ROTATE_180) if turned else picture
    return Printout(tuple(escpos.encode(sent, profile, qr)), length_mm(rows), picture)
