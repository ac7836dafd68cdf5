"""The HTML routes: each renders one template from what the core says, and nothing else."""

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import orjson
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from app import __version__, limits
from app.api.docs import DOCUMENT_PATH
from app.api.schedule_schemas import ScheduleChoice
from app.assets import asset_url
from app.chapters import BY_SLUG, CHAPTERS
from app.core import catalog, neuron, optimizers, race
from app.core.catalog import CatalogEntry
from app.core.catalog.rates import learning_rates
from app.core.hyperparameters import Hyperparameter
from app.core.numerals import numeral
from app.core.optimizer import Optimizer
from app.core.surface import Minimum, Suggested
from app.fragments import NEURON_ID, release
from app.mathml import mathml
from app.modules import module_urls

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(Path(__file__).parent.parent / "templates")
templates.env.globals["asset_url"] = asset_url
templates.env.globals["module_urls"] = module_urls
templates.env.globals["version"] = __version__
templates.env.filters["mathml"] = mathml

# The lecture's guesses and the losses it prints for them ("A Walk Downhill", approach 1).
GUESSES = (
    (0.50, 0.00, "0.0730"),
    (-0.10, 0.00, "0.1481"),
    (0.94, -0.94, "0.0214"),
    (1.42, -1.73, "0.0028"),
    (1.65, -2.08, "0.0003"),
    (1.78, -2.27, "0.0000"),
)
NEURON_NAME = "Sigmoid neuron, two points"
FAMILIES = {
    "first_order": "One rate for both",
    "adaptive": "A rate for each",
    "line_search": "Searching along a line",
    "second_order": "Using curvature",
}
"""What the page calls the families of optimizers."""
MOST_STARTS = 8
"""More walks at once could not be told apart on a map; the API allows more."""
SCHEMA_RANGES = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}
"""The page's words for a range, by JSON Schema's."""

MOST_OPTIMIZERS = 6
"""Side by side; as many as there are colours."""


def page(request: Request, template: str, context: dict[str, Any]) -> Response:
    """A rendered template that a browser may keep, and asks for again only when it has changed (RFC 9110, 8.8.3)."""
    response = templates.TemplateResponse(request, template, context)
    tag = f'W/"{hashlib.blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


@router.get("/", response_class=HTMLResponse)
def explorer(request: Request) -> Response:
    """The explorer: contour maps, walks, clock, loss chart, fit, numbers and the step in formulas."""
    context = {
        "neuron": (NEURON_ID, NEURON_NAME),
        "families": surface_families(),
        "formulas": neuron_formulas(),
        "optimizers": shared_optimizers(),
        "others": other_optimizers(),
        "budget": race.DEFAULT_BUDGET,
        "guesses": guess_rows(),
        "page_data": json_block(page_data(surface_choices({request.query_params.get("surface", "")}))),
    }
    return page(request, "explorer.html", context)


@router.get("/walk", response_class=HTMLResponse)
def contents(request: Request) -> Response:
    """The walk's contents: all chapters, and how far this browser has come."""
    return page(request, "walk.html", {"chapters": CHAPTERS})


@router.get("/walk/{slug}", response_class=HTMLResponse)
def chapter(request: Request, slug: str) -> Response:
    """One chapter of the walk."""
    entry = BY_SLUG.get(slug)
    if entry is None:
        raise HTTPException(404)
    place = CHAPTERS.index(entry)
    context = {
        "chapters": CHAPTERS,
        "chapter": entry,
        "previous": CHAPTERS[place - 1] if place else None,
        "following": CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None,
        "guesses": guess_rows(),
        "optimizers": shared_optimizers(),
        "page_data": json_block({**page_data(surface_entries(entry.surfaces)), "chapter": entry.slug, "guesses": guess_rows()}),
    }
    return page(request, entry.template, context)


@router.get("/favicon.ico")
def icon() -> Response:
    """The way to the icon, for browsers that show something other than a page of ours, such as JSON."""
    return RedirectResponse(asset_url("icon.svg"))


@router.get("/docs", response_class=HTMLResponse)
def api_docs(request: Request) -> Response:
    """The interactive documentation of the API; all that it loads is our own, so it works without internet."""
    return page(request, "api_docs.html", {"document_url": DOCUMENT_PATH})


@router.get("/cards/{surface_id}", response_class=HTMLResponse)
def surface_card(request: Request, surface_id: str) -> Response:
    """What is known of a named surface, as a fragment of a page: formula, partial derivatives, minima, source."""
    entry = catalog.SURFACES.get(surface_id)
    if entry is None:
        raise HTTPException(404)
    context = {
        "entry": entry,
        "partials": list(zip("wb", catalog.get(surface_id).latex_gradient, strict=True)),
        "minima": minima_sentence(entry.minima),
    }
    return page(request, "surface_card.html", context)


@router.get("/steps/{optimizer_id}", response_class=HTMLResponse)
def step_card(request: Request, optimizer_id: str) -> Response:
    """One step of an optimizer in formulas, as a fragment of a page, with slots for the numbers."""
    entry = optimizers.OPTIMIZERS.get(optimizer_id)
    if entry is None:
        raise HTTPException(404)
    return page(request, "partials/step.html", {"optimizer": entry})


def shared_optimizers() -> list[Optimizer]:
    """The optimizers that the page opens with: those that follow its common dials."""
    return [entry for entry in optimizers.OPTIMIZERS.values() if entry.shares_dials]


def other_optimizers() -> list[tuple[str, list[Optimizer]]]:
    """All the others, by what they are."""
    entries = [entry for entry in optimizers.OPTIMIZERS.values() if not entry.shares_dials]
    return [(name, [entry for entry in entries if entry.family == family]) for family, name in FAMILIES.items()]


def minima_sentence(minima: Sequence[Minimum]) -> str:
    """How many minima a surface has in its domain, and where the deepest lies."""
    if not minima:
        return "It has no minimum."
    deepest = min(minima, key=lambda minimum: minimum.loss)
    ties = sum(math.isclose(minimum.loss, deepest.loss, abs_tol=1e-9) for minimum in minima)
    w, b, loss = (numeral(value, 6).replace("-", "\u2212") for value in (deepest.w, deepest.b, deepest.loss))
    where = f"at ({w}, {b}), where the loss is {loss}"
    if len(minima) == 1:
        return f"One minimum, {where}."
    deep = "The deepest is" if ties == 1 else f"{ties} of them are equally deep, one"
    return f"{len(minima)} minima in its domain. {deep} {where}."


def surface_families() -> list[tuple[str, list[CatalogEntry]]]:
    """The named surfaces by family, each with its name for people."""
    return [(name, [entry for entry in catalog.ENTRIES if entry.family == family]) for family, name in catalog.FAMILIES.items()]


def surface_entries(ids: Collection[str]) -> list[dict[str, Any]]:
    """All that is known of the lecture's neuron, which comes first, and of the named surfaces with these ids."""
    lecture = neuron.NeuronSurface(neuron.LECTURE_DATA)
    first = _choice(NEURON_ID, NEURON_NAME, lecture, neuron.SUGGESTED)
    named = [_choice(entry.id, entry.name, entry, entry.suggested) for entry in catalog.ENTRIES if entry.id in ids]
    return [{**first, "data": neuron.LECTURE_DATA.tolist()}, *named]


def surface_choices(wanted: Collection[str]) -> list[dict[str, Any]]:
    """The surfaces that the page offers: the neuron and those wanted in full, of the others the id; the rest is asked for."""
    full = {entry["id"]: entry for entry in surface_entries(wanted)}
    return [full.pop(NEURON_ID), *(full.get(id, {"id": id}) for id in catalog.SURFACES)]


def neuron_formulas() -> list[tuple[str, str]]:
    """LaTeX of the neuron's loss in short, one for each way of summing; those of the named surfaces are fetched one by one."""
    square = r"\left(f(x_i) - y_i\right)^{2}"
    return [
        (NEURON_ID, rf"L = \displaystyle\frac{{1}}{{2}}\sum_{{i}} {square}"),
        (f"{NEURON_ID}-sum", rf"L = \displaystyle\sum_{{i}} {square}"),
        (f"{NEURON_ID}-mean", rf"L = \displaystyle\frac{{1}}{{n}}\sum_{{i}} {square}"),
    ]


def _choice(identifier: str, name: str, surface: Any, suggested: Suggested) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "domain": {"w": surface.domain.w, "b": surface.domain.b},
        "minima": [[minimum.w, minimum.b, minimum.loss] for minimum in surface.minima],
        "suggested": {
            "start": list(suggested.start),
            "learning_rate": suggested.learning_rate,
            "momentum": suggested.momentum,
            "max_iterations": suggested.max_iterations,
            "tolerance": suggested.tolerance,
            "learning_rates": dict(learning_rates(identifier)),
        },
    }


def page_data(surfaces: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page's scripts need before their first request: surfaces, optimizers, limits and defaults."""
    return {
        "release": release(),
        "surfaces": surfaces,
        "optimizers": [
            {
                "id": entry.id,
                "name": entry.short_name,
                "full_name": entry.name,
                "shares_dials": entry.shares_dials,
                "takes_schedule": entry.takes_schedule,
                "hyperparameters": [_dial(parameter) for parameter in entry.hyperparameters],
            }
            for entry in optimizers.OPTIMIZERS.values()
        ],
        "schedules": schedule_choices(),
        "limits": page_limits(),
    }


def schedule_choices() -> list[dict[str, Any]]:
    """The learning-rate schedules, each with its numbers and their ranges, as the API has them."""
    choices = []
    for model in get_args(get_args(ScheduleChoice)[0]):
        properties: dict[str, dict[str, Any]] = model.model_json_schema()["properties"]
        kind = properties.pop("kind")["const"]
        choices.append({"kind": kind, "fields": [_field(name, schema) for name, schema in properties.items()]})
    return choices


def _field(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    ranges = {word: schema[key] for word, key in SCHEMA_RANGES.items() if key in schema}
    return {"name": name, "default": schema["default"], "whole": schema["type"] == "integer", **ranges}


def page_limits() -> dict[str, dict[str, float | None]]:
    """The ranges of the page's fields, and of what they ask for together, from the limits that the API itself enforces."""
    api = limits.LIMITS
    fields: dict[str, dict[str, float | None]] = {
        "starts": {"minimum": 1, "maximum": MOST_STARTS},
        "optimizers": {"minimum": 1, "maximum": MOST_OPTIMIZERS},
        "formula": {"minimum": 1, "maximum": 500},
        "data_points": {"minimum": 1, "maximum": api.data_points},
        "data_value": {"minimum": -api.data_value, "maximum": api.data_value},
        "budget": {"minimum": 1, "maximum": api.budget},
        "max_iterations": {"minimum": 1, "maximum": api.iterations},
        "path_points": {"minimum": 1, "maximum": api.path_points},
        "tolerance": {"minimum": 0, "maximum": api.tolerance},
        "coordinate": {"minimum": -api.coordinate, "maximum": api.coordinate},
        "grid_count": {"minimum": api.grid_count_minimum, "maximum": api.grid_count},
    }
    for entry in shared_optimizers():
        for each in entry.hyperparameters:
            fields[each.name] = _range(each)
    return fields


def _range(hyperparameter: Hyperparameter) -> dict[str, float | None]:
    above = "exclusive_maximum" if hyperparameter.maximum_exclusive else "maximum"
    return {"minimum": hyperparameter.minimum, above: hyperparameter.maximum}


def _dial(hyperparameter: Hyperparameter) -> dict[str, Any]:
    return {
        "name": hyperparameter.name,
        "symbol": hyperparameter.symbol,
        "default": hyperparameter.default,
        "scale": hyperparameter.scale,
        **_range(hyperparameter),
    }


def guess_rows() -> list[dict[str, Any]]:
    """The lecture's six guesses with the loss it prints beside the three that the core computes."""
    points = np.array([guess[:2] for guess in GUESSES])
    columns = {
        loss: neuron.NeuronSurface(neuron.LECTURE_DATA, loss=loss).value_and_gradient(points)[0]
        for loss in ("half_sum", "sum", "mean")
    }
    return [
        {"w": w, "b": b, "printed": printed, **{loss: values[row] for loss, values in columns.items()}}
        for row, (w, b, printed) in enumerate(GUESSES)
    ]


def json_block(value: Any) -> Markup:
    """JSON for a ``<script type="application/json">``: ``<`` is escaped, so that no text can end the element."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return Markup(text.replace("<", "\\u003c"))
