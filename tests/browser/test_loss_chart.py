"""The loss chart: values read, scale, legend, names and keys."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer
from tests.browser.figures import agrees, points_of

HOVER_DIGITS = 6


def test_loss_chart_reads_the_exact_value_of_a_step(explorer: Explorer) -> None:
    page = explorer.page
    runs = explorer.runs()
    frame = page.locator("[data-loss-chart] [data-frame]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    values = page.locator("[data-loss-chart] .chart-legend-value")
    steps = set()
    for share in (0.25, 0.5, 0.8):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        note = page.locator("[data-loss-note]").inner_text()
        t = int(re.findall(r"step (\d+)", note)[0])
        steps.add(t)
        for text, run in zip(values.all_inner_texts(), runs, strict=True):
            assert agrees(text, run["loss"][min(t, run["iterations"])], HOVER_DIGITS)
        # The cursor stands under the pointer.
        line = page.locator(".chart-cursor-line").bounding_box()
        assert line is not None
        assert abs(line["x"] - (box["x"] + share * box["width"])) < 2
    assert len(steps) == 3
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    clicked = explorer.t
    assert 0 < clicked < explorer.last, "a click sets the clock"
    page.mouse.move(0, 0)
    frame.focus()
    reading = page.locator("[data-reading]").inner_text()
    assert f"At step {clicked}" in reading
    for name, run in zip(("Vanilla", "Momentum", "Nesterov"), runs, strict=True):
        shown = re.findall(rf"{name} (\S+?)[,.]?(?:\s|$)", reading)[0]
        assert agrees(shown, run["loss"][min(clicked, run["iterations"])], HOVER_DIGITS)
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-reading]")).to_contain_text(f"At step {clicked + 1}")


def test_a_walk_to_the_last_digit_leaves_the_others_room(visit: Visit) -> None:
    explorer = visit(
        "?surface=formula&formula=w%5E2%2Bb%5E2&starts=1,1&learning_rate=0.45&tolerance=0&optimizers=gradient_descent"
    )
    assert min(explorer.runs()[0]["loss"]) < 1e-250
    exponents = explorer.page.locator("[data-loss-chart] .chart-exponent").all_text_contents()
    lowest = min(int(each.replace("\N{MINUS SIGN}", "-")) for each in exponents)
    assert -21 < lowest < -15


def test_loss_chart_is_logarithmic_or_linear(explorer: Explorer) -> None:
    """The curves' heights are a straight line in log10 of the loss, and in the loss itself when the scale is switched off."""
    page = explorer.page
    switch = page.locator('[data-setting="log"]')
    expect(switch).to_be_checked()
    runs = explorer.runs()
    for logarithmic, scale in ((True, math.log10), (False, float)):
        switch.set_checked(logarithmic, force=True)
        expect(page.locator("[data-loss-note]")).to_contain_text("Log scale" if logarithmic else "Linear scale")
        ends = []
        for index, run in enumerate(runs):
            path = page.locator(f'[data-loss-chart] .chart-line[data-walk="{index}"]').get_attribute("d") or ""
            points = points_of(path)
            ends += [(points[0][1], scale(run["loss"][0])), (points[-1][1], scale(run["loss"][-1]))]
        low, high = min(ends, key=lambda end: end[1]), max(ends, key=lambda end: end[1])
        slope = (high[0] - low[0]) / (high[1] - low[1])
        assert slope < 0, "up is more"
        for y, value in ends:
            assert y == pytest.approx(low[0] + slope * (value - low[1]), abs=0.6)


def test_loss_chart_holds_any_number_of_decades(visit: Visit) -> None:
    """A walk that diverges through two hundred decades is as straight a picture as any: nothing lies flat on the edge."""
    explorer = visit("?surface=rosenbrock&learning_rate=0.01&momentum=0.9&optimizers=gradient_descent")
    (run,) = explorer.runs()
    losses = [math.log10(loss) for loss in run["loss"] if loss is not None]
    assert losses[-1] - losses[0] > 100
    path = explorer.page.locator("[data-loss-chart] .chart-line").get_attribute("d") or ""
    heights = [y for _, y in points_of(path)]
    slope = (heights[-1] - heights[0]) / (losses[-1] - losses[0])
    for y, loss in zip(heights, losses, strict=True):
        assert y == pytest.approx(heights[0] + slope * (loss - losses[0]), abs=0.6)


def test_ticks_end_where_numbers_do(visit: Visit) -> None:
    """The axis has room above the highest loss, and there is none beyond the largest double; a tick there would be an error."""
    explorer = visit("?surface=formula&formula=sqrt(w%5E2)%2B(b-1)%5E2&starts=3,-2&learning_rate=1", phone=True)
    assert max(loss for loss in explorer.runs()[2]["loss"] if loss is not None) > 1e300
    heights = explorer.page.locator("[data-loss-chart] .chart-tick").evaluate_all(
        "all => all.map(each => each.getAttribute('y'))"
    )
    assert "NaN" not in heights


LARGEST_OVERLAP = 0.5
"""Pixels: less than a line is thick."""


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_loss_charts_legend_stands_above_the_plot(visit: Visit, size: tuple[int, int]) -> None:
    explorer = visit("?optimizers=gradient_descent,momentum,nesterov,adam", viewport={"width": size[0], "height": size[1]})
    chart = explorer.page.locator("[data-loss-chart]")
    frame, plot = (chart.locator(part).bounding_box() for part in ("[data-frame]", ".chart-svg"))
    assert frame is not None
    assert plot is not None
    boxes = [row.bounding_box() for row in chart.locator(".chart-legend-row").all()]
    assert len(boxes) == 4
    for box in boxes:
        assert box is not None
        assert box["y"] + box["height"] <= plot["y"] + LARGEST_OVERLAP
        assert frame["x"] - LARGEST_OVERLAP <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + LARGEST_OVERLAP
    assert plot["y"] + plot["height"] == pytest.approx(frame["y"] + frame["height"], abs=LARGEST_OVERLAP)
    rights = chart.locator(".chart-legend-value").evaluate_all("all => all.map(value => value.getBoundingClientRect().right)")
    lefts = chart.locator(".chart-legend-row").evaluate_all("all => all.map(row => row.getBoundingClientRect().left)")
    assert len({round(right) for right in rights}) == len({round(left) for left in lefts}), "values stand under each other"


SLIVERS = """keys => keys.map(key => {
  const [mark, ...lines] = [key.querySelector('.chart-mark'), ...key.querySelectorAll('.key-line')];
  const {x, width} = mark.getBBox();
  const middle = mark.transform.baseVal.consolidate().matrix.e;
  const dash = (lines[0].getAttribute('stroke-dasharray') || '').split(' ').filter(Boolean).map(Number);
  if (dash.length === 0) return null;
  // Pieces of the dash, as distances from the marker's edge and lengths.
  return lines.flatMap(line => {
    const [from, to] = ['x1', 'x2'].map(name => Number(line.getAttribute(name)));
    const length = Math.abs(to - from);
    const gap = Math.abs(middle + Math.sign(from - middle) * width / 2 - from) - length;
    const pieces = [];
    for (let at = 0, i = 0; at < length; at += dash[i % dash.length], i += 1)
      if (i % 2 === 0) pieces.push([gap, Math.min(dash[i % dash.length], length - at), dash[i % dash.length]]);
    return pieces;
  });
})"""


def test_no_piece_of_a_keys_dash_is_cut_short_at_its_marker(visit: Visit) -> None:
    explorer = visit("?optimizers=gradient_descent,momentum,nesterov,rmsprop,adam,bfgs")
    keys = explorer.page.locator("[data-table-body] .key").evaluate_all(SLIVERS)
    assert len(keys) == 6
    assert keys[0] is None, "a solid line has no pieces"
    for pieces in keys[1:]:
        for gap, length, whole in pieces:
            assert gap >= 1, "air between dash and marker"
            assert length >= 1.5, (length, whole)
            assert length >= 0.5 * whole, (length, whole)
