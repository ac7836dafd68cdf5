"""A real headless Chromium for the whole session, a fresh context for every page, and no page error left unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.explorer import Explorer
from tests.browser.reader import Reader
from tools.install_chromium import installed

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # WebGL in software, so that the 3-D view is the same on every machine.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Letters as wide as on a screen: the headless shell would round them to whole pixels.
    "--font-render-hinting=none",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}

ACTION_MILLISECONDS = 10_000.0

Visit = Callable[..., Explorer]
"""Opens the page: `visit(query="", phone=False, address=None, **context_options)`."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The session's browser: the installed one, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, server: str, client: httpx.Client) -> Iterator[Visit]:
    """Open pages, each in a context of its own, with the clock at rest unless a test asks for motion.

    Every page is checked when the test ends: a console error, an uncaught error or a request to another server fails it.
    """
    contexts: list[BrowserContext] = []
    explorers: list[Explorer] = []

    def visit(query: str = "", *, phone: bool = False, address: str = server, wait: bool = True, **options: Any) -> Explorer:
        context = browser.new_context(**{**(PHONE if phone else DESKTOP), "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(ACTION_MILLISECONDS)
        explorer = Explorer(context.new_page(), address, client)
        explorers.append(explorer)
        if wait:
            explorer.open(query)
        return explorer

    yield visit
    for context in contexts:
        context.close()
    problems = [problem for explorer in explorers for problem in explorer.unforgiven]
    assert not problems, problems


Read = Callable[..., Reader]
"""Opens a chapter: `read(slug, query="", phone=False, **context_options)`."""


@pytest.fixture
def read(browser: Browser, server: str, client: httpx.Client) -> Iterator[Read]:
    """Open chapters, each in a context of its own, without motion unless a test asks for it; checked as with `visit`."""
    contexts: list[BrowserContext] = []
    readers: list[Reader] = []

    def read(slug: str, query: str = "", *, phone: bool = False, **options: Any) -> Reader:
        context = browser.new_context(**{**(PHONE if phone else DESKTOP), "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(ACTION_MILLISECONDS)
        reader = Reader(context.new_page(), server, client)
        readers.append(reader)
        reader.open(slug, query)
        return reader

    yield read
    for context in contexts:
        context.close()
    problems = [problem for reader in readers for problem in reader.unforgiven]
    assert not problems, problems


@pytest.fixture
def explorer(visit: Visit) -> Explorer:
    """The page as it opens on a desktop."""
    return visit()
