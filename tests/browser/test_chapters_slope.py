"""Chapters 5 and 6: a step along an arrow, Taylor's promise. Their numbers are those of the API."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import expect

from tests.browser.chapter_walks import SURFACE, is_shown
from tests.browser.conftest import Read
from tests.browser.reader import Reader

SHOWN = 1e-3
"""Relative error of a number that is printed with four significant digits."""


def losses(reader: Reader, points: list[list[float]]) -> list[float]:
    """The neuron's loss at points."""
    return [result["loss"] for result in reader.post("/evaluate", {"surface": SURFACE, "points": points})["results"]]


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
    [result] = reader.post("/evaluate", {"surface": SURFACE, "points": [[0, 0]]})["results"]
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
    body = {"surface": SURFACE, "point": [0.5, -0.5], "direction_degrees": 300, "learning_rates": [0.7]}
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
    body = {"surface": SURFACE, "point": [0, 0], "direction_degrees": 340, "learning_rates": [0.7]}
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
    body = {"surface": SURFACE, "point": [0.57, -0.97], "direction_degrees": 203.9, "learning_rates": [1, 2.2, 3]}
    answer = reader.post("/taylor", body)
    off = [abs(first / actual - 1) for first, actual in zip(answer["first_order"], answer["actual"], strict=True)]
    assert off[1] < 0.1 < min(off[0], off[2])
    reader.until(lambda: reader.reading("off").rstrip("%") == f"{100 * off[1]:.3g}", "the error is shown")
    expect(reader.page.locator('[data-plot="promise"] .plot-area')).to_have_count(2)
    assert f"first off by a tenth at eta {answer['breaks_at']:.3g}" in reader.described("promise")


@pytest.mark.parametrize(("factor", "right"), [(1.2, True), (0.2, False)])
def test_a_guess_of_the_break_counts_by_factors(read: Read, factor: float, right: bool) -> None:
    reader = read("taylor", "?theta=0,0&degrees=340")
    body = {"surface": SURFACE, "point": [0, 0], "direction_degrees": 340, "learning_rates": [1]}
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
