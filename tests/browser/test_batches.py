"""Stochastic walks in the page: the same seed gives the same walks, another seed others, and both are the API's."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer

DATA = ";".join(f"{i / 5},{0.2 if i < 8 else 0.8}" for i in range(16))
QUERY = f"?surface=neuron&data={DATA}&batch_size=4&seed=7"


def panels(explorer: Explorer) -> list[str]:
    """What the panels say of their walks."""
    return explorer.page.locator("[data-panel]:not(.panel--off) [data-field]").all_text_contents()


def test_the_same_seed_gives_the_same_walks_and_another_seed_others(visit: Visit) -> None:
    first, second, third = visit(QUERY), visit(QUERY), visit(QUERY.replace("seed=7", "seed=8"))
    assert first.walks[-1]["batch"] == {"size": 4, "seed": 7}
    assert first.walks[-1] == second.walks[-1]
    assert panels(first) == panels(second)
    assert third.walks[-1]["batch"]["seed"] == 8
    assert panels(first) != panels(third)
    for explorer in (first, third):
        explorer.assert_panels_agree()


def test_batches_are_chosen_sized_and_reseeded(visit: Visit) -> None:
    explorer = visit(f"?surface=neuron&data={DATA}")
    page = explorer.page
    assert "batch" not in explorer.walks[-1]
    page.locator("[data-gradient-from]").select_option("batch")
    explorer.until(lambda: explorer.walks[-1].get("batch") == {"size": 8, "seed": 0}, "batches are walked with")
    expect(page.locator("[data-batch-note]")).to_contain_text("8 of 16 points")
    page.locator('[data-batch="batch_size"]').fill("0")
    expect(page.locator("[data-batch-note]")).to_contain_text("whole number from 1")
    page.locator('[data-batch="batch_size"]').fill("3")
    explorer.until(lambda: explorer.walks[-1]["batch"]["size"] == 3, "the size is walked with")
    page.locator("[data-new-seed]").click()
    explorer.until(lambda: explorer.walks[-1]["batch"]["seed"] != 0, "the new seed is walked with")
    seed = explorer.walks[-1]["batch"]["seed"]
    explorer.until(lambda: explorer.query.get("seed") == str(seed), "the seed is in the address")
    page.locator("[data-gradient-from]").select_option("all")
    explorer.until(lambda: "batch" not in explorer.walks[-1], "all points are back")


def test_the_step_in_terms_uses_the_batchs_gradient(visit: Visit) -> None:
    explorer = visit(QUERY + "&optimizers=gradient_descent")
    explorer.seek(5)
    run = explorer.runs()[0]
    used, full = run["batch_gradient"][6][0], run["gradient"][5][0]
    assert used != full
    shown = explorer.page.locator('[data-step="gradient_descent"] [data-term="gradient_w"]').first.text_content() or ""
    value = float(shown.strip("()").replace("\u2212", "-"))
    assert abs(value - used) <= 1e-3 * abs(used)
