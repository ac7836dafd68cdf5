"""The walk as a whole: contents, the way through the chapters, progress."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import expect

from app.chapters import CHAPTERS
from tests.browser.conftest import Read
from tests.browser.reader import Reader

NEURON = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]], "loss": "half_sum"}


def turn_to(reader: Reader, degrees: int) -> None:
    """Turn chapter 7's ring with the pointer to an angle from the w axis."""
    compass = reader.page.locator("[data-compass]")
    compass.evaluate("compass => compass.scrollIntoView({block: 'center'})")
    box = compass.bounding_box()
    assert box is not None
    x, y, radius = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 2 - 40
    angle = math.radians(degrees)
    reader.page.mouse.click(x + radius * math.cos(angle), y - radius * math.sin(angle))
    reader.until(lambda: reader.query.get("degrees", "90") == str(degrees), "the direction is in the address")


@pytest.mark.parametrize(("beta", "right", "word"), [(178, "true", "best"), (140, "false", "lead down"), (60, "false", "rises")])
def test_the_best_direction_is_predicted_unseen_and_scored(read: Read, beta: int, right: str, word: str) -> None:
    reader = read("best-direction")
    page = reader.page
    gradient = reader.post("/evaluate", {"surface": NEURON, "points": [[0, 0]]})["results"][0]["gradient"]
    uphill = math.degrees(math.atan2(gradient[1], gradient[0]))
    assert page.locator(".compass-gradient").count() == 0, "the gradient is not given away"
    assert reader.reading("slope") == "?"
    turn_to(reader, round(uphill + beta) % 360)
    assert word in reader.predict("direction")
    assert page.locator('[data-predict="direction"]').get_attribute("data-right") == right
    expect(page.locator(".compass-gradient")).to_have_count(1)


def test_the_dial_reads_what_the_api_computes(read: Read) -> None:
    reader = read("best-direction", "?w=-1&b=0.5&eta=0.3")
    turn_to(reader, 300)
    reader.predict("direction")
    turn_to(reader, 20)
    answer = reader.post("/taylor", {"surface": NEURON, "point": [-1, 0.5], "direction_degrees": 20, "learning_rates": [0.3]})
    reader.until(lambda: reader.reading("slope") == shown(answer["slope"]), "the slope is the API's")
    assert reader.reading("cos_beta") == shown(answer["cos_beta"])
    assert reader.reading("beta") == f"{shown(answer['beta_degrees'])}°"
    assert (reader.reading("first"), reader.reading("actual")) == (shown(answer["first_order"][0]), shown(answer["actual"][0]))
    assert shown(answer["slope"]) in reader.described("compass").replace("\u2212", "-")
    assert reader.try_it["starts"] == "-1,0.5"


def shown(value: float) -> str:
    """A number to three significant digits, as the page prints it."""
    return f"{float(f'{value:.3g}'):g}"


def test_the_first_chapter_moves_its_numbers_with_the_api(read: Read) -> None:
    reader = read("set-up")
    for w, b in ((0.5, 0.0), (1.42, -1.73)):
        reader.set_dial("w", str(w))
        reader.set_dial("b", str(b))
        [result] = reader.post("/evaluate", {"surface": NEURON, "points": [[w, b]]})["results"]
        expect(reader.figure("fit")).to_have_attribute("data-loss", f"{result['loss']!r}")
        assert reader.number("loss") == pytest.approx(result["loss"], rel=1e-3)
    assert reader.try_it["starts"] == "1.42,-1.73"
    reader.until(lambda: reader.query == {"w": "1.42", "b": "-1.73"}, "the state is in the address")


def test_a_change_made_just_before_leaving_is_there_on_the_way_back(read: Read) -> None:
    reader = read("set-up")
    reader.page.evaluate(
        """() => {
          const field = document.querySelector('[data-dial="b"] [data-dial-field]');
          field.value = '-1.11';
          field.dispatchEvent(new Event('input', {bubbles: true}));
          document.querySelector('.turn a[rel="next"]').click();
        }"""
    )
    reader.page.wait_for_url("**/walk/guess-work")
    reader.page.go_back()
    reader.page.wait_for_url("**/walk/set-up?*")
    assert reader.query["b"] == "-1.11"


def test_the_contents_lead_to_every_chapter_and_remember(read: Read) -> None:
    reader = read("set-up")
    page = reader.page
    page.goto(f"{reader.address}/walk")
    links = page.locator(".contents-link")
    expect(links).to_have_count(len(CHAPTERS))
    assert [link.get_attribute("href") for link in links.all()] == [f"/walk/{chapter.slug}" for chapter in CHAPTERS]
    expect(page.locator('[data-contents-chapter="set-up"] [data-contents-state]')).to_have_text("opened")
    expect(page.locator("[data-contents-go]")).to_have_attribute("href", f"/walk/{CHAPTERS[1].slug}")
    page.locator("[data-contents-forget]").click()
    expect(page.locator('[data-contents-chapter="set-up"] [data-contents-state]')).to_be_empty()


def test_damaged_progress_is_no_progress(read: Read) -> None:
    reader = read("set-up")
    page = reader.page
    page.evaluate("""localStorage.setItem('walk-downhill.progress', '{"visited":null,"scores":3}')""")
    page.goto(f"{reader.address}/walk")
    expect(page.locator("[data-contents-go]")).to_have_text("Begin")
    reader.open("set-up")


def test_the_ring_turns_by_arrow_keys(read: Read) -> None:
    reader = read("best-direction")
    ring = reader.page.locator("[data-ring]")
    before = int(ring.get_attribute("aria-valuenow") or "")
    ring.focus()
    reader.page.keyboard.press("ArrowRight")
    reader.until(lambda: int(ring.get_attribute("aria-valuenow") or "") == before + 2, "the right arrow raises the value")
    assert float(reader.try_it["learning_rate"]) == 0.1
