"""The HTML routes: each renders one template from what the core says, and nothing else."""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from app import __version__
from app.api.docs import DOCUMENT_PATH
from app.assets import asset_url
from app.chapters import BY_SLUG, CHAPTERS
from app.core import catalog, optimizers, race
from app.core.catalog import CatalogEntry
from app.core.numerals import numeral
from app.core.optimizer import Optimizer
from app.core.surface import Minimum
from app.fragments import NEURON_ID
from app.mathml import mathml
from app.modules import module_urls
from app.page_data import (
    NEURON_NAME,
    guess_rows,
    json_block,
    page_data,
    shared_optimizers,
    surface_choices,
    surface_entries,
)

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(Path(__file__).parent.parent / "templates")
templates.env.globals["asset_url"] = asset_url
templates.env.globals["module_urls"] = module_urls
templates.env.globals["version"] = __version__
templates.env.filters["mathml"] = mathml

FAMILIES = {
    "first_order": "One rate for both",
    "adaptive": "A rate for each",
    "line_search": "Searching along a line",
    "second_order": "Using curvature",
}
"""What the page calls the families of optimizers."""


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


def neuron_formulas() -> list[tuple[str, str]]:
    """LaTeX of the neuron's loss in short, one for each way of summing; those of the named surfaces are fetched one by one."""
    square = r"\left(f(x_i) - y_i\right)^{2}"
    return [
        (NEURON_ID, rf"L = \displaystyle\frac{{1}}{{2}}\sum_{{i}} {square}"),
        (f"{NEURON_ID}-sum", rf"L = \displaystyle\sum_{{i}} {square}"),
        (f"{NEURON_ID}-mean", rf"L = \displaystyle\frac{{1}}{{n}}\sum_{{i}} {square}"),
    ]
