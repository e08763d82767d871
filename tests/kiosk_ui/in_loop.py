"""Tests that wait, each in an event loop of its own."""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any

PATIENCE_S = 60.0


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """The test as pytest calls it; TimeoutError where it waits for what never comes."""

    @functools.wraps(test)
    def run(*arguments: object, **fixtures: object) -> None:
        asyncio.run(asyncio.wait_for(test(*arguments, **fixtures), PATIENCE_S))

    return run
