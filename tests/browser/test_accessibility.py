"""No serious or critical violation that axe can find, in any view, size or theme; names for what a screen reader meets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer

GRAVE = {"serious", "critical"}
SCENE_MILLISECONDS = 60_000.0
# Hidden from a screen reader, and made of very many elements.
WITHOUT_PLOTS = {"exclude": [["[data-base]"]]}


def assert_no_violations(explorer: Explorer, where: str, part: dict[str, Any] = WITHOUT_PLOTS) -> None:
    found = Axe().run(explorer.page, context=part, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [
        (violation["id"], violation["help"], [node["html"][:160] for node in violation["nodes"]])
        for violation in found
        if violation["impact"] in GRAVE
    ]
    assert not grave, (where, grave)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_grave(visit: Visit, phone: bool, scheme: str) -> None:
    # Paused on the way, with several starts and a wrong text: more of the page is to be seen so.
    explorer = visit("?starts=-2,-2;1,1&t=40", phone=phone, color_scheme=scheme)
    page = explorer.page
    if phone:
        page.locator("[data-rail-toggle]").tap()
    explorer.control("learning_rate").fill("-1")
    expect(explorer.message("learning_rate")).not_to_be_empty()
    assert_no_violations(explorer, "a wrong text")
    explorer.control("learning_rate").fill("1")
    if phone:
        page.locator("[data-rail-toggle]").tap()
    # The phone opens with the overlay.
    other, attribute = ("side_by_side", "data-stage-view") if phone else ("overlay", 'data-control="view"')
    page.locator(f'[{attribute}][value="{other}"]').check(force=True)
    explorer.settle()
    assert_no_violations(explorer, other)
    openers = page.locator("[data-open]")
    for opener in openers.all():
        name = opener.get_attribute("data-open")
        # Some are shown on large screens only.
        opener.evaluate("opener => opener.click()")
        expect(page.locator(f'[data-dialog="{name}"]')).to_be_visible()
        # The page behind it is inert.
        assert_no_violations(explorer, f"dialog {name}", {"include": [["dialog[open]"]]})
        page.keyboard.press("Escape")
    explorer.control("surface").evaluate(
        "select => { select.value = 'rosenbrock'; select.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    explorer.settle()
    expect(page.locator("[data-surface-card] math")).to_have_count(3)
    assert_no_violations(explorer, "a named surface")


@pytest.mark.parametrize(("phone", "scheme"), [(False, "light"), (True, "dark")], ids=["desktop", "phone"])
def test_axe_finds_nothing_grave_among_copies(visit: Visit, phone: bool, scheme: str) -> None:
    explorer = visit(
        "?optimizers=gradient_descent,gradient_descent.2,momentum,momentum.2&own=momentum.2:momentum=0.5",
        phone=phone,
        color_scheme=scheme,
    )
    page = explorer.page
    if phone:
        page.locator("[data-rail-toggle]").tap()
    for walk in ("gradient_descent.2", "momentum", "momentum.2"):
        row = page.locator(f'[data-roster-row="{walk}"]')
        row.locator("[data-own-toggle]").click()
        expect(row.locator("[data-own-again]")).to_be_visible()
    for name in ("Vanilla", "Vanilla (2)", "Momentum γ=0.9", "Momentum γ=0.5"):
        expect(page.get_by_role("checkbox", name=name, exact=True)).to_have_count(1)
    assert_no_violations(explorer, "copies with their settings")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_three_dimensions(visit: Visit, scheme: str) -> None:
    explorer = visit("?view=3d", color_scheme=scheme, viewport={"width": 900, "height": 640})
    expect(explorer.page.locator("[data-scene] canvas").first).to_be_attached(timeout=SCENE_MILLISECONDS)
    expect(explorer.page.locator("[data-scene-status]")).to_be_empty(timeout=SCENE_MILLISECONDS)
    assert_no_violations(explorer, "3-D")


def test_everything_that_is_worked_has_a_name(explorer: Explorer) -> None:
    page = explorer.page
    for name in ("Play", "One step back", "One step forward", "Zoom in", "Zoom out", "Fit the view", "Add a start", "Keyboard"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    for name in ("Surface", "Speed"):
        expect(page.get_by_role("combobox", name=name)).to_be_visible()
    for name in ("Learning rate", "Momentum", "Steps at most", "Stop within", "Start 1, w", "Start 1, b"):
        expect(page.get_by_role("textbox", name=name)).to_be_visible()
    for name in ("Step", "Learning rate", "Momentum"):
        expect(page.get_by_role("slider", name=name)).to_be_visible()
    for name in ("Vanilla", "Momentum", "Nesterov", "Loop", "Log scale"):
        expect(page.get_by_role("checkbox", name=name)).to_have_count(1)
    expect(page.get_by_role("group", name="Contour map of the loss")).to_have_count(3)
    expect(page.locator("[data-loss-chart] [data-frame]")).to_have_accessible_name(re.compile("^Loss at each step. At step"))
    explorer.seek(12)
    expect(page.get_by_role("slider", name="Step")).to_have_attribute("aria-valuetext", f"step 12 of {explorer.last}")
    label = page.locator("[data-loss-chart] [data-frame]").get_attribute("aria-label") or ""
    assert "At step 12: Vanilla" in label


def test_page_is_worked_in_order_and_the_focus_is_seen(explorer: Explorer) -> None:
    """Tab goes through the whole page, never into a trap, and what has the focus shows it."""
    page = explorer.page
    seen: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
              const focused = document.activeElement;
              if (focused === document.body) return null;
              const shows = [focused, focused.parentElement, focused.nextElementSibling].filter(Boolean).some(each => {
                const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(each);
                return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
              });
              const sign = [...focused.attributes].map(({name, value}) => `${name}=${value}`).join(' ');
              return [sign.slice(0, 120), shows];
            }"""
        )
        if here is None:
            break
        sign, shows = here
        assert shows, f"no focus to be seen on {sign}"
        seen.append(sign)
    else:
        raise AssertionError("the page's end is never reached")
    assert len(seen) > 25
    everything = "\n".join(seen)
    parts = ("data-start=", "data-clock-action=toggle", "data-scrub", "learning_rate", "data-suggested", "data-frame", "half-sum")
    assert [part for part in parts if part not in everything] == []
