"""A store whose disk can be full: nothing is changed then, and the error is the real one's."""

from typing import Any

from hub.schema import StorageFull
from hub.store import Store

FULL = "days: not written (SQLITE_FULL): make room on this disk, or replace it"
ASKED = (
    "forget", "keep", "move", "next_number", "note_kiosk", "note_outcomes", "put_aside", "raise_number",
    "replace_promise", "retract",
    "save_promises", "save_tables", "save_vectors",
)  # fmt: skip


class FillingStore(Store):
    """`full` may be set from any thread. Reading goes on, as it does on a full disk."""

    full = False

    def __getattribute__(self, name: str) -> Any:
        """Every method that writes refuses while there is no room."""
        if name in ASKED and self.full:
            return _refuse
        return super().__getattribute__(name)


def _refuse(*_values: object, **_more: object) -> None:
    raise StorageFull(FULL)
