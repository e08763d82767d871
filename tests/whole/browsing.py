"""Debian's Chromium, looked over the shoulder of: what it complains of, whom it calls, what a reader with a screen
reader would stumble over."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is not installed: sh system_packages.sh test"
)
QUIETLY = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
)
PATIENCE_MS = 60_000
# 7:1, as the kiosk's screens have it: axe looks for 4.5:1 unless it is told.
AXE = {
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
SIZES = {"phone": (390, 844), "laptop": (1280, 800), "wall": (1920, 1080)}

expect.set_options(timeout=PATIENCE_MS)


@contextlib.contextmanager
def chromium(**environment: str) -> Iterator[Browser]:
    """One browser, ended with the context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(QUIETLY), env={**os.environ, **environment}
        )
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """Somebody with a browser of their own. `home`: the only address it may call."""

    def __init__(self, browser: Browser, home: str, size: str = "phone", **more: Any) -> None:
        width, height = SIZES[size]
        self.home = home
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        options = {"viewport": {"width": width, "height": height}, "locale": "en", **more}
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._look_at)

    def open(self, path: str) -> Page:
        self.page.goto(self.home + path)
        return self.page

    def leave(self) -> None:
        """Nothing was complained of, and nobody else was called."""
        self.context.close()
        assert (self.complaints, self.foreign) == ([], [])

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _look_at(self, request: Any) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.foreign.append(request.url)


def barriers(page: Page) -> list[str]:
    """What axe-core finds wrong: rule and place."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run(document, {json.dumps(AXE)})")
    return [
        f"{wrong['id']}: {node['html'][:120]}" for wrong in found["violations"] for node in wrong["nodes"]
    ]
