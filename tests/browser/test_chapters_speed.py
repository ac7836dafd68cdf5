"""The chapters on speed: gentle slopes and momentum. Their numbers are those of the API."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.chapter_walks import MOMENTUM, NESTEROV, PLAIN, events, first_below, half_gone, row, walks
from tests.browser.conftest import Read


def test_the_crossing_is_covered_predicted_and_counted(read: Read) -> None:
    reader = read("gentle-slopes")
    assert reader.reading("cross") == "?"
    assert "covered" in reader.described("crossing")
    [run] = walks(reader, [-2, -2], PLAIN, max_iterations=3000)
    crossed = half_gone(run)
    text = reader.predict("crossing", "10")
    assert f"after {crossed} steps" in text
    expect(reader.page.locator('[data-predict="crossing"]')).to_have_attribute("data-right", "false")
    reader.predict("crossing", "100")
    expect(reader.page.locator('[data-predict="crossing"]')).to_have_attribute("data-right", "true")
    assert reader.number("cross") == crossed
    assert reader.number("arrive") == first_below(run, 1e-3)
    assert reader.number("first_length") == pytest.approx(math.hypot(*run["update"][1]), rel=1e-2)
    for event in events(run, "plateau"):
        assert event["sentence"].replace("-", "\u2212") in reader.figure("crossing").inner_text()


def test_the_crossing_follows_start_learning_rate_and_clock(read: Read) -> None:
    reader = read("gentle-slopes", "?start=-3,-3")
    reader.page.locator("[data-cover-show]").click()
    reader.set_dial("eta", "4")
    [run] = walks(reader, [-3, -3], {**PLAIN, "learning_rate": 4.0}, max_iterations=3000)
    reader.until(lambda: reader.reading("cross") == str(half_gone(run)), "the new crossing is counted")
    reader.page.locator('[data-player="crossing"] [data-player-scrub]').fill("10")
    reader.until(lambda: reader.number("loss") == pytest.approx(run["loss"][10], rel=1e-2), "the loss at step 10")
    assert reader.reading("cross") == "10 so far"
    handle = reader.figure("crossing").locator('[data-handle="start"]')
    handle.focus()
    handle.press("ArrowRight")
    reader.until(lambda: reader.try_it["starts"] != "-3,-3", "the arrow key moves the start")
    assert reader.try_it["learning_rate"] == "4"
    reader.until(lambda: reader.query.get("start") == reader.try_it["starts"], "the start is in the address")


def test_a_link_of_the_chain_is_its_push_shrunk(read: Read) -> None:
    reader = read("momentum", "?t=30&k=24")
    figure = reader.figure("chain")
    [run] = walks(reader, [-2, -2], MOMENTUM, max_iterations=40)
    link = [0.9**6 * value for value in run["gradient"][23]]
    shown = [float(value) for value in (figure.get_attribute("data-link") or "").split(",")]
    assert shown == pytest.approx(link, rel=1e-12)
    assert reader.number("length") == pytest.approx(math.hypot(*run["update"][30]), rel=1e-2)
    assert reader.reading("weight") == "53.1%"
    total = [sum(0.9 ** (30 - k) * run["gradient"][k - 1][axis] for k in range(1, 31)) for axis in (0, 1)]
    assert total == pytest.approx(run["update"][30], rel=1e-9)
    figure.locator("[data-chain-scrub]").fill("29")
    expect(figure.locator("[data-chain-k]")).to_have_text("29")
    assert "The link from step 29" in reader.described("chain")
    lit = figure.locator("line.chain-link--lit").bounding_box()
    expect(figure.locator("line.chain-link")).to_have_count(30)
    other = figure.locator("line.chain-link").nth(25).bounding_box()
    assert lit is not None
    assert other is not None
    reader.page.mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2)
    expect(figure.locator("[data-chain-k]")).to_have_text("26")
    reader.set_dial("gamma", "0.5")
    reader.until(lambda: reader.reading("weight") == "6.25%", "the dial shrinks old pushes faster")


def test_pointing_at_the_path_lights_the_link(read: Read) -> None:
    reader = read("momentum", "?t=30&k=3")
    figure = reader.figure("chain")
    handle = figure.locator('[data-handle="start"]')
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    assert start is not None
    reader.page.mouse.click(start["x"] + 14, start["y"] + 14 - 18)
    reader.until(lambda: figure.locator("[data-chain-k]").inner_text() != "3", "another step is lit")


def test_u_turns_are_predicted_on_the_map_told_and_tabulated(read: Read) -> None:
    reader = read("momentum", "?turn_start=0,-2")
    plain, momentum = walks(reader, [0, -2], PLAIN, MOMENTUM)
    turns = events(momentum, "u_turn")
    assert len(turns) == 3
    assert row(reader, "turns", "momentum")[0] == "?"
    text = reader.predict("turn", "none")
    assert "3 times" in text
    root = reader.page.locator('[data-predict="turn"]')
    expect(root).to_have_attribute("data-right", "false")

    reader.figure("turns").locator("[data-map]").scroll_into_view_if_needed()
    start = reader.figure("turns").locator('[data-handle="start"]')
    guess = reader.figure("turns").locator('[data-handle="guess"]')
    here, there = start.bounding_box(), guess.bounding_box()
    assert here is not None
    assert there is not None
    scale = (there["x"] - here["x"]) / (float(guess.get_attribute("data-w") or 0) - 0.0)
    w, b = turns[1]["point"]
    reader.page.mouse.click(here["x"] + 14 + scale * w, here["y"] + 14 - scale * (b + 2))
    text = reader.predict("turn")
    expect(root).to_have_attribute("data-right", "true")
    assert "number 2" in text

    sentences = reader.figure("turns").locator(".turn-sentence").all_inner_texts()
    assert [each.replace("\u2212", "-") for each in sentences] == [turn["sentence"] for turn in turns]
    cells = row(reader, "turns", "momentum")
    assert [int(cell) for cell in cells[:2]] == [momentum["summary"]["u_turns"], len(events(momentum, "overshoot"))]
    assert float(cells[2]) == pytest.approx(momentum["summary"]["overshoot"], rel=1e-2)
    assert [int(cell) for cell in cells[3:6]] == [
        first_below(momentum, 1e-3),
        first_below(momentum, 1e-6),
        momentum["iterations"],
    ]
    assert int(row(reader, "turns", "gradient_descent")[5]) == plain["iterations"]


@pytest.mark.parametrize("gamma", [0, 0.6, 0.97, 0.99])
def test_why_it_never_turned_is_told_from_the_run(read: Read, gamma: float) -> None:
    reader = read("momentum", f"?turn_start=-1,4&gamma={gamma}")
    [run] = walks(reader, [-1, 4], {**MOMENTUM, "momentum": gamma})
    assert run["summary"]["u_turns"] == 0
    map_ = reader.figure("turns").locator("[data-map]")
    map_.scroll_into_view_if_needed()
    map_.click(position={"x": 120, "y": 90})
    text = reader.predict("turn").replace("\u2212", "-")
    assert reader.page.locator('[data-predict="turn"]').get_attribute("data-right") == "false"
    assert "no place could be right" in text
    assert "larger" not in text
    if run["outcome"] == "stalled":
        assert f"on a plateau after {run['iterations']} steps" in text
    else:
        assert f"It comes to rest in the minimum after {run['iterations']} steps" in text
    assert ("With γ = 0 nothing is carried" in text) == (gamma == 0)
    [told] = re.findall(r"With γ = ([\d.]+) it does turn, (once|\d+ times)", text)
    [other] = walks(reader, [-1, 4], {**MOMENTUM, "momentum": float(told[0])})
    assert other["summary"]["u_turns"] == (1 if told[1] == "once" else int(told[1].split()[0]))


@pytest.mark.parametrize(("start", "gamma", "eta"), [([0.0, -2.0], 0.9, 1.0), ([1.0, -2.5], 0.0, 5.0)])
def test_a_u_turn_is_explained_by_its_two_parts(read: Read, start: list[float], gamma: float, eta: float) -> None:
    reader = read("momentum", f"?turn_start={start[0]:g},{start[1]:g}&gamma={gamma}&eta={eta}")
    [run] = walks(reader, start, {**MOMENTUM, "momentum": gamma, "learning_rate": eta})
    text = reader.predict("turn", "none")
    step = events(run, "u_turn")[0]["step"]
    before, gradient = run["update"][step - 1], run["gradient"][step - 1]
    length = math.hypot(*before)
    back = -eta * sum(g * u for g, u in zip(gradient, before, strict=True)) / length
    assert back > gamma * length
    if gamma == 0:
        assert "With γ = 0 nothing is carried" in text
    else:
        told = re.findall(r"There ([\d.]+) of motion .* takes ([\d.]+) back", text)
        assert [float(each) for each in told[0]] == pytest.approx([gamma * length, back], rel=1e-2)


def test_the_plateau_of_the_button_is_one_and_the_prose_is_true(read: Read) -> None:
    reader = read("momentum")
    button = reader.page.get_by_role("button", name="Start on the plateau")
    start = [float(value) for value in (button.get_attribute("data-start-at") or "").split(",")]
    plain, momentum, nesterov = walks(reader, start, PLAIN, MOMENTUM, NESTEROV)
    for run in (plain, momentum, nesterov):
        assert [event["step"] for event in events(run, "plateau") if event["phase"] == "entered"] == [0]
    assert "momentum still arrives first, u-turn and all" in reader.page.locator("main").inner_text()
    assert (first_below(momentum, 1e-3) or 0) < (first_below(plain, 1e-3) or 0)
    assert len(events(momentum, "u_turn")) == 1


def test_a_slow_crossing_is_not_never(read: Read) -> None:
    reader = read("gentle-slopes", "?start=-2.5,-2.5&eta=0.05")
    [run] = walks(reader, [-2.5, -2.5], {**PLAIN, "learning_rate": 0.05}, max_iterations=10_000)
    text = reader.predict("crossing", "never")
    assert f"after {half_gone(run)} steps" in text
    root = reader.page.locator('[data-predict="crossing"]')
    expect(root).to_have_attribute("data-right", "false")
    reader.predict("crossing", "1000")
    expect(root).to_have_attribute("data-right", "true")


@pytest.mark.parametrize(("start", "right", "wrong"), [("-4,-4", "1000", "never"), ("-8,-8", "never", "1000")])
def test_only_a_walk_that_stops_never_crosses(read: Read, start: str, right: str, wrong: str) -> None:
    reader = read("gentle-slopes", f"?start={start}&eta=0.05")
    root = reader.page.locator('[data-predict="crossing"]')
    reader.predict("crossing", wrong)
    expect(root).to_have_attribute("data-right", "false")
    reader.predict("crossing", right)
    expect(root).to_have_attribute("data-right", "true")


def test_another_crossing_is_another_question(read: Read) -> None:
    reader = read("gentle-slopes")
    text = reader.predict("crossing", "100")
    assert "η = 1 half of the loss is gone after 81 steps" in text
    reader.until(lambda: "t" in reader.try_it, "the link has the clock")
    score = reader.page.locator('[data-predict="crossing"] [data-score]')
    reader.page.locator('[data-predict="crossing"] .choice-input[value="10"]').check()
    expect(score).to_be_hidden()
    reader.set_dial("eta", "10")
    expect(reader.page.locator('[data-cover="crossing"]')).to_be_visible()
    expect(reader.page.locator('[data-predict="crossing"]')).not_to_have_attribute("data-right", "true")
    reader.until(lambda: reader.reading("cross") == "?" and "learning rate 10 " in reader.described("crossing"), "covered again")
    assert "η = 10 half of the loss is gone after 10 steps" in reader.predict("crossing", "10")


def test_a_prediction_in_sight_of_the_answer_is_not_kept(read: Read) -> None:
    reader = read("gentle-slopes")
    reader.page.locator("[data-cover-show]").click()
    assert "in sight" in reader.predict("crossing", "100")
    kept = "localStorage.getItem('walk-downhill.progress') ?? ''"
    assert "crossing" not in reader.page.evaluate(kept)
    reader.open("gentle-slopes")
    assert "in sight" not in reader.predict("crossing", "30")
    assert '"crossing":false' in reader.page.evaluate(kept)


def test_a_walk_from_a_small_loss_is_followed_until_half_is_gone(read: Read) -> None:
    reader = read("gentle-slopes", "?start=1.79,-2.28")
    [run] = walks(reader, [1.79, -2.28], PLAIN)
    reader.page.locator("[data-cover-show]").click()
    reader.until(lambda: reader.reading("cross") == str(half_gone(run)), "the crossing is counted")
    reader.open("gentle-slopes", "?start=2,-2&eta=20")
    assert "after 1 step." in reader.predict("crossing", "10")


def test_other_u_turns_are_another_question(read: Read) -> None:
    reader = read("momentum", "?turn_start=0,-2")
    assert "η = 1" in reader.predict("turn", "none")
    root = reader.page.locator('[data-predict="turn"]')
    for dial, value in (("turn_gamma", "0.5"), ("turn_eta", "2"), (None, "")):
        if dial is None:
            reader.page.locator("[data-start-at]").first.click()
        else:
            reader.set_dial(dial, value)
        expect(reader.page.locator('[data-cover="turns"]')).to_be_visible()
        expect(root.locator("[data-score]")).to_be_hidden()
        reader.until(lambda: row(reader, "turns", "momentum")[0] == "?", "covered again")
        reader.page.wait_for_timeout(300)
        reader.predict("turn", "none")


def test_the_link_follows_the_figure_touched_last(read: Read) -> None:
    reader = read("momentum")
    assert reader.try_it["starts"] == "-2.5,-2"
    handle = reader.figure("chain").locator('[data-handle="start"]')
    handle.focus()
    handle.press("ArrowRight")
    reader.until(lambda: reader.try_it["starts"] == reader.query.get("start"), "the first figure's start")
    assert reader.try_it["t"] == "12"
    reader.predict("turn", "none")
    reader.until(lambda: reader.try_it["starts"] == "-2.5,-2" and "t" in reader.try_it, "the second figure's start and clock")


def test_print_has_no_dead_slider(read: Read) -> None:
    reader = read("momentum")
    reader.page.emulate_media(media="print")
    expect(reader.page.locator("[data-chain-scrub]")).to_be_hidden()


@pytest.mark.parametrize("slug", ["gentle-slopes", "momentum", "nesterov"])
def test_a_phone_shows_it_without_scrolling_sideways(read: Read, slug: str) -> None:
    reader = read(slug, phone=True)
    assert reader.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for show in reader.page.locator("[data-cover-show]").all():
        show.tap()
        expect(show).to_be_hidden()
