"""One thread for the disk: in order, apart from the event loop, its errors handed back."""

import asyncio
import threading
import time

import pytest

from hub.schema import StorageFull
from hub.writer import Writer


def run(story):
    async def whole():
        writer = Writer()
        try:
            return await story(writer)
        finally:
            writer.close()

    return asyncio.run(whole())


def test_calls_run_in_the_order_given_in_one_thread_that_is_not_the_loops():
    order = []

    def note(number):
        time.sleep(0.01 if number == 0 else 0)
        order.append(number)
        return threading.get_ident()

    async def story(writer):
        return await asyncio.gather(*(writer.do(note, number) for number in range(5)))

    threads = run(story)
    assert order == [0, 1, 2, 3, 4]
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


def test_the_loop_goes_on_while_the_disk_is_slow():
    ticks = []

    async def story(writer):
        slow = asyncio.ensure_future(writer.do(time.sleep, 0.2))
        while not slow.done():
            ticks.append(1)
            await asyncio.sleep(0.01)

    run(story)
    assert len(ticks) > 3


def test_what_a_call_raises_reaches_who_asked_and_the_next_call_runs():
    def fail():
        raise StorageFull("hub.db: not written")

    async def story(writer):
        with pytest.raises(StorageFull, match=r"hub\.db"):
            await writer.do(fail)
        return await writer.do(lambda: "next")

    assert run(story) == "next"


def test_closing_waits_for_what_is_running():
    done = []

    async def story(writer):
        asyncio.ensure_future(writer.do(lambda: (time.sleep(0.1), done.append(1))))  # noqa: RUF006
        await asyncio.sleep(0.02)

    run(story)
    assert done == [1]
