"""The numbers: table and the step in formulas, against the API's answer to the page's own request."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import LECTURE_DATA, OPTIMIZERS, Explorer
from tests.browser.figures import agrees, decimals, points_of, read

RANGES = """async ranges => {
  const page = document.querySelector('script[type=module]').src;
  const {range_of} = await import(page.replace('explorer.js', 'ranges.js'));
  return ranges.map(range_of);
}"""


def test_table_has_the_apis_summary(visit: Visit) -> None:
    explorer = visit("?starts=-2,-2;1,3")
    runs = explorer.runs()
    rows = explorer.page.locator("[data-table-body] tr")
    expect(rows).to_have_count(len(runs))
    for t in (explorer.last, 40, 0):
        explorer.seek(t)
        expect(explorer.page.locator("[data-table-step]")).to_have_text(str(t))
        for row, run in zip(rows.all(), runs, strict=True):
            steps, now, end, gradients, length, turns, rise = row.locator("td").all_inner_texts()
            summary = run["summary"]
            assert int(steps) == run["iterations"]
            assert agrees(now, run["loss"][min(t, run["iterations"])])
            assert agrees(end, summary["final_loss"])
            assert int(gradients) == summary["gradient_evaluations"]
            assert agrees(length, summary["path_length"])
            assert int(turns) == summary["u_turns"]
            assert (rise == "none") if summary["overshoot"] == 0 else agrees(rise, summary["overshoot"])
    names = rows.locator("th").all_inner_texts()
    told = [name.strip().split("\n") for name in names]
    assert [name for name, _ in told] == ["Vanilla", "Momentum", "Nesterov"] * 2
    assert [outcome.split(",")[0] for _, outcome in told] == ["start 1"] * 3 + ["start 2"] * 3
    assert all("at the minimum" in name for name in names)
    assert any(run["summary"]["u_turns"] > 0 for run in runs)


def half_unit(text: str) -> float:
    """How far a shown number may be from the one that it stands for."""
    places = decimals(text)
    if places is not None:
        return 0.5 * 10.0**-places
    # In scientific notation four digits are shown, less the zeros at the end.
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(read(text)))) - 3)


def assert_shows(text: str, value: float) -> None:
    """A slot shows the API's number, rounded to the digits that it has."""
    places = decimals(text)
    if places is None:
        assert agrees(text, value, 4), (text, value)
    else:
        assert read(text) == pytest.approx(round(value, places), abs=1.01e-15 * max(1.0, abs(value))), (text, value)
        assert abs(read(text) - value) <= half_unit(text) * 1.0001


def slots_of(explorer: Explorer, optimizer: str) -> dict[str, str]:
    """The texts of a step's slots; one name has one text wherever it stands."""
    pairs = explorer.page.locator(f'[data-step="{optimizer}"] [data-term]').evaluate_all(
        "slots => slots.map(slot => [slot.dataset.term, slot.textContent])"
    )
    slots = dict(pairs)
    assert all(slots[name] == text for name, text in pairs)
    return slots


def assert_step(slots: dict[str, str], run: dict[str, Any], t: int) -> None:
    """The numbers of the step from t to t + 1 are the API's, and the sums that stand there come out."""
    eta, gamma = run["optimizer"]["learning_rate"], run["optimizer"].get("momentum")
    slopes = run["look_ahead_gradient"][t + 1] if "look_ahead" in run else run["gradient"][t]
    assert (slots["now"], slots["next"]) == (str(t), str(t + 1))
    assert read(slots["eta"]) == eta
    for i, c in enumerate("wb"):
        theta, after = slots[f"theta_{c}"], slots[f"theta_next_{c}"]
        assert_shows(theta, run["theta"][t][i])
        assert_shows(after, run["theta"][t + 1][i])
        slope = slots[f"gradient_{c}"]
        assert_shows(slope, slopes[i])
        push = read(slots["eta"]) * read(slope)
        slack = half_unit(after) + half_unit(theta)
        push_slack = abs(eta) * half_unit(slope)
        if gamma is None:
            assert read(after) == pytest.approx(read(theta) - push, abs=slack + push_slack)
            continue
        assert read(slots["gamma"]) == gamma
        update, following = slots[f"update_{c}"], slots[f"update_next_{c}"]
        assert_shows(update, run["update"][t][i])
        assert_shows(following, run["update"][t + 1][i])
        assert read(slots[f"update_next_paren_{c}"]) == read(following)
        carried = gamma * read(update)
        # Whoever multiplies and adds what stands there gets the sum that stands there, to one unit of its last digit.
        sum_slack = 2 * half_unit(following)
        if any("e" in text for text in (slope, update)):
            sum_slack += push_slack + (gamma * half_unit(update) if read(update) else 0.0)
        assert read(following) == pytest.approx(carried + push, abs=sum_slack)
        assert read(after) == pytest.approx(read(theta) - read(following), abs=slack + half_unit(following))
        if "look_ahead" in run:
            ahead = slots[f"look_ahead_{c}"]
            assert_shows(ahead, run["look_ahead"][t + 1][i])
            assert read(ahead) == pytest.approx(read(theta) - carried, abs=slack + half_unit(ahead) + gamma * half_unit(update))


LECTURE = ""
STEEP = "?surface=rosenbrock&starts=-1.2,1&learning_rate=0.0005&momentum=0.5&max_iterations=300"


@pytest.mark.parametrize("query", [LECTURE, STEEP], ids=["lecture", "steep"])
def test_step_is_the_apis_term_by_term(visit: Visit, query: str) -> None:
    explorer = visit(query)
    runs = explorer.runs()
    shortest = min(run["iterations"] for run in runs)
    for t in (0, 1, 2, 29, 110, shortest - 1, shortest, explorer.last):
        explorer.seek(t)
        assert explorer.page.locator("[data-inspector-from]").inner_text() == str(min(t, explorer.last - 1))
        assert explorer.page.locator("[data-inspector-to]").inner_text() == str(min(t, explorer.last - 1) + 1)
        for optimizer, run in zip(OPTIMIZERS, runs, strict=True):
            ended = explorer.page.locator(f'[data-step="{optimizer}"] [data-step-ended]')
            if t >= run["iterations"]:
                expect(ended).to_contain_text(f"ended at step {run['iterations']}")
            else:
                expect(ended).to_be_hidden()
            assert_step(slots_of(explorer, optimizer), run, min(t, run["iterations"] - 1))


SCHEDULED = (
    "?surface=rosenbrock&optimizers=gradient_descent,momentum,adam,sign_descent&max_iterations=60"
    "&own=gradient_descent:schedule=step/10/0.5;momentum:schedule=cosine/40/0.1"
    ";adam:learning_rate=0.25,schedule=exponential/0.9;sign_descent:learning_rate=0.1,schedule=inverse_time/0.5"
)
RATE = re.compile(r"η(ₜ?) = (\S+) \((.+?) from (\S+?)\)")


def test_a_scheduled_step_tells_its_own_rate(visit: Visit) -> None:
    explorer = visit(SCHEDULED)
    runs = explorer.runs()
    for t in (0, 1, 30, explorer.last):
        explorer.seek(t)
        for run in runs:
            used = run["optimizer"]
            text = explorer.page.locator(f'[data-step="{used["id"]}"] [data-step-settings]').inner_text()
            ((subscript, rate, kind, whole),) = RATE.findall(text)
            step = min(t, run["iterations"] - 1)
            assert agrees(rate, run["learning_rates"][step + 1], 6)
            assert (subscript, kind) == ("ₜ", used["schedule"]["kind"].replace("_", " "))
            assert read(whole) == used["learning_rate"]
    at_thirty = {run["optimizer"]["id"]: run["learning_rates"][31] for run in runs}
    assert at_thirty["adam"] == pytest.approx(0.25 * 0.9**30)
    for run in runs[:2]:
        step, slots = min(explorer.last, run["iterations"] - 1), slots_of(explorer, run["optimizer"]["id"])
        assert agrees(slots["eta"], run["learning_rates"][step + 1], 6), "its formula has the same"


def test_a_step_tells_what_its_optimizer_remembers(visit: Visit) -> None:
    explorer = visit("?optimizers=adam,rprop")
    assert explorer.walks[-1]["kept"] is True
    explorer.seek(7)
    for run in explorer.runs():
        step = explorer.page.locator(f'[data-step="{run["optimizer"]["id"]}"]')
        for letter, values in run["kept"].items():
            for i, component in enumerate("wb"):
                shown = step.locator(f'[data-term="kept_{letter}_{component}"]').text_content() or ""
                assert agrees(shown, values[8][i], 4)
    assert [sorted(run["kept"]) for run in explorer.runs()] == [["m", "v"], ["d"]]


def test_a_searched_step_tells_its_length_direction_and_trials(visit: Visit) -> None:
    explorer = visit("?surface=rosenbrock&optimizers=gradient_descent_armijo,conjugate_gradient,newton,bfgs&max_iterations=40")
    runs = explorer.runs()
    for t in (0, 3, explorer.last):
        explorer.seek(t)
        for run in runs:
            slots, step = slots_of(explorer, run["optimizer"]["id"]), min(t, run["iterations"] - 1) + 1
            length = run["step_lengths"][step]
            assert agrees(slots["alpha"], length, 6)
            assert slots["trials"] == f"({run['trial_step'].count(step)} tried)"
            for i, component in enumerate("wb"):
                assert_shows(slots[f"direction_{component}"], run["update"][step][i] / length)


def test_fit_is_the_sigmoid_at_the_clocks_step(explorer: Explorer) -> None:
    chart = explorer.page.locator("[data-fit-chart]")
    dots = chart.locator("[data-datum]")
    expect(dots).to_have_count(len(LECTURE_DATA))
    places = dots.evaluate_all("dots => dots.map(dot => dot.style.transform.match(/[-.0-9]+(?=px)/g).map(Number))")
    (x0, y0), (x1, y1) = LECTURE_DATA
    across = (places[1][0] - places[0][0]) / (x1 - x0)
    up = (places[1][1] - places[0][1]) / (y1 - y0)
    for t in (0, 60, explorer.last):
        explorer.seek(t)
        expect(chart.locator("[data-fit-step]")).to_have_text(str(t))
        for index, run in enumerate(explorer.runs()):
            w, b = run["theta"][min(t, run["iterations"])]
            points = points_of(chart.locator(f'.chart-line[data-walk="{index}"]').get_attribute("d") or "")
            assert len(points) > 50
            for px, py in points[::9]:
                x, y = x0 + (px - places[0][0]) / across, y0 + (py - places[0][1]) / up
                assert y == pytest.approx(1 / (1 + math.exp(-(w * x + b))), abs=2e-3)


def test_a_rows_rule_is_one_line(explorer: Explorer) -> None:
    """Whatever a row's cells hold, they end at one height."""
    rows = explorer.page.locator("[data-table-body] tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.getBoundingClientRect().bottom))"
    )
    assert len(rows) == 3
    for bottoms in rows:
        assert max(bottoms) - min(bottoms) < 0.01, bottoms


STRUCK = """root => [...root.querySelectorAll('.chart-tick--on-curves')].map(name => {
  const box = name.getBBox();
  const inside = (curve) => {
    const length = curve.getTotalLength();
    return Array.from({length: 400}, (_, i) => curve.getPointAtLength(length * i / 399))
      .some(({x, y}) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height);
  };
  const style = getComputedStyle(name);
  const last = root.querySelector('.chart-line:last-of-type');
  const above = Boolean(last.compareDocumentPosition(name) & Node.DOCUMENT_POSITION_FOLLOWING);
  return [[...root.querySelectorAll('.chart-best')].some(inside), style.paintOrder, parseFloat(style.strokeWidth), above];
})"""


@pytest.mark.parametrize("query", ["", "?data=0.5,0.9;2.5,0.2"], ids=["rising", "falling"])
def test_a_data_points_name_keeps_clear_of_its_curve(visit: Visit, query: str) -> None:
    explorer = visit(query)
    names = explorer.page.locator("[data-fit-chart]").evaluate(STRUCK)
    assert len(names) == 2
    for struck, order, halo, above in names:
        assert not struck, "the best fit goes past the name"
        assert order == "stroke"
        assert halo >= 3, "walks stay behind a halo"
        assert above


def test_a_range_has_both_ends_in_one_way_and_none_beyond_it(visit: Visit) -> None:
    table: list[tuple[dict[str, float], str]] = [
        ({"minimum": -1e6, "maximum": 1e6}, "from \u22121,000,000 to 1,000,000"),
        ({"minimum": 0, "maximum": 2**53 - 1}, "from 0 to 9,007,199,254,740,991"),
        ({"minimum": 1e-18, "maximum": 1e12}, "from 1e-18 to 1e12"),
        ({"minimum": 0, "exclusive_maximum": 1}, "from 0 up to, but not including, 1"),
        ({"exclusive_minimum": 0, "maximum": 12_345}, "above 0 and at most 12,345"),
    ]
    assert visit().page.evaluate(RANGES, [bounds for bounds, _ in table]) == [words for _, words in table]
