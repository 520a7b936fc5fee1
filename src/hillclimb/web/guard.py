"""What every request must pass: our own address, no other site's doing, a body of bounded size; and strict headers.

The app has no accounts: whoever reaches the port is the learner. So what must be kept out is every other web page in
the same browser. A name that was rebound to 127.0.0.1 fails the Host check, a foreign page's request fails the
Sec-Fetch-Site and Origin checks, and forms carry a token besides (`pages.checked_form`).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hillclimb.ground import Refusal
from hillclimb.web.refusing import refused

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
BODY_LIMIT = 256 * 1024
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "connect-src 'self'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Foreign(Refusal):
    """A request that another site caused, or that was sent to a name that is not ours."""

    code = "foreign"
    status = 403


class TooLarge(Refusal):
    """A body larger than anything this app asks for."""

    code = "too-large"
    status = 413


class Guard:
    """Let through what our own pages and local programs send; add the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = RequestBodyLimitMiddleware(app, max_body_size=BODY_LIMIT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        fault = find_fault(scope["method"], Headers(scope=scope))

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if fault is None:
            await self.app(scope, receive, send_safely)
        else:
            await refused(Request(scope), fault, page=False)(scope, receive, send_safely)


def find_fault(method: str, headers: Headers) -> Refusal | None:
    """Return why a request must not be served, or None."""
    host = headers.get("host", "")
    if host_name(host) not in HOSTS:
        return Foreign(
            "This app answers only under its own address.", hint="Open http://127.0.0.1 with its port.", code="bad-host"
        )
    site = headers.get("sec-fetch-site", "")
    if method in _SAFE:
        # Links from elsewhere may open a page; nothing else may load from here.
        if site in {"cross-site", "same-site"} and headers.get("sec-fetch-mode") != "navigate":
            return Foreign("Another site asked for this.", hint="Open the page itself.")
        return None
    origin = headers.get("origin")
    if site not in {"", "same-origin", "none"} or (origin is not None and origin != f"http://{host}"):
        return Foreign("Another site sent this.", hint="Send it from Hillclimb's own page.")
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > BODY_LIMIT:
        return TooLarge("That is more than this app reads.", hint=f"At most {BODY_LIMIT // 1024} KB.")
    return None


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
