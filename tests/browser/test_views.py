"""Maps in rows, the overlay, and the names that stand on a map."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer
from tests.browser.figures import agrees

SLITS = 2.0
"""A map higher, or wider, than so many times its other side shows more of the surroundings than of the walk."""


@pytest.mark.parametrize("size", [(1080, 1920), (820, 1180)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("optimizers", [OPTIMIZERS, (*OPTIMIZERS, "adam", "bfgs")], ids=["three", "five"])
def test_a_window_taller_than_wide_has_maps_in_rows(visit: Visit, optimizers: tuple[str, ...], size: tuple[int, int]) -> None:
    explorer = visit(f"?optimizers={','.join(optimizers)}", viewport={"width": size[0], "height": size[1]})
    lefts = set()
    for optimizer in optimizers:
        box = explorer.axes(optimizer).box
        assert 1 / SLITS <= box["height"] / box["width"] <= SLITS, box
        assert box["y"] + box["height"] < size[1]
        lefts.add(round(box["x"]))
    assert len(lefts) == (1 if len(optimizers) == 3 else 2)
    explorer.choose_view("overlay")
    box = explorer.settle_map("overlay").box
    assert 1 / SLITS <= box["height"] / box["width"] <= SLITS, box


def test_overlay_has_every_walk_on_one_map(explorer: Explorer) -> None:
    explorer.choose_view("overlay")
    explorer.settle_map("overlay")
    page = explorer.page
    for optimizer in OPTIMIZERS:
        expect(explorer.panel(optimizer)).to_be_hidden()
    expect(page.locator("[data-map]:visible")).to_have_count(1)
    assert len(explorer.walks) == 1, "another view asks for no walks"
    items = page.locator("[data-walk-list] li")
    for t in (explorer.last, 100):
        explorer.seek(t)
        for item, run in zip(items.all(), explorer.runs(), strict=True):
            expect(item).to_contain_text(f"minimum after {run['iterations']} steps")
            assert agrees(item.locator(".walk-value").inner_text(), run["loss"][min(t, run["iterations"])])
    point = explorer.click_map(0.3, 0.7, panel="overlay")
    assert len(explorer.walks) == 2
    assert explorer.starts("overlay") == [pytest.approx(point, rel=1e-9)]
    axes = explorer.axes("overlay")
    x, y = (round(part) for part in axes.pixel(*point))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 80, steps=5)
    page.mouse.up()
    explorer.settle()
    assert explorer.starts("overlay") == [pytest.approx(axes.point(x + 60, y - 80), rel=1e-9)]
    explorer.choose_view("side_by_side")
    explorer.settle_map()
    for optimizer in OPTIMIZERS:
        expect(explorer.panel(optimizer)).to_be_visible()
    explorer.assert_panels_agree()


NAMES = """() => {
  window.names = [];
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    if (text === 'minimum' && this.canvas.closest('[data-panel="overlay"]')) window.names.push([x, y, this.textAlign]);
    return fill.call(this, text, x, y);
  };
}"""


def test_no_walk_crosses_a_minimums_name(visit: Visit) -> None:
    """Nesterov's walk, which comes around the minimum, crossed it where names stand by themselves."""
    explorer = visit(wait=False)
    explorer.page.add_init_script(f"({NAMES})()")
    explorer.open("?view=overlay")
    axes = explorer.settle_map("overlay")

    def crossed() -> bool:
        x, y, align = explorer.page.evaluate("names.at(-1)")
        left = {"left": x, "center": x - 28, "right": x - 56}[align]
        for run in explorer.runs():
            places = np.array([axes.pixel(w, b) for w, b in run["theta"]]) - [axes.box["x"], axes.box["y"]]
            between = np.linspace(places[:-1], places[1:], 20).reshape(-1, 2)
            inside = (between > [left, y - 7]) & (between < [left + 56, y + 7])
            if inside.all(axis=1).any():
                return True
        return False

    assert not crossed()
    # A walk from the other side: the name gives way again.
    explorer.click_map(0.2, 0.52, panel="overlay")
    assert not crossed()


def test_a_list_of_walks_over_a_map_has_ground_of_its_own(visit: Visit) -> None:
    explorer = visit("?view=overlay&surface=rastrigin")
    colour = explorer.page.locator("[data-walk-list]").evaluate("list => getComputedStyle(list).backgroundColor")
    [alpha] = re.findall(r"[/,] ?([0-9.]+)\)$", colour)
    assert float(alpha) > 0.8
