"""The app on the tiny pack, in a folder of its own, asked as a browser on this machine would ask."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from httpx import Response

from hillclimb.actions import Desk, Home, open_desk
from hillclimb.grading import Judge
from hillclimb.web import create_app

TINY = Path(__file__).parents[1] / "packs" / "tiny"
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
BEGINNING = {"background": "typed", "role": "scaler", "hours": ["1.5", "0", "1.5", "0", "1", "3", "2"]}


@dataclass
class Clock:
    """A clock that a test sets; every look moves it on by a second."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Site:
    """A browser of sorts: it follows redirects and puts the page's token into every form."""

    def __init__(self, client: TestClient, home: Home, clock: Clock) -> None:
        self.client = client
        self.home = home
        self.clock = clock

    @property
    def desk(self) -> Desk:
        """The same home, opened by another program."""
        return open_desk(self.home, TINY, clock=self.clock)

    @property
    def token(self) -> str:
        found = re.search(r'name="hillclimb-token" content="([^"]+)"', self.client.get("/begin").text)
        assert found
        return found[1]

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(path, **options)

    def send(self, path: str, **fields: Any) -> Response:
        return self.client.post(path, data={"token": self.token, **fields})

    def begin(self) -> Response:
        return self.send("/begin", **BEGINNING)

    def write(self, text: str) -> None:
        """Save the file of the lab that is open."""
        (self.home.lab("double") / "doubling.py").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(folder=tmp_path / "home")


@pytest.fixture
def site(home: Home, clock: Clock, judge: Judge) -> Site:
    # Not entered as a context: leaving it would close the judge that all tests share.
    client = TestClient(create_app(home, TINY, clock=clock, judge=judge), base_url="http://127.0.0.1:8700")
    return Site(client, home, clock)


@pytest.fixture
def begun(site: Site) -> Site:
    site.begin()
    return site


@pytest.fixture
def served(home: Home) -> Iterator[Callable[..., str]]:
    """Serve the app for real, on a port of its own, with the real clock; returns its address."""
    servers: list[tuple[uvicorn.Server, threading.Thread, Any]] = []

    def start(pack: Path = TINY) -> str:
        app = create_app(home, pack)
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            thread.join(0.01)
        servers.append((server, thread, app))
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server, thread, app in servers:
        app.state.room.closing = True
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()
