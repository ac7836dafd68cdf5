"""Neuron surfaces are remembered by their data and loss, up to a number; minima are searched for once, off the event loop."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any

import httpx
import pytest

from app.api.schemas import NeuronSurface
from app.api.surfaces import SurfaceMemory
from app.main import app


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


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


SEARCHED = [
    ("app.core.typed.domain_and_minima", {"kind": "formula", "text": "w^4 + 7.25 b^2 - w b"}),
    ("app.core.neuron.search", {"kind": "neuron", "data": [[0.5, 0.25], [1.5, 0.75], [2.5, 0.6]]}),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("search", "surface"), SEARCHED)
async def test_the_first_walk_on_a_surface_searches_its_minima_on_a_thread(
    search: str, surface: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    module, name = search.rsplit(".", 1)
    searching = getattr(import_module(module), name)

    def noted(*given: Any) -> Any:
        threads.append(threading.get_ident())
        return searching(*given)

    monkeypatch.setattr(search, noted)
    body = {"surface": surface, "starts": [[1, 0.5]], "optimizers": [{"id": "newton"}], "max_iterations": 100, "tolerance": 1e-3}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as session:
        answers = [(await session.post("/api/v1/descents", json=body)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
