"""Neuron surfaces are remembered by their data and loss, up to a number."""

from __future__ import annotations

from app.api.schemas import NeuronSurface
from app.api.surfaces import SurfaceMemory


def choice(x: float, loss: str = "half_sum") -> NeuronSurface:
    return NeuronSurface.model_validate({"kind": "neuron", "data": [(x, 0.5), (1, 0.2)], "loss": loss})


def test_the_same_data_are_the_same_surface() -> None:
    memory = SurfaceMemory(2)
    assert memory.neuron(choice(1)) is memory.neuron(choice(1))


def test_other_data_or_another_loss_are_another_surface() -> None:
    memory = SurfaceMemory(3)
    surfaces = [memory.neuron(choice(1)), memory.neuron(choice(2)), memory.neuron(choice(1, "sum"))]
    assert len({id(surface) for surface in surfaces}) == 3
    assert [surface.loss for surface in surfaces] == ["half_sum", "half_sum", "sum"]
    assert surfaces[1].data[0, 0] == 2


def test_the_least_recently_used_is_forgotten() -> None:
    memory = SurfaceMemory(2)
    first, second = memory.neuron(choice(1)), memory.neuron(choice(2))
    memory.neuron(choice(1))
    memory.neuron(choice(3))
    assert memory.neuron(choice(1)) is first
    assert memory.neuron(choice(2)) is not second
