"""The page on a phone: 390 x 844, touch, no mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer

SMALLEST_TARGET = 24
"""CSS pixels, WCAG 2.2, success criterion 2.5.8."""


@pytest.fixture
def phone(visit: Visit) -> Explorer:
    """The page as it opens on a phone."""
    return visit(phone=True)


def visible_panel(explorer: Explorer) -> str:
    """The panel whose map is on the screen."""
    names = explorer.page.locator("[data-panel]:visible").evaluate_all("panels => panels.map(({dataset}) => dataset.panel)")
    assert len(names) == 1, "one map at a time"
    return str(names[0])


def touches(cdp: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Send a touch event, as fingers do."""
    fingers: list[Any] = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def test_first_picture_fits_the_screen(phone: Explorer) -> None:
    page = phone.page
    panel = visible_panel(phone)
    axes = phone.axes(panel)
    assert axes.box["width"] >= 380
    assert axes.box["height"] >= 300
    items = page.locator("[data-walk-list] li")
    for item, run in zip(items.all(), phone.runs(), strict=True):
        expect(item).to_be_visible()
        expect(item).to_contain_text(f"minimum after {run['iterations']} steps")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator('[data-clock-action="toggle"]')).to_be_in_viewport()
    expect(page.locator("[data-rail-toggle]")).to_be_in_viewport()
    for target in page.locator("[data-clock-action]:visible, [data-zoom]:visible, [data-rail-toggle], [data-theme-toggle]").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET
    # The rest of the page, by scrolling down.
    for part in ("[data-loss-chart]", "[data-fit-chart]", "[data-table-body]", "[data-inspector]"):
        page.locator(part).scroll_into_view_if_needed()
        expect(page.locator(part)).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_tap_walks_from_there_once(phone: Explorer) -> None:
    panel = visible_panel(phone)
    axes = phone.axes(panel)
    for place in ((0.5, 0.6), (0.03, 0.5), (0.6, 0.97), (0.3, 0.3)):
        sent = len(phone.walks)
        x, y = axes.place(*place)
        phone.page.touchscreen.tap(x, y)
        phone.settle()
        assert len(phone.walks) == sent + 1, "one tap, one request"
        assert phone.starts(panel) == [pytest.approx(axes.point(x, y), rel=1e-6, abs=1e-6)]
        phone.assert_panels_agree()
    assert phone.axes(panel) == axes, "a tap moves no map"


def test_finger_drags_a_start_pans_and_pinches(phone: Explorer) -> None:
    panel = visible_panel(phone)
    page = phone.page
    cdp = page.context.new_cdp_session(page)
    axes = phone.axes(panel)
    x, y = axes.pixel(-2, -2)
    # Off the middle, as fingers are, but within the handle.
    touches(cdp, "touchStart", (x + 5, y + 4))
    for i in range(1, 9):
        touches(cdp, "touchMove", (x + 5 * i, y - 8 * i))
    touches(cdp, "touchEnd")
    phone.settle()
    assert len(phone.walks) > 2, "it walks while the finger moves"
    assert phone.starts(panel) == [pytest.approx(axes.point(x + 40, y - 64), abs=0.02 * axes.pixel_size + 1e-9)]
    phone.assert_panels_agree()
    assert page.evaluate("scrollY") == 0, "dragging on the map scrolls nothing"
    start, sent = phone.starts(panel), len(phone.walks)
    x, y = axes.place(0.25, 0.8)
    touches(cdp, "touchStart", (x, y))
    for i in range(1, 7):
        touches(cdp, "touchMove", (x + 10 * i, y - 10 * i))
    touches(cdp, "touchEnd")
    phone.until(lambda: phone.axes(panel).w != axes.w, "the map is panned")
    panned = phone.settle_map(panel)
    assert panned.pixel_size == pytest.approx(axes.pixel_size)
    assert panned.w[0] == pytest.approx(axes.w[0] - 60 * axes.pixel_size, abs=10 * axes.pixel_size)
    middle_x, middle_y = axes.place(0.5, 0.5)
    touches(cdp, "touchStart", (middle_x - 30, middle_y), (middle_x + 30, middle_y))
    for i in range(1, 9):
        touches(cdp, "touchMove", (middle_x - 30 - 5 * i, middle_y), (middle_x + 30 + 5 * i, middle_y))
    touches(cdp, "touchEnd")
    phone.until(lambda: phone.axes(panel).w != panned.w, "the map is pinched")
    pinched = phone.settle_map(panel)
    assert panned.pixel_size / pinched.pixel_size == pytest.approx(140 / 60, rel=0.05)
    assert pinched.point(middle_x, middle_y) == pytest.approx(panned.point(middle_x, middle_y), abs=6 * pinched.pixel_size)
    assert (phone.starts(panel), len(phone.walks)) == (start, sent), "neither was a tap"
    x, y = pinched.place(0.4, 0.7)
    page.touchscreen.tap(x, y)
    phone.settle()
    assert phone.starts(panel) == [pytest.approx(pinched.point(x, y), abs=0.01 * pinched.pixel_size)]


def test_sheet_of_controls(phone: Explorer) -> None:
    page = phone.page
    toggle = page.locator("[data-rail-toggle]")
    expect(phone.control("learning_rate")).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.tap()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    field = phone.control("learning_rate")
    expect(field).to_be_in_viewport()
    field.fill("0.25")
    phone.settle()
    assert phone.walks[-1]["optimizers"][0]["learning_rate"] == 0.25
    phone.assert_panels_agree()
    expect(page.locator("[data-rail-summary]")).to_contain_text("0.25")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    toggle.tap()
    expect(field).to_be_hidden()


def test_one_walk_at_a_time(phone: Explorer) -> None:
    page = phone.page
    page.locator('[data-stage-view][value="side_by_side"]').check(force=True)
    for optimizer in reversed(OPTIMIZERS):
        page.locator(f'[data-panel-switch] input[value="{optimizer}"]').check(force=True)
        phone.settle_map(optimizer)
        assert visible_panel(phone) == optimizer
        axes = phone.axes(optimizer)
        x, y = axes.place(0.45, 0.75)
        page.touchscreen.tap(x, y)
        phone.settle()
        assert phone.starts(optimizer) == [pytest.approx(axes.point(x, y), rel=1e-6)]
        phone.assert_panels_agree()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


MORE = "part => parseFloat(getComputedStyle(part).getPropertyValue('--more'))"


def test_what_scrolls_sideways_fades_while_there_is_more(phone: Explorer) -> None:
    table = phone.page.locator(".numbers .table-scroll").first
    assert table.evaluate("table => table.scrollWidth > table.clientWidth"), "the table is wider than the phone"
    assert table.evaluate(MORE) > 20
    assert table.evaluate("table => getComputedStyle(table).maskImage").startswith("linear-gradient")
    table.evaluate("table => { table.scrollLeft = table.scrollWidth; }")
    phone.until(lambda: float(table.evaluate(MORE)) == 0, "the edge is whole at the end")
    phone.page.set_viewport_size({"width": 1440, "height": 900})
    phone.until(lambda: float(table.evaluate(MORE)) == 0, "nothing fades where all is seen")


WORDS = "['.masthead-title', '.masthead-link .narrow-only', '[data-copy-link]', '[data-theme-label]']"
BASELINES = f"""() => {WORDS}.map(selector => {{
  const foot = document.createElement('span');
  foot.style.cssText = 'display: inline-block; width: 0; height: 0';
  const word = document.querySelector(selector);
  word.append(foot);
  const {{bottom}} = foot.getBoundingClientRect();
  foot.remove();
  return Math.round(bottom);
}})"""


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desktop"])
def test_the_header_has_one_baseline_and_the_contents_margins(visit: Visit, wide: bool) -> None:
    explorer = visit(phone=not wide)
    page = explorer.page
    baselines = page.evaluate(BASELINES)
    # Text is set on whole pixels.
    assert len({baseline for baseline in baselines if baseline > 0}) == 1, baselines
    word = page.locator("[data-theme-label]").bounding_box()
    content = page.locator(".inspector").bounding_box()
    assert word is not None
    assert content is not None
    assert word["x"] + word["width"] == pytest.approx(content["x"] + content["width"], abs=1)
