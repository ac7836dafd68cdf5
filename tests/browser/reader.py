"""A chapter of the walk as a test sees it: its figures, predictions and readings, and what it asked of the server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Locator, Request, expect

from tests.browser.listener import API, Listener

READY_MILLISECONDS = 30_000.0


@dataclass
class Reader(Listener):
    """A page of the walk, open.

    Attributes:
        asked: every POST to the API, in order: its path below the API's root, and its body.
    """

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def _sent(self, request: Request) -> None:
        super()._sent(request)
        if request.method == "POST" and request.url.startswith(f"{self.address}{API}"):
            self.asked.append((request.url.removeprefix(f"{self.address}{API}"), json.loads(request.post_data or "null")))

    def open(self, slug: str, query: str = "") -> None:
        """Go to a chapter and wait until all its figures are drawn."""
        self.page.goto(f"{self.address}/walk/{slug}{query}")
        for figure in self.page.locator("[data-figure]").all():
            expect(figure).to_have_attribute("data-ready", "true", timeout=READY_MILLISECONDS)

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
    def try_it(self) -> dict[str, str]:
        """The parameters of the link to the explorer."""
        return dict(httpx.URL(self.page.locator("[data-try-it]").get_attribute("href") or "").params)
