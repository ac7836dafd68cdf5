"""How a walk ended, in the page's words."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

# The path that each control's value has in a body, through the optimizer that has every hyperparameter.


KINKS = "|w - 1| + 2 |b + w/2| + 0.1 w^2"
OUTCOMES = {
    "diverged": "?surface=rosenbrock&starts=-1.2,1&learning_rate=0.1",
    "stalled": "?surface=neuron&starts=-60,-60",
    "max_iterations": "?max_iterations=20",
    "converged": "?surface=himmelblau",
    "no_lower_point": f"?surface=formula&formula={quote(KINKS)}&starts=-3,2.5&optimizers=gradient_descent_armijo,newton",
}
SENTENCES = {
    "diverged": "diverged: the numbers overflow after",
    "stalled": "stalled on a plateau after",
    "max_iterations": "still walking after",
    "converged": "reaches one of the deepest minima known after",
    "no_lower_point": "finds no lower point after",
}
ADVICE = {"no_lower_point": ": start elsewhere"}


def ending_of(run: dict[str, Any]) -> str:
    """What a run's sentence depends on: a search that found nothing is told apart from level ground."""
    ending: str = run["stalled_on"] if run["stalled_on"] == "no_lower_point" else run["outcome"]
    return ending


def test_outcomes_are_sentences(visit: Visit) -> None:
    explorer = visit(wait=False)
    for outcome, query in OUTCOMES.items():
        explorer.open(query)
        runs = explorer.runs()
        assert outcome in [ending_of(run) for run in runs]
        for run in runs:
            panel = explorer.field(run["optimizer"]["id"], "outcome")
            noun = "step" if run["iterations"] == 1 else "steps"
            ending = ending_of(run)
            expect(panel).to_have_text(f"{SENTENCES[ending]} {run['iterations']} {noun}{ADVICE.get(ending, '')}")
        explorer.assert_panels_agree()
        assert not set(SENTENCES) & set(explorer.page.locator("main").inner_text().split()) - {"diverged", "stalled"}


ACOS = f"?surface=formula&formula={quote('acos(w)+b^2')}&starts=0,1"
BOWL = "?surface=ill_conditioned_quadratic_25"
ENDINGS = {
    "a schedule that ends in rates of 0": (
        "?surface=rosenbrock&optimizers=gradient_descent&own=gradient_descent:schedule=cosine/50/0&max_iterations=5000",
        ["stands still from step 50 on, after 5000 steps"],
        "still from step 50 on",
    ),
    "a loss that grows without overflow": (
        f"{BOWL}&optimizers=gradient_descent&learning_rate=0.081&max_iterations=1000",
        ["ends higher than it set out after 1000 steps"],
        "ends higher after 1000 steps",
    ),
    "a weight decay that holds the walk": (
        "?surface=himmelblau&optimizers=adamw&own=adamw:learning_rate=0.1,weight_decay=1&max_iterations=5000",
        ["hardly moves in the second half of its 5000 steps"],
        "hardly moves in the last half",
    ),
    "a constant rate that is too large for the valley": (
        "?surface=rosenbrock&optimizers=sign_descent&own=sign_descent:learning_rate=0.01&max_iterations=2000",
        ["gets no lower in the second half of its 2000 steps"],
        "no lower in the last half",
    ),
    "a slow valley": (
        "?surface=rosenbrock&optimizers=gradient_descent&learning_rate=0.001&max_iterations=2000",
        ["still walking after 2000 steps"],
        "walking after 2000 steps",
    ),
    "a minimum that is only the map's": (
        "?surface=mccormick&starts=3,-2&optimizers=gradient_descent_armijo,conjugate_gradient,newton,bfgs",
        ["reaches the deepest minimum known after", "reaches a minimum deeper than any known after"],
        "deepest known after",
    ),
    "a pole": (
        f"?surface=formula&formula={quote('log(w)+w+b^2')}&starts=1,1&optimizers=gradient_descent&learning_rate=0.5",
        ["lands where the loss or its slope is not finite, after 0 steps"],
        "not finite after 0 steps",
    ),
    "an edge with an infinite slope": (
        f"{ACOS}&optimizers=gradient_descent_armijo&own=gradient_descent_armijo:initial_step=1",
        ["lands where the loss or its slope is not finite, after 0 steps"],
        "not finite after 0 steps",
    ),
}


@pytest.mark.parametrize(("query", "sentences", "brief"), ENDINGS.values(), ids=ENDINGS.keys())
def test_an_ending_is_told_by_what_the_walk_did(visit: Visit, query: str, sentences: list[str], brief: str) -> None:
    explorer = visit(f"{query}&view=overlay")
    ids = [run["optimizer"]["id"] for run in explorer.runs()]
    told = [explorer.field(id, "outcome").text_content() or "" for id in ids]
    for sentence in sentences:
        assert any(text.startswith(sentence) for text in told), told
    assert "global" not in " ".join(told)
    expect(explorer.page.locator("[data-picture]")).to_contain_text(sentences[0])
    assert any(brief in text for text in explorer.page.locator(".walk-outcome").all_inner_texts())


def test_a_saddle_is_called_one(visit: Visit) -> None:
    """On the ridge, without any push off it, each walk stalls at the saddle itself."""
    explorer = visit("?surface=saddle&starts=-2,0&learning_rate=0.05&momentum=0.5")
    for run in explorer.runs():
        assert (run["outcome"], run["stalled_on"]) == ("stalled", "saddle")
        expect(explorer.field(run["optimizer"]["id"], "outcome")).to_contain_text("stalled at a saddle after")
