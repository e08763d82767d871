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
