"""The interactive API documentation works without any other server and under the page's own policy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer


def test_an_example_runs_as_it_stands(visit: Visit) -> None:
    explorer = visit(wait=False)
    page = explorer.page
    page.goto(f"{explorer.address}/docs")
    operation = page.locator(".opblock", has_text="/api/v1/evaluate").first
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status")).to_contain_text("200")
    expect(answer.locator(".microlight, .highlight-code").first).to_contain_text("gradient")


LUMINANCE = """selector => {
  const [r, g, b] = getComputedStyle(document.querySelector(selector)).%s.match(/[0-9.]+/g).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""
INK = LUMINANCE % "color"
GROUND = LUMINANCE % "backgroundColor"
LEFTS = "all => all.map(part => Math.round(part.getBoundingClientRect().left))"
FONTS = "all => all.map(part => getComputedStyle(part).fontFamily.split(',')[0])"
WORDS = (".info .title", ".info p", ".opblock-tag", ".opblock-summary-path")


def await_ground(explorer: Explorer, selector: str, dark: bool) -> None:
    """Wait until a part has the ground of a theme."""
    explorer.until(lambda: (explorer.page.evaluate(GROUND, selector) < 80) == dark, f"{selector} {'dark' if dark else 'light'}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_the_products_look_in_either_theme(visit: Visit, scheme: str) -> None:
    explorer = visit(wait=False, color_scheme=scheme)
    page = explorer.page
    page.goto(f"{explorer.address}/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    operation = page.locator(".opblock", has_text="/api/v1/evaluate").first
    operation.locator(".opblock-summary-control").click()
    expect(operation.get_by_role("button", name="Execute")).to_be_visible()
    for theme in (scheme, "dark" if scheme == "light" else "light"):
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        dark = theme == "dark"
        for ground in ("html", ".opblock-post"):
            await_ground(explorer, ground, dark)
        for words in WORDS:
            assert (page.evaluate(INK, words) > 150) == dark, words
        part = {"include": [[".information-container"], [".opblock-post.is-open"]]}
        found = Axe().run(page, context=part, options={"runOnly": ["color-contrast"]})
        assert not found.response["violations"], found.generate_report()
        page.locator("[data-theme-toggle]").click()
    for reading, parts in (
        (LEFTS, ".masthead-title, .info .title, .info p, .opblock-tag, .opblock"),
        (FONTS, ".masthead-title, .info .title, .opblock-tag"),
        (FONTS, ".masthead-link, .info p, .opblock-summary-description, .opblock-summary-method"),
    ):
        found_there = page.locator(parts).evaluate_all(reading)
        assert len(found_there) > 4
        assert len(set(found_there)) == 1, (parts, found_there)
