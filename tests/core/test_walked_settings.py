"""Rates and first steps found by walking: for typed functions, and for a bowl's condition number."""

import pytest

from app.core import catalog
from app.core.catalog.parameter_surface import ParameterSurface
from app.core.compiled import Formula
from app.core.descent import descend
from app.core.optimizers import OPTIMIZERS
from app.core.typed import TypedSurface

BOWL = catalog.get("quadratic", {"condition_number": 1000.0, "rotation_degrees": 20.0})
assert isinstance(BOWL, ParameterSurface)
SURFACES: dict[str, TypedSurface | ParameterSurface] = {
    "typed": TypedSurface(Formula("1000 (w - 1)^2 + b^2")),
    "condition number": BOWL,
}


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("id", ["gradient_descent", "momentum", "adam"])
def test_a_rate_that_was_found_leads_down(name: str, id: str) -> None:
    surface = SURFACES[name]
    suggested = surface.suggested
    setting = OPTIMIZERS[id].setting(learning_rate=surface.suggested_rates.get(id, suggested.learning_rate))
    run = descend(surface, suggested.start, setting, suggested.max_iterations, suggested.tolerance)
    assert run.loss[-1] - surface.minima[0].loss < 1e-2 * (run.loss[0] - surface.minima[0].loss)
