"""Put the app together: the guard, the pages, the API and the files; one function, no work at import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import hillclimb
from hillclimb.actions import Home, open_desk
from hillclimb.grading import Judge
from hillclimb.ground import now
from hillclimb.web.api import api
from hillclimb.web.guard import Guard
from hillclimb.web.live import live
from hillclimb.web.pages import pages
from hillclimb.web.refusing import map_refusals
from hillclimb.web.room import Room
from hillclimb.web.showing import STATIC

_SUMMARY = "What the pages of the local app do, as JSON. Answers carry `version`; errors have one shape."


class _Files(StaticFiles):
    """Static files; fonts and addresses that carry a digest may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        kept = b"v=" in scope.get("query_string", b"") or path.endswith(".woff2")
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return answer


def create_app(
    home: Home, pack_folder: Path, *, clock: Callable[[], datetime] = now, judge: Judge | None = None
) -> FastAPI:
    """Return the app for one learner's home and one pack; refuse when either cannot be used."""
    room = Room(open_desk(home, pack_folder, clock=clock), judge=judge)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            room.close()

    app = FastAPI(
        title="Hillclimb",
        summary=_SUMMARY,
        version=hillclimb.__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.room = room
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(Guard)
    map_refusals(app)
    app.include_router(api)
    app.include_router(live)
    app.include_router(pages)
    app.mount("/static", _Files(directory=STATIC), name="static")
    return app
