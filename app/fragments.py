"""What the pages fetch piece by piece when it is needed: formulas as MathML, thumbnails as SVG.

Both are computed from the catalog, so they are kept for good under an address that changes with the application, `?v=<release>`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from app.assets import DEVELOPMENT_VERSION, FOREVER, MEDIA_TYPES, REVALIDATE, folder_version
from app.core import catalog, neuron
from app.core.surface import Surface
from app.core.thumbnail import thumbnail
from app.mathml import mathml
from app.settings import settings

NEURON_ID = "neuron"
APPLICATION = Path(__file__).parent

router = APIRouter(include_in_schema=False)


@cache
def release() -> str:
    """Twelve hexadecimal digits that change with any code or datum that a fragment may be computed from."""
    return DEVELOPMENT_VERSION if settings().reload else folder_version(APPLICATION, "*.py", "*.json")


@router.get("/formulas/{surface_id}")
def formula(request: Request, surface_id: str) -> Response:
    """The formula of a named surface's loss, as MathML."""
    return _fragment(request, _formula(surface_id), MEDIA_TYPES[".html"])


@router.get("/thumbnails/{surface_id}.svg")
def picture(request: Request, surface_id: str) -> Response:
    """The terrain of a named surface, or of the lecture's neuron, as a small picture."""
    return _fragment(request, _picture(surface_id), MEDIA_TYPES[".svg"])


@cache
def _formula(surface_id: str) -> str | None:
    entry = catalog.SURFACES.get(surface_id)
    return mathml(rf"\displaystyle {entry.latex}") if entry is not None else None


@cache
def _picture(surface_id: str) -> str | None:
    surface: Surface
    if surface_id == NEURON_ID:
        surface = neuron.NeuronSurface(neuron.LECTURE_DATA)
    elif surface_id in catalog.SURFACES:
        surface = catalog.get(surface_id)
    else:
        return None
    return thumbnail(surface)


def _fragment(request: Request, content: str | None, media_type: str) -> Response:
    """An answer that a browser keeps for good under this release's address, and else asks for again only when it has changed."""
    if content is None:
        raise HTTPException(404)
    body = content.encode()
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    current = request.query_params.get("v") == release() and not settings().reload
    headers = {"etag": tag, "cache-control": FOREVER if current else REVALIDATE}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "content-type": media_type})
