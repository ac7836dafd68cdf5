"""The clock: one for all panels, counting iterations."""

from __future__ import annotations

import itertools
import math
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer
from tests.browser.figures import agrees

SECOND = 1000
FRAME = 50
"""Milliseconds of the page's own time; a frame at 60 a second takes 16.7."""


def action(explorer: Explorer, name: str) -> None:
    explorer.page.locator(f'[data-clock-action="{name}"]').click()


def assert_time_is(explorer: Explorer, t: int) -> None:
    """Every panel shows the loss of its own walk after t steps, or where it arrived before."""
    expect(explorer.page.locator("[data-clock]")).to_have_text(str(t))
    for run in explorer.runs():
        field = explorer.field(run["optimizer"]["id"], "loss_at_t")
        loss = run["loss"][min(t, run["iterations"])]
        # Words follow the maps at their own pace.
        explorer.until(partial(shows, field, loss), f"{run['optimizer']['id']} shows its loss at step {t}")


def shows(field: Locator, value: float) -> bool:
    return agrees(field.inner_text(), value)


def test_stepping_and_scrubbing(explorer: Explorer) -> None:
    page = explorer.page
    iterations = {run["optimizer"]["id"]: run["iterations"] for run in explorer.runs()}
    last = max(iterations.values())
    assert_time_is(explorer, last)
    action(explorer, "forward")
    assert_time_is(explorer, last)
    action(explorer, "back")
    assert_time_is(explorer, last - 1)
    # Past the shortest walk's end, before the others': that one stands at its end.
    explorer.seek(iterations["nesterov"] + 5)
    assert_time_is(explorer, iterations["nesterov"] + 5)
    explorer.seek(0)
    assert_time_is(explorer, 0)
    action(explorer, "back")
    assert_time_is(explorer, 0)
    for t in (1, 2):
        action(explorer, "forward")
        assert_time_is(explorer, t)
    scrub = page.locator("[data-scrub]")
    box = scrub.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    assert explorer.t == pytest.approx(last / 2, abs=0.03 * last)
    assert_time_is(explorer, explorer.t)
    expect(scrub).to_have_attribute("aria-valuetext", f"step {explorer.t} of {last}")
    page.locator("[data-scrub]").focus()
    before = explorer.t
    page.keyboard.press("ArrowRight")
    assert_time_is(explorer, before + 1)
    assert len(explorer.walks) == 1, "the clock asks nothing of the server"


def test_fewer_steps_take_the_clock_back(explorer: Explorer) -> None:
    explorer.seek(300)
    explorer.control("max_iterations").fill("40")
    explorer.settle()
    assert explorer.last == 40
    assert_time_is(explorer, 40)
    explorer.seek(25)
    explorer.control("max_iterations").fill("60")
    explorer.settle()
    assert explorer.last == 60
    assert_time_is(explorer, 25)


def frozen(visit: Visit, query: str = "") -> Explorer:
    """A page whose own time stands still until the test moves it."""
    explorer = visit(wait=False)
    explorer.page.clock.install()
    explorer.open(query)
    now: float = explorer.page.evaluate("Date.now()")
    # Well ahead of the time that passes until this arrives.
    explorer.page.clock.pause_at(now / SECOND + 600)
    explorer.page.locator('[data-setting="speed"]').select_option("60")
    return explorer


def test_playing_counts_iterations_a_second(visit: Visit) -> None:
    explorer = frozen(visit)
    page = explorer.page
    speed = page.locator('[data-setting="speed"]')
    toggle = page.locator('[data-clock-action="toggle"]')
    page.keyboard.press("Home")
    t = 0
    for rate in (60, 240, 15):
        speed.select_option(str(rate))
        action(explorer, "toggle")
        expect(toggle).to_have_attribute("aria-label", "Pause")
        page.clock.run_for(SECOND)
        action(explorer, "toggle")
        expect(toggle).to_have_attribute("aria-label", "Play")
        assert explorer.t - t == pytest.approx(rate, abs=math.ceil(rate * FRAME / SECOND) + 1)
        t = explorer.t
        page.clock.run_for(SECOND)
        assert explorer.t == t, "it stands still while paused"


def test_playing_ends_at_the_end_or_starts_again(visit: Visit) -> None:
    explorer = frozen(visit, "?max_iterations=30")
    page = explorer.page
    toggle = page.locator('[data-clock-action="toggle"]')
    expect(page.locator("[data-clock]")).to_have_text("30")
    # Play at the end starts from the beginning.
    action(explorer, "toggle")
    page.clock.run_for(FRAME)
    assert explorer.t < 10
    page.clock.run_for(SECOND)
    expect(toggle).to_have_attribute("aria-label", "Play")
    expect(page.locator("[data-clock]")).to_have_text("30")
    page.locator('[data-setting="loop"]').check(force=True)
    action(explorer, "toggle")
    seen = []
    for _ in range(60):
        page.clock.run_for(FRAME)
        seen.append(explorer.t)
    expect(toggle).to_have_attribute("aria-label", "Pause")
    assert max(seen) == 30
    assert any(later < earlier for earlier, later in itertools.pairwise(seen)), "it starts again"
    page.keyboard.press("Home")
    expect(toggle).to_have_attribute("aria-label", "Play")


PAINTED_NEAR = """(canvas, places) => {
  const k = canvas.width / canvas.clientWidth;
  const context = canvas.getContext('2d');
  return places.map(([x, y]) => {
    const {data} = context.getImageData(Math.round((x - 3) * k), Math.round((y - 3) * k), Math.round(6 * k), Math.round(6 * k));
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
    return painted;
  });
}"""
FEWEST_PIXELS = 4
RING = 8
"""Pixels, the ghost's radius."""
CLEAR = 7.0
"""Pixels between such a place and the path: half of the window that is looked at, and half of a line with its halo."""


def vector_points(run: dict[str, Any], t: int) -> list[tuple[float, float]]:
    """A place on each arrow that leaves theta_t: on the push, past the ghost at its foot, and on the carried part, if any."""
    w, b = run["theta"][t]
    eta, gamma = run["optimizer"]["learning_rate"], run["optimizer"].get("momentum", 0.0)
    carried = [-gamma * part for part in run["update"][t]]
    slope = run["look_ahead_gradient"][t + 1] if "look_ahead" in run else run["gradient"][t]
    tip = (w + carried[0], b + carried[1])
    push = (tip[0] - 0.6 * eta * slope[0], tip[1] - 0.6 * eta * slope[1])
    return [push] if gamma == 0.0 else [push, (w + carried[0] / 2, b + carried[1] / 2)]


def distance(point: tuple[float, float], path: list[tuple[float, float]]) -> float:
    """Of a point from a line of straight pieces."""
    nearest = math.inf
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        share = min(max(((point[0] - x0) * dx + (point[1] - y0) * dy) / length, 0.0), 1.0) if length else 0.0
        nearest = min(nearest, math.dist(point, (x0 + share * dx, y0 + share * dy)))
    return nearest


def test_each_panel_shows_what_moves_its_point(visit: Visit) -> None:
    """Arrows are painted where the API's numbers put them, and a legend names them."""
    explorer = visit("?surface=himmelblau&starts=3,-4&learning_rate=0.02&momentum=0.7&lens=0")
    legends = {
        "gradient_descent": ["push from the gradient here"],
        "momentum": ["carried from the past", "push from the gradient here"],
        "nesterov": ["carried from the past", "look-ahead", "push from the gradient there"],
    }
    # Here the arrows leave the path, so that its line cannot be taken for them.
    t = 2
    explorer.seek(t)
    for run in explorer.runs():
        optimizer = run["optimizer"]["id"]
        panel = explorer.panel(optimizer)
        assert panel.locator(".legend-row").all_inner_texts() == legends[optimizer]
        expect(panel.locator("[data-legend]")).to_contain_text(f"step {t}")
        axes = explorer.axes(optimizer)
        points = vector_points(run, t)
        if "look_ahead" in run:
            # The ghost is a ring around the look-ahead point.
            w, b = run["look_ahead"][t + 1]
            points += [(w + RING * axes.pixel_size, b), (w - RING * axes.pixel_size, b)]
        path = [axes.pixel(*point) for point in run["theta"]]
        if optimizer != "gradient_descent":
            assert min(distance(axes.pixel(*point), path) for point in points[:2]) > CLEAR
        pixels = [axes.pixel(*point) for point in points]
        places = [[x - axes.box["x"], y - axes.box["y"]] for x, y in pixels]
        painted = panel.locator("[data-walks]").evaluate(PAINTED_NEAR, places)
        assert min(painted) >= FEWEST_PIXELS, (optimizer, painted)
    assert [run["optimizer"]["id"] for run in explorer.runs()] == list(OPTIMIZERS)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_arrivals_stand_whole_on_the_track(visit: Visit, phone: bool) -> None:
    explorer = visit("?t=37", phone=phone)
    page = explorer.page
    scrub = page.locator("[data-scrub]").bounding_box()
    assert scrub is not None
    assert page.locator("[data-arrivals]").evaluate("all => Number(getComputedStyle(all).zIndex)") >= 1, "over the track"
    marks = page.locator("[data-arrivals] .arrival-mark")
    assert marks.count() == 3
    for mark in marks.all():
        box = mark.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] / 2 == pytest.approx(scrub["y"] + scrub["height"] / 2, abs=1)


WORD_GAP = """text => {
  const range = document.createRange();
  range.selectNodeContents(text.firstChild);
  return text.querySelector('[data-clock]').getBoundingClientRect().left - range.getBoundingClientRect().right;
}"""
WIDEST_GAP = 2
"""Pixels; the words' own space is part of the text before it."""


def test_few_digits_leave_no_hole_and_move_no_track(explorer: Explorer) -> None:
    tracks = set()
    for t in (0, 37, explorer.last):
        explorer.seek(t)
        gap = explorer.page.locator(".clock-text").evaluate(WORD_GAP)
        assert gap < WIDEST_GAP
        box = explorer.page.locator("[data-scrub]").bounding_box()
        assert box is not None
        tracks.add(round(box["x"] / 3))
    assert len(tracks) == 1, "to a third of a digit"
