"""The first picture: alive at once, with the API's numbers in it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import LECTURE_DATA, OPTIMIZERS, Explorer
from tests.browser.figures import agrees, read

NAMES = {"gradient_descent": "Vanilla", "momentum": "Momentum", "nesterov": "Nesterov"}
PAINTED = """canvas => {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
  return painted;
}"""
NEAR = """(canvas, {x, y, radius, colour, tolerance}) => {
  const k = canvas.width / canvas.clientWidth;
  const side = Math.round(2 * radius * k);
  const {data} = canvas.getContext('2d').getImageData(Math.round((x - radius) * k), Math.round((y - radius) * k), side, side);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 200 && [0, 1, 2].every(c => Math.abs(data[i + c] - colour[c]) < tolerance)) found += 1;
  }
  return found;
}"""
MARGINS = "panel => { const {l, r, t, b} = panel.querySelector('[data-base]')._fullLayout._size; return [l, r, t, b]; }"
RGB = """name => {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const numbers = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  return numbers.slice(0, 3);
}"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_first_picture_is_the_lectures_walk_with_the_apis_numbers(visit: Visit, motion: str) -> None:
    explorer = visit(reduced_motion=motion)
    [body] = explorer.walks
    assert body["surface"] == {"kind": "neuron", "data": LECTURE_DATA, "loss": "half_sum"}
    assert (body["starts"], body["max_iterations"]) == ([[-2, -2]], 1000)
    assert body["events"] is False, "bench/server.py measures the explorer's request, which shows no events"
    assert body["optimizers"] == [
        {"id": "gradient_descent", "learning_rate": 1},
        {"id": "momentum", "learning_rate": 1, "momentum": 0.9},
        {"id": "nesterov", "learning_rate": 1, "momentum": 0.9},
    ]
    assert explorer.starts() == [(-2.0, -2.0)]
    assert explorer.page.url == f"{explorer.address}/", "the default picture has a bare address"
    for optimizer, run in zip(OPTIMIZERS, explorer.runs(), strict=True):
        panel = explorer.panel(optimizer)
        expect(panel).to_be_visible()
        expect(panel.get_by_role("heading")).to_have_text(NAMES[optimizer])
        assert run["outcome"] == "converged"
        expect(explorer.field(optimizer, "outcome")).to_contain_text("minimum")
        assert int(explorer.field(optimizer, "iterations").inner_text()) == run["iterations"]
        assert agrees(explorer.field(optimizer, "loss").inner_text(), run["summary"]["final_loss"])
    longest = max(run["iterations"] for run in explorer.runs())
    toggle = explorer.page.locator('[data-clock-action="toggle"]')
    if motion == "reduce":
        # Nothing moves by itself: the whole walk, at rest.
        assert (explorer.t, explorer.last) == (longest, longest)
        expect(toggle).to_have_attribute("aria-label", "Play")
    else:
        expect(toggle).to_have_attribute("aria-label", "Pause")
        first = explorer.t
        explorer.until(lambda: explorer.t > first, "the clock goes on")


def test_terrain_is_drawn_in_every_panel(explorer: Explorer) -> None:
    for optimizer in OPTIMIZERS:
        panel = explorer.panel(optimizer)
        assert panel.locator("[data-base] .contourfill path").count() >= 8
        assert panel.locator("[data-base] .contourlines path, [data-base] .contourlevel path").count() >= 8
        for layer in ("[data-terrain]", "[data-walks]"):
            assert panel.locator(layer).evaluate(PAINTED) > 300, (optimizer, layer)


def test_terrain_is_the_apis_loss_on_a_logarithmic_scale(explorer: Explorer) -> None:
    """Heights are log10(loss - minimum), and the neuron's minimum is 0; those below the lowest level are cut off there."""
    heights: dict[str, Any] = explorer.panel("momentum").evaluate(
        """panel => {
          const {x, y, z, contours} = panel.querySelector('[data-base]').data[0];
          const rows = [0.1, 0.35, 0.6, 0.85].map(share => Math.floor(share * y.length));
          const columns = [0.1, 0.4, 0.55, 0.9].map(share => Math.floor(share * x.length));
          const cells = rows.flatMap(row => columns.map(column => [row, column]));
          return {low: contours.start, points: cells.map(([r, c]) => [x[c], y[r]]), z: cells.map(([r, c]) => z[r][c])};
        }"""
    )
    answer = explorer.post("/evaluate", {"surface": explorer.walks[0]["surface"], "points": heights["points"]})
    for shown, result in zip(heights["z"], answer["results"], strict=True):
        assert shown == pytest.approx(math.log10(result["loss"]), abs=1e-5) or shown <= heights["low"]


def test_map_is_one_plane_under_the_pointer_layer(explorer: Explorer) -> None:
    """The pointer layer lies over the plotting area; with one scale on both axes gradients cross contours at right angles."""
    for optimizer in OPTIMIZERS:
        panel = explorer.panel(optimizer)
        layer = panel.locator("[data-map]").bounding_box()
        plot = panel.locator("[data-base] svg.main-svg").first.bounding_box()
        assert layer is not None
        assert plot is not None
        # Plotly draws in whole pixels.
        assert all(abs(layer[side] - plot[side]) < 1 for side in ("x", "y", "width", "height")), (layer, plot)
        assert set(panel.evaluate(MARGINS)) == {0}
        axes = explorer.axes(optimizer)
        assert (axes.b[1] - axes.b[0]) / axes.box["height"] == pytest.approx(axes.pixel_size, rel=2e-3)


def test_each_walk_ends_on_its_map_in_its_own_colour(explorer: Explorer) -> None:
    colours = []
    for index, (optimizer, run) in enumerate(zip(OPTIMIZERS, explorer.runs(), strict=True)):
        axes = explorer.axes(optimizer)
        colour = explorer.page.evaluate(RGB, f"--walk-{index}")
        colours.append(colour)
        for point in (run["theta"][-1], run["theta"][len(run["theta"]) // 8]):
            x, y = axes.pixel(*point)
            place = {"x": x - axes.box["x"], "y": y - axes.box["y"], "radius": 7, "colour": colour, "tolerance": 12}
            assert explorer.panel(optimizer).locator("[data-walks]").evaluate(NEAR, place) > 8, (optimizer, point)
    assert len({tuple(colour) for colour in colours}) == len(OPTIMIZERS)


def test_walks_differ_by_dash_and_marker_and_keep_one_colour(explorer: Explorer) -> None:
    for place in (".rail", "[data-loss-chart]", "[data-table-body]"):
        keys = explorer.page.locator(f"{place} svg.key")
        looks = [
            (key.locator(".key-line").first.get_attribute("stroke-dasharray"), key.locator(".chart-mark").get_attribute("d"))
            for key in keys.all()
        ]
        assert len(looks) == len(OPTIMIZERS), place
        assert len({dash for dash, _ in looks}) == len({mark for _, mark in looks}) == len(OPTIMIZERS), place
    for index in range(len(OPTIMIZERS)):
        expected = "rgb({}, {}, {})".format(*explorer.page.evaluate(RGB, f"--walk-{index}"))
        strokes = explorer.page.locator(
            f'.key-line[data-walk="{index}"], [data-frame] .chart-line[data-walk="{index}"]'
        ).evaluate_all("lines => lines.map(line => getComputedStyle(line).stroke)")
        assert len(strokes) >= 5
        assert set(strokes) == {expected}


def test_known_minimum_is_marked(explorer: Explorer) -> None:
    [minimum] = explorer.post("/surfaces/describe", {"surface": explorer.walks[0]["surface"]})["minima"]
    axes = explorer.axes("momentum")
    x, y = axes.pixel(*minimum[:2])
    terrain = explorer.panel("momentum").locator("[data-terrain]")
    place = {"radius": 9, "colour": explorer.page.evaluate(RGB, "--ink"), "tolerance": 60}
    here = {"x": x - axes.box["x"], "y": y - axes.box["y"]}
    assert terrain.evaluate(NEAR, {**place, **here}) > 12
    assert terrain.evaluate(NEAR, {**place, **here, "y": here["y"] - 60}) == 0


def test_colour_bar_is_in_loss(explorer: Explorer) -> None:
    bar = explorer.page.locator("[data-altimeter]")
    assert bar.locator("canvas").evaluate(PAINTED) > 1000
    label = bar.get_attribute("aria-label") or ""
    low, high = (read(part) for part in label.split("loss from ")[1].split(",")[0].split(" to "))
    grid = explorer.post(
        "/grid",
        {
            "surface": explorer.walks[0]["surface"],
            "w": {"minimum": explorer.axes().w[0], "maximum": explorer.axes().w[1], "count": 60},
            "b": {"minimum": explorer.axes().b[0], "maximum": explorer.axes().b[1], "count": 60},
        },
    )
    assert 0 < low < high
    assert high == pytest.approx(grid["finite_maximum"], rel=0.3)


def test_formulas_are_mathematics_and_the_page_describes_itself(explorer: Explorer) -> None:
    formulas = explorer.page.locator("[data-formula]:visible math, [data-inspector] math:visible, .control-label math")
    assert formulas.count() > 20
    assert all(
        formulas.evaluate_all("all => all.map(math => math.getBoundingClientRect().width > 3 && math.childElementCount > 0)")
    )
    assert "$" not in explorer.page.locator("main").inner_text()
    expect(explorer.page).to_have_title("A Walk Downhill: see how gradient descent learns")
    expect(explorer.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(explorer.page.locator("html")).to_have_attribute("lang", "en")
    expect(explorer.page.locator("[data-picture]")).to_contain_text("Nesterov: reaches the minimum after")


def test_nothing_scrolls_sideways_at_any_width(explorer: Explorer) -> None:
    for width in (1440, 1024, 761, 500, 360):
        explorer.page.set_viewport_size({"width": width, "height": 768})
        explorer.settle()
        assert explorer.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
    explorer.page.set_viewport_size({"width": 1280, "height": 768})
    axes = explorer.settle_map()
    point = explorer.click_map(0.6, 0.7)
    assert explorer.axes() == axes
    assert explorer.starts() == [pytest.approx(point, rel=1e-9)], "the map is worked as before after all that"


def test_half_sum_is_explained(explorer: Explorer) -> None:
    explorer.page.get_by_role("button", name="Why does half the sum appear in the loss?").click()
    dialog = explorer.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    rows = dialog.locator("tbody tr")
    expect(rows).to_have_count(6)
    points = [[read(cell) for cell in row.locator("td").all_inner_texts()[:2]] for row in rows.all()]
    for column, loss in ((3, "half_sum"), (4, "mean"), (5, "sum")):
        surface = {"kind": "neuron", "data": LECTURE_DATA, "loss": loss}
        results = explorer.post("/evaluate", {"surface": surface, "points": points})["results"]
        for row, result in zip(rows.all(), results, strict=True):
            assert row.locator("td").nth(column).inner_text() == f"{result['loss']:.6f}"
    explorer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
