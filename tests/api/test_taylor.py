"""`POST /taylor`: a direction in both ways, and the answer's numbers against `/evaluate`."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest

from app.limits import LIMITS

HIMMELBLAU = {"kind": "named", "id": "himmelblau"}
KEYS = {
    *("loss", "gradient", "hessian", "direction", "slope", "curvature", "cos_beta", "beta_degrees"),
    *("actual", "first_order", "second_order", "breaks_at"),
}


def expansion(client: httpx.Client, **body: Any) -> dict[str, Any]:
    response = client.post("/api/v1/taylor", json=body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    answer: dict[str, Any] = response.json()
    assert set(answer) == KEYS
    return answer


def losses(client: httpx.Client, surface: dict[str, Any], points: list[list[float]]) -> list[float]:
    results = client.post("/api/v1/evaluate", json={"surface": surface, "points": points}).json()["results"]
    return [each["loss"] for each in results]


@pytest.mark.parametrize("mu", [[3, -4], [-0.001, 0], [0, 1e-9]])
def test_the_lectures_formula(client: httpx.Client, neuron: dict[str, Any], mu: list[float]) -> None:
    w, b, rates = -0.5, 0.5, [0.0, 0.25, 0.5]
    answer = expansion(client, surface=neuron, point=[w, b], direction=mu, learning_rates=rates)
    (dw, db), ((ww, wb), (_, bb)) = answer["gradient"], answer["hessian"]
    assert answer["direction"] == mu
    assert answer["slope"] == pytest.approx(mu[0] * dw + mu[1] * db)
    assert answer["curvature"] == pytest.approx(mu[0] ** 2 * ww + 2 * mu[0] * mu[1] * wb + mu[1] ** 2 * bb)
    assert answer["cos_beta"] == pytest.approx(answer["slope"] / math.hypot(*mu) / math.hypot(dw, db))
    assert math.cos(math.radians(answer["beta_degrees"])) == pytest.approx(answer["cos_beta"])
    at = losses(client, neuron, [[w, b], *[[w + eta * mu[0], b + eta * mu[1]] for eta in rates]])
    assert answer["loss"] == at[0]
    for i, eta in enumerate(rates):
        assert answer["actual"][i] == pytest.approx(at[i + 1] - at[0], abs=1e-15)
        assert answer["first_order"][i] == pytest.approx(eta * answer["slope"])
        assert answer["second_order"][i] == pytest.approx(eta * answer["slope"] + eta**2 / 2 * answer["curvature"])


@pytest.mark.parametrize(("degrees", "mu"), [(0, [1, 0]), (90, [0, 1]), (-180, [-1, 0]), (30, [3**0.5 / 2, 0.5])])
def test_an_angle_is_a_unit_vector(client: httpx.Client, degrees: float, mu: list[float]) -> None:
    common: dict[str, Any] = {"surface": HIMMELBLAU, "point": [1, -2], "learning_rates": [0.1]}
    by_angle = expansion(client, **common, direction_degrees=degrees)
    assert by_angle["direction"] == pytest.approx(mu, rel=1e-15)
    assert by_angle == expansion(client, **common, direction=by_angle["direction"])


def test_null_is_the_same_as_left_out(client: httpx.Client) -> None:
    common: dict[str, Any] = {"surface": HIMMELBLAU, "point": [1, -2], "learning_rates": [0.1]}
    expected = expansion(client, **common, direction=[0, 1])
    assert expansion(client, **common, direction=[0, 1], direction_degrees=None) == expected
    assert expansion(client, **common, direction=None, direction_degrees=90) == expected


def test_where_the_gradient_is_zero_there_is_no_angle(client: httpx.Client) -> None:
    answer = expansion(client, surface=HIMMELBLAU, point=[3, 2], direction=[1, 1], learning_rates=[0.5])
    assert (answer["slope"], answer["cos_beta"], answer["beta_degrees"], answer["breaks_at"]) == (0, None, None, 0)


def test_what_is_not_finite_is_null(client: httpx.Client) -> None:
    answer = expansion(client, surface=HIMMELBLAU, point=[1, 1], direction=[1e200, 0], learning_rates=[0, 1, 1e-200, 1e308])
    assert answer["actual"] == [0, None, pytest.approx(-54), None]
    assert answer["curvature"] is None
    assert answer["second_order"][1:] == [None, None, None]


def test_as_many_learning_rates_as_allowed_on_as_much_data(client: httpx.Client) -> None:
    data = [[math.sin(i), 0.5 + 0.4 * math.cos(i)] for i in range(LIMITS.data_points)]
    rates = [i / 100 for i in range(LIMITS.learning_rates)]
    answer = expansion(
        client, surface={"kind": "neuron", "data": data, "loss": "mean"}, point=[0, 0], direction=[1, 0], learning_rates=rates
    )
    assert len(answer["actual"]) == len(answer["first_order"]) == len(answer["second_order"]) == LIMITS.learning_rates
    assert answer["actual"][0] == 0
