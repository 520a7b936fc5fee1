"""Every refusal in one form: problem details (RFC 9457), and a bound on what is read."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KIND = "application/problem+json"


# A problem as RFC 9457 has it: for programs by its status and its JSON Pointers into the body, for people by its words.
WRONG = {"type": "object", "required": ["pointer", "detail"],
         "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}}
SCHEMA = {"type": "object", "required": ["type", "title", "status", "detail"],
          "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                         "detail": {"type": "string"}, "errors": {"type": "array", "items": WRONG}}}


def answer(status: int, detail: str, *, headers: Any = None, **more: Any) -> JSONResponse:
    """Return a refusal."""
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(problem, status_code=status, media_type=KIND, headers=headers)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the OpenAPI document says of refusals with these statuses."""
    content = {KIND: {"schema": SCHEMA}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


async def refused(request: Request, error: HTTPException) -> JSONResponse:
    """Answer what our own code or the framework refuses: 404 and 405 among them."""
    return answer(error.status_code, str(error.detail), headers=error.headers)


async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer a body that breaks the contract. What was sent is not repeated: NaN could not be written as JSON."""
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return answer(400, "the body is not JSON")
    wrong = [
        {"pointer": "#" + "".join(f"/{step}" for step in item["loc"][1:]), "detail": item["msg"]}
        for item in error.errors()
    ]
    return answer(422, "the body is not as agreed", errors=wrong)


async def broken(request: Request, error: Exception) -> JSONResponse:
    """Answer a fault of ours without saying more than that; the log has the rest."""
    return answer(500, "something broke on our side")


HANDLERS: Any = {HTTPException: refused, RequestValidationError: malformed, Exception: broken}


class Bounded:
    """Reads a body up to a limit before anybody parses it; what is longer is refused, announced or not."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app, self.most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        body, more = b"", True
        while more:                                             # counted as it comes: a chunked body names no length
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.most_bytes:
                return await answer(413, f"at most {self.most_bytes} bytes")(scope, receive, send)
        replay: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return replay.pop() if replay else await receive()

        await self.app(scope, again, send)
