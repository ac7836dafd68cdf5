"""The OpenAPI document."""

from __future__ import annotations

from functools import cache

import orjson
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from app.api.documentation import openapi_document
from app.api.routes import PREFIX

DOCUMENT_PATH = f"{PREFIX}/openapi.json"

router = APIRouter(include_in_schema=False)


@router.get(DOCUMENT_PATH)
@router.get("/openapi.json")
async def document(request: Request) -> Response:
    """The OpenAPI document."""
    return Response(_document_bytes(request.app), media_type="application/json", headers={"cache-control": "no-cache"})


@cache
def _document_bytes(app: FastAPI) -> bytes:
    return orjson.dumps(openapi_document(app))
