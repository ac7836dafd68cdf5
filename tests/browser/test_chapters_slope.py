"""Chapters 5, 6, 8 and 9: a step along an arrow, Taylor's promise, the algorithm line by line, contours read as terrain."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Read
from tests.browser.reader import Reader

NEURON = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]], "loss": "half_sum"}
SHOWN = 1e-3
"""Relative error of a number that is printed with four significant digits."""


def losses(reader: Reader, points: list[list[float]]) -> list[float]:
    """The neuron's loss at points."""
    return [result["loss"] for result in reader.post("/evaluate", {"surface": NEURON, "points": points})["results"]]


def is_shown(reader: Reader, name: str, value: float) -> None:
    """Wait until a reading has a value."""
    reader.until(
        lambda: (
            reader.reading(name) not in ("", "?", "\u00a0") and reader.number(name) == pytest.approx(value, rel=5e-3, abs=1e-12)
        ),
        f"{name} is {value}",
    )


def test_a_step_is_what_the_api_says_of_it(read: Read) -> None:
    reader = read("principled-step", "?theta=0,0&arrow=2,-1")
    reader.set_dial("eta", "0.5")
    before, after = losses(reader, [[0, 0], [1, -0.5]])
    is_shown(reader, "after", after)
    assert reader.number("before") == pytest.approx(before, rel=SHOWN)
    assert reader.try_it["starts"] == "0,0"
    assert reader.try_it["learning_rate"] == "0.5"
    tip = reader.page.locator('[data-handle="tip"]')
    tip.focus()
    tip.press("Shift+ArrowUp")
    w, b = (float(value) for value in (tip.get_attribute("data-w") or "", tip.get_attribute("data-b") or ""))
    assert b > -1
    [moved] = losses(reader, [[0.5 * w, 0.5 * b]])
    is_shown(reader, "after", moved)
    reader.until(lambda: reader.query.get("arrow") == f"{w:g},{b:g}", "the arrow is in the address")
    assert f"{reader.reading('after')}" in reader.described("step").replace("\u2212", "-")


def test_a_handle_is_dragged_by_a_finger(read: Read) -> None:
    reader = read("principled-step", phone=True)
    handle = reader.page.locator('[data-handle="theta"]')
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + 30, y + 20, steps=3)
    reader.page.mouse.up()
    reader.until(lambda: "theta" in reader.query, "the point is in the address")

    def linked_loss_is_shown() -> bool:
        # On a busy machine a slow hand is written on its way, too.
        [loss] = losses(reader, [[float(value) for value in reader.query["theta"].split(",")]])
        return reader.number("before") == pytest.approx(loss, rel=1e-3)

    reader.until(linked_loss_is_shown, "the loss at the point in the address is shown")


@pytest.mark.parametrize("choice", ["lower", "between", "above"])
def test_a_longer_step_is_judged_by_the_two_losses(read: Read, choice: str) -> None:
    reader = read("principled-step", "?theta=-0.5,0.5&arrow=3,-1")
    before, short, long = losses(reader, [[-0.5, 0.5], [0.25, 0.25], [2.5, -0.5]])
    truth = "above" if long >= before else "lower" if long < short else "between"
    text = reader.predict("longer", choice)
    assert text.startswith("Yes" if choice == truth else "Not")
    assert f"{long:.4g}" in text
    reader.set_dial("eta", "0.5")
    expect(reader.page.locator('[data-predict="longer"] [data-score]')).to_be_hidden()


def test_a_longer_step_that_ends_above_the_start_is_above_whatever_the_shorter_one_did(read: Read) -> None:
    reader = read("principled-step", "?theta=-0.5,0.5&arrow=-3,1&eta=1")
    before, short, long = losses(reader, [[-0.5, 0.5], [-3.5, 1.5], [-12.5, 4.5]])
    assert before < long < short
    text = reader.predict("longer", "above")
    assert text.startswith("Yes")
    assert "lower than the shorter one, but higher than the start" in text


@pytest.mark.parametrize("choice", ["lower", "between", "above"])
def test_an_arrow_without_length_is_called_so(read: Read, choice: str) -> None:
    text = read("principled-step", "?theta=-0.5,0.5&arrow=0,0").predict("longer", choice)
    assert "The arrow has no length" in text
    assert "worse" not in text


def test_the_new_theta_is_seen_however_long_the_step(read: Read) -> None:
    reader = read("principled-step")
    reader.set_dial("eta", "2.5")
    reader.until(lambda: reader.reading("landed") == "(7, -2)", "the step is taken")

    def middle_and_width(selector: str) -> tuple[float, float]:
        box = reader.page.locator(selector).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["width"]

    def is_seen() -> bool:
        """Whether w = 7 is on the map, by the places of theta at -0.5 and of the arrow's tip at 2.5."""
        (theta, _), (tip, _), (middle, width) = map(
            middle_and_width, ('[data-handle="theta"]', '[data-handle="tip"]', '[data-plane="step"]')
        )
        return abs(theta + 7.5 * (tip - theta) / 3 - middle) < width / 2

    reader.until(is_seen, "the new theta is on the map")


def test_a_direction_near_the_best_is_not_called_the_best(read: Read) -> None:
    reader = read("best-direction")
    [result] = reader.post("/evaluate", {"surface": NEURON, "points": [[0, 0]]})["results"]
    dw, db = result["gradient"]
    against = round(math.degrees(math.atan2(-db, -dw)))
    # Two degrees a key: from nine degrees off to seven.
    reader.open("best-direction", f"?degrees={(against + 9) % 360}")
    ring = reader.page.locator("[data-ring]")
    ring.focus()
    ring.press("ArrowLeft")
    text = reader.predict("direction").replace("\u2212", "-")
    expect(reader.page.locator('[data-predict="direction"]')).to_have_attribute("data-right", "true")
    assert f"as good as the best: straight against the gradient the slope is {-math.hypot(dw, db):.3g}" in text
    assert "the best there is" not in text


def test_promise_and_truth_are_the_apis(read: Read) -> None:
    reader = read("taylor", "?theta=0.5,-0.5&degrees=300")
    reader.set_dial("eta", "0.7")
    body = {"surface": NEURON, "point": [0.5, -0.5], "direction_degrees": 300, "learning_rates": [0.7]}
    answer = reader.post("/taylor", body)
    is_shown(reader, "first", answer["first_order"][0])
    is_shown(reader, "second", answer["second_order"][0])
    assert reader.reading("breaks") == reader.reading("actual") == "?"
    reader.page.locator("[data-cover-show]").click()
    is_shown(reader, "actual", answer["actual"][0])
    is_shown(reader, "breaks", answer["breaks_at"])
    off = abs(answer["first_order"][0] - answer["actual"][0]) / abs(answer["actual"][0])
    reader.until(lambda: reader.reading("off").rstrip("%") == f"{100 * off:.3g}", "the error is shown")
    assert reader.try_it["learning_rate"] == "0.7"
    tip = reader.page.locator('[data-handle="tip"]')
    tip.focus()
    tip.press("Shift+ArrowRight")
    reader.until(lambda: reader.query.get("degrees") not in (None, "300"), "the direction is turned by the keyboard")


def test_the_truth_is_told_as_far_as_the_guess(read: Read) -> None:
    reader = read("taylor", "?theta=0,0&degrees=340&eta=0.7")
    body = {"surface": NEURON, "point": [0, 0], "direction_degrees": 340, "learning_rates": [0.7]}
    actual = reader.post("/taylor", body)["actual"][0]
    assert reader.reading("actual") == "?"
    assert "covered, for it lies beyond the guess" in reader.described("promise")
    reader.set_dial("guess", "0.8")
    is_shown(reader, "actual", actual)
    reader.set_dial("guess", "0.6")
    reader.until(lambda: reader.reading("actual") == "?", "the truth is covered again")


def test_only_where_the_promise_is_broken_the_chart_is_shaded(read: Read) -> None:
    reader = read("taylor", "?theta=0.57,-0.97&degrees=203.9")
    reader.page.locator("[data-cover-show]").click()
    reader.set_dial("eta", "2.2")
    body = {"surface": NEURON, "point": [0.57, -0.97], "direction_degrees": 203.9, "learning_rates": [1, 2.2, 3]}
    answer = reader.post("/taylor", body)
    off = [abs(first / actual - 1) for first, actual in zip(answer["first_order"], answer["actual"], strict=True)]
    assert off[1] < 0.1 < min(off[0], off[2])
    reader.until(lambda: reader.reading("off").rstrip("%") == f"{100 * off[1]:.3g}", "the error is shown")
    expect(reader.page.locator('[data-plot="promise"] .plot-area')).to_have_count(2)
    assert f"first off by a tenth at eta {answer['breaks_at']:.3g}" in reader.described("promise")


@pytest.mark.parametrize(("factor", "right"), [(1.2, True), (0.2, False)])
def test_a_guess_of_the_break_counts_by_factors(read: Read, factor: float, right: bool) -> None:
    reader = read("taylor", "?theta=0,0&degrees=340")
    body = {"surface": NEURON, "point": [0, 0], "direction_degrees": 340, "learning_rates": [1]}
    breaks_at = reader.post("/taylor", body)["breaks_at"]
    reader.set_dial("guess", f"{factor * breaks_at:.4f}")
    text = reader.predict("breaks")
    assert f"{breaks_at:.3g}" in text
    root = reader.page.locator('[data-predict="breaks"]')
    assert root.get_attribute("data-right") == str(right).lower()
    is_shown(reader, "breaks", breaks_at)
    reader.set_dial("degrees", "10")
    expect(root.locator("[data-score]")).to_be_hidden()
    assert reader.reading("breaks") == "?"


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
    run = descent(reader, NEURON, [-0.5, 0.5], 2)
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
