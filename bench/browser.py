"""A real headless Chromium, the whole browser where there is one, drawing in software, for the measurements of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

from tools.install_chromium import SHELL, WHOLE, installed

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_MILLISECONDS = 30_000.0


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The installed browser, else Playwright's own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed((*WHOLE, SHELL)), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


async def new_page(browser: Browser) -> Page:
    """An empty page of 1440 x 900 pixels in a profile of its own: no cache, no history."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    return await context.new_page()


async def open_explorer(page: Page, port: int) -> None:
    """Open the explorer and wait until its first walk is drawn."""
    await page.goto(f"http://127.0.0.1:{port}/")
    await page.wait_for_selector('body[data-ready="true"]', timeout=READY_MILLISECONDS)
