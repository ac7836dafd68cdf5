"""An open page, listened to: what went wrong on it, and how to wait for it and ask the API what it asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import ConsoleMessage, Error, Page, Request

API = "/api/v1"
SETTLE_SECONDS = 15.0
POLL_MILLISECONDS = 20


@dataclass
class Listener:
    """One open page.

    Attributes:
        page: Playwright's.
        address: of the server, without a path.
        client: asks the API the same questions that the page asked.
        problems: console errors, uncaught errors and requests to other servers; a test fails on any.
        forgiven: parts of problems that a test expects, such as the browser's own line about a refused connection.
    """

    page: Page
    address: str
    client: httpx.Client
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

    @property
    def unforgiven(self) -> list[str]:
        """Problems that the test did not expect."""
        return [problem for problem in self.problems if not any(part in problem for part in self.forgiven)]

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the page's address."""
        return dict(httpx.URL(self.page.url).params)

    def until(self, condition: Callable[[], bool], what: str, seconds: float = SETTLE_SECONDS) -> None:
        """Wait for a condition, and fail with its name if it never comes true."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"never came true: {what}"
            self.page.wait_for_timeout(POLL_MILLISECONDS)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The API's answer, in plain JSON."""
        answer = self.client.post(f"{API}{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()
