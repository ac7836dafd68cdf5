"""The application: pages, API and static files, put together."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.assets import MOUNT, assets
from app.security import SecurityHeadersMiddleware


def create_app() -> ASGIApp:
    """Build the ASGI application."""
    api = FastAPI(title="A Walk Downhill", docs_url=None, redoc_url=None, openapi_url=None)
    if (Path(__file__).parent / "core" / "descent.py").exists():
        from app.pages import router

        api.include_router(router)
    api.mount(MOUNT, assets())
    return SecurityHeadersMiddleware(api)


app = create_app()
