"""One optimizer in several walks: added, named, walked, linked, removed and raced, each with settings of its own."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import OPTIMIZERS, Explorer
from tests.browser.figures import agrees

FULL = (
    "?optimizers=gradient_descent,gradient_descent.2,gradient_descent.3,momentum,momentum.2,adam"
    "&own=gradient_descent.2:learning_rate=0.1;gradient_descent.3:learning_rate=2,schedule=cosine/500/0;momentum.2:momentum=0.5"
)
FULL_NAMES = ["Vanilla η=1", "Vanilla η=0.1", "Vanilla η=2 cosine", "Momentum γ=0.9", "Momentum γ=0.5", "Adam"]
SIZES = [(1440, 900), (1024, 768), (390, 844)]

NAMES = """async walks => {
  const page = document.querySelector('script[type=module]').src;
  const {told_apart} = await import(page.replace('explorer.js', 'copies.js'));
  const symbols = {learning_rate: 'η', momentum: 'γ', beta: 'β'};
  const hyperparameters = Object.entries(symbols).map(([name, symbol]) => ({name, symbol}));
  return told_apart(walks.map(([kind, setting]) => ({entry: {kind, name: kind, full_name: kind, hyperparameters}, setting})))
    .map(({name}) => name);
}"""

CUT = """all => all.filter(({scrollWidth, clientWidth}) => clientWidth > 0 && scrollWidth > clientWidth + 1)
  .map(each => each.textContent)"""


def again(explorer: Explorer, walk: str) -> None:
    """Choose a walk to be shown once more."""
    explorer.page.locator("[data-add-optimizer]").select_option(f"+{walk}")
    explorer.settle()


def row(explorer: Explorer, walk: str) -> Locator:
    return explorer.page.locator(f'[data-roster-row="{walk}"]')


def field(explorer: Explorer, walk: str, name: str) -> Locator:
    return row(explorer, walk).locator(f'[data-own-field="{name}"]')


def uncheck(explorer: Explorer, walk: str) -> None:
    row(explorer, walk).locator('[data-control="optimizers"]').uncheck(force=True)
    explorer.settle()


def names(explorer: Explorer) -> list[str]:
    """What the walks in the list are called."""
    return explorer.page.locator("[data-roster-row]:has(:checked) [data-walk-name]").all_text_contents()


def sent(explorer: Explorer, name: str) -> list[Any]:
    """One hyperparameter of every walk that was asked for last."""
    return [each.get(name) for each in explorer.walks[-1]["optimizers"]]


def test_a_copy_walks_with_a_rate_of_its_own(explorer: Explorer) -> None:
    again(explorer, "gradient_descent")
    assert names(explorer) == ["Vanilla", "Vanilla (2)", "Momentum", "Nesterov"], "alike, they are counted"
    expect(row(explorer, "gradient_descent.2").locator("[data-own-toggle]")).to_be_focused()
    rate = field(explorer, "gradient_descent.2", "learning_rate")
    expect(rate).to_be_visible()
    rate.fill("0.2")
    explorer.settle()
    body = explorer.walks[-1]
    assert [(each["id"], each["learning_rate"]) for each in body["optimizers"]] == [
        ("gradient_descent", 1),
        ("gradient_descent", 0.2),
        ("momentum", 1),
        ("nesterov", 1),
    ]
    assert names(explorer)[:2] == ["Vanilla η=1", "Vanilla η=0.2"]
    explorer.assert_panels_agree()
    first, second, *_ = explorer.runs()
    assert first["theta"] != second["theta"]
    losses = [explorer.field(walk, "loss").text_content() for walk in ("gradient_descent", "gradient_descent.2")]
    assert losses[0] != losses[1]
    # A start, the clock and the step belong to every walk.
    explorer.click_map(0.4, 0.5, panel="gradient_descent.2")
    explorer.assert_panels_agree()
    explorer.seek(3)
    first, second, *_ = explorer.runs()
    for walk, run in (("gradient_descent", first), ("gradient_descent.2", second)):
        assert agrees(explorer.field(walk, "loss_at_t").inner_text(), run["loss"][3])
        step = explorer.page.locator(f'[data-step="{walk}"]')
        assert f"η = {run['optimizer']['learning_rate']:g}" in step.locator("[data-step-settings]").inner_text()


def test_a_duplicate_has_all_settings_and_six_is_the_most(visit: Visit) -> None:
    explorer = visit("?optimizers=adam,nesterov&own=adam:learning_rate=0.25,beta2=0.9,schedule=cosine/500/0.1")
    page = explorer.page
    row(explorer, "adam").locator("[data-own-toggle]").click()
    for count in range(3, 7):
        row(explorer, "adam").locator("[data-own-again]").click()
        explorer.settle()
        assert len(explorer.walks[-1]["optimizers"]) == count
    _, *copies = [each for each in explorer.walks[-1]["optimizers"] if each["id"] == "adam"]
    assert all(each == explorer.walks[-1]["optimizers"][1] for each in copies)
    for button in page.locator("[data-own-again]").all():
        expect(button).to_be_disabled()
    for value in ("+adam", "+nesterov", "rprop"):
        expect(page.locator(f'[data-add-optimizer] option[value="{value}"]')).to_be_disabled()
    looks = page.locator("[data-panel]:not(.panel--off)[data-walk]").evaluate_all("all => all.map(({dataset}) => dataset.walk)")
    assert len(set(looks)) == 6, "each has a look of its own"
    uncheck(explorer, "adam.3")
    again(explorer, "adam.2")
    expect(row(explorer, "adam.3")).to_be_visible()


@pytest.mark.parametrize(
    ("gone", "stays", "rate"), [("gradient_descent", "gradient_descent.2", 0.2), ("gradient_descent.2", "gradient_descent", 1)]
)
def test_one_is_removed_and_the_other_stays(visit: Visit, gone: str, stays: str, rate: float) -> None:
    explorer = visit("?optimizers=gradient_descent,gradient_descent.2,momentum&own=gradient_descent.2:learning_rate=0.2")
    look = explorer.panel(stays).get_attribute("data-walk")
    row(explorer, gone).locator('[data-control="optimizers"]').focus()
    uncheck(explorer, gone)
    assert sent(explorer, "learning_rate") == [rate, 1]
    assert names(explorer) == ["Vanilla", "Momentum"]
    expect(row(explorer, gone)).to_be_hidden()
    expect(explorer.panel(gone)).to_be_hidden()
    expect(explorer.page.locator("[data-add-optimizer]")).to_be_focused()
    assert explorer.panel(stays).get_attribute("data-walk") == look, "its colour stays"
    explorer.assert_panels_agree()
    explorer.until(lambda: explorer.query["optimizers"] == f"{stays},momentum", "the address follows")
    assert ("own" in explorer.query) == (rate != 1), "a copy takes its settings with it"
    # The last of the lecture's own leaves its place in the list.
    uncheck(explorer, stays)
    expect(row(explorer, "gradient_descent")).to_be_visible()


def test_a_link_holds_copies_and_their_settings(visit: Visit) -> None:
    explorer = visit(FULL)
    asked = explorer.walks[-1]["optimizers"]
    assert [each["id"] for each in asked] == [*["gradient_descent"] * 3, *["momentum"] * 2, "adam"]
    assert sent(explorer, "learning_rate")[:3] == [1, 0.1, 2]
    assert asked[2]["schedule"] == {"kind": "cosine", "period": 500, "floor": 0}
    assert sent(explorer, "momentum")[3:5] == [0.9, 0.5]
    assert names(explorer) == FULL_NAMES
    explorer.assert_panels_agree()
    explorer.control("max_iterations").fill("800")
    explorer.settle()
    explorer.until(lambda: explorer.query.get("max_iterations") == "800", "the address follows")
    for part in FULL.removeprefix("?").split("&"):
        key, value = part.split("=", 1)
        assert explorer.query[key] == value
    explorer.page.reload()
    explorer.ready()
    assert explorer.walks[-1]["optimizers"] == asked
    assert names(explorer) == FULL_NAMES


def test_an_old_link_opens_as_ever(visit: Visit) -> None:
    explorer = visit("?optimizers=momentum,adam&own=momentum:learning_rate=0.3&learning_rate=2&panel=adam")
    assert sent(explorer, "id") == ["momentum", "adam"]
    assert sent(explorer, "learning_rate")[0] == 0.3
    assert names(explorer) == ["Momentum", "Adam"]
    explorer.assert_panels_agree()


@pytest.mark.parametrize(
    "part",
    [
        "optimizers=momentum.7",
        "optimizers=momentum.1",
        "own=momentum.7:momentum=0.5",
        "own=momentum.2:rho=1",
        "budget=0",
        "budget=1.5",
    ],
)
def test_a_damaged_copy_opens_the_default(visit: Visit, part: str) -> None:
    explorer = visit(f"?{part}")
    expect(explorer.notices).to_contain_text("damaged")
    assert [each["id"] for each in explorer.walks[-1]["optimizers"]] == list(OPTIMIZERS)


def test_names_tell_what_differs(explorer: Explorer) -> None:
    base = {"learning_rate": 1, "momentum": 0.9, "beta": 0.5}
    cosine, other = ({"kind": "cosine", "period": period, "floor": 0} for period in (500, 900))
    cases: list[tuple[list[dict[str, Any]], list[str]]] = [
        ([{}], ["a"]),
        ([{}, {}, {}], ["a", "a (2)", "a (3)"]),
        ([{}, {"momentum": 0.5}], ["a γ=0.9", "a γ=0.5"]),
        ([{}, {"learning_rate": 2}, {"learning_rate": 2}], ["a η=1", "a η=2", "a η=2 (2)"]),
        ([{"momentum": 0.9001}, {"momentum": 0.9002}], ["a γ=0.9001", "a γ=0.9002"]),
        ([{}, {"schedule": cosine}], ["a", "a cosine"]),
        ([{"schedule": other}, {"schedule": cosine}], ["a cosine 900/0", "a cosine 500/0"]),
        ([{}, {"learning_rate": 2, "momentum": 0.5}], ["a η=1 γ=0.9", "a η=2 γ=0.5"]),
        ([{}, {"learning_rate": 2, "momentum": 0.5, "beta": 0.1}], ["a η=1 γ=0.9 …", "a η=2 γ=0.5 …"]),
    ]
    for changes, expected in cases:
        walks = [["b", base], *(["a", {**base, **change}] for change in changes), ["c", base]]
        assert explorer.page.evaluate(NAMES, walks) == ["b", *expected, "c"]


def test_the_names_stand_wherever_a_walk_does(visit: Visit) -> None:
    explorer = visit(f"{FULL}&starts=-2,-2;1,1")
    page = explorer.page
    for part in (
        ".chart-legend-name",
        "[data-walk-list] .walk-name",
        "[data-segment]",
        "[data-step-name]",
        "[data-panel]:not(.panel--off) .panel-title",
    ):
        texts = [text for text in page.locator(part).all_text_contents() if text in FULL_NAMES]
        assert texts == FULL_NAMES, part
    rows = page.locator("[data-table-body] .table-name").all_inner_texts()
    assert [text.split("\n")[0] for text in rows] == [*FULL_NAMES, *FULL_NAMES]
    assert rows[0].split("\n")[1].startswith("start 1, ")
    assert sorted(text.rsplit(" ", 1)[0] for text in page.locator(".arrival-name").all_text_contents()) == sorted(FULL_NAMES)
    charts = [page.locator(f"{part} [data-frame]") for part in ("[data-loss-chart]", "[data-fit-chart]")]

    def told() -> list[str]:
        return [
            page.locator("[data-picture]").text_content() or "",
            *(chart.get_attribute("aria-label") or "" for chart in charts),
        ]

    explorer.until(lambda: all(name in text for text in told() for name in FULL_NAMES), "the text alternatives have the names")
    for walk in ("gradient_descent.3", "momentum.2"):
        label = explorer.panel(walk).get_attribute("aria-label") or ""
        assert label.endswith(("η=2 cosine", "γ=0.5"))
        row(explorer, walk).locator("[data-own-toggle]").click()
        expect(page.get_by_role("group", name=f"Settings of {label}", exact=True)).to_be_visible()
    # A name follows the setting that it tells, of the dials too.
    explorer.control("momentum").fill("0.8")
    explorer.until(lambda: names(explorer)[3:5] == ["Momentum γ=0.8", "Momentum γ=0.5"], "the name follows")
    expect(explorer.panel("momentum").locator(".panel-title")).to_have_text("Momentum γ=0.8")


def test_the_loss_charts_legend_has_room_for_a_name_of_middling_length(visit: Visit) -> None:
    explorer = visit("?optimizers=momentum,momentum.2,adam&own=momentum.2:momentum=0.5")
    assert explorer.page.locator(".chart-legend-name").evaluate_all(CUT) == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_long_names_are_whole_and_apart(visit: Visit, size: tuple[int, int]) -> None:
    explorer = visit(FULL, viewport={"width": size[0], "height": size[1]}, phone=size[0] < 500)
    page = explorer.page
    for part in ("[data-walk-name]", ".chart-legend-name", ".walk-name", ".panel-title", ".segment-label"):
        assert page.locator(f"{part}:visible").evaluate_all(CUT) == [], part
    boxes = [box for box in (each.bounding_box() for each in page.locator(".arrival-name:visible").all()) if box]
    for left, right in pairwise(sorted(boxes, key=lambda box: box["x"])):
        assert left["x"] + left["width"] <= right["x"] + 1
    for header in page.locator(".panel-header:visible").all():
        title, loss = (header.locator(part).bounding_box() for part in (".panel-title", ".panel-loss"))
        assert title
        assert loss
        assert title["x"] + title["width"] <= loss["x"] + 1
    switch = page.locator("[data-panel-switch]")
    if switch.is_visible():
        frame = switch.bounding_box()
        for segment in switch.locator(".segment").all():
            box = segment.bounding_box()
            assert box
            assert frame
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


def test_what_is_compared_is_compared_on_another_surface_and_restored_with_it(visit: Visit) -> None:
    explorer = visit("?optimizers=momentum,momentum.2,adam&own=momentum.2:momentum=0.5;adam:beta1=0.5")
    explorer.control("surface").select_option("booth")
    explorer.settle_map("momentum")
    assert sent(explorer, "momentum")[1] == 0.5
    assert sent(explorer, "beta1")[2] != 0.5, "what suits a surface belongs to it"
    explorer.assert_panels_agree()
    explorer.page.locator("[data-suggested]").click()
    explorer.settle()
    assert [each["id"] for each in explorer.walks[-1]["optimizers"]] == ["momentum", "adam"]
    explorer.page.go_back()
    explorer.until(lambda: names(explorer)[1] == "Momentum γ=0.5", "back brings the copy back")


def raced(explorer: Explorer) -> dict[str, Any]:
    with explorer.page.expect_request("**/race") as asked:
        explorer.page.locator("[data-race-form] button").click()
    explorer.settle()
    body: dict[str, Any] = json.loads(asked.value.post_data or "")
    return body


def test_copies_race_where_more_than_the_rate_differs(visit: Visit) -> None:
    explorer = visit(
        "?optimizers=gradient_descent,gradient_descent.2,momentum,momentum.2&own=gradient_descent.2:learning_rate=0.2;momentum.2:momentum=0.5&budget=60"
    )
    page = explorer.page
    expect(page.locator("[data-race-budget]")).to_have_value("60")
    body = raced(explorer)
    assert body["budget"] == 60
    assert [(each["id"], each.get("momentum")) for each in body["optimizers"]] == [
        ("gradient_descent", None),
        ("momentum", 0.9),
        ("momentum", 0.5),
    ]
    heads = page.locator("[data-race-body] .table-name").all_text_contents()
    assert heads == ["Vanilla", "Momentum γ=0.9", "Momentum γ=0.5"]
    expect(page.locator("[data-race-note]")).to_contain_text("race as one")
    results = explorer.post("/race", body)["results"]
    page.locator("[data-race-use]").click()
    explorer.settle()
    best = [result["optimizer"]["learning_rate"] for result in results]
    assert sent(explorer, "learning_rate") == [best[0], 0.2, best[1], best[2]], "each raced walk has its own best rate"
    explorer.assert_panels_agree()


def test_line_searches_that_differ_in_the_first_step_race_as_one(visit: Visit) -> None:
    explorer = visit("?optimizers=bfgs,bfgs.2,bfgs.3&own=bfgs.2:initial_step=0.2;bfgs.3:curvature=0.5&budget=60")
    body = raced(explorer)
    assert [(each["id"], each.get("initial_step"), each["curvature"]) for each in body["optimizers"]] == [
        ("bfgs", None, 0.9),
        ("bfgs", None, 0.5),
    ]
    expect(explorer.page.locator("[data-race-note]")).to_contain_text("race as one")


def test_the_races_budget_is_in_the_address(explorer: Explorer) -> None:
    page = explorer.page
    assert "budget" not in explorer.query
    page.locator("[data-race-budget]").fill("80")
    explorer.until(lambda: explorer.query.get("budget") == "80", "the address has the budget")
    count = len(explorer.walks)
    body = raced(explorer)
    assert body["budget"] == 80
    page.locator("[data-race-budget]").fill("90")
    expect(page.locator("[data-race-note]")).to_contain_text("other settings")
    page.locator("[data-race-budget]").fill("many")
    page.locator("[data-race-form] button").click()
    expect(page.locator("[data-race-message]")).to_contain_text("whole number")
    explorer.until(lambda: explorer.query["budget"] == "90", "the address has the last budget that is one")
    assert len(explorer.walks) == count, "the walks do not depend on it"
    page.reload()
    explorer.ready()
    expect(page.locator("[data-race-budget]")).to_have_value("90")
