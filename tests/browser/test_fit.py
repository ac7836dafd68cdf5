"""The fit: the neuron's curves through its data points, which are dragged there, and what is told of its minimum."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import LECTURE_DATA, Explorer
from tests.browser.own_data import OWN, data_of

STEP = "1,-3;2,5;3,0;4,1;5,0.5"
"""Best fitted by a step, at infinity; its one minimum, at (-2.10, 10.53), is a local one."""

CANVAS_TEXTS = """(() => {
  window.canvas_texts = [];
  const {fillText} = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.canvas_texts.push(text);
    return fillText.call(this, text, ...rest);
  };
})()"""


def test_a_dragged_point_morphs_surface_walks_and_fit(explorer: Explorer) -> None:
    page = explorer.page
    grids: list[dict[str, Any]] = []
    page.on(
        "request", lambda request: grids.append(json.loads(request.post_data or "")) if request.url.endswith("/grid") else None
    )
    view = explorer.settle_map()
    before, curve = len(explorer.walks), page.locator("[data-fit-chart] .chart-line").first
    drawn = curve.get_attribute("d")
    datum = page.locator('[data-datum="1"]')
    datum.scroll_into_view_if_needed()
    box = datum.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 60, steps=8)
    explorer.until(lambda: len(explorer.walks) > before + 1, "walks follow the hand")
    explorer.until(lambda: any(grid["surface"]["data"] != LECTURE_DATA for grid in grids), "the terrain follows the hand")
    explorer.until(lambda: curve.get_attribute("d") != drawn, "the fit follows the hand")
    assert "data" not in explorer.query, "the address waits for the hand"
    page.mouse.up()
    explorer.until(lambda: "data" in explorer.query, "the address has the data")
    explorer.settle()
    moved = data_of(explorer)
    assert moved[0] == LECTURE_DATA[0]
    assert moved[1][0] < 2.5
    assert moved[1][1] < 0.8
    after = explorer.settle_map()
    assert (*after.w, *after.b) == pytest.approx((*view.w, *view.b)), "the map stays where it is"
    explorer.assert_panels_agree()
    expect(datum).to_have_attribute("aria-label", f"Data point 2 of 2: x {moved[1][0]:g}, y {moved[1][1]:g}. Arrow keys move it.")
    assert explorer.walks[-1]["starts"] == [[-2, -2]], "settings stay"


def test_a_point_is_moved_by_keys(explorer: Explorer) -> None:
    datum = explorer.page.locator('[data-datum="0"]')
    datum.focus()
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight"):
        explorer.page.keyboard.press(key)
    explorer.until(lambda: "data" in explorer.query, "the address has the data")
    explorer.settle()
    expect(datum).to_be_focused()
    assert data_of(explorer) == [[1.5, 0.22], LECTURE_DATA[1]]
    explorer.assert_panels_agree()


def test_many_points_are_no_handles_and_the_axis_holds_every_target(visit: Visit) -> None:
    points = [[i / 10, -1 + i / 10] for i in range(41)]
    explorer = visit("?surface=neuron&data=" + ";".join(f"{x},{y}" for x, y in points))
    assert data_of(explorer) == points
    expect(explorer.page.locator("[data-datum]")).to_have_count(0)
    expect(explorer.page.locator("[data-fit-note]")).to_contain_text("outside 0 to 1")
    ticks = explorer.page.locator("[data-fit-chart] .chart-tick").all_text_contents()
    assert {"\u22121", "3"} <= set(ticks)


NOTES: dict[str, tuple[str, str, str | None, str | None]] = {
    "two points": ("", "through both points", "minimum", "the minimum"),
    "four points": ("?data=" + ";".join(f"{x},{y}" for x, y in OWN), "the minimum found", "minimum, found", "the minimum found"),
    "at a local minimum": (f"?data={STEP}&starts=-2,10.5", "the minimum found", "minimum, found", "the minimum found"),
    "past a local minimum": (f"?data={STEP}", "a local minimum; a walk has come lower", "local minimum", None),
    "of two walks one past it": (
        f"?data={STEP}&starts=-0.2,-0.1;-2,10.5",
        "a local minimum; a walk has come lower",
        "local minimum",
        "a local minimum",
    ),
}
"""Of what is walked: what the thin line is, the minimum's name on the map, and where the last start's walks end."""


@pytest.mark.parametrize("name", NOTES)
def test_a_minimum_that_a_walk_came_below_is_a_local_one(visit: Visit, name: str) -> None:
    query, note, named, reached = NOTES[name]
    explorer = visit(wait=False)
    explorer.page.add_init_script(CANVAS_TEXTS)
    explorer.open(query)
    explorer.settle_map()
    expect(explorer.page.locator("[data-fit-note]")).to_contain_text(f"Thin grey: {note}.")
    names = [text for text in explorer.page.evaluate("canvas_texts") if "minimum" in text]
    assert names[-1] == named
    if reached:
        expect(explorer.field("momentum", "outcome")).to_contain_text(f"reaches {reached} after")


BOXES = """root => {
  const all = part => [...root.querySelectorAll(part)].map(each => each.getBoundingClientRect());
  const names = all('.chart-tick--on-curves').map(({left, top, right, bottom}) => [left, top, right, bottom]);
  const middles = all('.datum').map(({left, top, right, bottom}) => [(left + right) / 2, (top + bottom) / 2]);
  return [names, middles.map(([x, y]) => [x - 5, y - 5, x + 5, y + 5])];
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("data", "least"), [(STEP, 5), ("1,0.5;1.3,0.55;1.6,0.5;1.9,0.45;4,0.4;4,0.6", 4)], ids=["step", "close together"]
)
def test_names_of_points_stand_on_no_other(visit: Visit, data: str, least: int, width: int) -> None:
    explorer = visit(f"?data={data}", viewport={"width": width, "height": 800})
    names, points = explorer.page.locator("[data-fit-chart]").evaluate(BOXES)
    assert len(points) == len(data.split(";"))
    assert len(names) >= least, "few have no room"
    for i, (x0, y0, x1, y1) in enumerate(names):
        for left, top, right, bottom in [*names[:i], *points]:
            assert min(x1, right) <= max(x0, left) or min(y1, bottom) <= max(y0, top)
