"""How a test tells a story to a hub of its own: opened before, closed after, whatever the story did."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


def tell(story: Callable[[Any], Awaitable[None]], hub: Any) -> None:
    """Run `story` with the hub."""

    async def whole() -> None:
        await hub.open()
        try:
            await story(hub)
        finally:
            await hub.close()

    asyncio.run(whole())


async def until(is_so: Callable[[], bool]) -> None:
    """Until a condition holds. Raises TimeoutError where it never does."""
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.001)
