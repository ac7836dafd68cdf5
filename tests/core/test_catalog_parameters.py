"""Surfaces made with numbers: the quadratic's condition number and rotation."""

import numpy as np
import pytest

from app.core import catalog
from app.core.catalog import CatalogEntry, ParameterError, ParameterSurface
from app.core.descent import descend
from app.core.formula import to_text
from app.core.grammar import parse
from app.core.optimizers import OPTIMIZERS

WITH_PARAMETERS = pytest.mark.parametrize(
    "entry", [entry for entry in catalog.ENTRIES if entry.parameters], ids=lambda entry: entry.id
)


@WITH_PARAMETERS
def test_the_text_shown_is_that_of_the_defaults(entry: CatalogEntry) -> None:
    assert entry.write is not None
    assert entry.text == entry.write(*(each.default for each in entry.parameters))
    assert to_text(parse(entry.text)) == entry.text
    for each in entry.parameters:
        assert each.minimum <= each.default <= each.maximum


@WITH_PARAMETERS
def test_parameters_left_out_take_their_defaults(entry: CatalogEntry) -> None:
    assert catalog.get(entry.id) is catalog.get(entry.id, {})
    first = entry.parameters[0]
    assert catalog.get(entry.id, {first.name: first.default}) is entry.surface


@WITH_PARAMETERS
def test_the_settings_suggested_are_those_of_the_defaults(entry: CatalogEntry) -> None:
    assert entry.suggest is not None
    assert entry.suggested == entry.suggest(*(each.default for each in entry.parameters))


@pytest.mark.parametrize("degrees", [-135.0, 30.0, 77.0])
@pytest.mark.parametrize("condition_number", [1.0, 2.0, 24.0, 101.0, 1e3, 1e4])
def test_what_is_suggested_suits_the_bowl_as_asked(condition_number: float, degrees: float) -> None:
    surface = catalog.get("quadratic", {"condition_number": condition_number, "rotation_degrees": degrees})
    assert isinstance(surface, ParameterSurface)
    best = surface.suggested
    for optimizer in OPTIMIZERS.values():
        found = {"learning_rate": surface.suggested_rates, "initial_step": surface.suggested_steps}
        values = {name: values[optimizer.id] for name, values in found.items() if optimizer.id in values}
        own = {"momentum": best.momentum} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
        run = descend(surface, best.start, optimizer.setting(**values, **own), best.max_iterations, best.tolerance)
        assert all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))
        assert run.loss[-1] < 0.04 * run.loss[0]


@pytest.mark.parametrize("degrees", [0.0, 30.0, -45.0, 90.0, 17.3, 180.0])
@pytest.mark.parametrize("condition_number", [1.0, 25.0, 333.3, 1e4])
def test_the_quadratic_is_as_stretched_and_turned_as_asked(condition_number: float, degrees: float) -> None:
    surface = catalog.get("quadratic", {"condition_number": condition_number, "rotation_degrees": degrees})
    angle = np.deg2rad(degrees)
    long_axis = np.array([np.cos(angle), np.sin(angle)])
    hessian = surface.hessian(np.array([[0.3, -0.2]]))[0]
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), [1, condition_number], rtol=1e-10)
    np.testing.assert_allclose(hessian @ long_axis, long_axis, atol=1e-11)
    assert [(minimum.w, minimum.b, minimum.loss) for minimum in surface.minima] == [(0, 0, 0)]


def test_upright_it_is_the_stretched_bowl() -> None:
    points = np.random.default_rng(3).uniform(-4, 4, (20, 2))
    upright = catalog.get("quadratic", {"rotation_degrees": 0}).value_and_gradient(points)
    for ours, expected in zip(upright, catalog.get("ill_conditioned_quadratic_25").value_and_gradient(points), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("id", "parameters", "message"),
    [
        ("quadratic", {"condition_number": 0.5}, "condition_number must be from 1 to 10,000"),
        ("quadratic", {"rotation_degrees": 181}, "rotation_degrees must be from -180 to 180"),
        ("quadratic", {"rotation_degrees": float("nan")}, "rotation_degrees must be from -180 to 180"),
        ("quadratic", {"radius": 1}, "quadratic has condition_number and rotation_degrees"),
        ("booth", {"radius": 1}, "booth has no parameters"),
    ],
)
def test_what_a_surface_does_not_take_is_refused(id: str, parameters: dict[str, float], message: str) -> None:
    with pytest.raises(ParameterError, match=message) as raised:
        catalog.get(id, parameters)
    assert raised.value.name == next(iter(parameters))


def test_instances_are_remembered_up_to_a_number() -> None:
    first = catalog.get("quadratic", {"condition_number": 2})
    assert catalog.get("quadratic", {"condition_number": 2.0, "rotation_degrees": 30}) is first
    for k in range(catalog.REMEMBERED):
        catalog.get("quadratic", {"condition_number": 3 + k})
    assert catalog.get("quadratic", {"condition_number": 2}) is not first
