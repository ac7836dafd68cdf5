"""Requests that the API's tests share."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def neuron() -> dict[str, Any]:
    """The lecture's two-point neuron."""
    return {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]]}


@pytest.fixture
def walks(neuron: dict[str, Any]) -> dict[str, Any]:
    """The lecture's three walks, at full length."""
    return {
        "surface": neuron,
        "starts": [[-2, -2]],
        "optimizers": [
            {"id": "gradient_descent", "learning_rate": 1.0},
            {"id": "momentum", "learning_rate": 1.0, "momentum": 0.9},
            {"id": "nesterov", "learning_rate": 1.0, "momentum": 0.9},
        ],
        "max_iterations": 1000,
        "tolerance": 0,
    }
