"""Starts: a click or a drag on any map walks from exactly that point, and no click is lost or doubled."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer

# Shares of the map: the middle, near each edge and in two corners.
PLACES = [(0.5, 0.5), (0.01, 0.4), (0.99, 0.6), (0.4, 0.008), (0.6, 0.992), (0.02, 0.02), (0.97, 0.97)]


def test_click_walks_from_exactly_there(explorer: Explorer) -> None:
    for optimizer, place in itertools.product(OPTIMIZERS, PLACES):
        before = len(explorer.walks)
        point = explorer.click_map(*place, panel=optimizer)
        assert len(explorer.walks) == before + 1, f"one click at {place}, one request"
        [start] = explorer.walks[-1]["starts"]
        assert start == pytest.approx(point, rel=1e-9, abs=1e-9)
        for panel in OPTIMIZERS:
            assert explorer.starts(panel) == [tuple(start)]
        explorer.assert_panels_agree()


def test_click_on_a_start_walks_from_the_clicked_pixel(explorer: Explorer) -> None:
    axes = explorer.axes("momentum")
    x, y = axes.pixel(-2, -2)
    for offset in ((6, 4), (-5, -7), (0, 0)):
        pixel = (round(x) + offset[0], round(y) + offset[1])
        before = len(explorer.walks)
        explorer.page.mouse.click(*pixel)
        explorer.settle()
        assert len(explorer.walks) == before + 1
        assert explorer.starts("momentum") == [pytest.approx(axes.point(*pixel), rel=1e-9)]


def test_double_click_is_no_more_than_two_clicks_in_one_place(explorer: Explorer) -> None:
    axes = explorer.axes()
    pixel = axes.place(0.7, 0.7)
    explorer.page.mouse.dblclick(*pixel)
    explorer.settle()
    assert 2 <= len(explorer.walks) <= 3
    assert explorer.starts() == [pytest.approx(axes.point(*pixel), rel=1e-9)]
    assert explorer.axes() == axes


def test_many_quick_clicks_end_at_the_last(explorer: Explorer) -> None:
    axes = explorer.axes("nesterov")
    pixels = [axes.place(0.1 + 0.04 * i, 0.9 - 0.03 * i) for i in range(20)]
    for pixel in pixels:
        explorer.page.mouse.click(*pixel)
    explorer.settle()
    assert explorer.starts() == [pytest.approx(axes.point(*pixels[-1]), rel=1e-9)]
    assert explorer.walks[-1]["starts"] == [list(explorer.starts()[0])]
    assert len(explorer.walks) <= 1 + len(pixels)
    explorer.assert_panels_agree()


def test_other_buttons_and_the_bare_wheel_do_nothing(explorer: Explorer) -> None:
    axes = explorer.axes()
    explorer.page.mouse.click(*axes.place(0.5, 0.5), button="middle")
    explorer.page.mouse.wheel(0, 120)
    explorer.settle()
    assert len(explorer.walks) == 1
    explorer.until(lambda: bool(explorer.page.evaluate("scrollY > 0")), "the bare wheel scrolls the page")
    explorer.page.evaluate("scrollTo(0, 0)")
    assert explorer.axes() == axes


def test_dragging_walks_live_and_ends_at_the_pointer(explorer: Explorer) -> None:
    axes = explorer.axes("momentum")
    x, y = (round(part) for part in axes.pixel(-2, -2))
    mouse = explorer.page.mouse
    mouse.move(x, y)
    mouse.down()
    for step in range(1, 13):
        mouse.move(x + 6 * step, y - 9 * step)
        if step % 4 == 0:
            # Live: the walk follows while the button is still down.
            explorer.settle()
            assert explorer.starts("momentum") == [pytest.approx(axes.point(x + 6 * step, y - 9 * step), rel=1e-9, abs=1e-9)]
            assert explorer.walks[-1]["starts"] == [list(explorer.starts()[0])]
            explorer.assert_panels_agree()
    moving = len(explorer.walks)
    assert 4 <= moving <= 13
    mouse.move(x + 61, y - 123)
    mouse.up()
    explorer.settle()
    assert moving < len(explorer.walks) <= moving + 1
    assert explorer.starts("gradient_descent") == [pytest.approx(axes.point(x + 61, y - 123), rel=1e-9, abs=1e-9)]
    assert explorer.axes("momentum") == axes


def test_dragging_past_the_edge_and_back(explorer: Explorer) -> None:
    axes = explorer.axes("gradient_descent")
    x, y = (round(part) for part in axes.pixel(-2, -2))
    mouse = explorer.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 700, y + 20, steps=4)
    mouse.move(x + 30, y + 20, steps=4)
    mouse.up()
    explorer.settle()
    assert explorer.starts() == [pytest.approx(axes.point(x + 30, y + 20), rel=1e-9, abs=1e-9)]
    explorer.assert_panels_agree()


def test_several_starts_up_to_eight(explorer: Explorer) -> None:
    page = explorer.page
    second = explorer.click_map(0.8, 0.3, modifiers=["Shift"])
    assert explorer.starts() == [(-2.0, -2.0), pytest.approx(second, rel=1e-9)]
    explorer.assert_panels_agree()
    # An unmodified click moves the last-added one and leaves the other where it is.
    moved = explorer.click_map(0.7, 0.2, panel="nesterov")
    assert explorer.starts() == [(-2.0, -2.0), pytest.approx(moved, rel=1e-9)]
    add = page.locator('[data-start-action="add"]')
    for count in range(3, 9):
        add.click()
        explorer.settle()
        assert len(explorer.starts()) == count
        assert len(explorer.walks[-1]["starts"]) == count
    assert len(set(explorer.starts())) == 8, "every added start has a place of its own"
    expect(page.locator("[data-start-count]")).to_have_text("8 of 8")
    expect(page.locator("[data-table-body] tr")).to_have_count(24)
    expect(add).to_be_disabled()
    page.keyboard.press("a")
    before = explorer.starts()
    replaced = explorer.click_map(0.3, 0.6, modifiers=["Shift"])
    expect(explorer.notices).to_contain_text("8 starts")
    assert len(explorer.starts()) == 8
    assert explorer.starts()[:7] == before[:7]
    assert explorer.starts()[7] in (before[7], pytest.approx(replaced, rel=1e-9))
    page.get_by_role("button", name="Remove start 3").click()
    explorer.settle()
    assert explorer.starts() == [*before[:2], *before[3:7], explorer.starts()[6]]
    expect(page.locator("[data-table-body] tr")).to_have_count(21)
    page.locator('[data-start-action="clear"]').click()
    explorer.settle()
    assert len(explorer.starts()) == 1
    explorer.assert_panels_agree()


def test_as_many_starts_and_steps_as_there_may_be(visit: Visit) -> None:
    starts = ";".join(f"{-1.5 + 0.3 * i:.2f},{1 + 0.1 * i:.2f}" for i in range(8))
    explorer = visit(f"?surface=rosenbrock&max_iterations=10000&tolerance=0&learning_rate=0.0002&momentum=0.5&starts={starts}")
    rows = explorer.page.locator("[data-table-body] tr")
    expect(rows).to_have_count(24)
    expect(rows.last.locator("td").first).to_have_text("10000")
    assert explorer.last == 10000
    explorer.seek(5000)
    explorer.assert_panels_agree()


def test_a_click_on_another_starts_handle_moves_nothing(visit: Visit) -> None:
    explorer = visit("?starts=-2,-2;1,1")
    explorer.start(0).click()
    explorer.settle()
    assert explorer.starts() == [(-2.0, -2.0), (1.0, 1.0)]
    assert len(explorer.walks) == 1
    expect(explorer.start(0)).to_be_focused()


def test_dragging_one_of_several_moves_that_one(visit: Visit) -> None:
    explorer = visit("?starts=-2,-2;0,2;1,-6")
    axes = explorer.axes("momentum")
    x, y = (round(part) for part in axes.pixel(0, 2))
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 40, y + 50, steps=5)
    explorer.page.mouse.up()
    explorer.settle()
    assert explorer.starts() == [(-2.0, -2.0), pytest.approx(axes.point(x + 40, y + 50), rel=1e-9), (1.0, -6.0)]


def test_number_fields_set_a_start(visit: Visit) -> None:
    explorer = visit("?starts=-2,-2;0.5,1")
    for index, axis, text, value in ((0, "w", "-3.25", -3.25), (1, "b", "1e-3", 1e-3), (1, "w", "\u22121.5", -1.5)):
        field = explorer.start_field(index, axis)
        field.fill(text)
        explorer.settle()
        assert explorer.walks[-1]["starts"][index]["wb".index(axis)] == value
        field.press("Tab")
    assert explorer.starts() == [(-3.25, -2.0), (-1.5, 1e-3)]
    explorer.assert_panels_agree()


def test_wrong_text_in_a_number_field_says_what_is_allowed(explorer: Explorer) -> None:
    field = explorer.start_field(0, "w")
    message = explorer.page.locator("[data-start-list] .control-message")
    for text in ("abc", "", "NaN", "Infinity", "1e999", "1000001", "-1e7"):
        field.fill(text)
        explorer.settle()
        assert len(explorer.walks) == 1, f"nothing is sent for {text}"
        expect(message).to_contain_text("from \u22121,000,000 to 1,000,000")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert field.get_attribute("aria-describedby") == message.get_attribute("id")
        assert explorer.starts() == [(-2.0, -2.0)]
    field.fill("2")
    explorer.settle()
    expect(message).to_be_empty()
    assert explorer.starts() == [(2.0, -2.0)]


def test_a_carried_start_stays_on_the_map(explorer: Explorer) -> None:
    axes = explorer.axes()
    page = explorer.page
    page.mouse.move(*axes.pixel(-2, -2))
    page.mouse.down()
    page.mouse.move(axes.box["x"] + axes.box["width"] + 900, axes.box["y"] - 60, steps=8)
    page.mouse.up()
    explorer.settle()
    assert explorer.starts() == [pytest.approx((axes.w[1], axes.b[1]), rel=1e-9)]


def test_starts_beyond_the_domain_are_on_the_map(visit: Visit) -> None:
    for query in ("?surface=himmelblau&starts=50,-30", "?starts=400,90;-2,-2", "?surface=formula&formula=w^2%2Bb^2&starts=40,3"):
        explorer = visit(query)
        axes = explorer.axes()
        for w, b in explorer.starts():
            assert axes.w[0] < w < axes.w[1]
            assert axes.b[0] < b < axes.b[1]


def test_a_start_too_many_is_refused_and_nothing_else_happens(visit: Visit) -> None:
    starts = [(float(k), 0.5) for k in range(8)]
    explorer = visit("?surface=himmelblau&starts=" + ";".join(f"{w},{b}" for w, b in starts))
    before = len(explorer.walks)
    explorer.page.keyboard.down("Shift")
    explorer.click_map(0.3, 0.7)
    explorer.page.keyboard.up("Shift")
    expect(explorer.notices).to_contain_text("8 starts already")
    explorer.settle()
    assert explorer.starts() == starts
    assert len(explorer.walks) == before


RING = 11
"""Pixels from a walk's present point to the outer edge of its ring."""


@pytest.mark.parametrize("start", ["-2,-2", "2,2"])
def test_a_starts_name_keeps_clear_of_the_walkers_ring(visit: Visit, start: str) -> None:
    explorer = visit(f"?starts={start}&t=0")
    place, name = (explorer.start(0).locator(part).bounding_box() for part in ("xpath=.", ".start-name"))
    assert place is not None
    assert name is not None
    middle = place["x"] + place["width"] / 2
    assert name["x"] >= middle + RING or name["x"] + name["width"] <= middle - RING
