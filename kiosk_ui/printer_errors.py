"""How printing fails: one class for each thing that someone can do about it."""


class PrinterError(Exception):
    """Nothing was printed, or not all of it; its text says what a host can do."""


class OutOfPaper(PrinterError):
    """The roll is empty: someone puts in a new one."""


class PrinterGone(PrinterError):
    """No printer answers at this path: someone looks at plug, cable and switch."""


class PrinterStuck(PrinterError):
    """It takes no more bytes: someone looks for a jam or an open cover."""


class NoPrinter(PrinterError):
    """This kiosk has none: slips are shown on the screen."""


class BadSetting(PrinterError):
    """A setting that names no printer; its text gives the forms there are."""
