"""From one typed function to the next: where the walks set out, and the way back to what was typed before."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer
from tests.browser.test_formula import BENT, link, surface, walked_on

BOWL = "w^2 + b^2"
STEEP = [
    "(w-b)^2 + (w+b-1)^6",
    "(w^2+b-11)^2 + (w+b^2-7)^2 + log(w+4)",
    "(1-w)^2 + 100 (b-w^2)^2",
]
"""With rates that suit another start walks on these diverge from the one that the first function suggests."""


def suggested(explorer: Explorer) -> dict[str, float | list[float]]:
    """What the server suggests for what is walked on."""
    settings: dict[str, float | list[float]] = explorer.post("/surfaces/describe", {"surface": surface(explorer)})["suggested"]
    return settings


def rate(explorer: Explorer) -> float:
    """The common rate that is walked with."""
    return float(explorer.walks[-1]["optimizers"][0]["learning_rate"])


def test_a_pasted_function_is_walked_from_its_suggested_start(explorer: Explorer) -> None:
    explorer.control("surface").select_option("formula")
    explorer.until(lambda: surface(explorer)["kind"] == "formula", "the function that is offered is walked on")
    for text in STEEP:
        explorer.control("formula").fill(text)
        walked_on(explorer, text)
        wanted = suggested(explorer)
        assert explorer.walks[-1]["starts"] == [wanted["start"]]
        assert rate(explorer) == wanted["learning_rate"]
        assert "diverged" not in [run["outcome"] for run in explorer.runs()]
    expect(explorer.notices).to_be_empty()


def test_a_placed_start_stays_while_what_is_suggested_suits_it(visit: Visit) -> None:
    explorer = visit(link(BOWL, starts="3,3.5"))
    field = explorer.control("formula")
    field.fill("w^2 + 2 b^2")
    walked_on(explorer, "w^2 + 2 b^2")
    assert explorer.walks[-1]["starts"] == [[3, 3.5]]
    expect(explorer.notices).to_be_empty()
    field.fill(STEEP[0])
    walked_on(explorer, STEEP[0])
    assert explorer.walks[-1]["starts"] == [suggested(explorer)["start"]]
    expect(explorer.notices).to_contain_text("The suggested start is taken")
    expect(explorer.notices).to_contain_text("would diverge")
    # In the same go it is tried again.
    field.fill("w^2 + 3 b^2")
    walked_on(explorer, "w^2 + 3 b^2")
    assert explorer.walks[-1]["starts"] == [[3, 3.5]]


def test_a_rate_of_ones_own_keeps_the_start_of_ones_own(visit: Visit) -> None:
    explorer = visit(link(BOWL, starts="3,3.5", learning_rate="0.0123"))
    explorer.control("formula").fill(STEEP[0])
    walked_on(explorer, STEEP[0])
    assert explorer.walks[-1]["starts"] == [[3, 3.5]]
    assert rate(explorer) == 0.0123


def in_address(explorer: Explorer, text: str) -> None:
    """Wait until a text is what the address names, what is walked on, and what stands in the field."""
    explorer.until(lambda: explorer.query.get("formula") == text, f"{text} is in the address")
    walked_on(explorer, text)
    expect(explorer.control("formula")).to_have_value(text)


def test_the_way_back_leads_to_what_was_typed(visit: Visit) -> None:
    """One entry for what is typed in one go, and one for an example."""
    explorer = visit(link(BOWL))
    page, field = explorer.page, explorer.control("formula")
    entries = page.evaluate("history.length")
    field.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("w^2 + 3 b^2", delay=150)
    in_address(explorer, "w^2 + 3 b^2")
    assert page.evaluate("history.length") == entries + 1
    page.get_by_role("button", name="a kink").click()
    in_address(explorer, "|w| + b^2")
    assert page.evaluate("history.length") == entries + 2
    page.go_back()
    in_address(explorer, "w^2 + 3 b^2")
    explorer.assert_panels_agree()
    page.go_back()
    in_address(explorer, BOWL)
    page.go_forward()
    in_address(explorer, "w^2 + 3 b^2")


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_what_is_typed_after_leaving_the_field_is_another_entry(visit: Visit, leave: str) -> None:
    explorer = visit(link(BOWL))
    page, field = explorer.page, explorer.control("formula")
    for text in ("w^2 + 3 b^2", "w^2 + 4 b^2"):
        field.click()
        field.fill(text)
        # Before it is sent by itself.
        page.keyboard.press(leave)
        in_address(explorer, text)
    page.go_back()
    in_address(explorer, "w^2 + 3 b^2")
    page.go_back()
    in_address(explorer, BOWL)


def test_an_example_can_be_undone_in_the_field(visit: Visit) -> None:
    explorer = visit(link(BENT))
    page, field = explorer.page, explorer.control("formula")
    field.fill("w^2 + (b")
    expect(explorer.message("formula")).to_contain_text("never closed")
    page.get_by_role("button", name="a kink").click()
    in_address(explorer, "|w| + b^2")
    expect(field).to_be_focused()
    page.keyboard.press("ControlOrMeta+z")
    expect(field).to_have_value("w^2 + (b")
    expect(explorer.message("formula")).to_contain_text("never closed")


def test_a_mistake_stays_in_the_field_when_it_is_left(visit: Visit) -> None:
    explorer = visit(link(BENT))
    field = explorer.control("formula")
    field.fill("w^2 + (b")
    expect(explorer.message("formula")).to_contain_text("never closed")
    explorer.click_map(0.4, 0.4)
    expect(field).to_have_value("w^2 + (b")
    expect(explorer.message("formula")).to_contain_text("never closed")


def test_a_link_with_a_mistake_opens_the_editor_with_it(visit: Visit) -> None:
    explorer = visit(link("w^2 + sni(b)", domain="-1,1,-1,1", optimizers="gradient_descent,momentum", starts="0.5,0.5"))
    expect(explorer.notices).to_contain_text("This link’s formula has a mistake")
    expect(explorer.control("surface")).to_have_value("formula")
    expect(explorer.control("formula")).to_have_value("w^2 + sni(b)")
    expect(explorer.page.locator("[data-mistake]")).to_have_text("sni")
    expect(explorer.message("formula")).to_contain_text("character 7: unknown name; did you mean sin?")
    # Something is walked on all the same, as the link wants it to be seen.
    assert surface(explorer) == {"kind": "formula", "text": BENT}
    assert explorer.walks[-1]["starts"] == [suggested(explorer)["start"]]
    assert rate(explorer) == suggested(explorer)["learning_rate"]
    assert explorer.shown_walks == ["gradient_descent", "momentum"]
    explorer.control("formula").fill("w^2 + sin(b)")
    walked_on(explorer, "w^2 + sin(b)")
    explorer.page.go_back()
    in_address(explorer, BENT)
