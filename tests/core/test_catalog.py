"""Every named surface: its derivatives, its minima and its suggested settings."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import catalog
from app.core.catalog import CatalogEntry
from app.core.formula import to_text
from app.core.grammar import parse
from app.core.optimizers import OPTIMIZERS
from app.core.surface import Surface
from tests.core import exact

EVERY = pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)

COUNTS = {
    "isotropic_quadratic": 1,
    "ill_conditioned_quadratic_25": 1,
    "quadratic": 1,
    "booth": 1,
    "matyas": 1,
    "zakharov": 1,
    "smooth_cone": 1,
    "ill_conditioned_quadratic_400": 1,
    "rosenbrock": 1,
    "cube": 1,
    "beale": 1,
    "dixon_price": 2,
    "freudenstein_roth": 2,
    "spiral": 1,
    "himmelblau": 4,
    "three_hump_camel": 3,
    "six_hump_camel": 6,
    "styblinski_tang": 4,
    "branin": 3,
    "mccormick": 2,
    "goldstein_price": 4,
    "bird": 6,
    "rastrigin": 121,
    "ackley": 121,
    "plateau_with_pit": 1,
    "easom": 5,
    "michalewicz": 2,
    "gramacy_lee": 1,
    "terraces": 1,
    "cliff": 1,
    "saddle": 2,
    "monkey_saddle": 3,
    "quartic_saddle": 2,
    "linear_network": 2,
    "muller_brown": 3,
    "cone": 1,
    "ridge": 2,
    "crease": 1,
    "lasso": 1,
    "washboard": 13,
    "bohachevsky": 25,
    "griewank": 39,
    "schaffer_2": 21,
    "levy_13": 41,
    "trefethen": 22,
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
    "freudenstein_roth": (11.4128, -0.8968, 48.98425),
    "branin": (9.42478, 2.475, 0.397887),
    "mccormick": (-0.54719, -1.54719, -1.9132),
    "goldstein_price": (1.2, 0.8, 840.0),
    "bird": (-3.1302468, -1.5821422, -106.764537),
    "easom": (3.141593, 3.141593, -1.0),
    "michalewicz": (2.2029, 1.5708, -1.8013),
    "gramacy_lee": (-0.707107, 0.0, -0.428882),
    "muller_brown": (-0.558224, 1.441726, -146.69952),
    "bohachevsky": (0.0, 0.0, 0.0),
    "griewank": (0.0, 0.0, 0.0),
    "levy_13": (1.0, 1.0, 0.0),
    "trefethen": (-0.0244031, 0.2106124, -3.3068686),
}

KINKED = {"ackley": 0, "cone": 0}
"""Minima at a kink, by index: there is no Hessian there, and the loss around says that it is a minimum."""


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
def test_no_minimum_inside_the_domain_is_missing(entry: CatalogEntry) -> None:
    """Newton's method from 101 x 101 starts finds no minimum that is not listed."""
    surface = catalog.get(entry.id)
    columns, rows = np.meshgrid(np.linspace(*entry.domain.w, 101), np.linspace(*entry.domain.b, 101))
    # Off the nodes, since the symmetric ones are stationary or singular.
    ends = newton(surface, np.column_stack((columns.ravel(), rows.ravel())) + 1.234e-4)
    known = np.array([(minimum.w, minimum.b) for minimum in entry.minima])
    flattest = 1e-6 * np.abs(np.nan_to_num(surface.hessian(known))).max()
    still = np.abs(surface.value_and_gradient(ends)[1]).max(axis=1) < 1e-8
    for end, hessian in zip(ends[still], surface.hessian(ends[still]), strict=True):
        if np.isfinite(hessian).all() and entry.domain.contains(*end) and np.linalg.eigvalsh(hessian)[0] > flattest:
            assert np.hypot(*(known - end).T).min() < 1e-5, end


def newton(surface: Surface, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where Newton's method is after 40 steps from each of `points` (n, 2); it may be anywhere, and no number at all."""
    with np.errstate(all="ignore"):
        for _ in range(40):
            gradient, hessian = surface.value_and_gradient(points)[1], surface.hessian(points)
            (ww, wb), (_, bb) = hessian[:, 0].T, hessian[:, 1].T
            across = np.stack((bb * gradient[:, 0] - wb * gradient[:, 1], ww * gradient[:, 1] - wb * gradient[:, 0]), axis=1)
            points = points - across / (ww * bb - wb**2)[:, np.newaxis]
    return points


@EVERY
def test_the_hessian_is_positive_semi_definite_at_every_minimum_but_a_kink(entry: CatalogEntry) -> None:
    hessians = catalog.get(entry.id).hessian(np.array([(minimum.w, minimum.b) for minimum in entry.minima]))
    for index, hessian in enumerate(hessians):
        if KINKED.get(entry.id) == index:
            assert not np.isfinite(hessian).all()
        else:
            assert np.linalg.eigvalsh(hessian)[0] >= 0


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
    assert entry.family in catalog.FAMILIES
    assert re.fullmatch(r"[A-Z][^.]*(\d\.\d[^.]*)*\.", entry.about), "one sentence"
    for optimizer in OPTIMIZERS.values():
        values = {"learning_rate": best.learning_rate, "momentum": best.momentum}
        optimizer.setting(**{each.name: values[each.name] for each in optimizer.hyperparameters if each.name in values})


@EVERY
def test_the_grid_is_the_loss_point_by_point(entry: CatalogEntry) -> None:
    surface = catalog.get(entry.id)
    w, b = np.linspace(*entry.domain.w, 13), np.linspace(*entry.domain.b, 7)
    columns, rows = np.meshgrid(w, b)
    loss, _ = surface.value_and_gradient(np.column_stack((columns.ravel(), rows.ravel())))
    # Equal to rounding, of which the loss alone may have another order than the loss with its gradient.
    np.testing.assert_allclose(surface.grid(w, b), loss.reshape(7, 13), rtol=1e-12, atol=1e-14 * np.abs(loss).max())


def test_there_are_thirty_surfaces_and_more_in_every_family() -> None:
    assert len(catalog.ENTRIES) == len(catalog.SURFACES) >= 30
    assert list(catalog.FAMILIES) == list(dict.fromkeys(entry.family for entry in catalog.ENTRIES))
    assert len({entry.name for entry in catalog.ENTRIES}) == len(catalog.ENTRIES)


def test_a_surface_is_compiled_once() -> None:
    assert catalog.get("himmelblau") is catalog.get("himmelblau")


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalog.get("everest")
