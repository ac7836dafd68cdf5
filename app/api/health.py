"""`/healthz`: the process is alive. `/readyz`: it computes right."""

from __future__ import annotations

import asyncio
import logging
from typing import Literal

import numpy as np
from fastapi import APIRouter
from starlette.responses import Response

from app.api.answer_base import Answer
from app.api.documentation import problem
from app.api.encoding import PLAIN_FORM
from app.api.problems import Problem
from app.core import catalog, descent, downhill, neuron, optimizers

LECTURE_START = (-2.0, -2.0)
LECTURE_STEPS_BELOW_1E_3 = 31
"""Nesterov's, at learning rate 1 and momentum 0.9 (A. Biswas, A Walk Downhill)."""

FIRST_PAGE_SECONDS = 2.0

log = logging.getLogger(__name__)
router = APIRouter(tags=["health"])


class Readiness:
    """Whether the kernels have been loaded and have computed a known walk right."""

    def __init__(self) -> None:
        self.ready = False

    async def warm_up(self) -> None:
        """Load and check the kernels on a thread; until then, and for good if they fail, the server is alive but not ready."""
        try:
            await asyncio.to_thread(check_kernels)
        except Exception:
            log.exception("The kernels failed their check, so this server does not become ready")
            raise
        self.ready = True


async def load_the_search() -> None:
    """Load on a thread what only the search for minima needs, when the first page has gone out."""
    await asyncio.sleep(FIRST_PAGE_SECONDS)
    await asyncio.to_thread(downhill.optimize)


def check_kernels() -> None:
    """Walk the lecture's walk, and one on a surface of the catalog.

    Raises:
        RuntimeError: a result is wrong; this machine must not serve.
    """
    nesterov = optimizers.OPTIMIZERS["nesterov"].setting(learning_rate=1.0, momentum=0.9)
    walk = descent.descend(neuron.NeuronSurface(neuron.LECTURE_DATA), LECTURE_START, nesterov, 100, 0.0)
    if int(np.argmax(walk.loss < 1e-3)) != LECTURE_STEPS_BELOW_1E_3:
        raise RuntimeError("the lecture's walk does not come out right")
    first = catalog.get(next(iter(catalog.SURFACES)))
    if not np.isfinite(first.value_and_gradient(np.zeros((1, 2)))[0]).all():
        raise RuntimeError("a catalog surface does not compute")


READINESS = Readiness()


class StateAnswer(Answer):
    """Whether the server is well."""

    status: Literal["ok"]


@router.get("/healthz", response_model=StateAnswer, summary="Is the process alive?")
async def healthz() -> Response:
    """Answers as soon as the server listens."""
    return PLAIN_FORM.respond({"status": "ok"})


@router.get("/readyz", response_model=StateAnswer, summary="Is it ready to compute?", responses={503: problem("Not yet.")})
async def readyz() -> Response:
    """Answers 200 once the kernels are loaded and have computed a known walk right."""
    if not READINESS.ready:
        raise Problem(503, "The kernels are still being loaded; try again in a second.", headers={"Retry-After": "1"})
    return PLAIN_FORM.respond({"status": "ok"})
