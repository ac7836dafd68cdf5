"""A function of one's own: typed, understood or mistaken, walked on, in the address; holes and found minima."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer
from tests.browser.test_accessibility import assert_no_violations

BENT = "(w^2 + b - 11)^2 + 3 sin(2w) b"
HOLE = "sqrt(w^2 + b^2 - 1)"
EDGE = "w - log(w + 2) + b^2 / 2"
BLINK = 400.0
"""Milliseconds in which a text that is sent would have been sent."""


def link(text: str, **more: str) -> str:
    """The address of a typed function."""
    return "?" + "&".join(f"{key}={quote(value)}" for key, value in {"surface": "formula", "formula": text, **more}.items())


def surface(explorer: Explorer) -> dict[str, Any]:
    """What was walked on last."""
    answer: dict[str, Any] = explorer.walks[-1]["surface"]
    return answer


def walked_on(explorer: Explorer, text: str) -> None:
    """Wait until the walks on a text are on the page."""
    explorer.until(lambda: surface(explorer).get("text") == text, f"{text} is walked on")
    explorer.settle_map()


def mistake(explorer: Explorer) -> Locator:
    """The underlined piece."""
    return explorer.page.locator("[data-mistake]")


def edge(explorer: Explorer, name: str) -> Locator:
    """A field of the domain."""
    return explorer.page.locator(f'[data-domain="{name}"]')


def test_choosing_and_typing_walks_on_it(explorer: Explorer) -> None:
    page, field = explorer.page, explorer.control("formula")
    expect(field).to_be_hidden()
    explorer.control("surface").select_option("formula")
    expect(field).to_be_visible()
    explorer.until(lambda: surface(explorer)["kind"] == "formula", "the function that is offered is walked on")
    expect(page.locator("[data-own-mathematics] math")).to_have_count(3)
    described = explorer.post("/surfaces/describe", {"surface": surface(explorer)})
    assert explorer.walks[-1]["starts"] == [described["suggested"]["start"]]
    assert float(explorer.control("learning_rate").input_value()) == described["suggested"]["learning_rate"]
    field.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("(w - 1)^2 + 2 b^2", delay=15)
    walked_on(explorer, "(w - 1)^2 + 2 b^2")
    explorer.assert_panels_agree()
    expect(page.locator("[data-own-mathematics]")).to_contain_text("w−1")
    expect(page.locator("[data-surface-card] math")).to_have_count(3)
    expect(page.locator("[data-surface-card]")).to_contain_text("(1, 0)")
    expect(page.locator("[data-surface-card]")).to_contain_text("found")
    expect(explorer.field("momentum", "outcome")).to_contain_text("the minimum found")
    # Chosen again, it is the function that was typed last.
    explorer.control("surface").select_option("booth")
    explorer.until(lambda: explorer.query.get("surface") == "booth", "another surface is in the address")
    assert "formula" not in explorer.query
    expect(field).to_be_hidden()
    explorer.control("surface").select_option("formula")
    walked_on(explorer, "(w - 1)^2 + 2 b^2")


MISTAKES = [
    ("(w^2 + b - 11)^2 + 3 sni(2w) b", "sni", "did you mean sin"),
    ("w^2 + (b - 1", "(", "never closed"),
    ("w^2 + b) - 1", ")", "no opening"),
    ("w^2 + q", "q", "variables are w and b"),
]


def test_a_mistake_is_underlined_and_nothing_is_sent(visit: Visit) -> None:
    explorer = visit(link(BENT))
    field, message = explorer.control("formula"), explorer.message("formula")
    sent = len(explorer.walks)
    before = explorer.field("momentum", "loss").text_content()
    for text, piece, words in MISTAKES:
        field.fill(text)
        expect(message).to_contain_text(words)
        expect(mistake(explorer)).to_have_text(piece)
        place = mistake(explorer).evaluate("mark => [...mark.previousSibling.textContent].length")
        assert text[place : place + len(piece)] == piece
        expect(field).to_have_attribute("aria-invalid", "true")
        assert field.get_attribute("aria-describedby") == message.get_attribute("id")
        expect(message).to_have_attribute("role", "status")
    # The underline lies under the piece: the mirror's text has the field's own place and measures.
    measures = "element => { const {font, padding, width} = getComputedStyle(element); return [font, padding, width]; }"
    assert field.evaluate(measures) == explorer.page.locator("[data-formula-mirror]").evaluate(measures)
    assert len(explorer.walks) == sent
    assert explorer.field("momentum", "loss").text_content() == before
    field.fill("w^2 +")
    expect(message).to_contain_text("At the end")
    field.fill("")
    expect(message).to_contain_text("such as")
    field.fill("w^2 + b^2")
    walked_on(explorer, "w^2 + b^2")
    expect(message).to_be_empty()
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(mistake(explorer)).to_have_count(0)
    explorer.assert_panels_agree()


def test_what_is_too_much_is_underlined_from_where_on(visit: Visit) -> None:
    """A pasted text is never cut: half of a formula would be another one."""
    explorer = visit(link(BENT))
    text = f"w^2 + {'b + ' * 130}w"
    explorer.control("formula").fill(text)
    expect(explorer.message("formula")).to_contain_text("a formula has at most 500 characters")
    expect(explorer.message("formula")).to_contain_text("…”, character 501")
    expect(mistake(explorer)).to_have_text(text[500:])
    explorer.control("formula").fill("+".join("w" * 150))
    expect(explorer.message("formula")).to_contain_text("character 201: nested more than 100 deep")
    expect(mistake(explorer)).to_have_text("w")


def test_what_is_copied_from_a_page_is_walked_on(visit: Visit) -> None:
    explorer = visit(link(BENT))
    explorer.control("formula").fill("½𝑤² + sin² b ⋅ e⁻ʷ − (1+w²)⁻¹")
    walked_on(explorer, "½𝑤² + sin² b ⋅ e⁻ʷ − (1+w²)⁻¹")
    expect(explorer.page.locator("[data-own-mathematics] math")).to_have_count(3)
    explorer.control("formula").fill("log 10(w)")
    expect(explorer.message("formula")).to_contain_text("write log10(w) for the decimal logarithm")
    expect(mistake(explorer)).to_have_text("log 10")


def test_characters_beyond_the_basic_plane_count_as_one(visit: Visit) -> None:
    explorer = visit(link(BENT))
    explorer.control("formula").fill("w^2 + 😀 + q")
    expect(mistake(explorer)).to_have_text("😀")


def test_typed_text_is_never_markup(visit: Visit) -> None:
    explorer = visit(link(BENT))
    explorer.control("formula").fill("<img src=x onerror=alert(1)>")
    expect(explorer.message("formula")).not_to_be_empty()
    expect(explorer.page.locator("[data-own-function] img")).to_have_count(0)


def test_domain_fields(visit: Visit) -> None:
    explorer = visit(link(EDGE))
    message = explorer.message("domain")
    expect(edge(explorer, "w0")).to_have_attribute("placeholder", "-2")
    sent = len(explorer.walks)
    edge(explorer, "w0").fill("7e9")
    expect(message).to_contain_text("from \u22121,000,000 to 1,000,000")
    expect(edge(explorer, "w0")).to_have_attribute("aria-invalid", "true")
    edge(explorer, "w0").fill("3")
    edge(explorer, "w1").fill("1")
    expect(message).to_contain_text("smaller")
    explorer.page.wait_for_timeout(BLINK)
    assert len(explorer.walks) == sent
    edge(explorer, "w0").fill("-1.5")
    explorer.until(lambda: surface(explorer).get("domain", {}).get("w") == [-1.5, 1.0], "the domain is walked on")
    # What was left empty is the guess.
    assert surface(explorer)["domain"]["b"] == [-5.0, 5.0]
    explorer.until(lambda: explorer.query.get("domain") == "-1.5,1,-5,5", "the domain is in the address")
    axes = explorer.settle_map()
    assert axes.w[0] <= -1.5
    assert axes.w[1] >= 1
    edge(explorer, "w0").fill("")
    edge(explorer, "w1").fill("")
    explorer.until(lambda: "domain" not in surface(explorer), "an empty domain is the guess again")


def test_start_and_rates_stay_as_they_were_set(visit: Visit) -> None:
    """A start on defined ground is kept; a rate follows the suggestions until it is set by hand."""
    explorer = visit(link("w^2 + b^2", starts="1,2"))
    explorer.control("formula").fill("w^2 + 9 b^2")
    walked_on(explorer, "w^2 + 9 b^2")
    suggested = explorer.post("/surfaces/describe", {"surface": surface(explorer)})["suggested"]
    assert explorer.starts() == [(1.0, 2.0)]
    assert explorer.walks[-1]["optimizers"][0]["learning_rate"] == suggested["learning_rate"]
    explorer.control("learning_rate").fill("0.0123")
    explorer.settle()
    # Here the loss is not defined at the start, so that the suggested one is taken.
    explorer.control("formula").fill("w^2 + b^2 + log(-b)")
    walked_on(explorer, "w^2 + b^2 + log(-b)")
    suggested = explorer.post("/surfaces/describe", {"surface": surface(explorer)})["suggested"]
    assert explorer.starts() == [tuple(suggested["start"])]
    assert explorer.walks[-1]["optimizers"][0]["learning_rate"] == 0.0123


def test_a_link_restores(visit: Visit) -> None:
    explorer = visit(link(BENT, starts="1,-2", learning_rate="0.002"))
    assert surface(explorer) == {"kind": "formula", "text": BENT}
    assert explorer.starts() == [(1.0, -2.0)]
    expect(explorer.control("formula")).to_have_value(BENT)
    expect(explorer.page.locator("[data-own-mathematics] math")).to_have_count(3)
    explorer.assert_panels_agree()
    explorer.page.reload()
    explorer.ready()
    assert surface(explorer) == {"kind": "formula", "text": BENT}
    assert explorer.starts() == [(1.0, -2.0)]


def test_back_undoes_the_choice(explorer: Explorer) -> None:
    explorer.control("surface").select_option("formula")
    explorer.until(lambda: explorer.query.get("surface") == "formula", "the choice is in the address")
    explorer.settle_map()
    explorer.page.go_back()
    explorer.until(lambda: surface(explorer)["kind"] == "neuron", "back leads to the neuron")
    explorer.settle_map()
    expect(explorer.control("formula")).to_be_hidden()
    explorer.assert_panels_agree()


INKED = """(canvas, places) => places.map(([x, y]) => {
  const pixels = canvas.getContext('2d').getImageData(x - 8, y - 8, 16, 16).data;
  return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
})"""
"""How many pixels are drawn around each place."""


def test_a_hole_is_hatched_and_read_as_undefined(visit: Visit) -> None:
    explorer = visit(link(HOLE))
    axes = explorer.axes("nesterov")
    places = [axes.pixel(0, 0), axes.pixel(3.1, 3.3)]
    local = [[x - axes.box["x"], y - axes.box["y"]] for x, y in places]
    inside, outside = explorer.panel("nesterov").locator("[data-terrain]").evaluate(INKED, local)
    assert inside > 0
    assert outside == 0
    explorer.page.mouse.move(*places[0])
    expect(explorer.panel("nesterov").locator("[data-readout]")).to_contain_text("loss undefined")


def test_a_walk_into_a_hole_and_a_start_in_one(visit: Visit) -> None:
    explorer = visit(link(HOLE, starts="-3,1", learning_rate="0.1"))
    told = {run["optimizer"]["id"]: run["diverged_into"] for run in explorer.runs()}
    assert told["gradient_descent"] == told["momentum"] == "undefined"
    for optimizer in ("gradient_descent", "momentum"):
        expect(explorer.field(optimizer, "outcome")).to_contain_text("leaves the loss’s domain after")
    explorer.open(link(HOLE, starts="0.1,0"))
    expect(explorer.field("momentum", "outcome")).to_contain_text("the loss is undefined here")
    expect(explorer.field("momentum", "loss_at_t")).to_have_text("undefined")
    explorer.open(link("sqrt(|w|) + b^2", starts="0,1"))
    expect(explorer.field("momentum", "outcome")).to_contain_text("the slope is undefined here")
    explorer.open(link("sqrt(w^2) + b^2", starts="2,1", learning_rate="1"))
    expect(explorer.field("gradient_descent", "outcome")).to_have_text("comes to where the loss has no slope after 1 step")


def test_found_minima_are_marked_as_found(visit: Visit) -> None:
    """The mark is open in the middle, where a known minimum's lines cross."""
    explorer = visit(link("(w - 1)^2 + (b - 2)^2", starts="-3,-3"))
    centre = explorer.axes("nesterov").pixel(1, 2)
    box = explorer.axes("nesterov").box
    at = [round(centre[0] - box["x"]), round(centre[1] - box["y"])]
    script = "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data][3]"
    terrain = explorer.panel("nesterov").locator("[data-terrain]")
    assert terrain.evaluate(script, at) == 0
    assert any(terrain.evaluate(script, [at[0] + d, at[1] + d]) > 0 for d in (3, 4, 5))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_and_width(visit: Visit, phone: bool, scheme: str) -> None:
    explorer = visit(link(HOLE), phone=phone, color_scheme=scheme)
    page = explorer.page
    if phone:
        page.locator("[data-rail-toggle]").tap()
    assert_no_violations(explorer, "a good function")
    explorer.control("formula").fill(f"{BENT} + sni(w)")
    expect(explorer.message("formula")).not_to_be_empty()
    edge(explorer, "w0").fill("x")
    assert_no_violations(explorer, "a mistake")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_by_keyboard_alone(visit: Visit) -> None:
    explorer = visit(link(BENT))
    page = explorer.page
    explorer.control("surface").focus()
    page.keyboard.press("Tab")
    expect(explorer.control("formula")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("|w| + b^2")
    page.keyboard.press("Enter")
    walked_on(explorer, "|w| + b^2")
    expect(explorer.control("formula")).to_have_value("|w| + b^2")
    expect(explorer.control("formula")).to_be_focused()
    page.get_by_role("button", name="an egg box").focus()
    page.keyboard.press("Enter")
    explorer.until(lambda: "sin(2b)" in surface(explorer)["text"], "the example is walked on")
