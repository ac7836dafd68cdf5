"""The neuron's own data: pasted, dropped, typed, dragged; what the page then asks and shows is what the API says."""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.core.neuron import NeuronSurface
from tests.browser.conftest import Visit
from tests.browser.explorer import LECTURE_DATA, Explorer
from tests.browser.own_data import OWN, TEXT, data_of, drop, panel, paste, use, walked
from tests.browser.reader import Reader


def test_the_line_says_which_data_there_are(visit: Visit) -> None:
    explorer = visit()
    line = explorer.page.locator("[data-data-count]")
    expect(line).to_have_text("2 points · the lecture’s data")
    explorer.control("surface").select_option("saddle")
    expect(line).to_be_hidden()


def test_pasted_data_are_walked_on_with_settings_that_suit_them(explorer: Explorer) -> None:
    use(explorer, TEXT)
    surface = {"kind": "neuron", "data": OWN, "loss": "half_sum"}
    suggested = explorer.post("/surfaces/describe", {"surface": surface})["suggested"]
    body = explorer.walks[-1]
    assert body["surface"] == surface
    assert body["starts"] == [suggested["start"]]
    assert body["optimizers"][0]["learning_rate"] == suggested["learning_rate"]
    assert (body["max_iterations"], body["tolerance"]) == (suggested["max_iterations"], suggested["tolerance"])
    explorer.assert_panels_agree()
    expect(explorer.page.locator("[data-datum]")).to_have_count(4)
    explorer.page.locator("[data-done]").click()
    expect(explorer.page.locator("[data-data-count]")).to_have_text("4 points · your own")
    expect(explorer.page.locator("[data-edit-data]")).to_be_focused()
    explorer.control("learning_rate").fill("0.01")
    explorer.settle()
    explorer.page.locator("[data-suggested]").click()
    explorer.settle()
    assert explorer.walks[-1]["optimizers"][0]["learning_rate"] == suggested["learning_rate"]


def test_the_sum_of_much_data_takes_smaller_steps_than_its_mean(explorer: Explorer) -> None:
    use(explorer, TEXT)
    half = explorer.walks[-1]["optimizers"][0]["learning_rate"]
    explorer.page.locator("[data-done]").click()
    for loss, factor in (("mean", 2), ("sum", 0.5)):
        before = len(explorer.walks)
        explorer.page.locator(f'[data-control="loss"][value="{loss}"]').check(force=True)
        walked(explorer, before)
        assert explorer.walks[-1]["surface"]["loss"] == loss
        assert explorer.walks[-1]["optimizers"][0]["learning_rate"] == pytest.approx(factor * half, rel=0.06)


def test_broken_lines_are_named_and_nothing_is_taken_until_that_is_chosen(explorer: Explorer) -> None:
    before = len(explorer.walks)
    take = paste(explorer, "0.5,0.2\n<img src=x onerror=alert(1)>,3\n2.5,0.9\n7\n")
    told = explorer.page.locator("[data-data-told]")
    expect(told).to_contain_text("line 2: ‘<img src=x onerror=alert(1)>’ is not a number")
    expect(told).to_contain_text("line 4 has 1 value, not 2")
    expect(take).to_have_text("Leave 2 lines out, use 2")
    explorer.settle()
    assert len(explorer.walks) == before
    paste(explorer, "0.5,0.2\n3,3\n2.5,0.9\n")
    expect(take).to_have_text("Use these 3 points")
    paste(explorer, "0.5,0.2\nabc,3\n2.5,0.8\n")
    expect(take).to_have_text("Leave 1 line out, use 2")
    take.click()
    walked(explorer, before)
    assert data_of(explorer) == [[0.5, 0.2], [2.5, 0.8]]


def test_that_points_are_in_use_is_told_until_others_are(explorer: Explorer) -> None:
    use(explorer, TEXT)
    root = panel(explorer)
    told = root.locator("[data-data-told]")
    expect(told).to_have_text("4 points in use.")
    before = len(explorer.walks)
    root.locator("[data-lecture]").click()
    expect(root.locator("[data-data-summary]")).to_have_text("2 points, the lecture\u2019s")
    walked(explorer, before)
    expect(told).to_be_empty()
    use(explorer, "1,0.2\n2,0.9\n")
    expect(told).to_have_text("2 points in use.")
    explorer.page.go_back()
    expect(root.locator("[data-data-summary]")).to_have_text("2 points, the lecture\u2019s")
    expect(told).to_be_empty()
    paste(explorer, TEXT)
    expect(told).to_contain_text("semicolons")
    root.locator("[data-cell]").first.fill("0.7")
    explorer.until(lambda: data_of(explorer)[0][0] == 0.7, "the edit is walked on")
    expect(told).to_contain_text("semicolons")


def test_columns_are_chosen_where_there_are_more_than_two(explorer: Explorer) -> None:
    take = paste(explorer, "day;hours;passed\n1;0.5;0.2\n2;2.5;0.8\n")
    expect(take).to_be_hidden()
    explorer.page.locator('[data-column="x"]').select_option(label="hours")
    explorer.page.locator('[data-column="y"]').select_option(label="passed")
    before = len(explorer.walks)
    take.click()
    walked(explorer, before)
    assert data_of(explorer) == [[0.5, 0.2], [2.5, 0.8]]


def test_a_file_is_dropped(explorer: Explorer) -> None:
    panel(explorer)
    drop(explorer, "own.csv", TEXT)
    expect(explorer.page.locator("[data-take]")).to_have_text("Use these 4 points")
    explorer.page.locator("[data-take]").click()
    walked(explorer, 1)
    assert data_of(explorer) == OWN


def test_a_file_dropped_beside_the_shut_panel_opens_it(explorer: Explorer) -> None:
    drop(explorer, "own.csv", TEXT)
    expect(explorer.page.locator("[data-data-panel]")).to_be_visible()
    expect(explorer.page.locator("[data-take]")).to_have_text("Use these 4 points")
    explorer.page.locator("[data-done]").click()
    explorer.control("surface").select_option("booth")
    drop(explorer, "own.csv", TEXT)
    expect(explorer.notices).to_contain_text("choose that surface")


def test_a_file_is_chosen(explorer: Explorer) -> None:
    panel(explorer)
    explorer.page.locator("[data-data-file]").set_input_files(
        {"name": "own.tsv", "mimeType": "text/plain", "buffer": TEXT.encode("utf-16")}
    )
    expect(explorer.page.locator("[data-take]")).to_have_text("Use these 4 points")


def test_cells_are_edited_added_and_removed(explorer: Explorer) -> None:
    root = panel(explorer)
    cells = root.locator("[data-cell]")
    view = explorer.settle_map()
    cells.nth(1).fill("0.3")
    explorer.until(lambda: data_of(explorer) == [[0.5, 0.3], LECTURE_DATA[1]], "the edit is walked on")
    message = root.locator("[data-cell-message]")
    for text, told in (("much", "from \u22121,000,000 to 1,000,000"), ("2e6", "1,000,000"), ("0,75", "a decimal point")):
        cells.nth(1).fill(text)
        expect(cells.nth(1)).to_have_attribute("aria-invalid", "true")
        expect(message).to_contain_text(told)
        cells.nth(1).press("Tab")
        expect(cells.nth(1)).to_have_value("0.3")
        expect(cells.nth(1)).not_to_have_attribute("aria-invalid", "true")
        expect(message).to_contain_text("Point 1 keeps y = 0.3")
    cells.nth(1).fill("0.4")
    root.locator("[data-add-point]").click()
    explorer.until(lambda: data_of(explorer) == [[0.5, 0.4], LECTURE_DATA[1], [1.5, 0.5]], "the added point is walked on")
    root.locator("[data-remove-point]").first.click()
    explorer.until(lambda: data_of(explorer) == [LECTURE_DATA[1], [1.5, 0.5]], "the removed point is gone")
    explorer.until(lambda: explorer.query.get("data") == "2.5,0.9;1.5,0.5", "the address has the data")
    after = explorer.settle_map()
    assert (*after.w, *after.b) == pytest.approx((*view.w, *view.b)), "an edit leaves the map where it is"
    explorer.assert_panels_agree()
    root.locator("[data-lecture]").click()
    explorer.until(lambda: data_of(explorer) == LECTURE_DATA, "the lecture's data are back")
    explorer.until(lambda: "data" not in explorer.query, "the lecture's data need no words")


def years() -> list[list[float]]:
    """Thirty-one years, with shares that rise and tail off."""
    return [[float(year), round(0.1 + 0.8 * (year - 1990) / 30, 3)] for year in range(1990, 2021)]


def test_x_far_from_0_is_standardised_when_asked_and_put_back(explorer: Explorer) -> None:
    data = years()
    use(explorer, "\n".join(f"{x},{y}" for x, y in data))
    root = panel(explorer)
    remarks, note = root.locator("[data-data-remarks]"), root.locator("[data-scaling-note]")
    standardise, back = root.locator("[data-standardise]"), root.locator("[data-put-back]")
    x = np.array(data)[:, 0]
    half_hessian = NeuronSurface(np.array(data)).hessian(np.zeros((1, 2)))[0]
    condition = np.linalg.cond(half_hessian)
    [times] = re.findall(r"bends (\S+) times", note.inner_text())
    assert float(times) == pytest.approx(condition, rel=0.05)
    expect(remarks).to_contain_text("Nothing is rescaled")
    assert data_of(explorer) == data, "nothing is rescaled by itself"
    before = len(explorer.walks)
    standardise.click()
    walked(explorer, before)
    expect(note).to_contain_text("x is now (x \u2212 2005) / 8.94,")
    expected = (x - 2005) / 8.94
    assert np.array(data_of(explorer))[:, 0] == pytest.approx(expected, abs=1e-5)
    assert [y for _, y in data_of(explorer)] == [y for _, y in data]
    expect(standardise).to_be_hidden()
    expect(back).to_be_focused()
    expect(remarks).to_be_empty()
    assert np.linalg.cond(NeuronSurface(np.array(data_of(explorer))).hessian(np.zeros((1, 2)))[0]) < 1.01
    before = len(explorer.walks)
    back.click()
    walked(explorer, before)
    assert data_of(explorer) == data
    expect(note).to_contain_text("far from 0")
    expect(standardise).to_be_focused()
    expect(back).to_be_hidden()


def test_standardised_points_that_are_edited_are_no_more_put_back(explorer: Explorer) -> None:
    use(explorer, "\n".join(f"{x},{y}" for x, y in years()))
    root = panel(explorer)
    before = len(explorer.walks)
    root.locator("[data-standardise]").click()
    walked(explorer, before)
    before = len(explorer.walks)
    root.locator("[data-remove-point]").first.click()
    walked(explorer, before)
    expect(root.locator("[data-put-back]")).to_be_hidden()
    expect(root.locator("[data-scaling-note]")).to_be_hidden()


def test_a_line_search_tries_the_first_step_that_suits_the_data(visit: Visit) -> None:
    data = [[-1000.0, 0.1], [-200.0, 0.4], [300.0, 0.5], [1000.0, 0.9]]
    link = ";".join(f"{x:g},{y:g}" for x, y in data)
    explorer = visit(f"?data={link}&optimizers=gradient_descent,conjugate_gradient")
    suggested = explorer.post("/surfaces/describe", {"surface": {"kind": "neuron", "data": data}})["suggested"]
    step = suggested["initial_steps"]["conjugate_gradient"]
    assert step < 1
    assert explorer.walks[-1]["optimizers"][1]["initial_step"] == step
    assert "initial_step" not in explorer.walks[-1]["optimizers"][0]


def test_a_link_restores_the_data_and_keeps_to_what_suits_them(visit: Visit) -> None:
    explorer = visit("?surface=neuron&data=0.5,0.2;1,0.3;2.5,0.9;4,0.95")
    first = explorer.walks[-1]
    suggested = explorer.post("/surfaces/describe", {"surface": first["surface"]})["suggested"]
    assert first["surface"]["data"] == OWN
    assert first["optimizers"][0]["learning_rate"] == suggested["learning_rate"]
    explorer.click_map(0.4, 0.5)
    explorer.settle()
    clicked = explorer.walks[-1]["starts"]
    explorer.until(lambda: explorer.linked_starts == clicked, "the click is in the address")
    pasted = visit(explorer.page.url.removeprefix(f"{explorer.address}/"))
    assert pasted.walks[-1] == explorer.walks[-1]
    pasted.page.go_back()


def test_large_data_survive_a_reload_and_a_link_says_what_it_cannot_hold(visit: Visit) -> None:
    generator = random.Random(5)
    points = [[generator.gauss(1, 1), generator.random()] for _ in range(700)]
    explorer = visit()
    explorer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel(explorer)
    drop(explorer, "large.csv", "\n".join(f"{x},{y}" for x, y in points))
    explorer.page.locator("[data-take]").click()
    walked(explorer, 1)
    assert data_of(explorer) == points
    explorer.until(lambda: explorer.query.get("data", "").startswith("kept-700-"), "the address has the mark")
    explorer.page.locator("[data-copy-link]").click()
    expect(explorer.notices).to_contain_text("too large for a link")
    explorer.page.reload()
    explorer.ready()
    assert data_of(explorer) == points
    elsewhere = visit(explorer.page.url.removeprefix(f"{explorer.address}/"))
    expect(elsewhere.notices).to_contain_text("too large for a link")
    assert data_of(elsewhere) == LECTURE_DATA
    table = panel(explorer)
    expect(table.locator("[data-data-rows] > tr")).to_have_count(50)
    expect(table.locator(".data-pages")).to_contain_text("1 to 50 of 700")


def test_ten_thousand_points_are_walked_on_and_one_more_is_refused(explorer: Explorer) -> None:
    lines = [f"{i % 97 / 20},{i % 2}" for i in range(10_001)]
    panel(explorer)
    take = explorer.page.locator("[data-take]")
    drop(explorer, "more.csv", "\n".join(lines))
    expect(explorer.page.locator("[data-data-told]")).to_contain_text("10,001 points")
    expect(take).to_be_hidden()
    drop(explorer, "most.csv", "\n".join(lines[:-1]))
    expect(take).to_have_text("Use these 10,000 points")
    take.click()
    walked(explorer, 1)
    assert len(data_of(explorer)) == 10_000
    explorer.assert_panels_agree()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_the_editor(visit: Visit, phone: bool) -> None:
    explorer = visit("?surface=neuron&data=0.5,0.2;1,0.3;3,1.2", phone=phone)
    if phone:
        explorer.page.locator("[data-rail-toggle]").tap()
    paste(explorer, "day;x;z\n1;abc;2\n")
    expect(explorer.page.locator("[data-column]")).to_have_count(2)
    found = Axe().run(explorer.page, context="[data-rail]", options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_the_editor_on_a_phone(visit: Visit) -> None:
    explorer = visit(phone=True)
    explorer.page.locator("[data-rail-toggle]").tap()
    use(explorer, TEXT)
    assert data_of(explorer) == OWN
    assert explorer.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    explorer.page.locator("[data-done]").tap()
    expect(explorer.page.locator("[data-data-panel]")).to_be_hidden()
    expect(explorer.page.locator("[data-data-count]")).to_have_text("4 points · your own")


def test_the_first_chapter_hands_its_points_over(read: Any, visit: Visit) -> None:
    reader: Reader = read("set-up")
    assert "data=" not in (reader.page.locator("[data-try-it]").get_attribute("href") or "")
    moved = read("set-up", "?first=1,0.3")
    address = moved.page.locator("[data-try-it]").get_attribute("href") or ""
    explorer = visit(address.removeprefix("/"))
    assert data_of(explorer) == [[1, 0.3], LECTURE_DATA[1]]
