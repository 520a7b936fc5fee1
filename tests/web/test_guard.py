"""What another web page in the same browser, or a rebound name, can do: nothing."""

from __future__ import annotations

import re
import stat
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import Headers

from hillclimb.record import LabOpened, ProfileDeclared
from hillclimb.web.guard import BODY_LIMIT, find_fault, host_name

if TYPE_CHECKING:
    from tests.web.conftest import Site

PAGES = [
    "/",
    "/begin",
    "/place",
    "/map",
    "/plan",
    "/labs",
    "/labs/double",
    "/skills/doubling",
    "/skills/doubling/lesson",
    "/review",
    "/log",
    "/api",
    "/nowhere",
]


def events(site: Site, kind: type) -> int:
    return sum(isinstance(event.fact, kind) for event in site.desk.record.events())


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8700", "127.0.0.1.evil.example", "", "10.0.0.1", "[::2]:80"]
)
@pytest.mark.parametrize("path", ["/", "/api/status", "/static/hillclimb.css"])
def test_a_name_that_is_not_ours_gets_nothing(begun: Site, host: str, path: str) -> None:
    answer = begun.get(path, headers={"host": host})
    assert answer.status_code == 403
    assert "Scaler" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8700", "localhost:1", "[::1]:8700", "localhost"])
def test_our_own_names_are_served(begun: Site, host: str) -> None:
    assert begun.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8700"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8700"},
    ],
)
@pytest.mark.parametrize("path", ["/open/double", "/api/open/double"])
def test_what_another_site_sends_is_refused_even_with_the_token(begun: Site, path: str, headers: dict) -> None:
    if path.startswith("/api"):
        answer = begun.client.post(path, json={}, headers=headers)
    else:
        answer = begun.client.post(path, data={"token": begun.token}, headers=headers)
    assert answer.status_code == 403
    assert events(begun, LabOpened) == 0


@pytest.mark.parametrize("data", [{}, {"token": ""}, {"token": "guess"}, {"token": "ä"}])
@pytest.mark.parametrize(
    "path",
    [
        *("/begin", "/place", "/place/answer", "/place/skip", "/open/double", "/check/double", "/reset/double"),
        *(
            "/hint/double",
            "/lesson/doubling",
            "/review",
            "/review/undo",
            "/review/settings",
            "/warm/double",
            "/time",
            "/seen/lab/double",
            "/labs/double/solution",
            "/plan/away",
            "/plan/away/remove",
            "/plan/deadline",
            "/settings/backup",
            "/settings/export",
            "/settings/restore",
            "/evidence/double/sign",
            "/evidence/badges/any",
            "/postings",
            "/postings/track",
            "/postings/track/1",
            "/postings/1/drop",
            "/postings/1/plan",
            "/transition/keep",
            "/transition/why/any",
        ),
    ],
)
def test_no_form_works_without_the_token(begun: Site, path: str, data: dict) -> None:
    before = len(begun.desk.record.events())
    answer = begun.client.post(path, data=data)
    assert answer.status_code == 403, answer.text
    assert len(begun.desk.record.events()) == before


def test_every_post_route_of_the_pages_is_in_the_list_above(begun: Site) -> None:
    import hillclimb.web.pages as pages

    rooms = [import_module(f"{pages.__name__}.{room.name}") for room in iter_modules(pages.__path__)]
    routes = {route.path for room in rooms for route in room.router.routes if "POST" in route.methods}
    tried = {"/begin", "/place", "/place/answer", "/place/skip", "/open/{slug}", "/check/{slug}", "/reset/{slug}"}
    assert routes == tried | {
        "/hint/{slug}",
        "/lesson/{slug}",
        "/review",
        "/review/undo",
        "/review/settings",
        "/warm/{slug}",
        "/time",
        "/seen/{page}/{slug}",
        "/labs/{slug}/solution",
        "/plan/away",
        "/plan/away/remove",
        "/plan/deadline",
        "/settings/backup",
        "/settings/export",
        "/settings/restore",
        "/evidence/{slug}/sign",
        "/evidence/badges/{slug}",
        "/postings",
        "/postings/track",
        "/postings/track/{number}",
        "/postings/{number}/drop",
        "/postings/{number}/plan",
        "/transition/keep",
        "/transition/why/{slug}",
    }


def test_the_token_outlives_a_restart_and_only_its_owner_can_read_it(begun: Site) -> None:
    kept = begun.home.folder / "keys" / "web"
    assert kept.read_text() == begun.token
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    from hillclimb.web.room import Room

    assert Room(begun.desk).token == begun.token


def test_another_site_may_link_to_a_page_but_load_nothing(begun: Site) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert begun.get("/", headers=link).status_code == 200
    for mode in ("no-cors", "cors", "same-origin"):
        loaded = begun.get("/api/status", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": mode})
        assert loaded.status_code == 403


def test_no_page_may_be_framed_sniffed_or_read_by_others(begun: Site) -> None:
    for path in [*PAGES, "/static/hillclimb.css", "/api/status", "/api/nowhere"]:
        headers = begun.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_what_the_policy_forbids_or_loads_from_elsewhere(begun: Site, path: str) -> None:
    body = begun.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"<style|\sstyle=|\son\w+\s*=", body)
    for loaded in re.findall(r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="([^"]*)"', body):
        assert loaded.startswith("/static/") or re.fullmatch(r"figures/[a-z0-9-]+\.svg", loaded), loaded
    for posted in re.findall(r'<form[^>]*action="([^"]*)"', body):
        assert posted.startswith("/")


@pytest.mark.parametrize("path", ["/begin", "/api/begin"])
def test_a_body_without_end_is_refused(begun: Site, path: str) -> None:
    big = "x" * (BODY_LIMIT + 1)
    before = events(begun, ProfileDeclared)
    named = begun.client.post(path, content=big, headers={"content-type": "application/json"})
    assert named.status_code == 413

    def drip() -> object:
        for _ in range(BODY_LIMIT // 1024 + 2):
            yield b"x" * 1024

    kind = "application/x-www-form-urlencoded" if path == "/begin" else "application/json"
    streamed = begun.client.post(path, content=drip(), headers={"content-type": kind})
    assert 400 <= streamed.status_code < 500
    assert events(begun, ProfileDeclared) == before


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "999999999999"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    assert find_fault("POST", Headers({"host": "localhost", "content-length": length})) is not None


@pytest.mark.parametrize(
    ("host", "name"), [("localhost:80", "localhost"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a:b", "a:b")]
)
def test_the_port_is_taken_off_a_host(host: str, name: str) -> None:
    assert host_name(host) == name


def test_a_bug_is_told_without_its_insides(begun: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi.testclient import TestClient

    from hillclimb.web.pages import home

    def broken(*_: object, **__: object) -> None:
        raise KeyError("secret insides")

    monkeypatch.setattr(home, "draw_map", broken)
    client = TestClient(begun.client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret insides" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
