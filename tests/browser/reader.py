"""A chapter of the walk as a test sees it: its figures, predictions and readings, and what it asked of the server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect

API = "/api/v1"
READY_MILLISECONDS = 30_000.0
SETTLE_SECONDS = 15.0
POLL_MILLISECONDS = 20


@dataclass
class Reader:
    """One open page of the walk.

    Attributes:
        page: Playwright's.
        address: of the server, without a path.
        client: asks the API the same questions that the page asked.
        asked: every POST to the API, in order: its path below the API's root, and its body.
        problems: console errors, uncaught errors and requests to other servers; a test fails on any.
        forgiven: parts of problems that a test expects.
    """

    page: Page
    address: str
    client: httpx.Client
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._fail)
        self.page.on("request", self._sent)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def _fail(self, error: Error) -> None:
        self.problems.append(f"uncaught: {error}")

    def _sent(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"a request to another server: {request.url}")
        if request.method == "POST" and request.url.startswith(f"{self.address}{API}"):
            self.asked.append((request.url.removeprefix(f"{self.address}{API}"), json.loads(request.post_data or "null")))

    @property
    def unforgiven(self) -> list[str]:
        """Problems that the test did not expect."""
        return [problem for problem in self.problems if not any(part in problem for part in self.forgiven)]

    def open(self, slug: str, query: str = "") -> None:
        """Go to a chapter and wait until all its figures are drawn."""
        self.page.goto(f"{self.address}/walk/{slug}{query}")
        for figure in self.page.locator("[data-figure]").all():
            expect(figure).to_have_attribute("data-ready", "true", timeout=READY_MILLISECONDS)

    def until(self, condition: Callable[[], bool], what: str, seconds: float = SETTLE_SECONDS) -> None:
        """Wait for a condition, and fail with its name if it never comes true."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"never came true: {what}"
            self.page.wait_for_timeout(POLL_MILLISECONDS)

    def figure(self, name: str) -> Locator:
        """A figure by name."""
        return self.page.locator(f'[data-figure="{name}"]')

    def reading(self, name: str) -> str:
        """The text of a named number, with an ASCII minus sign."""
        return self.page.locator(f'[data-reading="{name}"]').first.inner_text().replace("\u2212", "-")

    def number(self, name: str) -> float:
        """A named number's value."""
        return float(self.reading(name).split()[0])

    def described(self, name: str) -> str:
        """A figure's text alternative."""
        return self.figure(name).locator("[data-figure-text]").inner_text()

    def set_dial(self, name: str, text: str) -> None:
        """Type into a dial's field."""
        self.page.locator(f'[data-dial="{name}"] [data-dial-field]').fill(text)

    def predict(self, name: str, choice: str | None = None) -> str:
        """Make a prediction (by radio button, if a choice is given), have it checked, and return what the page says of it."""
        root = self.page.locator(f'[data-predict="{name}"]')
        if choice is not None:
            root.locator(f'.choice-input[value="{choice}"]').check()
        root.locator("[data-predict-check]").click()
        score = root.locator("[data-score]")
        expect(score).to_be_visible()
        expect(score).not_to_be_empty()
        return score.inner_text()

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the page's address."""
        return dict(httpx.URL(self.page.url).params)

    @property
    def try_it(self) -> dict[str, str]:
        """The parameters of the link to the explorer."""
        return dict(httpx.URL(self.page.locator("[data-try-it]").get_attribute("href") or "").params)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The API's answer, in plain JSON."""
        answer = self.client.post(f"{API}{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()
