"""The application: pages, API, documentation and static files, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp

from app import __version__, fragments, gallery, pages
from app.api import docs, documentation, health, routes
from app.api.direct import DirectCallsMiddleware, handlers
from app.api.problems import add_problem_handlers, answer_failure
from app.assets import MOUNT, assets
from app.compression import CompressionMiddleware
from app.head import HeadMiddleware
from app.security import SecurityHeadersMiddleware


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Check the kernels while the first page is already being served."""
    warming, loading = asyncio.create_task(health.READINESS.warm_up()), asyncio.create_task(health.load_the_search())
    yield
    loading.cancel()
    await warming


def create_application() -> FastAPI:
    """Build the application, without what surrounds it."""
    application = FastAPI(
        title=documentation.TITLE,
        version=__version__,
        lifespan=_lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    for router in (routes.calls, routes.lists, pages.router, fragments.router, gallery.router, health.router, docs.router):
        # Flat, not included: an included router matches every request twice more, 30 microseconds in all.
        application.router.routes.extend(router.routes)
    application.mount(MOUNT, assets())
    add_problem_handlers(application)
    return application


def surrounded(application: ASGIApp) -> ASGIApp:
    """Put the middleware around the whole, so that the framework's last-resort 500 carries the headers too."""
    direct = DirectCallsMiddleware(application, handlers(routes.calls.routes))
    guarded = ServerErrorMiddleware(direct, handler=answer_failure)
    return SecurityHeadersMiddleware(HeadMiddleware(CompressionMiddleware(guarded)))


application = create_application()
app = surrounded(application)
