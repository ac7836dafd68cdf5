"""The walks: any optimizers up to six, each with settings of its own, and the fair race between them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer
from tests.browser.figures import agrees

MORE = ("adam", "rprop", "lion")


def add(explorer: Explorer, optimizer: str) -> None:
    explorer.page.locator("[data-add-optimizer]").select_option(optimizer)
    explorer.settle()


def row(explorer: Explorer, optimizer: str) -> Locator:
    return explorer.page.locator(f'[data-roster-row="{optimizer}"]')


def own_field(explorer: Explorer, optimizer: str, name: str) -> Locator:
    return row(explorer, optimizer).locator(f'[data-own-field="{name}"]')


def test_optimizers_are_added_up_to_six_and_each_panel_is_the_apis(explorer: Explorer) -> None:
    page = explorer.page
    for count, optimizer in enumerate(MORE, 4):
        add(explorer, optimizer)
        expect(explorer.panel(optimizer)).to_be_visible()
        assert len(explorer.walks[-1]["optimizers"]) == count
        explorer.assert_panels_agree()
    expect(page.locator("[data-walk-count]")).to_have_text("6 of 6")
    expect(page.locator('[data-add-optimizer] option[value="adagrad"]')).to_be_disabled()
    boxes = [explorer.settle_map(name).box for name in (*OPTIMIZERS, *MORE)]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1, "all maps have one size"
    looks = page.locator(".panel:visible").evaluate_all("all => all.map(({dataset}) => dataset.walk)")
    assert sorted(looks) == [str(i) for i in range(6)], "each has a look of its own"
    order = page.locator(".panel:visible").evaluate_all("all => all.map(({dataset}) => dataset.panel)")
    assert order == [each["id"] for each in explorer.walks[-1]["optimizers"]]
    expect(page.locator("[data-table-body] tr")).to_have_count(6)
    expect(page.locator("[data-step]:visible")).to_have_count(6)
    explorer.click_map(0.4, 0.5, panel="lion")
    explorer.assert_panels_agree()
    row(explorer, "rprop").locator('[data-control="optimizers"]').uncheck(force=True)
    explorer.settle()
    expect(explorer.panel("rprop")).to_be_hidden()
    expect(row(explorer, "rprop")).to_be_hidden()
    explorer.assert_panels_agree()


def test_settings_of_its_own(explorer: Explorer, client: httpx.Client) -> None:
    add(explorer, "adam")
    row(explorer, "adam").locator("[data-own-toggle]").click()
    rate, beta = own_field(explorer, "adam", "learning_rate"), own_field(explorer, "adam", "beta1")
    rate.fill("0.25")
    beta.fill("0.5")
    explorer.settle()
    sent = next(each for each in explorer.walks[-1]["optimizers"] if each["id"] == "adam")
    assert (sent["learning_rate"], sent["beta1"]) == (0.25, 0.5)
    explorer.assert_panels_agree()
    count = len(explorer.walks)
    schema = next(each for each in client.get("/api/v1/optimizers").json()["optimizers"] if each["id"] == "adam")
    beta1 = next(each for each in schema["hyperparameters"] if each["name"] == "beta1")
    for wrong in ("1", "-0.5", "much"):
        beta.fill(wrong)
        explorer.settle()
        expect(beta).to_have_attribute("aria-invalid", "true")
        expect(row(explorer, "adam").locator('[data-own-message="beta1"]')).to_contain_text(f"from {beta1['minimum']:g}")
    assert len(explorer.walks) == count, "what is out of range is not sent"
    beta.fill("")
    explorer.settle()
    sent = next(each for each in explorer.walks[-1]["optimizers"] if each["id"] == "adam")
    assert sent["beta1"] == beta1["default"], "an emptied field gives its own value up"
    # The lecture's three follow the common dial until they have their own.
    row(explorer, "momentum").locator("[data-own-toggle]").click()
    own_field(explorer, "momentum", "learning_rate").fill("0.3")
    explorer.control("learning_rate").fill("2")
    explorer.settle()
    rates = {each["id"]: each["learning_rate"] for each in explorer.walks[-1]["optimizers"]}
    assert rates == {"gradient_descent": 2, "momentum": 0.3, "nesterov": 2, "adam": 0.25}
    explorer.assert_panels_agree()


RANGE = re.compile(r"from ([^ ,;]+)(?: to ([^ ,;]+)| up to, but not including, ([^ ,;]+)); default ([^ ,;]+)\.$")


def number_of(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def test_settings_tell_ranges_defaults_and_source(visit: Visit, client: httpx.Client) -> None:
    explorer = visit("?optimizers=momentum,adam,bfgs")
    schema = {each["id"]: each for each in client.get("/api/v1/optimizers").json()["optimizers"]}
    asked: list[str] = []
    explorer.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/optimizers") else None)
    for id in ("momentum", "adam", "bfgs"):
        line = row(explorer, id)
        line.locator("[data-own-toggle]").click()
        expect(line.locator("[data-own-source]")).to_have_text(f"Source: {schema[id]['source']}.")
        for dial in schema[id]["hyperparameters"]:
            text = line.locator(f'[data-own-range="{dial["name"]}"]').inner_text()
            ((low, high, below, usual),) = RANGE.findall(text.lower())
            assert (number_of(low), number_of(usual)) == (dial["minimum"], dial["default"])
            assert number_of(below if dial["maximum_exclusive"] else high) == dial["maximum"]
    assert len(asked) == 1, "one answer for all"


def test_settings_that_cannot_be_fetched_are_told_and_asked_for_again(explorer: Explorer) -> None:
    explorer.forgiven += ["ERR_FAILED"]
    explorer.page.route("**/own_settings.js", lambda route: route.abort())
    toggle = row(explorer, "momentum").locator("[data-own-toggle]")
    toggle.click()
    expect(explorer.notices).to_contain_text("cannot be opened")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    explorer.page.unroute("**/own_settings.js")
    toggle.click()
    expect(own_field(explorer, "momentum", "momentum")).to_be_visible()


def test_a_schedule_is_walked_with_and_drawn(explorer: Explorer) -> None:
    toggle = row(explorer, "gradient_descent").locator("[data-own-toggle]")
    toggle.click()
    fields = row(explorer, "gradient_descent").locator(".schedule")
    fields.locator("[data-schedule]").select_option("exponential")
    explorer.settle()
    fields.locator('[data-schedule-field="factor"]').fill("0.9")
    explorer.settle()
    sent = explorer.walks[-1]["optimizers"][0]
    assert sent["schedule"] == {"kind": "exponential", "factor": 0.9}
    explorer.assert_panels_agree()
    expect(fields.locator(".schedule-curve path")).to_be_visible()
    rates = explorer.runs()[0]["learning_rates"]
    label = fields.locator(".schedule-curve").get_attribute("aria-label") or ""
    assert label.startswith("Learning rate from 1 at step 1")
    assert agrees(label.split(" to ")[1].split(" at ")[0], rates[-1])
    fields.locator("[data-schedule]").select_option("step")
    explorer.settle()
    path = fields.locator(".schedule-curve path").get_attribute("d") or ""
    places = [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]
    assert len({y for _, y in places}) > 2, "it drops"
    for (x0, y0), (x1, y1) in pairwise(places):
        assert x0 == x1 or y0 == y1, "a rate holds until the next"
    fields.locator("[data-schedule]").select_option("exponential")
    fields.locator('[data-schedule-field="factor"]').fill("0.9")
    explorer.settle()
    fields.locator('[data-schedule-field="factor"]').fill("0")
    explorer.settle()
    expect(fields.locator('[data-schedule-field="factor"]')).to_have_attribute("aria-invalid", "true")
    assert explorer.walks[-1]["optimizers"][0]["schedule"]["factor"] == 0.9


def test_a_link_holds_optimizers_and_their_settings(visit: Visit) -> None:
    own = "momentum:learning_rate=0.3;adam:learning_rate=0.25,schedule=cosine/500/0.1"
    explorer = visit(f"?optimizers=momentum,adam&own={own}")
    momentum, adam = explorer.walks[-1]["optimizers"]
    assert (momentum["id"], momentum["learning_rate"]) == ("momentum", 0.3)
    assert (adam["id"], adam["learning_rate"]) == ("adam", 0.25)
    assert adam["schedule"] == {"kind": "cosine", "period": 500, "floor": 0.1}
    explorer.assert_panels_agree()
    row(explorer, "adam").locator("[data-own-toggle]").click()
    expect(row(explorer, "adam").locator(".schedule-curve path")).to_be_visible()
    explorer.control("max_iterations").fill("800")
    explorer.settle()
    explorer.until(lambda: explorer.query.get("max_iterations") == "800", "the address follows")
    assert explorer.query["own"] == own
    explorer.page.reload()
    explorer.ready()
    assert explorer.walks[-1]["optimizers"] == [momentum, adam]


@pytest.mark.parametrize("own", ["adam:beta1=1", "adam:momentum=0.5", "nobody:beta1=0.5", "adam:schedule=cosine/0/0", "adam"])
def test_a_damaged_setting_opens_the_default(visit: Visit, own: str) -> None:
    explorer = visit(f"?optimizers=adam&own={own}")
    expect(explorer.notices).to_contain_text("damaged")
    assert [each["id"] for each in explorer.walks[-1]["optimizers"]] == list(OPTIMIZERS)


def test_the_race_is_the_apis_and_its_rates_can_be_walked_with(explorer: Explorer) -> None:
    page = explorer.page
    add(explorer, "adam")
    page.locator("[data-race-budget]").fill("80")
    with page.expect_request("**/race") as asked:
        page.locator("[data-race-form] button").click()
    explorer.settle()
    body: dict[str, Any] = json.loads(asked.value.post_data or "")
    assert body["budget"] == 80
    assert body["start"] == explorer.walks[-1]["starts"][-1]
    answer = explorer.post("/race", body)
    results = answer["results"]
    rows = page.locator("[data-race-body] tr")
    expect(rows).to_have_count(4)
    for line, result, down in zip(rows.all(), results, answer["spent_to_goal"], strict=True):
        rate, rests, to_goal, tried, spent = line.locator("td").all_inner_texts()
        assert agrees(rate.removeprefix("η = "), result["optimizer"]["learning_rate"])
        assert to_goal == ("never" if down is None else str(down))
        assert agrees(rests, result["candidates"][result["best"]]["rests_at"])
        assert int(tried) == len(result["candidates"])
        assert int(spent.replace(",", "")) == result["spent"]
    expect(page.locator("[data-race-chart] .chart-line")).to_have_count(4)
    expect(page.locator("[data-race-search] .race-dot")).to_have_count(
        sum(candidate["rests_at"] is not None for result in results for candidate in result["candidates"])
    )
    page.locator("[data-race-use]").click()
    explorer.settle()
    walked = {each["id"]: each["learning_rate"] for each in explorer.walks[-1]["optimizers"]}
    assert walked == {result["optimizer"]["id"]: result["optimizer"]["learning_rate"] for result in results}
    explorer.assert_panels_agree()
    expect(page.locator("[data-race-note]")).to_be_empty()
    page.evaluate("scrollTo(0, 0)")
    explorer.click_map(0.5, 0.3)
    expect(page.locator("[data-race-note]")).to_contain_text("other settings")
    page.locator("[data-race-budget]").fill("0.5")
    page.locator("[data-race-form] button").click()
    expect(page.locator("[data-race-message]")).to_contain_text("whole number from 1")


def race(explorer: Explorer) -> dict[str, Any]:
    """Race what is shown; the answer is the API's to the body that the page sent."""
    with explorer.page.expect_request("**/race") as asked:
        explorer.page.locator("[data-race-form] button").click()
    explorer.settle()
    answer: dict[str, Any] = explorer.post("/race", json.loads(asked.value.post_data or ""))
    return answer


def test_line_searches_race_with_their_first_steps_and_walk_with_them(visit: Visit) -> None:
    explorer = visit("?surface=rosenbrock&optimizers=gradient_descent_armijo,bfgs,newton&own=bfgs:initial_step=0.5&budget=100")
    page = explorer.page
    armijo, newton, bfgs = race(explorer)["results"]
    assert [each["dial"] for each in (armijo, newton, bfgs)] == ["initial_step", None, "initial_step"]
    cells = [line.locator("td").all_inner_texts() for line in page.locator("[data-race-body] tr").all()]
    assert agrees(cells[0][0].removeprefix("α₀ = "), armijo["optimizer"]["initial_step"])
    assert cells[1][0] == "none"
    assert [int(each[3]) for each in cells] == [len(each["candidates"]) for each in (armijo, newton, bfgs)]
    expect(page.locator("[data-race-search] .chart-line")).to_have_count(2)
    expect(page.locator("[data-race-search] .chart-name")).to_have_text("α₀")
    expect(page.locator("[data-race-search] [data-frame]")).to_have_attribute(
        "aria-label", re.compile("lowest with a first step of")
    )
    page.locator("[data-race-use]").click()
    explorer.settle()
    walked = {each["id"]: each.get("initial_step") for each in explorer.walks[-1]["optimizers"]}
    assert walked == {each["optimizer"]["id"]: each["optimizer"].get("initial_step") for each in (armijo, newton, bfgs)}
    assert walked["newton"] is None
    expect(page.locator("[data-race-note]")).to_be_empty()
    explorer.assert_panels_agree()


def test_where_nothing_is_searched_for_the_race_says_so(visit: Visit) -> None:
    explorer = visit("?surface=himmelblau&optimizers=newton")
    page = explorer.page
    race(explorer)
    expect(page.locator("[data-race-searched]")).to_contain_text("Nothing to search for")
    expect(page.locator("[data-race-search] [data-frame]")).to_be_hidden()
    expect(page.locator("[data-race-use]")).to_be_hidden()
    expect(page.locator("[data-race-chart] .chart-line")).to_have_count(1)
    add(explorer, "adam")
    race(explorer)
    expect(page.locator("[data-race-searched]")).to_contain_text("last fifth")
    expect(page.locator("[data-race-search] .chart-line")).to_have_count(1)
    expect(page.locator("[data-race-use]")).to_be_visible()


def test_an_optimizer_without_terms_shows_its_step_and_none_at_the_end(explorer: Explorer) -> None:
    pushes = explorer.page.evaluate(
        """async () => {
          const script = document.querySelector('script[type="module"]').src;
          const {parts_of} = await import(script.replace('explorer.js', 'walks.js'));
          const run = {whole_steps: true, iterations: 1, update: [0, 0, 1, 2], optimizer: {id: "newton"}};
          return [0, 1].map((step) => parts_of(run, step).push);
        }"""
    )
    assert pushes == [[-1, -2], [0, 0]]
