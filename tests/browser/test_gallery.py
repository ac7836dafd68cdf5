"""All surfaces with pictures: searched, walked through by keyboard, chosen; and the parameters of those that have some."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Request, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer
from tests.browser.test_accessibility import assert_no_violations


def gallery(explorer: Explorer) -> Locator:
    """The dialog, opened."""
    explorer.page.get_by_role("button", name="Browse with pictures").click()
    dialog = explorer.page.locator('[data-dialog="gallery"]')
    expect(dialog.locator("[data-gallery-body] [data-surface-id]").first).to_be_visible()
    return dialog


def shown(dialog: Locator) -> list[str]:
    """The surfaces that the search leaves."""
    ids: list[str] = dialog.locator("[data-gallery-body] li:not([hidden]) [data-surface-id]").evaluate_all(
        "all => all.map(card => card.dataset.surfaceId)"
    )
    return ids


def assert_drawn(explorer: Explorer, picture: Locator) -> None:
    """A picture is fetched and drawn once it is in sight."""
    picture.scroll_into_view_if_needed()
    explorer.until(lambda: picture.evaluate("img => img.naturalWidth > 0"), "the picture is drawn")


def test_every_surface_is_there_with_its_picture(explorer: Explorer) -> None:
    surfaces = explorer.client.get("/api/v1/surfaces").json()["surfaces"]
    dialog = gallery(explorer)
    expect(dialog.locator("[data-gallery-search]")).to_be_focused()
    assert sorted(shown(dialog)) == sorted(["neuron", "formula", *(each["id"] for each in surfaces)])
    options = explorer.control("surface").locator("option").evaluate_all("all => all.map(option => option.value)")
    assert sorted(shown(dialog)) == sorted(options)
    for each in surfaces:
        card = dialog.locator(f'[data-surface-id="{each["id"]}"]')
        expect(card).to_have_accessible_name(each["name"])
        expect(card).to_have_accessible_description(each["about"])
        expect(card.locator("math")).to_have_count(1)
    expect(dialog.locator("[data-gallery-count]")).to_have_text(f"{len(surfaces) + 2} surfaces")
    expect(dialog.locator('[aria-current="true"]')).to_have_attribute("data-surface-id", "neuron")
    pictures = dialog.locator("img")
    assert pictures.count() >= len(surfaces)
    for picture in (pictures.first, pictures.last):
        assert_drawn(explorer, picture)


def test_search_and_choose(explorer: Explorer) -> None:
    page = explorer.page
    dialog = gallery(explorer)
    search = dialog.locator("[data-gallery-search]")
    search.fill("MATYAS bowl")
    assert shown(dialog) == ["matyas"]
    search.fill("muller")
    assert shown(dialog) == ["muller_brown"]
    search.fill("MATYAS bowl")
    expect(dialog.locator("[data-gallery-count]")).to_have_text("1 surface")
    expect(dialog.locator("[data-gallery-family]:visible")).to_have_count(1)
    search.fill("no such thing")
    assert shown(dialog) == []
    expect(dialog.locator("[data-gallery-empty]")).to_be_visible()
    search.fill("himmelblau")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    explorer.until(lambda: explorer.walks[-1]["surface"] == {"kind": "named", "id": "himmelblau"}, "the choice is walked on")
    explorer.settle_map()
    expect(explorer.control("surface")).to_have_value("himmelblau")
    explorer.assert_panels_agree()
    expect(gallery(explorer).locator('[aria-current="true"]')).to_have_attribute("data-surface-id", "himmelblau")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Browse with pictures")).to_be_focused()


def test_search_knows_the_parameters(explorer: Explorer) -> None:
    dialog = gallery(explorer)
    surfaces = explorer.client.get("/api/v1/surfaces").json()["surfaces"]
    names = {parameter["name"] for each in surfaces for parameter in each["parameters"]}
    assert "rotation_degrees" in names
    for name in names:
        dialog.locator("[data-gallery-search]").fill(name.replace("_", " "))
        having = {each["id"] for each in surfaces if name in [parameter["name"] for parameter in each["parameters"]]}
        assert having <= set(shown(dialog))


def test_arrow_keys(explorer: Explorer) -> None:
    page = explorer.page
    dialog = gallery(explorer)
    ids = shown(dialog)
    focused = "document.activeElement.dataset.surfaceId"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == ids[0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == ids[1]
    page.keyboard.press("ArrowDown")
    # The second of the next row: a family begins a row of its own.
    assert page.evaluate(focused) == ids[3]
    page.keyboard.press("End")
    assert page.evaluate(focused) == ids[-1]
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(dialog.locator("[data-gallery-search]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    explorer.until(lambda: explorer.walks[-1]["surface"]["kind"] == "formula", "one's own function is chosen")
    expect(explorer.control("formula")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_and_width(visit: Visit, phone: bool, scheme: str) -> None:
    explorer = visit(phone=phone, color_scheme=scheme)
    if phone:
        explorer.page.locator("[data-rail-toggle]").tap()
    dialog = gallery(explorer)
    assert_no_violations(explorer, "the gallery", {"include": [["dialog[open]"]]})
    assert dialog.locator("[data-gallery-body]").evaluate("body => body.scrollWidth - body.clientWidth") <= 0
    if phone:
        dialog.locator('[data-surface-id="booth"]').tap()
        explorer.until(lambda: explorer.walks[-1]["surface"].get("id") == "booth", "a tap chooses")


def test_parameters_turn_the_bowl(visit: Visit) -> None:
    explorer = visit("?surface=quadratic")
    view = explorer.axes()
    slider = explorer.page.locator('[data-slider="rotation_degrees"]')
    slider.focus()
    for _ in range(3):
        explorer.page.keyboard.press("ArrowRight")
    explorer.until(
        lambda: explorer.walks[-1]["surface"].get("parameters", {}).get("rotation_degrees") == 33, "the turned bowl is walked on"
    )
    after = explorer.settle_map()
    # The frame stays while the bowl turns in it.
    assert (*after.w, *after.b) == pytest.approx((*view.w, *view.b))
    explorer.assert_panels_agree()
    explorer.control("condition_number").fill("100")
    both = {"rotation_degrees": 33, "condition_number": 100}
    explorer.until(lambda: explorer.walks[-1]["surface"].get("parameters") == both, "the stretched bowl is walked on")
    explorer.until(lambda: "condition_number=100" in explorer.query.get("parameters", ""), "the parameters are in the address")
    explorer.control("condition_number").fill("0")
    expect(explorer.message("condition_number")).to_contain_text("from 1 to 10000")
    explorer.settle()
    assert explorer.walks[-1]["surface"]["parameters"] == both
    explorer.page.reload()
    explorer.ready()
    assert explorer.walks[-1]["surface"]["parameters"] == both
    expect(explorer.control("condition_number")).to_have_value("100")
    # Another surface has none, and the bowl chosen anew has its usual ones.
    explorer.control("surface").select_option("booth")
    explorer.until(lambda: explorer.walks[-1]["surface"] == {"kind": "named", "id": "booth"}, "booth has no parameters")
    expect(explorer.page.locator("[data-parameters]")).to_be_hidden()


def test_the_dials_follow_what_suits_a_stretched_bowl(visit: Visit) -> None:
    explorer = visit("?surface=quadratic&optimizers=gradient_descent,nesterov,rprop")
    page = explorer.page
    asked: list[bool] = []

    def note(request: Request) -> None:
        if request.url.endswith("/surfaces/check"):
            asked.append(json.loads(request.post_data or "")["rates"])

    page.on("request", note)
    slider = page.locator('[data-slider="condition_number"]')
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    steep = {"kind": "named", "id": "quadratic", "parameters": {"condition_number": 1e4}}
    suggested = explorer.post("/surfaces/describe", {"surface": steep})["suggested"]

    def suits() -> bool:
        body = explorer.walks[-1]
        vanilla, nesterov, rprop = body["optimizers"]
        return (
            body["surface"] == steep
            and (body["max_iterations"], vanilla["learning_rate"]) == (5000, suggested["learning_rate"])
            and nesterov["momentum"] == suggested["momentum"]
            and rprop["learning_rate"] == suggested["learning_rates"]["rprop"]
        )

    explorer.until(suits, "every walk has what suits the bowl")
    # Rates are searched for when the hand rests.
    assert (asked[0], asked[-1]) == (False, True)
    # Each walk with a rate of its own surface: none diverges on the way there.
    assert all(
        walk["optimizers"][0]["learning_rate"] * walk["surface"]["parameters"]["condition_number"] < 1.1
        for walk in explorer.walks
        if "parameters" in walk["surface"]
    )
    # What a hand has set stays, and is restored when asked for.
    explorer.control("learning_rate").fill("0.00005")
    explorer.control("condition_number").fill("1000")
    explorer.until(
        lambda: (
            explorer.walks[-1]["surface"]["parameters"] == {"condition_number": 1000}
            and explorer.walks[-1]["optimizers"][0]["learning_rate"] == 0.00005
        ),
        "the learning rate is the hand's",
    )
    explorer.settle()
    page.locator("[data-suggested]").click()
    explorer.until(lambda: explorer.walks[-1]["optimizers"][0]["learning_rate"] == 0.001, "the bowl's own rate is back")
