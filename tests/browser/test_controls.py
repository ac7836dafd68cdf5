"""Controls: every change walks again at once; what is out of range is never sent and the page says what is allowed."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import LECTURE_DATA, OPTIMIZERS, Explorer
from tests.browser.figures import read

# The path that each control's value has in a body, through the optimizer that has every hyperparameter.


VALUES = {
    "learning_rate": lambda body: body["optimizers"][2]["learning_rate"],
    "momentum": lambda body: body["optimizers"][2]["momentum"],
    "max_iterations": lambda body: body["max_iterations"],
    "tolerance": lambda body: body["tolerance"],
}
GOOD = {
    "learning_rate": ["0.5", "1e-18", "1e12", "2.5e-1"],
    "momentum": ["0", "0.99", "0.999999"],
    "max_iterations": ["1", "50", "10000", "1e3"],
    "tolerance": ["0", "0.01", "1e-8", "1000"],
}
WRONG = {
    "learning_rate": ["0", "-1", "1e-19", "1.1e12", "1e999", "NaN", "fast", ""],
    "momentum": ["1", "-0.1", "1.5", "Infinity", "0,9"],
    "max_iterations": ["0", "-5", "1.5", "10001", "1e9", "many"],
    "tolerance": ["-1e-9", "1000.5", "tiny", " "],
}


def schema_of(client: httpx.Client) -> dict[str, dict[str, Any]]:
    """The ranges of the four numbers, as the OpenAPI document gives them."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    descents = schemas["DescentsRequest"]["properties"]
    nesterov = next(body["properties"] for name, body in schemas.items() if name.lower().startswith("nesterov"))
    return {
        "learning_rate": nesterov["learning_rate"],
        "momentum": nesterov["momentum"],
        "max_iterations": descents["max_iterations"],
        "tolerance": descents["tolerance"],
    }


@pytest.mark.parametrize("names", [("learning_rate", "momentum"), ("max_iterations", "tolerance")])
def test_number_fields_walk_live_and_refuse_what_the_api_would(
    explorer: Explorer, client: httpx.Client, names: tuple[str, str]
) -> None:
    for name in names:
        assert_field_walks_live(explorer, name)
        assert_field_refuses(explorer, name, schema_of(client)[name])


def assert_field_walks_live(explorer: Explorer, name: str) -> None:
    field = explorer.control(name)
    message = explorer.message(name)
    for text in GOOD[name]:
        field.fill(text)
        explorer.settle()
        assert VALUES[name](explorer.walks[-1]) == float(text)
        expect(message).to_be_empty()
        explorer.assert_panels_agree()


def assert_field_refuses(explorer: Explorer, name: str, limits: dict[str, Any]) -> None:
    field = explorer.control(name)
    message = explorer.message(name)
    assert VALUES[name](explorer.walks[-1]) == float(GOOD[name][-1])
    for text in WRONG[name]:
        sent = len(explorer.walks)
        field.fill(text)
        explorer.settle()
        assert len(explorer.walks) == sent, f"{text!r} is not sent"
        expect(field).to_have_attribute("aria-invalid", "true")
        assert field.get_attribute("aria-describedby") == message.get_attribute("id")
        bounds = [limits[key] for key in ("minimum", "maximum", "exclusiveMaximum") if key in limits]
        told = message.inner_text().replace(",", "").replace("\u2212", "-")
        # A walk of no steps is allowed in the API and shows nothing on the page.
        least = 1 if name == "max_iterations" else bounds[0]
        assert f"{least:g}".replace("e-0", "e-") in told
        assert f"{bounds[-1]:g}".replace("e+", "e") in told or f"{bounds[-1]:,.0f}".replace(",", "") in told
    explorer.assert_panels_agree()
    field.fill(GOOD[name][1])
    explorer.settle()
    expect(message).to_be_empty()
    expect(field).to_have_attribute("aria-invalid", "false")
    assert VALUES[name](explorer.walks[-1]) == float(GOOD[name][1])


def test_pages_limits_are_the_openapi_documents(explorer: Explorer, client: httpx.Client) -> None:
    limits = explorer.page.evaluate("JSON.parse(document.querySelector('[data-page-data]').textContent).limits")
    for name, schema in schema_of(client).items():
        if name != "max_iterations":
            assert limits[name]["minimum"] == schema["minimum"]
        assert limits[name].get("maximum") == schema.get("maximum")
        assert limits[name].get("exclusive_maximum") == schema.get("exclusiveMaximum")


def test_sliders_walk_live(explorer: Explorer) -> None:
    page = explorer.page
    for name, least, most in (("learning_rate", 1e-6, 100), ("momentum", 0, 0.999)):
        slider = page.locator(f'[data-slider="{name}"]')
        slider.focus()
        for key, value in (("Home", least), ("End", most)):
            page.keyboard.press(key)
            explorer.settle()
            assert VALUES[name](explorer.walks[-1]) == pytest.approx(value)
            assert float(explorer.control(name).input_value()) == pytest.approx(value)
            explorer.assert_panels_agree()
        box = slider.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
        page.mouse.down()
        sent = len(explorer.walks)
        for share in (0.75, 0.5):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=4)
            explorer.settle()
            assert len(explorer.walks) > sent, "it walks while the slider moves"
            sent = len(explorer.walks)
        page.mouse.up()
        # The learning rate's slider is logarithmic: half way is the geometric mean.
        middle = math.sqrt(least * most) if name == "learning_rate" else (least + most) / 2
        assert VALUES[name](explorer.walks[-1]) == pytest.approx(middle, rel=0.1)
        explorer.assert_panels_agree()


@pytest.mark.parametrize(("text", "least", "most"), [("1e8 (w^2 + b^2)", 1e-13, 1e-5), ("1e-9 (w^2 + b^2)", 1e4, 1e12)])
def test_the_sliders_range_holds_what_suits_the_surface(visit: Visit, text: str, least: float, most: float) -> None:
    explorer = visit(f"?surface=formula&formula={quote(text)}")
    slider = explorer.page.locator('[data-slider="learning_rate"]')
    suggested = float(explorer.control("learning_rate").input_value())
    for key, limit in (("Home", least), ("End", most)):
        slider.press(key)
        explorer.settle()
        assert VALUES["learning_rate"](explorer.walks[-1]) == pytest.approx(limit, rel=1e-9, abs=0)
    assert 1000 * least < suggested < most / 1000
    marks = explorer.page.locator('[data-slider-scale="learning_rate"] .slider-mark').all_inner_texts()
    assert [float(each.replace("\u2212", "-")) for each in marks] == pytest.approx(
        [least * 100**i for i in range(5)], rel=1e-9, abs=0
    )
    explorer.page.locator('[data-control="surface"]').select_option("himmelblau")
    explorer.settle()
    slider.press("Home")
    explorer.settle()
    assert VALUES["learning_rate"](explorer.walks[-1]) == 1e-6


def test_hiding_and_showing_walks(explorer: Explorer) -> None:
    page = explorer.page
    box = explorer.axes("nesterov").box
    for hidden in OPTIMIZERS[:2]:
        page.locator(f'[data-control="optimizers"][value="{hidden}"]').uncheck(force=True)
        explorer.settle()
        expect(explorer.panel(hidden)).to_be_hidden()
        assert hidden not in [optimizer["id"] for optimizer in explorer.walks[-1]["optimizers"]]
    expect(page.locator("[data-table-body] tr")).to_have_count(1)
    expect(page.locator("[data-loss-chart] .chart-line")).to_have_count(1)
    expect(page.locator("[data-fit-chart] .chart-line")).to_have_count(1)
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    assert explorer.settle_map("nesterov").box["width"] > 2.5 * box["width"], "the one left takes the room"
    last = page.locator('[data-control="optimizers"][value="nesterov"]')
    last.click(force=True)
    explorer.settle()
    expect(last).to_be_checked()
    page.locator('[data-control="optimizers"][value="momentum"]').check(force=True)
    explorer.settle()
    assert [optimizer["id"] for optimizer in explorer.walks[-1]["optimizers"]] == ["momentum", "nesterov"]
    expect(explorer.panel("momentum")).to_be_visible()
    explorer.settle_map("nesterov")
    point = explorer.click_map(0.3, 0.4, panel="nesterov")
    assert explorer.starts("momentum") == [pytest.approx(point, rel=1e-9)]
    explorer.assert_panels_agree()


def test_surface_and_suggested_values(explorer: Explorer, client: httpx.Client) -> None:
    page = explorer.page
    catalog = {entry["id"]: entry for entry in client.get("/api/v1/surfaces").json()["surfaces"]}
    for identifier in ("himmelblau", "ill_conditioned_quadratic_25"):
        entry = catalog[identifier]
        suggested = entry["suggested"]
        explorer.control("surface").select_option(identifier)
        explorer.settle_map()
        body = explorer.walks[-1]
        assert body["surface"] == {"kind": "named", "id": identifier}
        assert body["starts"] == [suggested["start"]]
        for name in GOOD:
            assert float(explorer.control(name).input_value()) == suggested[name] == VALUES[name](body)
        expect(page.locator(f'[data-formula="{identifier}"] math')).to_be_visible()
        expect(page.locator("[data-formula]:visible")).to_have_count(1)
        expect(page.locator("[data-fit-chart]")).to_be_hidden()
        card = page.locator("[data-surface-card]")
        expect(card).to_contain_text(entry["source"])
        assert card.locator("math").count() == 3
        explorer.assert_panels_agree()
        axes = explorer.axes()
        assert any(axes.w[0] < w < axes.w[1] and axes.b[0] < b < axes.b[1] for w, b, *_ in entry["minima"])
    explorer.control("learning_rate").fill("0.001")
    explorer.click_map(0.5, 0.3)
    page.locator("[data-suggested]").click()
    explorer.settle()
    assert VALUES["learning_rate"](explorer.walks[-1]) == suggested["learning_rate"]
    assert explorer.starts() == [tuple(suggested["start"])]
    explorer.control("surface").select_option("neuron")
    explorer.settle_map()
    expect(page.locator("[data-fit-chart]")).to_be_visible()
    expect(page.locator("[data-surface-card]")).to_be_hidden()
    assert explorer.walks[-1]["surface"]["data"] == LECTURE_DATA
    assert explorer.starts() == [(-2.0, -2.0)]
    explorer.assert_panels_agree()


def test_half_sum_sum_and_mean(explorer: Explorer) -> None:
    explorer.page.keyboard.press("Home")
    losses = {}
    for loss in ("sum", "mean", "half_sum"):
        explorer.page.locator(f'[data-control="loss"][value="{loss}"]').check(force=True)
        explorer.settle_map()
        assert explorer.walks[-1]["surface"]["loss"] == loss
        shown = "neuron" if loss == "half_sum" else f"neuron-{loss}"
        expect(explorer.page.locator(f'[data-formula="{shown}"] math')).to_be_visible()
        expect(explorer.page.locator("[data-formula]:visible")).to_have_count(1)
        explorer.assert_panels_agree()
        expect(explorer.page.locator("[data-clock]")).to_have_text("0")
        losses[loss] = read(explorer.field("momentum", "loss_at_t").inner_text())
    assert losses["sum"] == pytest.approx(2 * losses["half_sum"], rel=5e-3)
    assert losses["mean"] == pytest.approx(losses["half_sum"], rel=5e-3)
