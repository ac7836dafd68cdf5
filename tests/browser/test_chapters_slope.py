"""Chapters 5, 6, 8 and 9: a step along an arrow, Taylor's promise, the algorithm line by line, contours read as terrain."""

from __future__ import annotations

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
    theta = [float(value) for value in reader.query["theta"].split(",")]
    [loss] = losses(reader, [theta])
    is_shown(reader, "before", loss)


@pytest.mark.parametrize("choice", ["lower", "between", "above"])
def test_a_longer_step_is_judged_by_the_two_losses(read: Read, choice: str) -> None:
    reader = read("principled-step", "?theta=-0.5,0.5&arrow=3,-1")
    before, short, long = losses(reader, [[-0.5, 0.5], [0.25, 0.25], [2.5, -0.5]])
    truth = "lower" if long < short else "between" if long < before else "above"
    text = reader.predict("longer", choice)
    assert text.startswith("Yes" if choice == truth else "Not")
    assert f"{long:.4g}" in text
    reader.set_dial("eta", "0.5")
    expect(reader.page.locator('[data-predict="longer"] [data-score]')).to_be_hidden()
