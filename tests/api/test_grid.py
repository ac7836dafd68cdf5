"""`POST /grid`: orientation, extremes, overflow, and both forms of an answer."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from app.api.answers import loss_type
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


def losses(answer: dict[str, Any]) -> NDArray[np.float64]:
    return np.frombuffer(base64.b64decode(answer["loss"]["base64"]), f"<{answer['loss']['dtype']}").astype(float)


def test_losses_that_single_precision_cannot_hold_are_sent_in_double(client: httpx.Client) -> None:
    # Beale's loss is of the eighth degree: 1e6^8 is 1e48, more than a float32 holds.
    surface = {"kind": "named", "id": "beale"}
    plain, compact = (grid(client, surface, accept, reach=1e6) for accept in ("application/json", COMPACT))
    np.testing.assert_array_equal(losses(compact), np.array(plain["loss"]).ravel())
    assert compact["finite_maximum"] == plain["finite_maximum"] == np.array(plain["loss"]).max() > 1e39
    assert np.isfinite(losses(compact)).sum() == compact["loss"]["shape"][0] * compact["loss"]["shape"][1]
    assert compact["non_finite_count"] == 0


@pytest.mark.parametrize("reach", [1e-1, 1e-2, 1e-3, 1e-5])
def test_close_to_a_minimum_that_is_not_0_the_losses_keep_their_differences(client: httpx.Client, reach: float) -> None:
    minimum = catalog.get("styblinski_tang").minima[0]
    body = {
        "surface": {"kind": "named", "id": "styblinski_tang"},
        "w": {"minimum": minimum.w - reach, "maximum": minimum.w + reach, "count": 9},
        "b": {"minimum": minimum.b - reach, "maximum": minimum.b + reach, "count": 9},
    }
    plain, compact = (client.post(URL, json=body, headers={"accept": accept}).json() for accept in ("application/json", COMPACT))
    span = plain["finite_maximum"] - plain["finite_minimum"]
    assert span > 0
    np.testing.assert_allclose(losses(compact), np.array(plain["loss"]).ravel(), rtol=0, atol=1e-4 * span)


@pytest.mark.parametrize(
    ("lowest", "highest", "dtype"),
    [
        (0.0, 1.0, "f4"),
        (0.0, 1e38, "f4"),
        (0.0, 1e39, "f8"),
        (-1e39, 0.0, "f8"),
        (1.0, 1.001, "f4"),
        (1.0, 1.0001, "f8"),
        (-78.4, -78.3, "f4"),
        (-78.4, -78.39, "f8"),
        (0.0, 1e-38, "f4"),
        (0.0, 1e-44, "f8"),
        (-1.7e308, 1.7e308, "f8"),
        (5.0, 5.0, "f8"),
    ],
)
def test_the_type_follows_from_what_it_would_lose(lowest: float, highest: float, dtype: str) -> None:
    assert loss_type(lowest, highest) == dtype


def test_a_large_grid_of_many_points(client: httpx.Client) -> None:
    data = [[index / 100, 0.5] for index in range(1000)]
    axis = {"minimum": -3, "maximum": 3, "count": 100}
    body = {"surface": {"kind": "neuron", "data": data}, "w": axis, "b": axis}
    answer = client.post(URL, json=body).json()
    lines = np.array(answer["w"])
    np.testing.assert_allclose(answer["loss"], NeuronSurface(np.array(data)).grid(lines, lines), rtol=1e-15)
