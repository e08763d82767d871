"""From the paper in somebody's hand to the page on their telephone: real hub, real kiosk, real browser."""

import asyncio
import socket

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import async_playwright, expect

from tests.whole.browsing import CHROMIUM, PATIENCE_MS, QUIETLY, needs_chromium
from tests.whole.running import entry, lived, promised_by_the_hub, running, stranger
from wire import messages, trail
from wire.messages import KioskConfig

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]
WORDS = "How do bees find their way home?"


@needs_chromium
def test_what_is_printed_opens_shows_its_table_and_is_taken_back(tmp_path):
    lived(follow(tmp_path))


async def follow(out):
    async with running(out, minute=8 * 60 + 40) as run, async_playwright() as playwright:
        await run.start_hub()
        kiosk = await run.start_kiosk()
        visit = await promised_by_the_hub(kiosk, WORDS)
        (code,) = zxingcpp.read_barcodes(Image.open(visit["slip"]))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        page = await browser.new_page(locale="en")
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(code.text)
        for told in (WORDS, visit["place"], visit["starts"], visit["sign"]):
            await expect(page.locator("#slip")).to_contain_text(str(told))
        run.set_minute(9 * 60 + 46)  # the round closes: one who came alone sits with the host
        board = await browser.new_page(locale="en")
        await board.goto(code.text.partition("/s#")[0])
        await expect(board.locator("svg.wide")).to_be_visible(timeout=PATIENCE_MS)
        assert "bees" not in await board.locator("#now").inner_text()
        await page.reload()
        await expect(page.locator("#table-part")).to_be_visible(timeout=PATIENCE_MS)
        await page.click("#take-back")
        await page.click("#yes")
        await expect(page.locator("#said")).to_contain_text("it has forgotten them")
        await gone(code.text)
        await browser.close()
        assert "bees" not in run.log()


def test_a_hub_whose_port_is_taken_does_everything_else_and_names_no_pages(tmp_path):
    lived(without_pages(tmp_path))


async def without_pages(out):
    async with running(out) as run:
        with socket.create_server(("127.0.0.1", run.street.web_port)):
            await run.start_hub()
            async with stranger(run) as kiosk:
                config = messages.decode((await kiosk.next("config")).payload, KioskConfig, 1 << 20)
                assert config.web == ""
                one = entry(WORDS)
                await kiosk.say(one)
                assert (await kiosk.slip_of(one)).qr.startswith("BEGIN:VEVENT")
        assert f"no pages at 127.0.0.1 port {run.street.web_port}" in run.log()


async def gone(link):
    """Until the hub knows nobody by this slip's token."""
    base, fragment = link.split("/s#")
    token = trail.token(trail.read_fragment(fragment)[0]).hex()
    async with asyncio.timeout(PATIENCE_MS / 1000), httpx.AsyncClient() as client:
        while (await client.post(f"{base}/table", data={"token": token})).json()["settled"]:
            await asyncio.sleep(0.2)
