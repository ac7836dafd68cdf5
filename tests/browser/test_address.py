"""The address is the state: reload, back, forward and a pasted link restore the same picture."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer
from tests.browser.test_controls import GOOD

RESTING_HAND = 500.0

DAMAGED = [
    "?surface=atlantis",
    "?starts=1",
    "?starts=1,2,3",
    "?starts=,",
    "?starts=NaN,0",
    "?starts=1e999,0",
    "?starts=2e6,0",
    "?starts=" + ";".join(["0,0"] * 9),
    "?learning_rate=0",
    "?learning_rate=1e-19",
    "?momentum=1",
    "?momentum=",
    "?max_iterations=1.5",
    "?max_iterations=10001",
    "?tolerance=-1",
    "?optimizers=adamant",
    "?optimizers=",
    "?view=4d",
    "?t=-1",
    "?map=1,0,0,1",
    "?map=0,1,0",
    "?map=1,1.0000000000000002,1,1.0000000000000002",
    "?map=999999.9999999999,1000000,999999.9999999999,1000000",
    "?learning_rate=0x10",
    "?starts=%FF%FE",
    "?learning_rate=" + "9" * 5000,
]
READ_ADDRESSES = """async queries => {
  const page = document.querySelector('script[type=module]').src;
  const {default_state, from_query, properties} = await import(page.replace('explorer.js', 'state.js'));
  const data = JSON.parse(document.querySelector('[data-page-data]').textContent);
  return queries.map(query => from_query(query, data, default_state(data, false), properties(data)).damaged);
}"""


def picture(explorer: Explorer) -> dict[str, Any]:
    """What must be the same after a reload."""
    return {
        "walk": explorer.walks[-1],
        "starts": explorer.starts(),
        "fields": {name: explorer.control(name).input_value() for name in (*GOOD, "surface")},
        "optimizers": explorer.page.locator('[data-control="optimizers"]').evaluate_all("boxes => boxes.map(box => box.checked)"),
        "view": explorer.page.locator('[data-control="view"]:checked').get_attribute("value"),
        "t": explorer.t,
        "last": explorer.last,
        "texts": explorer.page.locator("[data-panel]:not(.panel--off) [data-field]").all_text_contents(),
        "table": explorer.page.locator("[data-table-body]").inner_text(),
    }


def written(explorer: Explorer, **parameters: str) -> None:
    """Wait until the address holds these parameters; what moves is written when it has come to rest."""
    explorer.until(lambda: parameters.items() <= explorer.query.items(), f"the address has {parameters}")


@pytest.mark.parametrize("view", ["side_by_side", "overlay"])
def test_reload_and_a_pasted_link_restore_the_picture(visit: Visit, view: str) -> None:
    explorer = visit()
    page = explorer.page
    explorer.choose_view(view)
    panel = "overlay" if view == "overlay" else "momentum"
    explorer.settle_map(panel)
    explorer.click_map(0.31, 0.27, panel=panel)
    explorer.click_map(0.77, 0.61, panel=panel, modifiers=["Shift"])
    explorer.control("learning_rate").fill("0.35")
    explorer.control("momentum").fill("0.8125")
    explorer.control("max_iterations").fill("400")
    explorer.control("tolerance").fill("1e-7")
    page.locator('[data-control="optimizers"][value="nesterov"]').uncheck(force=True)
    explorer.settle_map(panel)
    page.locator('[data-zoom="in"]').click()
    explorer.until(lambda: "map" in explorer.query, "the zoomed map is in the address")
    before = explorer.settle_map(panel)
    explorer.seek(123)
    written(explorer, t="123", learning_rate="0.35", momentum="0.8125", tolerance="1e-7", optimizers="gradient_descent,momentum")
    seen = picture(explorer)
    assert seen["view"] == view
    pasted = visit(page.url.removeprefix(f"{explorer.address}/"))
    page.reload()
    explorer.ready()
    for restored in (explorer, pasted):
        axes = restored.settle_map(panel)
        assert picture(restored) == seen
        # The map's edges are written to seven digits.
        assert (*axes.w, *axes.b) == pytest.approx((*before.w, *before.b), rel=1e-4)
        assert restored.page.url == page.url


def test_starts_keep_full_precision(visit: Visit) -> None:
    starts = [(0.1 + 0.2, -1 / 3), (1.7976931348623157, -4.9e-9), (123456.78901234567, 1e-15)]
    explorer = visit("?starts=" + ";".join(f"{w!r},{b!r}" for w, b in starts))
    assert explorer.starts() == starts
    assert explorer.walks[-1]["starts"] == [list(start) for start in starts]
    explorer.click_map(0.123, 0.456)
    clicked = [list(start) for start in explorer.starts()]
    explorer.until(lambda: explorer.linked_starts == clicked, "the click is in the address")


def assert_restored(explorer: Explorer, starts: list[tuple[float, float]], way: str) -> None:
    """The starts of an earlier picture come back, and what the panels show is theirs."""
    explorer.until(lambda: explorer.starts() == starts, f"{way} restores the starts")
    explorer.settle_map()
    explorer.assert_panels_agree()


def test_back_and_forward(explorer: Explorer) -> None:
    page = explorer.page
    pictures = [explorer.starts()]
    explorer.click_map(0.4, 0.4)
    explorer.until(lambda: "starts" in explorer.query, "the click is in the address")
    pictures.append(explorer.starts())
    explorer.click_map(0.6, 0.3)
    second = f"{pictures[1][0][0]!r}"
    explorer.until(lambda: second not in explorer.query["starts"], "the second click is in the address")
    pictures.append(explorer.starts())
    explorer.control("surface").select_option("booth")
    written(explorer, surface="booth")
    explorer.settle_map()
    pictures.append(explorer.starts())
    assert len({str(each) for each in pictures}) == 4
    for expected in reversed(pictures[:-1]):
        page.go_back()
        assert_restored(explorer, expected, "back")
    expect(page.locator("[data-fit-chart]")).to_be_visible()
    assert page.url == f"{explorer.address}/"
    for expected in pictures[1:]:
        page.go_forward()
        assert_restored(explorer, expected, "forward")
    expect(explorer.control("surface")).to_have_value("booth")
    assert explorer.walks[-1]["surface"] == {"kind": "named", "id": "booth"}


def test_a_late_description_is_in_the_address_all_the_same(explorer: Explorer, client: httpx.Client) -> None:
    """The values that a surface suggests come after the address has got its new entry."""
    page = explorer.page
    suggested = next(each["suggested"] for each in client.get("/api/v1/surfaces").json()["surfaces"] if each["id"] == "booth")
    waiting: list[Route] = []
    page.route("**/surfaces/check", lambda route: waiting.append(route))  # noqa: PLW0108 (Playwright marks its handlers)
    explorer.control("surface").select_option("booth")
    explorer.until(lambda: explorer.query.get("surface") == "booth", "the choice is in the address")
    explorer.until(lambda: len(waiting) == 1, "the description is asked for")
    waiting[0].continue_()
    start = ",".join(f"{value:g}" for value in suggested["start"])
    explorer.until(lambda: explorer.query.get("starts") == start, "the suggested start is in the address")
    assert float(explorer.query["learning_rate"]) == suggested["learning_rate"]
    page.go_back()
    expect(explorer.control("surface")).to_have_value("neuron")


def test_dragging_leaves_one_step_back(explorer: Explorer) -> None:
    """However many places a start is dragged through, one press on back undoes it."""
    page = explorer.page
    axes = explorer.axes()
    entries = page.evaluate("history.length")
    x, y = (round(part) for part in axes.pixel(-2, -2))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 40, steps=6)
    # The hand rests for longer than the address waits.
    page.wait_for_timeout(RESTING_HAND)
    page.mouse.move(x + 80, y - 120, steps=10)
    page.mouse.up()
    explorer.settle()
    explorer.until(lambda: "starts" in explorer.query, "the drag is in the address")
    assert page.evaluate("history.length") <= entries + 1
    page.go_back()
    explorer.until(lambda: explorer.starts() == [(-2.0, -2.0)], "back undoes the drag")


def test_changes_in_quick_succession_are_steps_back_of_their_own(explorer: Explorer) -> None:
    page = explorer.page
    entries = page.evaluate("history.length")
    for key in ("2", "1", "2"):
        page.keyboard.press(key)
    explorer.until(lambda: explorer.query.get("view") == "overlay", "the last change is in the address")
    assert page.evaluate("history.length") == entries + 3
    for view in ("side_by_side", "overlay", "side_by_side"):
        page.go_back()
        expect(page.locator("[data-explorer]")).to_have_attribute("data-view", view)


def test_damaged_links_open_the_default_with_a_notice(visit: Visit) -> None:
    explorer = visit(wait=False)
    for query in DAMAGED[:: len(DAMAGED) // 4]:
        explorer.walks.clear()
        # No wait for the terrain: what is asked of the server tells whether the default was opened.
        explorer.page.goto(f"{explorer.address}/{query}")
        expect(explorer.notices).to_contain_text("This link is damaged")
        explorer.until(lambda: len(explorer.walks) > 0, "the default is walked")
        assert explorer.walks[0]["starts"] == [[-2, -2]], query
        assert [each["id"] for each in explorer.walks[0]["optimizers"]] == ["gradient_descent", "momentum", "nesterov"]
        assert (explorer.walks[0]["max_iterations"], explorer.walks[0]["tolerance"]) == (1000, 1e-5)
        assert explorer.page.url == f"{explorer.address}/"
        expect(explorer.panel("gradient_descent")).to_be_visible()
    explorer.ready()
    explorer.assert_panels_agree()
    # The others through the page's own reader of addresses, which is what takes the time of a page each.
    read: list[str | None] = explorer.page.evaluate(READ_ADDRESSES, DAMAGED)
    assert all(read), [query for query, damaged in zip(DAMAGED, read, strict=True) if not damaged]


def test_unknown_parameters_are_no_damage(visit: Visit) -> None:
    explorer = visit("?utm_source=letter&surface=matyas")
    expect(explorer.notices).to_be_empty()
    assert explorer.walks[0]["surface"] == {"kind": "named", "id": "matyas"}


def test_copied_link_opens_the_picture(visit: Visit) -> None:
    explorer = visit(permissions=["clipboard-read", "clipboard-write"])
    explorer.seek(77)
    explorer.page.get_by_role("button", name="Copy link").click()
    expect(explorer.notices).to_contain_text("copied")
    link: str = explorer.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(explorer.address)
    opened = visit(link.removeprefix(f"{explorer.address}/"))
    assert opened.t == 77
    assert picture(opened) == picture(explorer)
