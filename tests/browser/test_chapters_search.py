"""Chapters 2, 3, 4 and 13: guesses, a grid, the guesses as a walk, and the ledger of all of it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from playwright.sync_api import expect

from app.page_data import GUESSES
from tests.browser.conftest import Read
from tests.browser.reader import Reader

SURFACE = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]]}
MINIMUM = (1.791759469228055, -2.282174095733918)
LECTURE = [[w, b] for w, b, _ in GUESSES]
WIDEST = 6.0
KEY = "walk-downhill.ledger"


def losses(reader: Reader, points: list[list[float]]) -> list[float]:
    return [result["loss"] for result in reader.post("/evaluate", {"surface": SURFACE, "points": points})["results"]]


def keep(reader: Reader, ledger: dict[str, Any]) -> None:
    """Put a ledger into the browser, as the earlier chapters do."""
    reader.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps(ledger)])


def kept(reader: Reader) -> dict[str, Any]:
    text = reader.page.evaluate("key => localStorage.getItem(key)", KEY)
    return dict(json.loads(text)) if text else {}


def cells(count: int) -> list[list[float]]:
    """The middles of a grid's cells, from the top and from the left."""
    side = 2 * WIDEST / count
    return [[-WIDEST + (j + 0.5) * side, WIDEST - (i + 0.5) * side] for i in range(count) for j in range(count)]


def cell_texts(reader: Reader, row: str) -> list[str]:
    texts = reader.page.locator(f"{row} > *").all_inner_texts()
    return [text.replace("\u2212", "-").replace(",", "") for text in texts]


def test_a_guess_costs_one_evaluation_and_writes_one_row(read: Read) -> None:
    reader = read("guess-work")
    page = reader.page
    rows = page.locator("[data-guess-rows] tr")
    assert not [path for path, _ in reader.asked if path == "/evaluate"]
    tries = [[1.2, -1.0], [2.0, -2.5]]
    for number, (w, b) in enumerate(tries, start=1):
        reader.set_dial("w", str(w))
        reader.set_dial("b", str(b))
        page.locator("[data-guess]").click()
        expect(rows).to_have_count(number)
    asked = [body["points"] for path, body in reader.asked if path == "/evaluate"]
    assert asked == [[guess] for guess in tries]
    expected = losses(reader, tries)
    shown = [float(text) for text in page.locator("[data-guess-rows] td:nth-child(4)").all_inner_texts()]
    assert shown == pytest.approx(expected, rel=1e-3)
    assert reader.number("spent") == 2
    assert reader.number("best") == pytest.approx(min(expected), rel=1e-3)
    assert reader.try_it["starts"] == "2,-2.5"
    reader.until(lambda: reader.query == {"w": "2", "b": "-2.5"}, "the state is in the address")
    page.reload()
    expect(rows).to_have_count(2)
    page.locator("[data-clear]").click()
    expect(rows).to_have_count(0)
    assert reader.number("spent") == 0


def test_the_lectures_rows_are_computed_and_set_beside_what_it_prints(read: Read) -> None:
    reader = read("guess-work", phone=True)
    page = reader.page
    page.locator("[data-lecture]").tap()
    expect(page.locator("[data-guess-rows] tr")).to_have_count(len(GUESSES))
    expected = losses(reader, LECTURE)
    shown = [float(text) for text in page.locator("[data-guess-rows] td:nth-child(4)").all_inner_texts()]
    assert shown == pytest.approx(expected, rel=1e-3)
    assert page.locator("[data-guess-rows] td:nth-child(5)").all_inner_texts() == [printed for _, _, printed in GUESSES]
    off = sum(f"{loss:.4f}" != printed for loss, (_, _, printed) in zip(expected, GUESSES, strict=True))
    expect(page.locator("[data-guess-compare]")).to_contain_text(f"{off} of the printed losses differ")
    assert reader.number("spent") == len(GUESSES)
    expect(page.locator("[data-lecture]")).to_be_disabled()
    assert "(0.2)" in page.locator(".slip").inner_text().replace("\n", "")


def test_a_grid_fills_and_its_best_cell_is_the_apis(read: Read) -> None:
    reader = read("brute-force")
    page = reader.page
    reader.set_dial("n", "24")
    page.locator("[data-fill]").click()
    reader.until(lambda: reader.reading("spent") == "576 of 576", "the grid is full")
    blocks = [body for path, body in reader.asked if path == "/grid" and body["w"]["count"] == 24]
    assert len(blocks) > 5
    assert sum(body["w"]["count"] * body["b"]["count"] for body in blocks) == 576
    points = cells(24)
    values = losses(reader, points)
    best = min(range(len(values)), key=values.__getitem__)
    assert reader.number("best") == pytest.approx(values[best], rel=5e-3)
    assert reader.number("distance") == pytest.approx(math.dist(points[best], MINIMUM), rel=5e-3)
    assert kept(reader)["grid"]["evaluations"] == 576
    assert [float(each) for each in reader.try_it["starts"].split(",")] == pytest.approx(points[best])
    assert "576 of 576" in reader.described("grid")
    reader.until(lambda: reader.query == {"n": "24", "filled": "yes"}, "the state is in the address")


def test_a_grid_can_be_stopped_and_is_then_not_entered(read: Read) -> None:
    reader = read("brute-force", "?n=200", reduced_motion="no-preference")
    page = reader.page
    page.locator("[data-fill]").click()
    reader.until(lambda: not reader.reading("spent").startswith("0 "), "some cells are filled")
    page.locator("[data-stop]").click()
    spent = reader.reading("spent")
    assert 0 < int(spent.split()[0].replace(",", "")) < 40_000
    expect(page.locator('[data-figure="grid"] [data-figure-status]')).to_contain_text("Stopped after")
    page.wait_for_timeout(150)
    assert reader.reading("spent") == spent
    assert kept(reader).get("grid") is None


@pytest.mark.parametrize(("choice", "right"), [("power", "true"), ("thrice", "false")])
def test_the_cost_of_three_parameters_is_predicted_before_it_is_shown(read: Read, choice: str, right: str) -> None:
    reader = read("brute-force", "?n=10")
    page = reader.page
    root = page.locator('[data-predict="cost"]')
    expect(root).to_contain_text("10 points per axis: 100 evaluations")
    expect(page.locator('[data-dial="d"] [data-dial-field]')).to_be_disabled()
    assert reader.reading("evaluations") == "100"
    assert "1,000 evaluations" in reader.predict("cost", choice)
    expect(root).to_have_attribute("data-right", right)
    expect(page.locator('[data-dial="d"] [data-dial-field]')).to_be_enabled()
    reader.set_dial("d", "6")
    assert reader.reading("evaluations") == "1,000,000"
    page.locator("[data-fill]").click()
    reader.until(lambda: reader.reading("spent") == "100 of 100", "the grid is full")
    reader.until(lambda: reader.reading("large_rate") != "not yet", "the rate of a large request is measured")
    large = [body for path, body in reader.asked if path == "/grid" and body["w"]["count"] == 200]
    assert [body["b"]["count"] for body in large] == [200] * 3
    seconds = 1e6 / amount(reader.reading("large_rate"))
    shown, unit = reader.reading("duration").split()
    in_seconds = float(shown) * {"milliseconds": 1e-3, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0}[unit]
    assert in_seconds == pytest.approx(seconds, rel=0.02)


def amount(text: str) -> float:
    """The value of a number in words: 12,300 or 1.2 million."""
    value, *unit = text.replace(",", "").split()
    return float(value) * {"": 1.0, "million": 1e6, "billion": 1e9}["".join(unit)]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (33_215_678 * 31_557_600, "33.2 million years"),
        (4_321 * 31_557_600, "4,320 years"),
        (9.87e9 * 31_557_600, "9.87 billion years"),
        (13.8e9 * 31_557_600 * 12_345_678, "12.3 million times the age of the universe"),
    ],
)
def test_a_long_time_is_told_in_three_digits(read: Read, seconds: float, text: str) -> None:
    own = "document.querySelector('script[src*=brute-force]').src"
    told = f"async (seconds) => (await import({own}.replace('brute-force', 'amounts'))).time_text(seconds)"
    assert read("brute-force").page.evaluate(told, seconds) == text


def test_another_resolution_asks_for_the_cost_anew(read: Read) -> None:
    reader = read("brute-force", "?n=20")
    root = reader.page.locator('[data-predict="cost"]')
    assert "8,000 evaluations" in reader.predict("cost", "power")
    reader.set_dial("n", "7")
    expect(root.locator("[data-score]")).to_be_hidden()
    expect(root).to_contain_text("7 points per axis: 49 evaluations")
    expect(root.locator('.choice-input[value="power"] + .choice-label')).to_have_text("343")
    expect(root.locator("[data-predict-check]")).to_be_disabled()
    assert "343 evaluations" in reader.predict("cost", "power")


def test_a_link_to_a_full_grid_leaves_the_visitors_ledger_alone(read: Read) -> None:
    reader = read("guess-work")
    own = {"count": 8, "evaluations": 64, "best": [2.25, -2.25, 0.01]}
    keep(reader, {"guesses": [], "grid": own})
    reader.open("brute-force", "?n=12&filled=yes")
    reader.until(lambda: reader.reading("spent") == "144 of 144", "the link's grid is filled")
    assert kept(reader)["grid"] == own
    reader.page.locator("[data-fill]").click()
    reader.until(lambda: kept(reader)["grid"]["evaluations"] == 144, "the grid that was asked for is entered")


def test_without_guesses_the_lectures_walk_is_shown_and_said_to_be_so(read: Read) -> None:
    reader = read("guesses-revisited")
    page = reader.page
    whose = page.locator("[data-whose]")
    expect(whose).to_contain_text("You have not guessed yet")
    expect(whose.locator("a")).to_have_attribute("href", "/walk/guess-work")
    values = losses(reader, LECTURE)
    assert reader.reading("guess") == "6 of 6"
    assert reader.number("loss") == pytest.approx(values[-1], rel=1e-3)
    assert reader.reading("downhill") == "4 of 5"
    page.locator("[data-player-back]").click()
    assert reader.number("loss") == pytest.approx(values[-2], rel=1e-3)
    reader.until(lambda: reader.query == {"t": "4"}, "the state is in the address")
    assert reader.try_it["starts"] == "1.65,-2.08"
    expect(page.locator("[data-scene] canvas").first).to_be_visible(timeout=30_000)


def test_the_learners_own_guesses_are_a_walk(read: Read) -> None:
    reader = read("guess-work")
    own = [[3.0, 3.0, 0.0], [0.5, -1.0, 0.0], [1.6, -2.2, 0.0]]
    keep(reader, {"guesses": own, "grid": None})
    reader.open("guesses-revisited")
    page = reader.page
    expect(page.locator("[data-whose]")).to_contain_text("the 3 guesses of your table in chapter 2, in order.")
    [here, before] = reader.post("/evaluate", {"surface": SURFACE, "points": [own[2][:2], own[1][:2]]})["results"]
    assert reader.number("loss") == pytest.approx(here["loss"], rel=1e-3)
    assert reader.number("change") == pytest.approx(here["loss"] - before["loss"], rel=1e-2)
    move = [own[2][0] - own[1][0], own[2][1] - own[1][1]]
    down = [-each for each in before["gradient"]]
    cosine = (move[0] * down[0] + move[1] * down[1]) / (math.hypot(*move) * math.hypot(*down))
    assert abs(float(reader.reading("angle").rstrip("°")) - math.degrees(math.acos(cosine))) <= 1
    page.locator("[data-switch]").click()
    reader.until(lambda: reader.reading("guess") == "6 of 6", "the lecture's walk is shown instead")


@pytest.mark.parametrize(
    ("own", "said"),
    [([[3.0, 3.0, 0.0]], "6 of them are the lecture’s."), ([], "All are the lecture’s.")],
)
def test_the_lectures_guesses_in_the_table_are_not_called_the_readers(read: Read, own: list[list[float]], said: str) -> None:
    reader = read("guess-work")
    keep(reader, {"guesses": own, "grid": None})
    reader.open("guess-work")
    reader.page.locator("[data-lecture]").click()
    expect(reader.page.locator("[data-guess-rows] tr")).to_have_count(len(own) + 6)
    reader.open("guesses-revisited")
    whose = reader.page.locator("[data-whose]")
    expect(whose).to_contain_text(said)
    expect(whose).not_to_contain_text("you made")


def test_an_empty_ledger_invites_and_takes_the_lectures_guesses(read: Read) -> None:
    reader = read("ledger")
    page = reader.page
    guesses = page.locator('[data-ledger-row="guesses"]')
    expect(guesses.locator("a")).to_have_attribute("href", "/walk/guess-work")
    page.locator('[data-offer="guesses"]').click()
    expect(page.locator('[data-offer="guesses"]')).to_have_count(0)
    texts = cell_texts(reader, '[data-ledger-row="guesses"]')
    assert texts[1] == "6"
    assert float(texts[2]) == pytest.approx(min(losses(reader, LECTURE)), rel=5e-3)
    assert len(kept(reader)["guesses"]) == 6
    page.locator('[data-offer="grid"]').click()
    expect(page.locator('[data-offer="grid"]')).to_have_count(0)
    texts = cell_texts(reader, '[data-ledger-row="grid"]')
    assert texts[1] == "400"
    assert float(texts[2]) == pytest.approx(min(losses(reader, cells(20))), rel=5e-3)


def texts_at_cost(reader: Reader, row: str, cost: int) -> list[str]:
    """The texts of a row of the ledger, once its cost is the API's."""
    reader.until(lambda: cell_texts(reader, row)[1] == str(cost), "the cost is the API's")
    return cell_texts(reader, row)


def test_the_descents_of_the_ledger_are_the_apis_and_a_gradient_has_its_price(read: Read) -> None:
    reader = read("guess-work")
    values = losses(reader, cells(8))
    best = min(range(len(values)), key=values.__getitem__)
    grid = {"count": 8, "evaluations": 64, "best": [*cells(8)[best], values[best]]}
    keep(reader, {"guesses": [[0.5, 0.0, losses(reader, [[0.5, 0.0]])[0]]], "grid": grid})
    reader.open("ledger")
    page = reader.page
    for eta, gamma, charge in ((1.0, 0.9, 1), (2.0, 0.5, 3)):
        for name, value in (("eta", eta), ("gamma", gamma), ("charge", charge)):
            reader.set_dial(name, str(value))
        optimizers = [{"id": "gradient_descent", "learning_rate": eta}]
        optimizers += [{"id": name, "learning_rate": eta, "momentum": gamma} for name in ("momentum", "nesterov")]
        body = {"surface": SURFACE, "starts": [[-2, -2]], "optimizers": optimizers, "max_iterations": 1000, "tolerance": 1e-5}
        for run in reader.post("/descents", body)["runs"]:
            row = f'[data-ledger-row="{run["optimizer"]["id"]}"]'
            spent = run["summary"]["gradient_evaluations"] * charge
            texts = texts_at_cost(reader, row, spent)
            assert float(texts[2]) == pytest.approx(run["summary"]["lowest_loss"], rel=1e-2)
            below = next((t for t, loss in enumerate(run["loss"]) if loss < 1e-3), None)
            assert texts[5] == ("never" if below is None else str(below * charge))
    texts = cell_texts(reader, '[data-ledger-row="grid"]')
    assert texts[1] == "64"
    assert float(texts[2]) == pytest.approx(values[best], rel=5e-3)
    assert cell_texts(reader, '[data-ledger-row="guesses"]')[1] == "1"
    assert reader.try_it["learning_rate"] == "2"
    assert reader.try_it["momentum"] == "0.5"
    reader.until(lambda: reader.query == {"eta": "2", "gamma": "0.5", "charge": "3"}, "the state is in the address")
    expect(page.locator('[data-figure="ledger"] .chart-line')).to_have_count(3)
