"""Light and dark: from the system, by the toggle, and remembered."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit

GROUND = "Number(getComputedStyle(document.documentElement).backgroundColor.match(/[0-9]+/)[0])"
COLOURS = """() => {
  const bands = document.querySelectorAll('[data-panel="momentum"] [data-base] .contourfill path');
  const fills = [...bands].map(path => path.style.fill);
  return new Set(fills).size > 3 ? fills.join() : '';
}"""


def test_system_toggle_and_memory(visit: Visit) -> None:
    explorer = visit(color_scheme="dark")
    page = explorer.page
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    assert page.evaluate(GROUND) < 60
    dark = page.evaluate(COLOURS)
    toggle = page.locator("[data-theme-toggle]")
    expect(toggle).to_have_text("Light")
    toggle.click()
    expect(html).to_have_attribute("data-theme", "light")
    explorer.until(lambda: bool(page.evaluate(GROUND) > 200), "the ground is light")
    explorer.until(lambda: page.evaluate(COLOURS) not in {"", dark}, "the terrain is drawn in the other colours")
    expect(toggle).to_have_text("Dark")
    assert len(explorer.walks) == 1, "another theme walks nothing"
    page.reload()
    explorer.ready()
    expect(html).to_have_attribute("data-theme", "light")


def test_system_changes_while_the_page_is_open(visit: Visit) -> None:
    explorer = visit(color_scheme="light")
    light = explorer.page.evaluate(COLOURS)
    expect(explorer.page.locator("html")).to_have_attribute("data-theme", "light")
    explorer.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(explorer.page.locator("html")).to_have_attribute("data-theme", "dark")
    explorer.until(lambda: explorer.page.evaluate(COLOURS) not in {"", light}, "the terrain follows")
