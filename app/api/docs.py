"""`/docs` and the OpenAPI document; everything the page loads is our own file, so it works offline and under the policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson
from fastapi import APIRouter, FastAPI, Request
from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse, Response

from app.api.documentation import openapi_document
from app.api.routes import PREFIX
from app.assets import asset_url

DOCUMENT_PATH = f"{PREFIX}/openapi.json"
TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def api_docs() -> HTMLResponse:
    """The interactive documentation."""
    template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("api_docs.html")
    return HTMLResponse(template.render(asset_url=asset_url, document_url=DOCUMENT_PATH))


@router.get(DOCUMENT_PATH)
@router.get("/openapi.json")
async def document(request: Request) -> Response:
    """The OpenAPI document."""
    return Response(_document_bytes(request.app), media_type="application/json", headers={"cache-control": "no-cache"})


@cache
def _document_bytes(app: FastAPI) -> bytes:
    return orjson.dumps(openapi_document(app))
