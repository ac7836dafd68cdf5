"""Grids of 200 x 200 losses over each surface's own domain: every named surface, and the neuron on 1,000 points."""

from __future__ import annotations

from functools import partial
from statistics import median

import numpy as np

from app.core import catalog
from app.core.neuron import NeuronSurface
from app.core.surface import Surface
from bench.measure import Figure, alternating, seconds_of

COUNT = 200
ROUNDS = 25
NEURON_POINTS = 1_000
SEED = 20261123


def measure() -> list[Figure]:
    """The slowest named surface's median, and the neuron's, in milliseconds."""
    named: dict[str, Surface] = {id: catalog.get(id) for id in catalog.SURFACES}
    medians = _medians({**named, "neuron": noisy_neuron()})
    neuron = medians.pop("neuron")
    slowest, fastest = max(medians, key=medians.__getitem__), min(medians, key=medians.__getitem__)
    print(f"  {len(named)} named surfaces: {fastest} {medians[fastest]:.2f} ms to {slowest} {medians[slowest]:.2f} ms")
    return [
        Figure(f"grid: slowest named surface ({slowest})", medians[slowest], 5, " ms"),
        Figure("grid: neuron on 1,000 points", neuron, 150, " ms"),
    ]


def noisy_neuron() -> NeuronSurface:
    """A neuron's surface on points scattered around the lecture's answer, so that no two are alike."""
    random = np.random.default_rng(SEED)
    x = random.uniform(-3.0, 5.0, NEURON_POINTS)
    y = 1.0 / (1.0 + np.exp(2.282 - 1.792 * x)) + random.normal(0.0, 0.1, NEURON_POINTS)
    return NeuronSurface(np.column_stack((x, y)), "half_sum")


def _medians(surfaces: dict[str, Surface]) -> dict[str, float]:
    jobs = {name: partial(seconds_of, partial(_fill, surface)) for name, surface in surfaces.items()}
    alternating(jobs, 1)  # the first grid of a surface compiles it
    return {name: 1e3 * median(seconds) for name, seconds in alternating(jobs, ROUNDS).items()}


def _fill(surface: Surface) -> None:
    domain = surface.domain
    loss = surface.grid(np.linspace(*domain.w, COUNT), np.linspace(*domain.b, COUNT))
    if loss.shape != (COUNT, COUNT):
        raise RuntimeError(f"a grid of shape {loss.shape}")
