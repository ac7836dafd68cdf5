"""Own data for the neuron, and what a test does with them in the editor."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.explorer import Explorer

OWN = [[0.5, 0.2], [1.0, 0.3], [2.5, 0.9], [4.0, 0.95]]
TEXT = "x;y\n0,5;0,2\n1;0,3\n2,5;0,9\n4;0,95\n"


def panel(explorer: Explorer) -> Locator:
    """The data editor, open."""
    root = explorer.page.locator("[data-data-panel]")
    if not root.is_visible():
        explorer.page.locator("[data-edit-data]").click()
        expect(root).to_be_visible()
    return root


def paste(explorer: Explorer, text: str) -> Locator:
    """Paste a text into the editor and return its take button."""
    panel(explorer).locator("[data-data-text]").fill(text)
    return explorer.page.locator("[data-take]")


def use(explorer: Explorer, text: str) -> None:
    """Paste a text, take its points and wait for their walks."""
    before = len(explorer.walks)
    paste(explorer, text).click()
    walked(explorer, before)


def walked(explorer: Explorer, before: int) -> None:
    """Wait until walks are asked for and shown."""
    explorer.until(lambda: len(explorer.walks) > before, "the new walks are asked for")
    explorer.settle()


def data_of(explorer: Explorer) -> Any:
    """The data of the page's last walks."""
    return explorer.walks[-1]["surface"]["data"]


def drop(explorer: Explorer, name: str, text: str) -> None:
    """Drop a file on the page."""
    explorer.page.evaluate(
        """([name, text]) => {
          const files = new DataTransfer();
          files.items.add(new File([text], name, {type: 'text/csv'}));
          const options = {dataTransfer: files, bubbles: true, cancelable: true};
          const maps = document.querySelector('[data-maps]');
          const kept = ['dragover', 'drop'].map(name => !maps.dispatchEvent(new DragEvent(name, options)));
          if (!kept.every(Boolean)) throw new Error('the browser would leave the page for the file');
        }""",
        [name, text],
    )
