"""The chapter on Nesterov's step and the race of the three. Its numbers are those of the API."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chapter_walks import MOMENTUM, NESTEROV, PLAIN, SURFACE, events, first_below, row, walks
from tests.browser.conftest import Read
from tests.browser.reader import Reader


def choose_stage(reader: Reader, stage: str) -> None:
    """Choose a stage of the step, and wait until it is shown."""
    figure = reader.figure("step")
    figure.locator(f'.choice-input[value="{stage}"]').check()
    reader.until(lambda: f"stage {stage} of 5" in reader.described("step"), "the stage is shown")
    expect(figure.locator(f'[data-stage="{stage}"]')).to_be_visible()


def test_the_stages_of_a_nesterov_step(read: Read) -> None:
    reader = read("nesterov", "?t=5")
    [run] = walks(reader, [-2, -2], NESTEROV)
    figure = reader.figure("step")
    for stage in "12345":
        choose_stage(reader, stage)
    shown = [float(value) for value in (figure.get_attribute("data-update") or "").split(",")]
    assert shown == pytest.approx(run["update"][6], rel=1e-12)
    assert [0.9 * u + g for u, g in zip(run["update"][5], run["look_ahead_gradient"][6], strict=True)] == pytest.approx(shown)
    reader.until(lambda: reader.query == {"t": "5", "stage": "5"}, "the stage is in the address")
    reader.page.locator('[data-player="step"] [data-player-forward]').click()
    reader.until(lambda: "from 6 to 7" in reader.described("step"), "the next step")


def test_u_turns_side_by_side(read: Read) -> None:
    reader = read("nesterov")
    for run, name in zip(walks(reader, [-2, -2], MOMENTUM, NESTEROV), ("momentum", "nesterov"), strict=True):
        cells = row(reader, "turns", name)
        summary = run["summary"]
        assert [int(cells[0]), int(cells[2])] == [summary["u_turns"], len(events(run, "overshoot"))]
        assert float(cells[3]) == pytest.approx(summary["overshoot"], rel=1e-2)
        sentences = reader.page.locator(f'[data-turn-list="{name}"] .turn-sentence').all_inner_texts()
        assert [each.replace("\u2212", "-") for each in sentences] == [turn["sentence"] for turn in events(run, "u_turn")]


def test_the_race_is_the_lectures_check(read: Read) -> None:
    reader = read("nesterov")
    assert row(reader, "race", "nesterov") == ["?"] * 5
    reader.predict("race", "momentum")
    root = reader.page.locator('[data-predict="race"]')
    expect(root).to_have_attribute("data-right", "false")
    text = reader.predict("race", "nesterov")
    momentum, nesterov = (run["summary"]["overshoot"] for run in walks(reader, [-2, -2], MOMENTUM, NESTEROV))
    assert f"Nesterov’s overshoot is {nesterov:.3g}, momentum’s {momentum:.3g}: it looks ahead" in text
    expect(root).to_have_attribute("data-right", "true")
    counts = [row(reader, "race", name)[:2] for name in ("gradient_descent", "momentum", "nesterov")]
    assert counts == [["183", "489"], ["148", "195"], ["31", "132"]]
    assert "All three end at the minimum" in reader.figure("race").inner_text()

    reader.set_dial("gamma", "0.5")
    expect(root.locator("[data-score]")).to_be_hidden()
    assert row(reader, "race", "nesterov") == ["?"] * 5
    runs = walks(reader, [-2, -2], PLAIN, {**MOMENTUM, "momentum": 0.5}, {**NESTEROV, "momentum": 0.5})
    reader.until(lambda: "momentum 0.5" in reader.described("race"), "the new walks are here")
    steps = [first_below(run, 1e-3) for run in runs]
    text = reader.predict(
        "race", ["gradient_descent", "momentum", "nesterov"][steps.index(min(s for s in steps if s is not None))]
    )
    expect(root).to_have_attribute("data-right", "true")
    assert all(str(step) in text for step in steps)


def test_the_link_of_chapter_12_has_the_clock(read: Read) -> None:
    reader = read("nesterov", "?t=5")
    assert reader.try_it["t"] == "5"
    reader.page.locator('[data-player="step"] [data-player-forward]').click()
    reader.until(lambda: reader.try_it["t"] == "6", "the link has the step")
    reader.predict("race", "nesterov")
    reader.page.locator('[data-player="race"] [data-player-scrub]').fill("30")
    reader.until(lambda: reader.try_it["t"] == "30", "the link has the race's clock")


def test_without_memory_all_three_are_one_walk(read: Read) -> None:
    reader = read("nesterov", "?gamma=0")
    root = reader.page.locator('[data-predict="race"]')
    for name in ("gradient_descent", "momentum", "nesterov"):
        text = reader.predict("race", name)
        expect(root).to_have_attribute("data-right", "true")
        assert "All three are the same walk" in text
        assert "overshoot" not in text


@pytest.mark.parametrize("gamma", [0.9, 0.99])
def test_the_race_tells_only_what_happened(read: Read, gamma: float) -> None:
    reader = read("nesterov", f"?gamma={gamma}&eta=5")
    fast = [{**each, "momentum": gamma, "learning_rate": 5.0} for each in (MOMENTUM, NESTEROV)]
    runs = walks(reader, [-2, -2], *fast)
    text = reader.predict("race", "gradient_descent")
    assert "steep" not in text
    for name, run in zip(("Momentum", "Nesterov"), runs, strict=True):
        assert run["stalled_on"] == "plateau"
        assert f"{name} stands still on a plateau after {run['iterations']} steps" in text


def path_length(run: dict[str, Any], step: int) -> float:
    """Length of the way of the first steps."""
    return sum(math.hypot(*update) for update in run["update"][: step + 1])


@pytest.mark.parametrize("start", [[0.0, -2.0], [4.0, -2.0], [-2.0, -2.0]])
def test_who_was_first_is_explained_by_ways_and_steps(read: Read, start: list[float]) -> None:
    reader = read("nesterov", f"?start={start[0]:g},{start[1]:g}")
    runs = walks(reader, start, PLAIN, MOMENTUM, NESTEROV)
    text = reader.predict("race", "none").replace("\u2212", "-")
    steps = [first_below(run, 1e-3) or 0 for run in runs]
    ways = [path_length(run, step) for run, step in zip(runs, steps, strict=True)]
    first = steps.index(min(steps))
    for name, way in zip(("Vanilla", "Momentum", "Nesterov"), ways, strict=True):
        assert float(re.findall(rf"{name} walks ([\d.]+)", text)[0].rstrip(".")) == pytest.approx(way, rel=1e-2)
    minimum = reader.post("/surfaces/describe", {"surface": SURFACE})["minima"][0]
    away = math.dist(start, minimum[:2] if isinstance(minimum, list) else (minimum["w"], minimum["b"]))
    assert f"the minimum is {away:.3g} away" in text
    for i, name in enumerate(("Vanilla", "Momentum", "Nesterov")):
        longer, stride = ways[i] / ways[first], ways[i] / steps[i] / (ways[first] / steps[first])
        if i == first:
            assert f"{name}’s way" not in text
            assert f"{name}’s steps" not in text
        elif longer > 1 and stride >= 1:
            assert f"{name}’s steps are {stride:.2g} times as long on average, but its way is {longer:.2g} times as long" in text
        else:
            assert f"only {100 * stride:.2g}% as long on average" in text


def test_why_nobody_gets_there(read: Read) -> None:
    reader = read("nesterov", "?start=-6,-2")
    text = reader.predict("race", "momentum")
    for name, run in zip(("Vanilla", "Momentum", "Nesterov"), walks(reader, [-6, -2], PLAIN, MOMENTUM, NESTEROV), strict=True):
        gradient = math.hypot(*run["gradient"][-1])
        assert f"{name} walks {run['summary']['path_length']:.3g} and ends" in text
        [told] = re.findall(rf"{name} walks [^,]*, where the gradient is (\S+) long", text)
        assert float(told) == pytest.approx(gradient, rel=1e-2)
