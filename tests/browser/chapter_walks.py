"""Walks as the chapters ask for them, and what the pages show of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.reader import Reader

SURFACE = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]], "loss": "half_sum"}
PLAIN = {"id": "gradient_descent", "learning_rate": 1.0}
MOMENTUM = {"id": "momentum", "learning_rate": 1.0, "momentum": 0.9}
NESTEROV = {"id": "nesterov", "learning_rate": 1.0, "momentum": 0.9}


def walks(reader: Reader, start: list[float], *optimizers: dict[str, Any], max_iterations: int = 1000) -> list[dict[str, Any]]:
    """Runs of the API, as the chapters ask for them."""
    body = {"surface": SURFACE, "starts": [start], "optimizers": list(optimizers), "max_iterations": max_iterations}
    runs: list[dict[str, Any]] = reader.post("/descents", {**body, "tolerance": 1e-5})["runs"]
    return runs


def first_below(run: dict[str, Any], level: float) -> int | None:
    """The first step with a smaller loss."""
    return next((t for t, loss in enumerate(run["loss"]) if loss < level), None)


def row(reader: Reader, figure: str, name: str) -> list[str]:
    """The cells of a table's row, without its heading."""
    cells = reader.figure(figure).locator(f'[data-row="{name}"] td').all_inner_texts()
    return [cell.replace("\u2212", "-") for cell in cells]


def events(run: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """What happened, of one kind."""
    return [event for event in run["events"] if event["kind"] == kind]


def half_gone(run: dict[str, Any]) -> int:
    """Steps until half of the loss at the start is gone."""
    return next(t for t, loss in enumerate(run["loss"]) if loss <= run["loss"][0] / 2)


def is_shown(reader: Reader, name: str, value: float) -> None:
    """Wait until a reading has a value."""
    reader.until(
        lambda: (
            reader.reading(name) not in ("", "?", "\u00a0") and reader.number(name) == pytest.approx(value, rel=5e-3, abs=1e-12)
        ),
        f"{name} is {value}",
    )
