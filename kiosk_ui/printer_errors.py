"""How printing fails: one class for each thing that someone can do about it."""


class PrinterError(Exception):
    """Nothing was printed, or not all of it; its text says what a host can do."""


class OutOfPaper(PrinterError):
    """The roll is empty: someone puts in a new one."""


class PrinterGone(PrinterError):
    """No printer answers at this path: someone looks at plug, cable and switch."""


class PrinterBusy(PrinterGone):
    """Another kiosk prints on it just now: this one tries again in a moment."""


class PrinterStuck(PrinterError):
    """It takes no more bytes: someone looks for a jam or an open cover."""


class NoPrinter(PrinterError):
    """This kiosk has none: slips are shown on the screen."""


class BadSetting(PrinterError):
    """A setting that names no printer; its text gives the forms there are."""


def gone(name: str, why: str) -> PrinterGone:
    """That a printer of this name is not to be reached, and what to look at."""
    return PrinterGone(f"{name}: {why}: look at plug, cable and switch of the printer")


def stuck(name: str) -> PrinterStuck:
    """That it takes no more."""
    return PrinterStuck(f"{name}: takes no more: look for a jam or an open cover")
