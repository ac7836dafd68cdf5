"""`POST /grid`: orientation, extremes, overflow, and both forms of an answer."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import numpy as np
import pytest

from app.core import catalog
from app.core.neuron import LECTURE_DATA, NeuronSurface

URL = "/api/v1/grid"
COMPACT = "application/vnd.walk-downhill+json"


def grid(client: httpx.Client, surface: dict[str, Any], accept: str = "application/json", reach: float = 5.0) -> dict[str, Any]:
    body = {
        "surface": surface,
        "w": {"minimum": -reach, "maximum": reach, "count": 7},
        "b": {"minimum": 0, "maximum": reach / 2, "count": 4},
    }
    response = client.post(URL, json=body, headers={"accept": accept})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("surface_id", catalog.SURFACES)
def test_rows_are_b_and_columns_are_w(client: httpx.Client, surface_id: str) -> None:
    answer = grid(client, {"kind": "named", "id": surface_id})
    assert answer["w"] == np.linspace(-5, 5, 7).tolist()
    assert answer["b"] == np.linspace(0, 2.5, 4).tolist()
    points = np.array([[w, b] for b in answer["b"] for w in answer["w"]])
    loss, _ = catalog.get(surface_id).value_and_gradient(points)
    np.testing.assert_allclose(np.array(answer["loss"], dtype=float).ravel(), loss, rtol=1e-12, atol=1e-14)
    assert answer["finite_minimum"] == np.array(answer["loss"]).min()
    assert answer["finite_maximum"] == np.array(answer["loss"]).max()
    assert answer["non_finite_count"] == 0


def test_the_neuron(client: httpx.Client, neuron: dict[str, Any]) -> None:
    answer = grid(client, neuron)
    expected = NeuronSurface(LECTURE_DATA).grid(np.array(answer["w"]), np.array(answer["b"]))
    np.testing.assert_array_equal(answer["loss"], expected)


def test_the_compact_form_has_the_axes_exactly_and_the_loss_in_single_precision(client: httpx.Client) -> None:
    surface = {"kind": "named", "id": "himmelblau"}
    plain, compact = grid(client, surface), grid(client, surface, COMPACT)
    assert [compact[key]["dtype"] for key in ("w", "b", "loss")] == ["f8", "f8", "f4"]
    assert compact["loss"]["shape"] == [4, 7]
    for key, dtype in (("w", "<f8"), ("b", "<f8"), ("loss", "<f4")):
        assert base64.b64decode(compact[key]["base64"]) == np.array(plain[key]).astype(dtype).tobytes()
    for key in ("finite_minimum", "finite_maximum", "non_finite_count"):
        assert compact[key] == plain[key]


def test_what_single_precision_cannot_hold_is_nan_and_the_extremes_are_still_exact(client: httpx.Client) -> None:
    # Beale's loss is of the eighth degree: 1e6^8 is 1e48, more than a float32 holds.
    surface = {"kind": "named", "id": "beale"}
    plain, compact = (grid(client, surface, accept, reach=1e6) for accept in ("application/json", COMPACT))
    loss = np.frombuffer(base64.b64decode(compact["loss"]["base64"]), "<f4")
    assert np.isnan(loss).any()
    assert not np.isinf(loss).any()
    assert compact["finite_maximum"] == plain["finite_maximum"] == np.array(plain["loss"]).max() > 1e39


def test_a_large_grid_of_many_points(client: httpx.Client) -> None:
    data = [[index / 100, 0.5] for index in range(1000)]
    axis = {"minimum": -3, "maximum": 3, "count": 100}
    body = {"surface": {"kind": "neuron", "data": data}, "w": axis, "b": axis}
    answer = client.post(URL, json=body).json()
    lines = np.array(answer["w"])
    np.testing.assert_allclose(answer["loss"], NeuronSurface(np.array(data)).grid(lines, lines), rtol=1e-15)
