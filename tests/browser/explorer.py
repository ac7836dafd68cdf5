"""The explorer's page as a test sees it: what can be done on it, what it shows, and what it asked of the server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FloatRect, Locator, Request, expect

from tests.browser.figures import agrees
from tests.browser.listener import API, Listener

OPTIMIZERS = ("gradient_descent", "momentum", "nesterov")
LECTURE_DATA = [[0.5, 0.2], [2.5, 0.9]]
READY_SECONDS = 30.0
"""The slowest first picture that is still no failure; far above what it takes, for a machine that is busy otherwise."""

VIEW_SCRIPT = """panel => {
  const {xaxis, yaxis} = panel.querySelector('[data-base]')._fullLayout;
  return {w: xaxis.range.map(Number), b: yaxis.range.map(Number)};
}"""

TWO_FRAMES = """() => new Promise(done => {
  requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(done))));
})"""


@dataclass(frozen=True, slots=True)
class Axes:
    """What part of the plane a map shows, and where on the screen: the ranges are Plotly's, the box is the pointer layer's."""

    w: tuple[float, float]
    b: tuple[float, float]
    box: FloatRect

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The point of the plane at a pixel of the page."""
        across = (x - self.box["x"]) / self.box["width"]
        down = (y - self.box["y"]) / self.box["height"]
        return self.w[0] + across * (self.w[1] - self.w[0]), self.b[1] - down * (self.b[1] - self.b[0])

    def pixel(self, w: float, b: float) -> tuple[float, float]:
        """The pixel of the page at a point of the plane."""
        across = (w - self.w[0]) / (self.w[1] - self.w[0])
        down = (self.b[1] - b) / (self.b[1] - self.b[0])
        return self.box["x"] + across * self.box["width"], self.box["y"] + down * self.box["height"]

    def place(self, across: float, down: float) -> tuple[float, float]:
        """The whole pixel at these shares of the map; pointers move by whole pixels."""
        return round(self.box["x"] + across * self.box["width"]), round(self.box["y"] + down * self.box["height"])

    @property
    def pixel_size(self) -> float:
        """Units of w in a pixel."""
        return (self.w[1] - self.w[0]) / self.box["width"]


@dataclass
class Explorer(Listener):
    """The explorer, open.

    Attributes:
        walks: bodies of every `POST /descents`, in order.
    """

    walks: list[dict[str, Any]] = field(default_factory=list)
    _pending: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)

    def _sent(self, request: Request) -> None:
        super()._sent(request)
        if request.url.startswith(f"{self.address}{API}"):
            self._pending.add(request)
        if request.method == "POST" and request.url.endswith("/descents"):
            self.walks.append(json.loads(request.post_data or ""))

    def _answered(self, request: Request) -> None:
        self._pending.discard(request)

    # -- opening and waiting

    def open(self, query: str = "") -> None:
        """Go to the page and wait for its first picture."""
        self.page.goto(f"{self.address}/{query}")
        self.ready()

    def ready(self) -> None:
        """Wait until the first walk is drawn."""
        self.page.wait_for_selector('body[data-ready="true"]', state="attached", timeout=1000 * READY_SECONDS)
        self.settle()

    def settle(self) -> None:
        """Wait until every request is answered, its answer is drawn, and no further request follows from that."""
        self.until(self._quiet, "all requests are answered and drawn")

    def _quiet(self) -> bool:
        before = len(self.walks)
        # What is drawn after a frame (charts, table, inspector) is drawn by the second frame.
        self.page.evaluate(TWO_FRAMES)
        return not self._pending and len(self.walks) == before

    # -- parts

    def control(self, name: str) -> Locator:
        """A control by name."""
        return self.page.locator(f'[data-control="{name}"]')

    def message(self, name: str) -> Locator:
        """What the page says about a control's text."""
        return self.page.locator(f'[data-message="{name}"]')

    def panel(self, name: str) -> Locator:
        """A panel by its optimizer's id, or `overlay` or `3d`."""
        return self.page.locator(f'[data-panel="{name}"]')

    def field(self, optimizer: str, name: str) -> Locator:
        """A text of a panel."""
        return self.panel(optimizer).locator(f'[data-field="{name}"]')

    def start(self, index: int, panel: str = "gradient_descent") -> Locator:
        """A start's handle on a panel's map."""
        return self.panel(panel).locator(f'[data-start="{index}"]')

    def start_field(self, index: int, axis: str) -> Locator:
        """A start's number field."""
        return self.page.locator("[data-start-list] > li").nth(index).locator(f'[data-start-field="{axis}"]')

    @property
    def notices(self) -> Locator:
        """The line of notices."""
        return self.page.locator("[data-notices]")

    # -- what the page shows

    @property
    def linked_starts(self) -> list[list[float]]:
        """The starts that the page's address names."""
        pairs = self.query.get("starts", "").split(";")
        return [[float(value) for value in pair.split(",")] for pair in pairs if pair]

    @property
    def t(self) -> int:
        """The clock."""
        return int(self.page.locator("[data-clock]").inner_text())

    @property
    def last(self) -> int:
        """The clock's last step."""
        return int(self.page.locator("[data-clock-last]").inner_text())

    def starts(self, panel: str = "gradient_descent") -> list[tuple[float, float]]:
        """All starts at full precision, from the handles on a panel's map."""
        handles = self.panel(panel).locator("[data-start]")
        pairs: list[list[str]] = handles.evaluate_all("all => all.map(({dataset}) => [dataset.w, dataset.b])")
        return [(float(w), float(b)) for w, b in pairs]

    def axes(self, panel: str = "gradient_descent") -> Axes:
        """What a panel's map shows, and where. Only of use when the terrain is drawn where the map stands: see `settle_map`."""
        shown = self.panel(panel).evaluate(VIEW_SCRIPT)
        box = self.panel(panel).locator("[data-map]").bounding_box()
        assert box is not None, f"the map of {panel} is not on the page"
        return Axes(tuple(shown["w"]), tuple(shown["b"]), box)

    def settle_map(self, panel: str = "gradient_descent") -> Axes:
        """Wait until the terrain is drawn for the view that the map has, and return that view."""
        base = self.panel(panel).locator("[data-base]")
        self.until(lambda: not self._pending and base.evaluate("base => base.style.transform") == "", "the terrain is drawn")
        self.settle()
        return self.axes(panel)

    @property
    def shown_walks(self) -> list[str]:
        """The walks that have a panel, in their order: the optimizer's id, or "momentum.2" where it is there once more."""
        panels = self.page.locator("[data-panel]:not(.panel--off):has(.panel-title)")
        ids: list[str] = panels.evaluate_all("all => all.map(({dataset}) => dataset.panel)")
        return ids

    # -- the API's answers to the page's questions

    def runs(self, body: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The API's runs, in plain JSON, for a body: the page's last one if none is given."""
        runs: list[dict[str, Any]] = self.post("/descents", body or self.walks[-1])["runs"]
        return runs

    def assert_panels_agree(self) -> None:
        """Fail unless every panel shows the last start's walk as the API has it."""
        runs = self.runs()[-len(self.walks[-1]["optimizers"]) :]
        for walk, run in zip(self.shown_walks, runs, strict=True):
            assert walk.split(".")[0] == run["optimizer"]["id"]
            expect(self.field(walk, "iterations")).to_have_text(str(run["iterations"]))
            shown = self.field(walk, "loss").text_content() or ""
            assert agrees(shown, run["summary"]["final_loss"]), (walk, shown, run["summary"]["final_loss"])

    # -- actions

    def click_map(
        self, across: float, down: float, panel: str = "gradient_descent", modifiers: Sequence[str] = ()
    ) -> tuple[float, float]:
        """Click a map at shares of its size, wait for the walks, and return the point of the plane that was clicked."""
        axes = self.axes(panel)
        x, y = axes.place(across, down)
        for key in modifiers:
            self.page.keyboard.down(key)
        self.page.mouse.click(x, y)
        for key in modifiers:
            self.page.keyboard.up(key)
        self.settle()
        return axes.point(x, y)

    def seek(self, t: int) -> None:
        """Put the clock at a step with the scrubber."""
        scrub = self.page.locator("[data-scrub]")
        scrub.evaluate(
            """(scrub, t) => {
              scrub.value = String(t);
              scrub.dispatchEvent(new Event('input', {bubbles: true}));
              scrub.dispatchEvent(new Event('change', {bubbles: true}));
            }""",
            t,
        )
        expect(self.page.locator("[data-clock]")).to_have_text(str(t))
        # The inspector follows the clock at its own, slower pace.
        expect(self.page.locator("[data-inspector]")).to_have_attribute("data-inspector", str(t))
        self.settle()

    def choose_view(self, view: str) -> None:
        """Switch to a view."""
        self.page.locator(f'[data-control="view"][value="{view}"]').check(force=True)
        self.settle()
