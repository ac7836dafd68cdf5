"""Zoom and pan, and clicks that land where they should after both."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Visit
from tests.browser.explorer import Axes, Explorer

PRESSES = 36
NARROW = 5e-9
"""Units of w in a pixel after so many presses, each of which makes the view 1.6 times as narrow."""
LARGEST = 1e6
"""Of a coordinate; test_controls compares the page's limits with the API's."""


def changed_from(explorer: Explorer, before: Axes, panel: str = "momentum") -> Axes:
    """Wait for the terrain of another view, and return that view."""
    explorer.until(lambda: explorer.axes(panel).w != before.w, "the view changes")
    return explorer.settle_map(panel)


def assert_click_lands(explorer: Explorer, panel: str = "momentum") -> None:
    """A click walks from the clicked point, at once: it does not wait for the terrain."""
    sent = len(explorer.walks)
    point = explorer.click_map(0.37, 0.58, panel=panel)
    assert len(explorer.walks) == sent + 1
    axes = explorer.axes(panel)
    assert explorer.starts(panel)[-1] == pytest.approx(point, abs=1e-6 * axes.pixel_size * axes.box["width"])
    handle = explorer.start(0, panel).bounding_box()
    assert handle is not None
    x, y = axes.place(0.37, 0.58)
    assert (handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2) == pytest.approx((x, y), abs=0.5)


def test_wheel_zooms_around_the_pointer(explorer: Explorer) -> None:
    page = explorer.page
    before = explorer.axes("momentum")
    x, y = before.place(0.7, 0.3)
    kept = before.point(x, y)
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    for _ in range(3):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    after = changed_from(explorer, before)
    assert after.pixel_size < 0.8 * before.pixel_size
    assert after.point(x, y) == pytest.approx(kept, abs=0.5 * before.pixel_size), "the point under the pointer stays"
    for other in ("gradient_descent", "nesterov"):
        assert explorer.axes(other).w == pytest.approx(after.w), "the three maps move together"
    assert len(explorer.walks) == 1, "zooming walks nothing"
    assert_click_lands(explorer)
    assert explorer.axes("momentum") == after, "a click moves no map"
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 200)
    page.keyboard.up("Control")
    assert changed_from(explorer, after).pixel_size > after.pixel_size
    assert page.evaluate("scrollY") == 0


def test_buttons_zoom_and_fit(explorer: Explorer) -> None:
    page = explorer.page
    before = explorer.axes("momentum")
    page.locator('[data-zoom="in"]').click()
    nearer = changed_from(explorer, before)
    assert nearer.pixel_size < before.pixel_size
    assert_click_lands(explorer)
    page.locator('[data-zoom="out"]').click()
    again = changed_from(explorer, nearer)
    assert (*again.w, *again.b) == pytest.approx((*before.w, *before.b), rel=1e-4)
    page.locator('[data-zoom="out"]').click()
    farther = changed_from(explorer, again)
    assert farther.pixel_size > before.pixel_size
    assert_click_lands(explorer)
    page.locator('[data-zoom="reset"]').click()
    explorer.until(lambda: "map" not in explorer.query, "the address forgets the zoom")
    fitted = explorer.settle_map("momentum")
    assert fitted.pixel_size < farther.pixel_size
    page.reload()
    explorer.ready()
    assert explorer.settle_map("momentum").w == pytest.approx(fitted.w), "what fits follows from the walks alone"


def test_dragging_empty_ground_pans(explorer: Explorer) -> None:
    page = explorer.page
    before = explorer.axes("momentum")
    x, y = before.place(0.2, 0.85)
    grabbed = before.point(x, y)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 70, y - 110, steps=7)
    page.mouse.up()
    after = changed_from(explorer, before)
    assert after.point(x + 70, y - 110) == pytest.approx(grabbed, abs=0.5 * before.pixel_size), (
        "the ground stays under the pointer"
    )
    assert after.pixel_size == pytest.approx(before.pixel_size)
    assert explorer.starts() == [(-2.0, -2.0)]
    assert len(explorer.walks) == 1, "panning is no click"
    assert_click_lands(explorer)


def test_an_answer_during_a_gesture_does_not_throw_the_map_back(explorer: Explorer) -> None:
    """The hand rests long enough for the page to ask for terrain, goes on, and only then comes the answer."""
    page = explorer.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/api/v1/grid", hold)
    before = explorer.axes("momentum")
    x, y = before.place(0.2, 0.85)
    grabbed = before.point(x, y)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 60, steps=4)
    explorer.until(lambda: len(held) == 1, "the resting hand makes the page ask for terrain")
    page.mouse.move(x + 80, y - 120, steps=4)
    with page.expect_response("**/api/v1/grid"):
        held[0].continue_()
    page.mouse.move(x + 90, y - 130, steps=2)
    page.mouse.up()
    explorer.until(lambda: len(held) > 1, "the page asks for the terrain of the last view")
    after = explorer.settle_map("momentum")
    assert after.point(x + 90, y - 130) == pytest.approx(grabbed, abs=0.5 * before.pixel_size)


def test_deep_zoom_survives_a_reload(explorer: Explorer) -> None:
    """The address carries as many digits as the narrow view needs."""
    for _ in range(PRESSES):
        explorer.page.keyboard.press("+")
    explorer.until(lambda: explorer.axes("momentum").pixel_size < NARROW, "the last press is drawn")
    before = explorer.settle_map("momentum")

    def linked() -> list[float]:
        return [float(edge) for edge in explorer.query.get("map", "0,0,0,0").split(",")]

    slack = 2 * before.pixel_size
    explorer.until(lambda: linked() == pytest.approx([*before.w, *before.b], abs=slack), "the zoom is in the address")
    explorer.page.reload()
    explorer.ready()
    after = explorer.settle_map("momentum")
    assert explorer.notices.inner_text() == ""
    assert (*after.w, *after.b) == pytest.approx((*before.w, *before.b), abs=slack)
    assert_click_lands(explorer)


CONTOURS = "panel => { const [bands] = panel.querySelector('[data-base]').data; return bands.contours; }"


def zoom_in(explorer: Explorer) -> None:
    """Zoom once, and wait until the address has it."""
    sought = explorer.query["map"]
    explorer.page.keyboard.press("+")
    explorer.until(lambda: explorer.query["map"] != sought, "the zoom is in the address")


def test_a_link_opens_what_was_seen(explorer: Explorer) -> None:
    """After a click, whose walks would be framed otherwise; and after a zoom, with the same levels."""
    explorer.click_map(0.9, 0.2, panel="momentum")
    explorer.until(lambda: "map" in explorer.query, "the view is in the address")
    for _ in range(2):
        before = explorer.settle_map("momentum")
        levels = explorer.panel("momentum").evaluate(CONTOURS)
        explorer.page.reload()
        explorer.ready()
        after = explorer.settle_map("momentum")
        assert (*after.w, *after.b) == pytest.approx((*before.w, *before.b), abs=before.pixel_size)
        assert explorer.panel("momentum").evaluate(CONTOURS)["size"] == levels["size"]
        zoom_in(explorer)


def test_a_new_surface_is_framed_by_its_own_walks(explorer: Explorer, visit: Visit) -> None:
    for surface in ("himmelblau", "rastrigin", "rosenbrock"):
        explorer.page.keyboard.press("+")
        explorer.control("surface").select_option(surface)
        explorer.page.locator("body").click(position={"x": 700, "y": 20})
        explorer.settle_map("momentum")
    alone = visit("?surface=rosenbrock")
    assert explorer.settle_map("momentum").w == pytest.approx(alone.settle_map("momentum").w)


def test_map_ends_where_the_api_does(visit: Visit) -> None:
    """However far it is panned, nothing is asked beyond the coordinates that are allowed: a refusal would be a console error."""
    explorer = visit("?map=900000,999999,800000,900000")
    page = explorer.page
    for _ in range(4):
        before = explorer.axes("gradient_descent")
        page.mouse.move(*before.place(0.9, 0.3))
        page.mouse.down()
        page.mouse.move(*before.place(0.1, 0.8), steps=3)
        page.mouse.up()
    explorer.settle_map("gradient_descent")
    explorer.click_map(0.5, 0.5)
    [(w, b)] = explorer.starts()
    assert max(abs(w), abs(b)) <= LARGEST
    assert explorer.walks[-1]["starts"] == [[w, b]]


def test_a_hand_that_trembles_still_clicks(explorer: Explorer) -> None:
    axes = explorer.axes()
    x, y = axes.place(0.5, 0.6)
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 2, y + 1)
    explorer.page.mouse.up()
    explorer.settle()
    assert len(explorer.walks) == 2
    assert explorer.starts() == [pytest.approx(axes.point(x + 2, y + 1), rel=1e-9)]
    assert explorer.axes() == axes


def test_clicks_while_the_map_is_still_moving_land_on_what_is_seen(explorer: Explorer) -> None:
    """The zoomed terrain is drawn later; a click at once after the wheel belongs to the view that the wheel made."""
    page = explorer.page
    before = explorer.axes("momentum")
    x, y = before.place(0.5, 0.5)
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.mouse.click(x + 90, y - 60)
    after = changed_from(explorer, before)
    explorer.settle()
    assert explorer.starts("momentum") == [pytest.approx(after.point(x + 90, y - 60), abs=0.6 * after.pixel_size)]
