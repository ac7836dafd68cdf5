"""The colour bar spans losses that there are, whether a minimum is known or not."""

from __future__ import annotations

import re
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.explorer import Explorer
from tests.browser.test_formula import link

CHOSEN = """async grids => {
  const page = document.querySelector('script[type=module]').src;
  const {levels_of, loss_ticks} = await import(page.replace('explorer.js', 'contour.js'));
  return grids.map(losses => {
    const levels = levels_of({loss: Float32Array.from(losses, loss => loss ?? NaN)}, []);
    return {...levels, ticks: loss_ticks(levels, 600).map(([loss]) => loss)};
  });
}"""
"""The levels and ticks for grids of losses whose surface has no known minimum."""

W, B = np.meshgrid(np.linspace(-5, 5, 101), np.linspace(-5, 5, 101))
WITHOUT_MINIMUM: dict[str, NDArray[np.float64]] = {
    "w^2 + b^8, wide": (4 * W) ** 2 + (4 * B) ** 8,
    "tanh(w+b)^2 + (w b)^4/1e4": np.tanh(W + B) ** 2 + (W * B) ** 4 / 1e4,
    "exp(w)": np.exp(W),
    "w^2": W**2,
    "(w b - 1)^2": (W * B - 1) ** 2,
    "w b": W * B,
    "w": W,
    "1/(w^2 + b^2)": 1 / (W**2 + (B - 0.05) ** 2),
    "w^2 - b^2 + 1000": W**2 - B**2 + 1000,
    "log|w|": np.log(np.abs(W - 0.05)),
    "5": np.full(W.shape, 5.0),
    "-1e-9 w": -1e-9 * W,
}


def said(explorer: Explorer) -> str:
    """What the bar says of itself."""
    return explorer.page.locator("[data-altimeter]").get_attribute("aria-label") or ""


def test_levels_begin_and_end_at_losses_of_the_map(explorer: Explorer) -> None:
    chosen: list[dict[str, Any]] = explorer.page.evaluate(CHOSEN, [loss.ravel().tolist() for loss in WITHOUT_MINIMUM.values()])
    for (text, loss), levels in zip(WITHOUT_MINIMUM.items(), chosen, strict=True):
        height = float(np.ptp(loss)) or 1.0
        least = levels["lowest"] + 10 ** levels["low"]
        assert least >= loss.min() - 1e-6 * height, text
        assert levels["high"] > levels["low"], text
        assert levels["greatest"] == pytest.approx(loss.max(), rel=1e-6), text
        assert all(loss.min() - 1e-6 * height <= tick <= levels["greatest"] for tick in levels["ticks"]), (text, levels)
        # The map's middle is not one colour.
        share = (np.log10(np.maximum(loss - levels["lowest"], 1e-300)) - levels["low"]) / (levels["high"] - levels["low"])
        assert height == 1.0 or np.ptp(np.clip(np.quantile(share, [0.1, 0.9]), 0, 1)) > 0.1, text


@pytest.mark.parametrize("text", ["(w b)^2 + exp(w)", "exp(w)", "w b"])
def test_the_bar_says_the_losses_of_the_map(visit: Visit, client: httpx.Client, text: str) -> None:
    explorer = visit(link(text))
    least, most = (float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", said(explorer).replace("−", "-"))[:2])
    axes = explorer.axes()
    body = {"surface": explorer.walks[-1]["surface"]}
    for axis, (low, high) in (("w", axes.w), ("b", axes.b)):
        body[axis] = {"minimum": low - (high - low), "maximum": high + (high - low), "count": 201}
    grid = client.post("/api/v1/grid", json=body).json()
    assert grid["finite_minimum"] - 1e-3 <= least < most <= grid["finite_maximum"]


def test_undefined_everywhere_has_an_empty_bar(visit: Visit) -> None:
    explorer = visit(link("sqrt(-w^2 - 1)"))
    assert said(explorer) == "Colour bar: the loss is undefined on all of the map"
    bar = explorer.page.locator("[data-altimeter-canvas]")
    filled = "bar => bar.getContext('2d').getImageData(18, Math.round(bar.height / 2), 1, 1).data[3]"
    assert bar.evaluate(filled) == 0
    explorer.open(link("w b"))
    assert bar.evaluate(filled) == 255
    expect(explorer.panel("momentum")).to_be_visible()
