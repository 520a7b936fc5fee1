"""Feeds are read when asked, politely, and whatever a server does, it ends soon and nothing kept is lost."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hillclimb.actions import Desk, feeds, fetch, fetching, follow, leave, news, set_alert
from hillclimb.career import Alert, read_feed
from hillclimb.ground import Misuse, Refusal, Unavailable

from .conftest import Clock

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>
<item><guid>1</guid><title>Data Scientist</title><link>https://example.org/1</link>
<description>&lt;p&gt;Köln. You know &lt;b&gt;Python&lt;/b&gt;&lt;/p&gt;</description></item>
<item><guid>2</guid><title>Baker</title><link>javascript:alert(1)</link><description>Bonn</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>Engineer</title>
<link rel="self" href="https://example.org/self"/><link href="https://example.org/a"/><summary>Graz</summary></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "items": [
{"id": 3, "title": "Analyst", "url": "https://e.org/3", "content_html": "<p>SQL"}]}"""
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A server on this machine that answers as a test says, and remembers what it was asked."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers)))
            with contextlib.suppress(OSError):
                made.answers[self.path](self)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    made.url = f"http://127.0.0.1:{running.server_address[1]}"
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield made
    running.shutdown()
    running.server_close()


def says(body: bytes | str, *, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        raw = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<item>" * 4096)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def test_rss_atom_and_json_feeds_are_read():
    one, two = read_feed(RSS.encode()).items
    assert (one.name, one.title, one.link, one.text) == (
        "1",
        "Data Scientist",
        "https://example.org/1",
        "Köln. You know Python",
    )
    assert two.link == ""
    (entry,) = read_feed(ATOM.encode()).items
    assert (entry.title, entry.link, entry.text) == ("Engineer", "https://example.org/a", "Graz")
    (row,) = read_feed(JSON.encode()).items
    assert (row.name, row.title, row.text) == ("3", "Analyst", "SQL")


def test_entities_are_never_expanded():
    feed = read_feed(BOMB.encode())
    assert feed.items == ()
    assert "document type" in feed.wrong


def test_what_is_whole_before_a_fault_is_kept():
    feed = read_feed(RSS.encode()[: RSS.index("Baker")])
    assert [item.title for item in feed.items] == ["Data Scientist"]
    assert "not XML" in feed.wrong


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"items": 3}', b"[1]", b"<html></html>", b"<a>" * 9000, b"\x00\xff" * 50]
)
def test_what_is_no_feed_is_told(body: bytes):
    feed = read_feed(body)
    assert feed.items == ()
    assert feed.wrong


def test_alerts_look_for_whole_words_in_place_and_text():
    one, two = read_feed(RSS.encode()).items
    assert Alert(name="a", places=("köln",), words=("python", "sql")).fits(one)
    assert not Alert(name="a", places=("köln",), words=("pyth",)).fits(one)
    assert not Alert(name="a", places=("Köln",)).fits(two)


def test_a_feed_is_asked_once_and_then_only_whether_it_changed(begun: Desk, server: Server, clock: Clock):
    server.answers["/f"] = says(RSS, ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")
    url = f"{server.url}/f"
    assert len(follow(begun, url, private=True).items) == 2
    news(begun)
    news(begun, refresh=True, private=True)
    assert len(server.asked) == 1
    clock.at += timedelta(hours=1)
    server.answers["/f"] = says(b"", status=304)
    (again,) = news(begun, refresh=True, private=True)
    assert len(again.items) == 2
    assert again.fresh == frozenset()
    asked = server.asked[1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    set_alert(begun, "near", places=["Köln"])
    (near,) = news(begun)
    assert [(item.title, names) for item, names in near.items] == [("Data Scientist", ("near",))]
    leave(begun, "1")
    assert feeds(begun.state()) == ()


def test_a_clock_that_was_put_back_does_not_keep_a_feed_from_being_asked(begun: Desk, server: Server, clock: Clock):
    server.answers["/f"] = says(RSS)
    follow(begun, f"{server.url}/f", private=True)
    clock.at -= timedelta(days=400)
    news(begun, refresh=True, private=True)
    assert len(server.asked) == 2


def test_without_a_network_what_was_kept_is_shown(begun: Desk, server: Server, clock: Clock):
    server.answers["/f"] = says(RSS)
    follow(begun, f"{server.url}/f", private=True)
    clock.at += timedelta(hours=1)
    server.answers["/f"] = says(b"", status=500)
    (one,) = news(begun, refresh=True, private=True)
    assert len(one.items) == 2
    assert "what was kept" in one.told


def test_a_feed_that_was_never_read_is_not_followed(begun: Desk, server: Server):
    server.answers["/f"] = says("<html><p>no feed</p></html>")
    with pytest.raises(Misuse):
        follow(begun, f"{server.url}/f", private=True)
    assert feeds(begun.state()) == ()


def test_a_private_address_is_refused_before_anything_is_sent(server: Server):
    with pytest.raises(Misuse) as refusal:
        fetch(f"{server.url}/f")
    assert refusal.value.code == "private-address"
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
    ],
)
def test_every_kind_of_private_address_is_refused(url: str):
    with pytest.raises(Misuse):
        fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://e.org/",
        "http://",
        "x",
        "http://a:b@e.org/",
        "http://e.org:99999/",
        "http://e.org/\r\nX: y",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str):
    with pytest.raises(Misuse):
        fetch(url)


def test_redirects_come_to_an_end(server: Server):
    server.answers["/f"] = says(b"", status=302, Location="/f")
    with pytest.raises(Unavailable):
        fetch(f"{server.url}/f", private=True)
    assert len(server.asked) == 1 + fetching.MOST_REDIRECTS


def test_a_redirect_to_a_file_is_refused(server: Server):
    server.answers["/f"] = says(b"", status=302, Location="file:///etc/passwd")
    with pytest.raises(Misuse):
        fetch(f"{server.url}/f", private=True)


def test_an_endless_feed_is_cut_at_two_megabytes(server: Server):
    server.answers["/f"] = endless
    got = fetch(f"{server.url}/f", private=True)
    assert got.body is not None
    assert len(got.body) == 2 * 1024 * 1024


def test_a_feed_that_only_drips_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    server.answers["/f"] = dripping
    with pytest.raises(Refusal) as refusal:
        fetch(f"{server.url}/f", private=True)
    assert refusal.value.code == "offline"
