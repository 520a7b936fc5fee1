"""Requests and what comes back as values; every byte of an answer is bounded before it is kept."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httptools

from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.seam import readable

MOST_HEADER_BYTES = 64 << 10
MOST_BODY_BYTES = 1 << 20
_MOST_HEADERS = 200
_MOST_INTERIM = 8
_SHOWN_BODY = 400
_MOST_KEPT = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it is sent."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def payload(self, port: int) -> bytes:
        """Return the bytes of the request."""
        fields = {"host": f"127.0.0.1:{port}", "user-agent": "fernhill/1.0", "accept": "application/json"}
        own = {name.lower(): value for name, value in self.headers.items()}
        measured = self.body or self.method not in ("GET", "HEAD", "DELETE")
        if measured and "transfer-encoding" not in own:  # such a body says itself where it ends
            fields["content-length"] = str(len(self.body))
        fields |= own
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body

    def to_json(self) -> dict[str, Any] | None:
        """Return the request as it is kept with a verdict; None for one that is too large to keep."""
        if len(self.body) > _MOST_KEPT:
            return None
        body = base64.b64encode(self.body).decode()
        return {"method": self.method, "path": self.path, "headers": dict(self.headers), "body": body}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Request:
        """Return the request that `to_json` wrote."""
        return cls(
            method=body["method"],
            path=body["path"],
            headers=dict(body["headers"]),
            body=base64.b64decode(body["body"]),
        )

    def curl(self, port: int) -> str:
        """Return the command that sends it again."""
        words = ["curl", "-i"]
        if self.method != "GET":
            words += ["-X", self.method]
        words.append(f"http://127.0.0.1:{port}{self.path}")
        for name, value in self.headers.items():
            words += ["-H", f"{name}: {value}"]
        if self.body:
            words += ["--data-binary", self.body.decode("utf-8", "replace")]
        return " ".join(shlex.quote(word) for word in words)


def json_request(method: str, path: str, value: Any, headers: Mapping[str, str] | None = None) -> Request:
    """Return a request that carries a value as JSON."""
    body = json.dumps(value).encode()
    return Request(method=method, path=path, body=body, headers={"content-type": "application/json", **(headers or {})})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: a status of 0 where nothing did, with the reason in `lost`; `seconds` from when it was due."""

    request: Request
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    lost: str = ""
    seconds: float = 0.0
    at: float = 0.0

    def has(self, *statuses: int, why: str = "") -> Reply:
        """Return this reply if it came with one of these statuses; else fail, showing both sides."""
        if self.lost or self.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            found = f"got no response ({self.lost})" if self.lost else f"answered {self.status}"
            where = f"{self.request.method} {readable(self.request.path)[:100]}"
            message = f"{where} {found} where {wanted} is right.{' ' + why if why else ''}"
            raise self.wrong(message, expected=f"status {wanted}")
        return self

    def json(self) -> Any:
        """Return the body as a value, or fail: it must be JSON of plain numbers, no NaN."""
        try:
            return json.loads(self.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            reason = readable(str(error))[:120] if isinstance(error, ValueError) else "nested too deep"
            where = f"{self.request.method} {readable(self.request.path)[:100]}"
            raise self.wrong(f"The body of the response to {where} is not JSON: {reason}.", expected="JSON") from None

    def wrong(self, message: str, *, expected: str = "") -> Failed:
        """Return the finding that this reply breaks a promise: the request as a command, and the response."""
        given = {"request": Shown(self.request.curl(8000))}
        failed = Failed(message, given=given, expected=expected, got=self.shown())
        failed.request = self.request.to_json()
        return failed

    def text(self) -> str:
        """Return the body as text, control characters made visible."""
        return readable(self.body.decode("utf-8", "replace"))

    def shown(self) -> str:
        """Return the response as people read it, cut and made safe for terminals."""
        if self.lost:
            return f"no response: {self.lost}"
        text = readable(self.body[: _SHOWN_BODY * 4].decode("utf-8", "replace"))
        more = " …" if len(text) > _SHOWN_BODY else ""
        kind = readable(self.headers.get("content-type", ""))[:100]
        return f"HTTP {self.status} {kind}\n{text[:_SHOWN_BODY]}{more}".strip()


class Shown:
    """Text that is shown as it is, without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


class Unacceptable(Exception):
    """Bytes that are no answer, or one larger than an answer may be; the message says what is wrong."""


class Response:
    """Reads one response from bytes as they arrive; interim ones (1xx) are passed over."""

    def __init__(self, most_body: int = MOST_BODY_BYTES) -> None:
        self._most_body = most_body
        self._parser = httptools.HttpResponseParser(self)
        self._fed = 0
        self._interim = 0
        self._headed = False
        self.done = False
        self.keep_alive = False
        self.status = 0
        self.headers: dict[str, str] = {}
        self._body = bytearray()

    @property
    def body(self) -> bytes:
        """What was read of the body."""
        return bytes(self._body)

    def feed(self, part: bytes) -> None:
        """Read more bytes; raise `Unacceptable` for what is no response."""
        if self.done:
            raise Unacceptable("bytes after the end of the response")
        try:
            self._parser.feed_data(part)
        except httptools.HttpParserUpgrade:
            raise Unacceptable("it wants another protocol") from None
        except httptools.HttpParserError as error:
            cause = error.__context__
            if isinstance(cause, Unacceptable):
                raise cause from None
            raise Unacceptable(f"it is not HTTP ({readable(str(error))[:100]})") from None
        self._fed += len(part)
        if not self._headed and self._fed > MOST_HEADER_BYTES:
            raise Unacceptable(f"its headers are larger than {MOST_HEADER_BYTES >> 10} KB")

    def ended(self) -> bool:
        """Return whether the response is whole now that the connection has closed."""
        endless = "content-length" not in self.headers and "transfer-encoding" not in self.headers
        return self.done or (self._headed and endless)

    def on_message_begin(self) -> None:
        """Refuse a second response: one was asked for."""
        if self.done:
            raise Unacceptable("a second response to one request")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep one header."""
        if len(self.headers) >= _MOST_HEADERS:
            raise Unacceptable(f"more than {_MOST_HEADERS} headers")
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Keep the status, unless it is an interim one."""
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self._interim += 1
            if self._interim > _MOST_INTERIM:
                raise Unacceptable("interim responses without end")
            return
        self.status, self._headed = status, True

    def on_body(self, part: bytes) -> None:
        """Keep a part of the body within the limit."""
        if len(self._body) + len(part) > self._most_body:
            raise Unacceptable(f"its body is larger than {self._most_body >> 10} KB")
        self._body += part

    def on_message_complete(self) -> None:
        """Note that the response is whole."""
        if not self._headed:
            self.headers.clear()
            return
        self.done, self.keep_alive = True, self._parser.should_keep_alive()
