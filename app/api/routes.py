"""The JSON API, version 1: each route validates, calls the core, and encodes."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Body, Request
from numpy.typing import NDArray
from starlette.responses import Response

from app.api import answers, encoding, events, examples
from app.api.body_route import BodyRoute
from app.api.descent_schemas import DescentsRequest
from app.api.documentation import BODY_LIMITS, BODY_PROBLEMS, compact_answer
from app.api.evaluation_answer_schemas import CompactGridAnswer, EvaluateAnswer, PlainGridAnswer, TaylorAnswer
from app.api.optimizer_answer_schemas import OptimizersAnswer
from app.api.problems import formula_mistake
from app.api.race_answer_schemas import RaceAnswer
from app.api.race_schemas import RaceRequest
from app.api.run_answer_schemas import CompactDescentsAnswer, PlainDescentsAnswer
from app.api.schemas import (
    Axis,
    DescribeRequest,
    EvaluateRequest,
    FormulaSurface,
    GridRequest,
    NamedSurface,
    SurfaceChoice,
)
from app.api.surface_answer_schemas import CheckAnswer, DescribeAnswer, SurfacesAnswer
from app.api.surfaces import core_surface
from app.api.taylor_schemas import TaylorRequest
from app.api.work import compute
from app.core import catalog, descent, optimizers, race, taylor
from app.core.batches import Batches, draw
from app.core.formula import FormulaError
from app.core.neuron import NeuronSurface
from app.core.surface import Surface

PREFIX = "/api/v1"
EVALUATION_COLUMNS = 7  # loss, gradient and Hessian
RACE_COLUMNS = 3  # of a candidate; of the best walk two, evaluations and loss
EXPANSION_COLUMNS = 3  # actual, first- and second-order change
SEARCH_WORK = 50_000  # evaluations, to find the minima of a neuron's surface on few data points, or of a formula...
SEARCH_WORK_PER_DATA_POINT = 500  # ...and on many, from every basin that may be searched
DESCRIBE_TYPED_WORK = 1_000_000  # to compile a formula, look for a domain, search it for minima, and try starts and rates
DESCRIBE_RATES_WORK = 1_000_000  # to try starts and rates on a neuron's surface, or rates on one with parameters

lists = APIRouter(prefix=PREFIX, tags=["catalog"])
calls = APIRouter(prefix=PREFIX, route_class=BodyRoute, responses=BODY_PROBLEMS)


@calls.post(
    "/descents",
    tags=["descents"],
    response_model=PlainDescentsAnswer,
    response_model_exclude_unset=True,
    responses=compact_answer(CompactDescentsAnswer),
    openapi_extra=BODY_LIMITS,
    summary="Walk downhill",
)
async def descents(body: Annotated[DescentsRequest, Body(openapi_examples=examples.DESCENTS)], request: Request) -> Response:
    """Walk from every start with every optimizer, and return every step of every walk.

    A walk that diverges or stalls is an answer, not an error: see `outcome`.

    With a `batch`, each step takes its gradient, and a line search its trials, on a few of a neuron's data points; what is
    recorded besides, and the tolerance, are still of the loss of them all.

    Each run tells its `events` in the order of its steps: plateaus crossed, u-turns and rises of the loss, each with a sentence.
    Send `"events": false` to leave them out.
    """
    surface, form = await core_surface(body.surface), encoding.form_of(request)

    def content(walk: descent.Run) -> dict[str, Any]:
        told = events.told(walk, body.events_each) if body.events else {}
        return answers.run(walk, form.encode, body.trials_each, kept=body.kept) | told

    def job() -> Response:
        settings = [choice.setting() for choice in body.optimizers]
        batches = draw_batches(surface, body)
        walks = (
            descent.descend(surface, start, setting, body.max_iterations, body.tolerance, batches)
            for start in body.starts
            for setting in settings
        )
        return form.respond({"runs": [content(walk) for walk in walks]})

    return await compute(job, work=body.work + body.batch_points + _search_work(surface, body.surface), numbers=body.numbers)


@lists.get("/surfaces", response_model=SurfacesAnswer, summary="The catalog of surfaces")
async def surfaces() -> Response:
    """Every named surface: formula, domain, known minima, suggested settings and source."""
    return encoding.PLAIN_FORM.respond(surface_list())


@lists.get("/optimizers", response_model=OptimizersAnswer, summary="The optimizers")
async def list_optimizers() -> Response:
    """Every optimizer: its update rule, and the range and default of each hyperparameter."""
    return encoding.PLAIN_FORM.respond({"optimizers": [answers.optimizer_entry(each) for each in optimizers.OPTIMIZERS.values()]})


@calls.post(
    "/surfaces/describe",
    tags=["surfaces"],
    response_model=DescribeAnswer,
    openapi_extra=BODY_LIMITS,
    summary="Describe a surface",
)
async def describe(body: Annotated[DescribeRequest, Body(openapi_examples=examples.DESCRIBE)], request: Request) -> Response:
    """The surface checked and described: formula, LaTeX of the loss and of both partial derivatives, domain, minima.

    Also what suits it: a start, settings for all, and by optimizer a learning rate or a first step. Those of the catalog are
    kept; on any other surface, such as one with other `parameters` than the defaults, they are found by walking.
    """
    return encoding.PLAIN_FORM.respond(await _description(body))


@calls.post(
    "/surfaces/check",
    tags=["surfaces"],
    response_model=CheckAnswer,
    openapi_extra=BODY_LIMITS,
    summary="Check a surface that is being typed",
)
async def check(body: Annotated[DescribeRequest, Body(openapi_examples=examples.DESCRIBE)], request: Request) -> Response:
    """The same description; but a mistake in a formula is an answer here, not an error, for typing is made of half formulas."""
    try:
        content = {"description": await _description(body), "mistake": None}
    except FormulaError as error:
        content = {"description": None, "mistake": formula_mistake(error).told()}
    return encoding.PLAIN_FORM.respond(content)


async def _description(body: DescribeRequest) -> dict[str, Any]:
    choice = body.surface
    surface = await core_surface(choice)
    entry = catalog.SURFACES[choice.id] if isinstance(choice, NamedSurface) else None

    def job() -> dict[str, Any]:
        return answers.description(surface, entry, rates=body.rates)

    return await compute(job, work=description_work(choice, rates=body.rates), numbers=0)


def description_work(choice: SurfaceChoice, *, rates: bool) -> int:
    """Evaluations of one data point's term that a description takes, at most about."""
    match choice:
        case FormulaSurface():
            return DESCRIBE_TYPED_WORK
        case NamedSurface():
            return DESCRIBE_RATES_WORK if choice.values and rates else 0
        case _:
            return SEARCH_WORK + SEARCH_WORK_PER_DATA_POINT * choice.data_points + DESCRIBE_RATES_WORK


def _search_work(surface: Surface, choice: SurfaceChoice) -> int:
    """Of the search for minima, which the first walk on a surface that was never described must wait for."""
    return 0 if surface.minima_at_hand else SEARCH_WORK + SEARCH_WORK_PER_DATA_POINT * choice.data_points


@calls.post(
    "/evaluate",
    tags=["surfaces"],
    response_model=EvaluateAnswer,
    openapi_extra=BODY_LIMITS,
    summary="Evaluate at points",
)
async def evaluate(body: Annotated[EvaluateRequest, Body(openapi_examples=examples.EVALUATE)], request: Request) -> Response:
    """Loss, exact gradient and exact Hessian of a surface at each point."""
    surface = await core_surface(body.surface)

    def job() -> Response:
        points = np.array(body.points, dtype=np.float64)
        losses, gradients = surface.value_and_gradient(points)
        rows = zip(losses, gradients, surface.hessian(points), strict=True)
        return encoding.PLAIN_FORM.respond({"results": [answers.evaluation(*row) for row in rows]})

    return await compute(job, work=body.work, numbers=EVALUATION_COLUMNS * len(body.points))


@calls.post(
    "/taylor",
    tags=["surfaces"],
    response_model=TaylorAnswer,
    openapi_extra=BODY_LIMITS,
    summary="Expand along a direction",
)
async def expand(body: Annotated[TaylorRequest, Body(openapi_examples=examples.TAYLOR)], request: Request) -> Response:
    """How the loss changes along a direction, and what Taylor's theorem predicts.

    L(theta + eta mu) = L(theta) + eta mu' grad L + eta^2/2 mu' H mu + ..., with gradient and Hessian taken at theta. For each
    learning rate eta: the actual change L(theta + eta mu) - L(theta), accurate even where the difference of two losses would lose
    all its digits; the first-order prediction eta `slope`; and the second-order one, eta `slope` + eta^2/2 `curvature`.
    """
    surface, mu = await core_surface(body.surface), body.mu

    def job() -> Response:
        return encoding.PLAIN_FORM.respond(answers.expansion(taylor.expand(surface, body.point, mu, body.learning_rates), mu))

    return await compute(job, work=body.work, numbers=EXPANSION_COLUMNS * len(body.learning_rates))


@calls.post(
    "/race",
    tags=["descents"],
    response_model=RaceAnswer,
    openapi_extra=BODY_LIMITS,
    summary="Find each one's best step length",
)
async def run_race(body: Annotated[RaceRequest, Body(openapi_examples=examples.RACE)], request: Request) -> Response:
    """A fair comparison: each optimizer with the learning rate with which it comes to rest lowest within one budget.

    What is searched for is `learning_rate` or, of a line search, the first step that it tries, `initial_step`: evenly in the
    logarithm over eight powers of ten, then more closely around the best. The budget is of gradient evaluations; a loss that is
    tried counts as one, a Hessian as two. The answer holds the whole search, and of each best walk the loss against the
    evaluations spent.
    """
    surface = await core_surface(body.surface)

    def job() -> Response:
        found = [race.tune(surface, body.start, choice.setting(), body.budget) for choice in body.optimizers]
        return encoding.PLAIN_FORM.respond(answers.raced(found, body.budget))

    numbers = RACE_COLUMNS * len(body.optimizers) * (body.budget + race.RATES)
    return await compute(job, work=body.work + _search_work(surface, body.surface), numbers=numbers)


@calls.post(
    "/grid",
    tags=["surfaces"],
    response_model=PlainGridAnswer,
    responses=compact_answer(CompactGridAnswer),
    openapi_extra=BODY_LIMITS,
    summary="Evaluate on a grid",
)
async def grid(body: Annotated[GridRequest, Body(openapi_examples=examples.GRID)], request: Request) -> Response:
    """The loss on a grid, loss[row][column] = L(w[column], b[row]), as a contour map or a 3-D surface takes it."""
    surface, form = await core_surface(body.surface), encoding.form_of(request)

    def job() -> Response:
        w, b = _lines(body.w), _lines(body.b)
        return form.respond(answers.grid(w, b, surface.grid(w, b), form.encode))

    return await compute(job, work=body.work, numbers=body.cells)


@cache
def surface_list() -> dict[str, Any]:
    """The content of `GET /surfaces`; LaTeX and minima are worked out once."""
    return {"surfaces": [answers.catalog_entry(entry) for entry in catalog.SURFACES.values()]}


def draw_batches(surface: Surface, body: DescentsRequest) -> Batches | None:
    """The batches that a request asks for, the same for all its walks; None if each step sees all the data."""
    if body.batch is None or not isinstance(surface, NeuronSurface):
        return None
    return draw(surface, body.batch.size, body.batch.seed, body.max_iterations)


def _lines(axis: Axis) -> NDArray[np.float64]:
    return np.linspace(axis.minimum, axis.maximum, axis.count)
