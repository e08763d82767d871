"""Targets with mistakes in them, which fuzzing must find: `python -m benchmarks.fuzzing --of tests.fuzz.planted`."""

import json
import os

from benchmarks.fuzzing.targets import Target


def _crashes_on_words(_folder):
    def take(data):
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return
        if isinstance(document, dict) and isinstance(document.get("v"), str):
            raise KeyError("planted")

    return take


def _drops_dead(_folder):
    def take(data):
        if b"\xff" in data:
            os.abort()

    return take


TARGETS = {
    "crashes": Target("crashes", 1, lambda: [b'{"v": 1, "id": "x"}'], _crashes_on_words),
    "drops dead": Target("drops dead", 1, lambda: [b"words"], _drops_dead),
    "is well": Target("is well", 1, lambda: [b"words"], lambda _folder: len),
}
