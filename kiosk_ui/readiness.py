"""What a kiosk knows of its printer and its hub before it asks anything, and what a visitor should hear of it. Pure."""

NO_PRINT = {"none", "cover", "lost"}  # of what a printer says; lost: it has spoken before and is silent now


class Readiness:
    """As the worker told last."""

    def __init__(self) -> None:
        self.hub_is_there = False
        self._paper = ""
        self._failed = False  # the last slip could not be printed

    def hear_of_paper(self, state: str) -> None:
        """As printer_status.py has it: some printers never say, but one that did and falls silent is off."""
        has_answered = self._paper not in {"", "silent"}
        self._paper = "lost" if state == "silent" and has_answered else state
        self._failed = False

    def judge(self, outcome: str) -> bool:
        """Whether a slip is in somebody's hand, as far as can be known; outcome: printed, shown or failed."""
        # A printer that is off takes bytes into its cable, and nothing comes out.
        printed = outcome == "printed" and self._paper != "lost"
        self._failed = not printed
        return printed

    def note(self, *, has_config: bool, before_question: bool) -> str:
        """The wording's key for what a visitor should know; empty where all is well."""
        if not has_config:
            return "not_ready"
        if before_question and (self._failed or self._paper in NO_PRINT):
            return "no_paper"
        return "" if self.hub_is_there else "hub_away"
