"""The rolls of paper there are: how wide, and how many dots a head of 203 dpi prints across them. Pure."""

DOTS = {58: 384, 80: 576}  # across, by the paper's width in mm
DOTS_PER_INCH = 203


def length_mm(rows: int) -> float:
    """Millimetres of paper that so many rows of dots take."""
    return rows / DOTS_PER_INCH * 25.4
