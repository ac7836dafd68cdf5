"""Chapters 8 and 9: the algorithm line by line, contours read as terrain. Their numbers are those of the API."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chapter_walks import SURFACE, is_shown
from tests.browser.conftest import Read
from tests.browser.reader import Reader

BOWL = {"kind": "named", "id": "ill_conditioned_quadratic_25"}


def descent(reader: Reader, surface: dict[str, Any], start: list[float], eta: float) -> dict[str, Any]:
    """Plain gradient descent, a thousand steps at most."""
    body = {
        "surface": surface,
        "starts": [start],
        "optimizers": [{"id": "gradient_descent", "learning_rate": eta}],
        "max_iterations": 1000,
        "tolerance": 1e-5,
    }
    [run] = reader.post("/descents", body)["runs"]
    return dict(run)


def test_the_algorithm_goes_line_by_line_through_the_apis_run(read: Read) -> None:
    reader = read("gradient-descent", "?start=-0.5,0.5&eta=2")
    run = descent(reader, SURFACE, [-0.5, 0.5], 2)
    line = reader.page.locator("[data-step-line]")
    lit = reader.page.locator('[data-line][aria-current="step"]')
    seen = []
    for _ in range(5):
        seen.append(lit.get_attribute("data-line"))
        line.click()
    assert seen == ["0", "1", "2", "3", "4"]
    assert lit.get_attribute("data-line") == "5"
    is_shown(reader, "w", run["theta"][1][0])
    is_shown(reader, "b", run["theta"][1][1])
    assert reader.reading("t") == "1"
    line.click()
    line.click()
    is_shown(reader, "w", run["theta"][2][0])
    is_shown(reader, "b", run["theta"][1][1])
    is_shown(reader, "slope_w", run["gradient"][1][0])
    is_shown(reader, "slope_b", run["gradient"][1][1])
    reader.page.locator("[data-step-iteration]").click()
    is_shown(reader, "loss", run["loss"][2])
    reader.until(lambda: reader.query.get("place") == "10", "the place is in the address")
    assert reader.try_it["t"] == "2"
    reader.page.locator("[data-run]").click()
    is_shown(reader, "t", run["iterations"])
    assert lit.get_attribute("data-line") == "6"
    assert "the loop ends" in reader.described("algorithm")
    expect(line).to_be_disabled()


def test_the_algorithm_plays_and_pauses(read: Read) -> None:
    reader = read("gradient-descent", reduced_motion="no-preference")
    run = reader.page.locator("[data-run]")
    run.click()
    expect(run).to_have_text("Pause")
    reader.until(lambda: reader.number("t") > 5, "it walks")
    run.click()
    expect(run).to_have_text("Run")
    t = reader.reading("t")
    reader.page.wait_for_timeout(200)
    assert reader.reading("t") == t


@pytest.mark.parametrize(
    ("index", "choice", "fate"), [(0, "crawls", "crawls"), (1, "crawls", "converges"), (2, "diverges", "diverges")]
)
def test_a_learning_rates_fate_is_the_outcome_of_the_run(read: Read, index: int, choice: str, fate: str) -> None:
    reader = read("gradient-descent", "?surface=ill_conditioned_quadratic_25")
    button = reader.page.locator("[data-eta]").nth(index)
    run = descent(reader, BOWL, [-3.5, 1], float(button.inner_text()))
    assert fate == {"converged": "converges", "max_iterations": "crawls", "diverged": "diverges"}[run["outcome"]]
    button.click()
    text = reader.predict("fate", choice)
    assert text.startswith("Yes" if choice == fate else "Not")
    assert str(run["iterations"]) in text
    is_shown(reader, "t", run["iterations"])


@pytest.mark.parametrize(
    ("query", "choice", "said"),
    [
        ("surface=ill_conditioned_quadratic_25&eta=0.08", "crawls", "too long to settle"),
        ("surface=ill_conditioned_quadratic_25&eta=0.081", "diverges", "the next step longer still"),
        ("surface=ill_conditioned_quadratic_25&eta=0.079", "converges", "leaps from side to side, but the leaps shrink"),
        ("surface=ill_conditioned_quadratic_25&eta=0.04", "converges", "No step turns back"),
        ("surface=ill_conditioned_quadratic_25&eta=0.002", "crawls", "too small to get there in time"),
        ("eta=30", "crawls", "too long to settle"),
        ("eta=50", "crawls", "no step leads away"),
        ("start=1.6,-2.2&eta=35", "crawls", "too long to settle"),
    ],
)
def test_the_reason_of_a_fate_is_told_from_the_run(read: Read, query: str, choice: str, said: str) -> None:
    reader = read("gradient-descent", f"?{query}")
    text = reader.predict("fate", choice)
    assert text.startswith("Yes")
    assert said in text
    assert "undefined" not in text


def test_controls_are_not_printed(read: Read) -> None:
    reader = read("gradient-descent")
    reader.page.emulate_media(media="print")
    expect(reader.page.locator("[data-eta]").first).to_be_hidden()
    expect(reader.page.locator(".algorithm-ground")).to_be_hidden()
    expect(reader.page.locator('[data-plane="algorithm"]')).to_be_visible()


HIMMELBLAU = {"kind": "named", "id": "himmelblau"}


def test_the_plane_cuts_rings_at_the_height_of_a_click(read: Read) -> None:
    reader = read("contours")
    page = reader.page
    reader.set_dial("height", "1.5")
    reader.until(lambda: reader.reading("rings") == "4", "each of the four pits has its ring")
    low = reader.number("height")
    reader.set_dial("height", "12")
    reader.until(lambda: reader.number("height") > 3 * low, "the plane is raised")
    assert reader.reading("height") in reader.described("slice")
    reader.set_dial("height", "24")
    reader.until(lambda: reader.number("height") > 6 * low, "the plane is raised")
    page.locator('[data-plane="slice"] [data-map]').click(position={"x": 150, "y": 150})
    [path, body] = next(each for each in reversed(reader.asked) if each[0] == "/evaluate")
    [result] = reader.post(path, body)["results"]
    is_shown(reader, "height", result["loss"])
    page.locator('[name="ground"][value="neuron"]').check()
    reader.until(lambda: reader.number("height") < 1, "the neuron's loss is small")
    reader.until(lambda: reader.query.get("surface") == reader.try_it["surface"] == "neuron", "the ground is in the address")


@pytest.mark.parametrize(("steep", "gentle", "right"), [([4.6, 4.6], [-0.27, -0.92], True), ([-0.27, -0.92], [4.6, 4.6], False)])
def test_marks_are_scored_by_the_gradients_under_them(read: Read, steep: list[float], gentle: list[float], right: bool) -> None:
    reader = read("contours", f"?steep={steep[0]},{steep[1]}&gentle={gentle[0]},{gentle[1]}")
    text = reader.predict("terrain")
    sizes = [
        math.hypot(*result["gradient"])
        for result in reader.post("/evaluate", {"surface": HIMMELBLAU, "points": [steep, gentle]})["results"]
    ]
    is_shown(reader, "steep", sizes[0])
    is_shown(reader, "gentle", sizes[1])
    [_, body] = next(each for each in reversed(reader.asked) if each[0] == "/evaluate" and len(each[1]["points"]) > 100)
    compared = [math.hypot(*result["gradient"]) for result in reader.post("/evaluate", body)["results"][2:]]
    share = sum(size < sizes[0] for size in compared) / len(compared)
    assert reader.reading("steep_share").startswith(f"{100 * share:.3g}")
    assert reader.page.locator('[data-predict="terrain"]').get_attribute("data-right") == str(right).lower()
    assert ("You read the map well" in text) == right


@pytest.mark.parametrize("phone", [False, True])
def test_the_gentlest_ground_is_level_and_the_same_on_every_screen(read: Read, phone: bool) -> None:
    reader = read("contours", "?steep=4.6,4.6&gentle=3.3,2.2", phone=phone)
    reader.predict("terrain")
    told = reader.described("reading").replace("\u2212", "-")
    # Himmelblau's four minima, four saddles and one maximum.
    assert "level at 9 places" in told
    [(w, b)] = re.findall(r"the nearest to your mark at \((\S+), (\S+)\)", told)
    assert (float(w), float(b)) == (3.0, 2.0)


def test_lines_that_close_outside_the_map_leave_it(read: Read) -> None:
    reader = read("contours")
    reader.set_dial("height", "20")
    reader.until(lambda: reader.number("height") > 100, "the plane is raised")
    edge = {"surface": HIMMELBLAU, "points": [[-4.8 + 0.05 * i, -4.8] for i in range(193)]}
    results = reader.post("/evaluate", edge)["results"]
    height = reader.number("height")
    signs = [result["loss"] > height for result in results]
    assert any(signs)
    assert not all(signs)
    assert reader.number("open") > 0


def test_marks_are_placed_by_click_and_by_keyboard(read: Read) -> None:
    reader = read("contours", phone=True)
    check = reader.page.locator('[data-predict="terrain"] [data-predict-check]')
    expect(check).to_be_disabled()
    reader.page.locator('[data-plane="reading"] [data-map]').tap(position={"x": 60, "y": 60})
    expect(reader.page.locator('[name="placing"][value="gentle"]')).to_be_checked()
    expect(check).to_be_disabled()
    handle = reader.page.locator('[data-plane="reading"] [data-handle="gentle"]')
    handle.focus()
    handle.press("ArrowUp")
    expect(check).to_be_enabled()
    reader.until(lambda: {"steep", "gentle"} <= reader.query.keys(), "both marks are in the address")
