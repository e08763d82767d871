"""A printer with a switch in the roll's path: what the panel tells of it counts where the printer itself is silent."""

from collections.abc import Sequence

from kiosk_ui.escpos import Profile
from kiosk_ui.printer import OutOfPaper, Printer
from kiosk_ui.printer_status import Paper, prints, with_switch


class SwitchedPrinter:
    """The printer, and a switch. sees_paper: as the panel told last; None: no such switch, or no panel now."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self.sees_paper: bool | None = None
        self.profile: Profile = printer.profile
        self.is_slow, self.uses_paper = printer.is_slow, printer.uses_paper
        self.last_path = ""

    async def paper(self) -> Paper:
        """What printer and switch say together."""
        return with_switch(await self._printer.paper(), self.sees_paper)

    async def print(self, bands: Sequence[bytes], name: str) -> None:
        """Print, unless nothing could come out. Raises PrinterError."""
        if self.sees_paper is False and not prints(await self.paper()):
            raise OutOfPaper(f"the panel's switch sees no paper for a {name}: put in a new roll")
        await self._printer.print(bands, name)
        self.last_path = self._printer.last_path

    async def close(self) -> None:
        """Let go of the printer."""
        await self._printer.close()
