"""The interactive API documentation works without any other server and under the page's own policy."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit


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
