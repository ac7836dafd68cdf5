"""Every named surface: its derivatives, its minima and its suggested settings."""

import numpy as np
import pytest

from app.core import catalog
from app.core.catalog import CatalogEntry
from app.core.closed_form import polish
from app.core.formula import parse, to_text
from app.core.optimizers import OPTIMIZERS
from tests.core import exact

EVERY = pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)

COUNTS = {
    "isotropic_quadratic": 1,
    "ill_conditioned_quadratic_25": 1,
    "ill_conditioned_quadratic_400": 1,
    "rosenbrock": 1,
    "himmelblau": 4,
    "beale": 1,
    "booth": 1,
    "matyas": 1,
    "three_hump_camel": 3,
    "six_hump_camel": 6,
    "styblinski_tang": 4,
    "rastrigin": 121,
    "ackley": 121,
    "saddle": 2,
    "monkey_saddle": 3,
    "plateau_with_pit": 1,
}

PUBLISHED = {
    "rosenbrock": (1.0, 1.0, 0.0),
    "himmelblau": (-2.805118, 3.131312, 0.0),
    "beale": (3.0, 0.5, 0.0),
    "booth": (1.0, 3.0, 0.0),
    "matyas": (0.0, 0.0, 0.0),
    "three_hump_camel": (0.0, 0.0, 0.0),
    "six_hump_camel": (0.0898, -0.7126, -1.0316),
    "styblinski_tang": (-2.903534, -2.903534, -78.33233),
    "rastrigin": (0.0, 0.0, 0.0),
    "ackley": (0.0, 0.0, 0.0),
}


def test_every_surface_is_listed() -> None:
    assert {id: len(entry.minima) for id, entry in catalog.SURFACES.items()} == COUNTS


@EVERY
def test_derivatives_match_differences_in_50_digits(entry: CatalogEntry) -> None:
    surface, reference = catalog.get(entry.id), exact.of_formula(entry.text)
    random = np.random.default_rng(len(entry.text))
    points = np.column_stack((random.uniform(*entry.domain.w, 6), random.uniform(*entry.domain.b, 6)))
    loss, gradient = surface.value_and_gradient(points)
    hessian = surface.hessian(points)
    for i, point in enumerate(map(tuple, points)):
        value, first, second = exact.value(reference, point), exact.gradient(reference, point), exact.hessian(reference, point)
        assert loss[i] == pytest.approx(value, rel=1e-12, abs=1e-12)
        np.testing.assert_allclose(gradient[i], first, rtol=1e-12, atol=1e-12 * np.abs(first).max())
        np.testing.assert_allclose(hessian[i], second, rtol=1e-12, atol=1e-12 * np.abs(second).max())


@EVERY
def test_minima_are_minima_inside_the_domain(entry: CatalogEntry) -> None:
    surface, reference = catalog.get(entry.id), exact.of_formula(entry.text)
    for minimum in entry.minima:
        point = (minimum.w, minimum.b)
        assert entry.domain.contains(*point)
        assert minimum.loss == pytest.approx(exact.value(reference, point), rel=1e-14, abs=1e-14)
        assert np.abs(surface.value_and_gradient(np.array([point]))[1]).max() < 1e-8
        ring = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        around = np.array(point) + 1e-3 * np.column_stack((np.cos(ring), np.sin(ring)))
        assert (surface.value_and_gradient(around)[0] > minimum.loss).all()
    assert len({(round(minimum.w, 6), round(minimum.b, 6)) for minimum in entry.minima}) == len(entry.minima)


@EVERY
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_no_minimum_inside_the_domain_is_missing(entry: CatalogEntry) -> None:
    """Newton's method from 41 x 41 starts finds no minimum that is not listed."""
    surface = catalog.get(entry.id)
    columns, rows = np.meshgrid(np.linspace(*entry.domain.w, 41), np.linspace(*entry.domain.b, 41))
    # Off the nodes, since the symmetric ones are stationary or singular.
    ends = polish(surface, np.column_stack((columns.ravel(), rows.ravel())) + 1.234e-4)
    known = np.array([(minimum.w, minimum.b) for minimum in entry.minima])
    flattest = 1e-6 * np.abs(np.nan_to_num(surface.hessian(known))).max()
    still = np.abs(surface.value_and_gradient(ends)[1]).max(axis=1) < 1e-8
    for end, hessian in zip(ends[still], surface.hessian(ends[still]), strict=True):
        if np.isfinite(hessian).all() and entry.domain.contains(*end) and np.linalg.eigvalsh(hessian)[0] > flattest:
            assert np.hypot(*(known - end).T).min() < 1e-5, end


@pytest.mark.parametrize("id", PUBLISHED)
def test_the_published_minimum_is_listed(id: str) -> None:
    published = np.array(PUBLISHED[id])
    distances = [np.abs(published - (minimum.w, minimum.b, minimum.loss)).max() for minimum in catalog.SURFACES[id].minima]
    assert min(distances) < 1e-4


@EVERY
def test_the_entry_is_complete(entry: CatalogEntry) -> None:
    best = entry.suggested
    assert to_text(parse(entry.text)) == entry.text
    assert entry.latex.startswith("L(w, b) = ")
    assert entry.domain.contains(*best.start)
    assert any(str(year) in entry.source for year in range(1847, 2027))
    for optimizer in OPTIMIZERS.values():
        values = {"learning_rate": best.learning_rate, "momentum": best.momentum}
        optimizer.setting(**{each.name: values[each.name] for each in optimizer.hyperparameters})


@EVERY
def test_the_grid_is_the_loss_point_by_point(entry: CatalogEntry) -> None:
    surface = catalog.get(entry.id)
    w, b = np.linspace(*entry.domain.w, 13), np.linspace(*entry.domain.b, 7)
    columns, rows = np.meshgrid(w, b)
    loss, _ = surface.value_and_gradient(np.column_stack((columns.ravel(), rows.ravel())))
    np.testing.assert_array_equal(surface.grid(w, b), loss.reshape(7, 13))


def test_a_surface_is_compiled_once() -> None:
    assert catalog.get("himmelblau") is catalog.get("himmelblau")


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalog.get("everest")
