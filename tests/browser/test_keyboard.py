"""Everything by keyboard: starts, clock, zoom, views and dialogs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer

FOCUSED_START = "document.activeElement.dataset.start ?? null"
MOST_TABS = 12


def tab_to_a_start(explorer: Explorer) -> None:
    """Press Tab, as one does who has no mouse, until a start has the focus."""
    for _ in range(MOST_TABS):
        explorer.page.keyboard.press("Tab")
        if explorer.page.evaluate(FOCUSED_START) is not None:
            return
    raise AssertionError(f"no start within {MOST_TABS} tabs")


def test_arrow_keys_move_a_start(explorer: Explorer) -> None:
    keyboard = explorer.page.keyboard
    tab_to_a_start(explorer)
    handle = explorer.page.locator("[data-start]:focus")
    expect(handle).to_have_accessible_name("Start 1 of 1: w \u22122, b \u22122. Arrow keys move it.")
    steps = {}
    for key, (w, b) in {"ArrowRight": (1, 0), "ArrowUp": (0, 1), "ArrowLeft": (-1, 0), "ArrowDown": (0, -1)}.items():
        for modifier, name in (("", "plain"), ("Shift+", "large"), ("Alt+", "fine")):
            before = explorer.starts()[0]
            sent = len(explorer.walks)
            keyboard.press(modifier + key)
            explorer.settle()
            assert len(explorer.walks) == sent + 1
            after = explorer.starts()[0]
            moved = (after[0] - before[0], after[1] - before[1])
            steps[name] = abs(moved[0] + moved[1])
            assert moved == pytest.approx((w * steps[name], b * steps[name]), abs=1e-9)
            assert steps[name] > 0
    assert steps["large"] == pytest.approx(10 * steps["plain"])
    assert steps["fine"] == pytest.approx(0.1 * steps["plain"])
    expect(handle).to_be_focused()
    assert explorer.walks[-1]["starts"] == [list(explorer.starts()[0])]


def test_starts_are_added_and_removed(visit: Visit) -> None:
    explorer = visit("?starts=-2,-2;0.5,1")
    keyboard = explorer.page.keyboard
    keyboard.press("a")
    explorer.settle()
    assert len(explorer.starts()) == 3
    assert explorer.page.evaluate(FOCUSED_START) == "2", "the new start has the focus"
    keyboard.press("Delete")
    explorer.settle()
    assert explorer.starts() == [(-2.0, -2.0), (0.5, 1.0)]
    assert explorer.page.evaluate(FOCUSED_START) == "1", "the focus is not lost"
    keyboard.press("Shift+Tab")
    assert explorer.page.evaluate(FOCUSED_START) == "0"
    keyboard.press("Delete")
    explorer.settle()
    assert explorer.starts() == [(0.5, 1.0)]
    keyboard.press("Delete")
    explorer.settle()
    assert explorer.starts() == [(0.5, 1.0)], "the only start stays"


def zoomed(explorer: Explorer, key: str) -> float:
    """How many times as wide the view is after a key, once the terrain is drawn anew."""
    before = explorer.axes().pixel_size
    explorer.page.keyboard.press(key)
    explorer.until(lambda: explorer.axes().pixel_size != before, "the terrain is drawn anew")
    return explorer.axes().pixel_size / before


def test_clock_views_and_zoom(explorer: Explorer) -> None:
    keyboard = explorer.page.keyboard
    clock = explorer.page.locator("[data-clock]")
    steps = {"Home": "0", "ArrowRight": "1", "Shift+ArrowRight": "11", "ArrowLeft": "10", "Shift+ArrowLeft": "0"}
    for key, t in steps.items():
        keyboard.press(key)
        expect(clock).to_have_text(t)
    keyboard.press("ArrowLeft")
    expect(clock).to_have_text("0")
    keyboard.press("End")
    expect(clock).to_have_text(str(explorer.last))
    toggle = explorer.page.locator('[data-clock-action="toggle"]')
    keyboard.press("Home")
    keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-label", "Pause")
    explorer.until(lambda: explorer.t > 0, "it plays")
    keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-label", "Play")
    before = explorer.settle_map()
    assert zoomed(explorer, "+") < 1
    assert zoomed(explorer, "-") > 1
    keyboard.press("+")
    keyboard.press("0")
    explorer.until(lambda: explorer.axes().w == pytest.approx(before.w), "0 fits the view again")
    keyboard.press("2")
    expect(explorer.panel("overlay")).to_be_visible()
    keyboard.press("1")
    expect(explorer.panel("nesterov")).to_be_visible()
    assert len(explorer.walks) == 1


def test_keys_belong_to_the_control_that_has_the_focus(explorer: Explorer) -> None:
    """Typing in a field, moving a slider and pressing a button never work the clock as well."""
    page = explorer.page
    page.keyboard.press("Home")
    expect(page.locator("[data-clock]")).to_have_text("0")
    field = explorer.control("learning_rate")
    field.focus()
    for key in ("End", "ArrowLeft", "Space", "1", "a"):
        page.keyboard.press(key)
    expect(page.locator("[data-clock]")).to_have_text("0")
    expect(page.locator('[data-clock-action="toggle"]')).to_have_attribute("aria-label", "Play")
    field.fill("1")
    page.locator('[data-slider="momentum"]').focus()
    page.keyboard.press("ArrowRight")
    explorer.settle()
    assert explorer.walks[-1]["optimizers"][1]["momentum"] == 0.901
    expect(page.locator("[data-clock]")).to_have_text("0")
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Space")
    expect(page.locator('[data-clock-action="toggle"]')).to_have_attribute("aria-label", "Play")
    assert len(explorer.starts()) == 1


def test_keyboard_dialog(explorer: Explorer) -> None:
    page = explorer.page
    opener = page.get_by_role("button", name="Keyboard")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("play or pause")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.blur()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    t = explorer.t
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert explorer.t == t, "no key works behind the dialog"


def test_skip_link_leads_to_the_content(explorer: Explorer) -> None:
    explorer.page.keyboard.press("Tab")
    skip = explorer.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    explorer.page.keyboard.press("Enter")
    expect(explorer.page.locator("main")).to_be_focused()


def test_the_first_map_that_is_shown_has_the_starts(visit: Visit) -> None:
    explorer = visit("?optimizers=momentum,nesterov")
    expect(explorer.start(0, "momentum")).to_have_attribute("tabindex", "0")
    expect(explorer.start(0, "nesterov")).to_have_attribute("tabindex", "-1")


def test_a_start_keeps_the_focus_out_of_sight(explorer: Explorer) -> None:
    handle = explorer.start(0)
    handle.focus()
    for _ in range(18):
        explorer.page.keyboard.press("Shift+ArrowRight")
    explorer.settle()
    expect(handle).to_be_focused()
    assert explorer.starts()[0][0] > explorer.axes().w[1]


def test_a_slider_goes_up_and_down_by_one_key_each(explorer: Explorer) -> None:
    slider = explorer.page.locator('[data-slider="learning_rate"]')
    slider.focus()
    before = explorer.walks[-1]["optimizers"][0]["learning_rate"]
    explorer.page.keyboard.press("ArrowRight")
    explorer.settle()
    assert explorer.walks[-1]["optimizers"][0]["learning_rate"] > before
    explorer.page.keyboard.press("ArrowLeft")
    explorer.settle()
    assert explorer.walks[-1]["optimizers"][0]["learning_rate"] == before


def test_space_plays_from_the_scrubber(visit: Visit) -> None:
    explorer = visit("?t=10", reduced_motion="no-preference")
    explorer.page.locator("[data-scrub]").focus()
    explorer.page.keyboard.press(" ")
    explorer.until(lambda: explorer.t > 10, "the clock runs")


def test_a_step_is_in_the_address(visit: Visit) -> None:
    explorer = visit("?t=60")
    explorer.page.keyboard.press("ArrowRight")
    explorer.until(lambda: explorer.query.get("t") == "61", "the step is in the address")


def test_arrow_keys_in_a_field_stay_within_what_is_allowed(explorer: Explorer) -> None:
    for name, text, key in (
        ("max_iterations", "10000", "ArrowUp"),
        ("momentum", "0", "ArrowDown"),
        ("learning_rate", "1000000000000", "ArrowUp"),
    ):
        field = explorer.control(name)
        field.fill(text)
        field.press(key)
        expect(field).to_have_attribute("aria-invalid", "false")
        expect(field).to_have_value(text)
