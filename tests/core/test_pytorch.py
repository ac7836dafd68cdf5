"""Every walk of the reference, PyTorch's own iterates, to 1e-9 relative.

Three of the thirty rows are chaotic: close to the minimum, or on a plateau, an adaptive step divides a gradient that has all but
vanished by its own size, so that the rounding errors left in it decide where it goes. They hold up to the step told in `CHAOTIC`,
and `test_chaotic_rows_hang_on_rounding_errors` shows that beyond it our own walk on the same surface, rounded otherwise, leads
elsewhere too.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import catalog
from app.core.closed_form import FormulaSurface
from app.core.descent import descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.surface import Domain, Surface

ROWS: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "torch_trajectories.json").read_text())["rows"]
IDS = {"gd": "gradient_descent", "nesterov_lookahead": "nesterov"}
NAMES = {"eta": "learning_rate", "gamma": "momentum"}
CHAOTIC = {("neuron", "rmsprop"): 50, ("neuron", "nadam"): 50, ("himmelblau", "adadelta"): 200}
TOLERANCE = 1e-9


def name_of(row: dict[str, Any]) -> str:
    return f"{row['surface']}-{row['optimizer']}"


def points_of(row: dict[str, Any], surface: Surface) -> NDArray[np.float64]:
    """Our walk's points in PyTorch's sense: its Nesterov iterates are our look-ahead points, one step on."""
    values = {NAMES.get(name, name): value for name, value in row["hyperparameters"].items()}
    setting = OPTIMIZERS[IDS.get(row["optimizer"], row["optimizer"])].setting(**values)
    run = descend(surface, row["start"], setting, 501, 0.0)
    return run.theta if run.look_ahead is None else run.look_ahead[1:]


def surface_of(row: dict[str, Any]) -> Surface:
    return NeuronSurface(LECTURE_DATA) if row["surface"] == "neuron" else catalog.get(row["surface"])


def rounded_otherwise(row: dict[str, Any]) -> Surface:
    """The neuron with its targets moved by one rounding error each; Himmelblau's function multiplied out."""
    if row["surface"] == "neuron":
        return NeuronSurface(np.column_stack((LECTURE_DATA[:, 0], np.nextafter(LECTURE_DATA[:, 1], 1.0))))
    text = "w^4 + b^4 + 2*w^2*b + 2*w*b^2 - 21*w^2 - 13*b^2 - 14*w - 22*b + 170"
    return FormulaSurface(text, Domain((-5.0, 5.0), (-5.0, 5.0)))


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_pytorch_takes_the_same_steps(row: dict[str, Any]) -> None:
    points, holds = points_of(row, surface_of(row)), CHAOTIC.get((row["surface"], row["optimizer"]), 500)
    steps = [int(t) for t in row["points"] if int(t) <= holds]
    assert steps[-1] == holds
    np.testing.assert_allclose(points[steps], [row["points"][str(t)] for t in steps], rtol=TOLERANCE, atol=0.0)


@pytest.mark.parametrize("row", [row for row in ROWS if (row["surface"], row["optimizer"]) in CHAOTIC], ids=name_of)
def test_chaotic_rows_hang_on_rounding_errors(row: dict[str, Any]) -> None:
    holds = CHAOTIC[row["surface"], row["optimizer"]]
    mine, other = points_of(row, surface_of(row)), points_of(row, rounded_otherwise(row))
    np.testing.assert_allclose(other[: holds + 1], mine[: holds + 1], rtol=TOLERANCE, atol=1e-13)
    assert np.abs(other[500] / mine[500] - 1).max() > TOLERANCE


def test_the_reference_covers_ten_optimizers_on_three_surfaces() -> None:
    assert len(ROWS) == 30
    assert {IDS.get(row["optimizer"], row["optimizer"]) for row in ROWS} <= set(OPTIMIZERS)
