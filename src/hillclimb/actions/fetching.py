"""Fetches one address politely: only http(s), never a private address unasked, bounded in time, size and redirects."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import hillclimb
from hillclimb.career import MOST_BYTES
from hillclimb.ground import Misuse, Refusal, Unavailable

SECONDS = 10.0
MOST_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_OFFLINE = "Without a network everything else works: save the page, then hillclimb postings add FILE."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back; `body` is None where nothing has changed since `etag` or `modified`."""

    body: bytes | None
    charset: str = ""
    etag: str = ""
    modified: str = ""


def fetch(url: str, *, etag: str = "", modified: str = "", private: bool = False) -> Fetched:
    """Return what stands at an address; refuse what is not to be fetched or does not come."""
    until = time.monotonic() + SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(_checked(url), etag=etag, modified=modified, private=private, until=until)
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise Unavailable(f"It was moved more than {MOST_REDIRECTS} times.", hint="Open it in a browser for its address.")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known, parts = False, urlsplit("")
    if not known or any(ord(letter) <= 32 or ord(letter) > 126 for letter in url.strip()):
        raise Misuse(f"{url[:200]!r} is no address of the web.", hint="It begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise Misuse("That address holds a password.", hint="Leave what stands before the @ out.")
    return parts


def _address(parts: SplitResult, *, private: bool) -> tuple[str, int]:
    """Return the address to dial; the one that was looked at is the one that is dialled."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"{host} cannot be found.", hint=_OFFLINE, code="offline") from error
    for text in found:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not private and (not mapped.is_global or mapped.is_multicast):
            raise Misuse(
                f"{host} is a private address.", hint="Say --allow-private if it is yours.", code="private-address"
            )
    return found[0], port


def _ask(parts: SplitResult, *, etag: str, modified: str, private: bool, until: float) -> Fetched | str:
    """Send one request; return what came, or where it moved."""
    address, port = _address(parts, private=private)
    host = parts.hostname or ""
    named = f"[{host}]" if ":" in host else host
    headers = {
        "Host": named if parts.port is None else f"{named}:{port}",
        "User-Agent": f"Hillclimb/{hillclimb.__version__} (a feed reader on somebody's own machine)",
        "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/html;q=0.8",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    link = http.client.HTTPConnection(address, port)
    sock: socket.socket | None = None
    alarm: threading.Timer | None = None
    try:
        sock = socket.create_connection((address, port), timeout=_left(until))
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        # A server that sends a letter now and then would start every other clock anew.
        alarm = threading.Timer(_left(until), _cut, (sock,))
        alarm.daemon = True
        alarm.start()
        link.sock = sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        link.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            link.putheader(name, value)
        link.endheaders()
        answer = _read(link.getresponse(), etag=etag, modified=modified)
        _left(until)
    except Refusal:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        _left(until)
        if isinstance(error, TimeoutError):
            raise _late() from error
        raise Unavailable(f"{host} does not answer as it should.", hint=_OFFLINE, code="offline") from error
    finally:
        if alarm is not None:
            alarm.cancel()
        link.close()
        if sock is not None:
            sock.close()
    return answer


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse, *, etag: str, modified: str) -> Fetched | str:
    if answer.status == 304:
        return Fetched(body=None, etag=etag, modified=modified)
    if answer.status in _MOVED and (target := answer.getheader("Location")):
        return target
    if answer.status != 200:
        raise Unavailable(f"The server answered {answer.status}.", hint="Open the address in a browser to see why.")
    if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise Unavailable("The server packed its answer unasked.", hint="Save the page instead.")
    body = bytearray()
    while len(body) <= MOST_BYTES:
        part = answer.read1(65_536)
        if not part:
            break
        body += part
    return Fetched(
        body=bytes(body[:MOST_BYTES]),
        charset=answer.headers.get_content_charset() or "",
        etag=(answer.getheader("ETag") or "")[:500],
        modified=(answer.getheader("Last-Modified") or "")[:100],
    )


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise _late()
    return left


def _late() -> Unavailable:
    return Unavailable(f"Nothing came within {SECONDS:g} seconds.", hint=_OFFLINE, code="offline")
