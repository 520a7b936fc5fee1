"""Refusals as answers: one HTML page, and one JSON shape `{"error": {"code", "message", "hint"}}`."""

from __future__ import annotations

from html import escape

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from hillclimb.ground import Misuse, NotFound, Refusal


def refused(request: Request, refusal: Refusal, *, page: bool = True) -> Response:
    """Return a refusal as its caller reads it; `page` asks for the app's own look, else the plainest HTML there is."""
    if wants_json(request):
        body = {"error": {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}}
        return JSONResponse(body, status_code=refusal.status)
    if page:
        from hillclimb.web.showing import show

        return show(request, "refused.html", status=refusal.status, refusal=refusal)
    return HTMLResponse(
        f"<!doctype html><html lang=en><title>Refused</title><h1>{escape(refusal.message)}</h1>"
        f"<p>{escape(refusal.hint)}</p>",
        status_code=refusal.status,
    )


def wants_json(request: Request) -> bool:
    """Whether the caller is a program."""
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def map_refusals(app: FastAPI) -> None:
    """Answer every refusal, wherever it was raised, in one way."""

    def on_refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)  # noqa: S101 - what it was registered for
        return refused(request, error)

    def on_bad_input(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        return refused(request, Misuse(f"{where}: {first['msg']}.", hint="/api describes every field."))

    def on_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        if error.status_code == 404:
            return refused(request, NotFound("There is no such page.", hint="The first page leads everywhere."))
        refusal = Misuse(f"{error.detail}.", code=f"http-{error.status_code}")
        answer = refused(request, refusal)
        answer.status_code = error.status_code
        return answer

    def on_bug(request: Request, _error: Exception) -> Response:  # boundary: the server logs the traceback
        refusal = Refusal(
            "Something broke on our side; nothing of yours was changed by it.",
            hint="The terminal that runs Hillclimb shows what. Going back and trying again is safe.",
            code="bug",
        )
        from hillclimb.web.guard import HEADERS

        answer = refused(request, refusal, page=False)
        answer.status_code = 500
        answer.headers.update(HEADERS)  # this answer is made outside the guard
        return answer

    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_bad_input)
    app.add_exception_handler(HTTPException, on_status)
    app.add_exception_handler(Exception, on_bug)
