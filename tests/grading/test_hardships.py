"""What a service is given (a database, secrets), and what befalls it: no database, no disk, clients as they are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hillclimb.grading import Ending, Judge, Verdict

from .kinds import graded, lab_of, why

SERVICE = """
import base64
import json
import os
import sqlite3
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

threading.stack_size(1 << 18)
PATH = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
MODE = sys.argv[1]


def connected():
    made = sqlite3.connect(PATH, timeout=0.05, isolation_level=None)
    made.execute(f"PRAGMA journal_mode = {MODE}")
    made.execute("CREATE TABLE IF NOT EXISTS orders (key TEXT PRIMARY KEY, amount INTEGER)")
    return made


connected()


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 0.4

    def answer(self, status, value, **headers):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        secret = os.environ.get("SIGNING_KEY", "")
        match self.path:
            case "/slow":
                time.sleep(0.5)
                return self.answer(200, "done")
            case "/long":
                return self.answer(200, "x" * 60000)
            case "/header":
                return self.answer(200, "", link="/download?sig=" + secret.encode().hex().upper())
            case "/basic":
                return self.answer(200, base64.b64encode(b"user:" + secret.encode() + b"!").decode())
            case "/print":
                print("the key is", secret, flush=True)
            case "/orders":
                try:
                    return self.answer(200, connected().execute("SELECT count(*), sum(amount) FROM orders").fetchone())
                except sqlite3.OperationalError as error:
                    return self.answer(503, str(error))
            case "/write":
                try:
                    with open("grows.bin", "ab") as file:
                        file.write(b"x" * 100000)
                except OSError as error:
                    return self.answer(507, str(error))
        self.answer(200, {"path": self.path})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if len(body) < int(self.headers["content-length"]):
            return
        try:
            with connected() as made:
                made.execute("INSERT INTO orders VALUES (?, ?) ON CONFLICT DO NOTHING", list(json.loads(body)))
        except sqlite3.OperationalError as error:
            return self.answer(503, str(error))
        self.answer(201, "noted")


def leave(*_):
    threading.Thread(target=server.shutdown).start()


import signal

server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Desk)
server.daemon_threads = False
signal.signal(signal.SIGTERM, leave)
server.serve_forever()
server.server_close()
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture
def run(judge: Judge, tmp_path: Path):
    def ran(body: str, code: str = SERVICE, mode: str = "delete", **more: object) -> Verdict:
        lab = lab_of(tmp_path / "lab", "service", body, files=("main.py", "service.toml"), seconds=30.0, **more)
        lab = replace(lab, database="sqlite", secrets=("SIGNING_KEY",))
        return graded(judge, lab, {"main.py": code, "service.toml": f'start = "python main.py {mode}"'})

    return ran


def passes(verdict: Verdict) -> None:
    assert verdict.ending is Ending.PASSED, why(verdict)


def fails(verdict: Verdict, says: str) -> None:
    assert verdict.ending is Ending.FAILED, why(verdict)
    assert says in why(verdict)


@pytest.mark.parametrize("mode", ["delete", "wal", "truncate"])
def test_its_database_outlives_it_and_is_read_when_it_has_ended(run, mode: str):
    body = """
service = submission.start()
service.post("/", json=["a", 3]).has(201)
service.restart()
service.post("/", json=["b", 4]).has(201)
service.kill()
found = service.database.read()
found.ask("SELECT key, amount FROM orders").matches(["key", "amount"], [("a", 3), ("b", 4)])
same(found.ask("SELECT amount FROM orders WHERE key = ?", ["b"]).rows, ((4,),), "one amount")
expect(b"CREATE TABLE" in found.bytes, "no bytes")
service.restart()
same(service.get("/orders").json(), [2, 7], "after the reading")
service.database.read()
expect(service.get("/health").lost, "reading ends the service")
fresh = submission.start()
same(fresh.get("/orders").json(), [0, None], "a fresh start")
"""
    passes(run(body, mode=mode))


def test_what_a_crash_left_half_done_is_rolled_back(run):
    code = SERVICE.replace(
        'made.execute("INSERT INTO orders VALUES (?, ?) ON CONFLICT DO NOTHING", list(json.loads(body)))',
        """made.execute("PRAGMA cache_size = 1")
                made.execute("PRAGMA cache_spill = 1")
                made.execute("BEGIN IMMEDIATE")
                made.execute("UPDATE orders SET amount = 0")
                for turn in range(3000):
                    made.execute("INSERT INTO orders VALUES (?, 1)", [f"half-{turn}-" + "x" * 400])
                print("half", os.path.exists(PATH + "-journal"), flush=True)
                time.sleep(30)""",
    ).replace(
        "connected()\n\n\nclass", "connected().execute(\"INSERT OR IGNORE INTO orders VALUES ('a', 7)\")\n\n\nclass"
    )
    body = """
import time
service = submission.start()
expect(service.post("/", json=["b", 1], timeout=2.0).lost, "it answered")
expect("half True" in service.log, "no journal yet")
service.kill()
same(service.database.read().ask("SELECT key, amount FROM orders").rows, (("a", 7),), "the rows")
"""
    passes(run(body, code=code))


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_its_database_goes_away_and_comes_back(run, mode: str):
    body = """
service = submission.start()
service.post("/", json=["a", 3]).has(201)
service.database.take()
service.post("/", json=["b", 4]).has(503)
service.get("/orders").has(*READS)
service.database.give_back()
service.post("/", json=["b", 4]).has(201)
same(service.get("/orders").json(), [2, 7], "the orders")
requests = [json_request("POST", "/", ["c", 1])]
found = service.traffic(Load(seconds=1.5, rate=30.0), requests, draw, timeout=8.0,
    during={0.5: service.database.take, 1.0: service.database.give_back})
expect({503} < {reply.status for reply in found.replies} <= {201, 503}, {reply.status for reply in found.replies})
"""
    verdict = run(body.replace("READS", "(200,)" if mode == "wal" else "(503,)"), mode=mode)
    passes(verdict)
    assert verdict.timeline is not None
    assert [mark.what for mark in verdict.timeline.marks] == ["the database goes away", "the database is back"]


def test_a_service_that_never_lets_go_is_told(run):
    code = SERVICE.replace("connected()\n\n\nclass", 'held = connected()\nheld.execute("BEGIN IMMEDIATE")\n\n\nclass')
    fails(run("submission.start().database.take()", code=code), "held its database locked")


def test_a_service_without_a_database_is_told(run):
    code = SERVICE.replace("connected()\n\n\nclass", "class")
    fails(run("submission.start().database.take()", code=code), "no database where DATABASE_URL says")
    fails(run("submission.start().database.read().ask('SELECT 1')", code=code), "there is no database")


HOSTILE = """
import os, shutil, sqlite3
folder = os.path.dirname(PATH)
os.makedirs(folder, exist_ok=True)
{mischief}
"""


@pytest.mark.parametrize(
    ("mischief", "says"),
    [
        ("os.symlink('/lib', PATH)", "there is no database"),
        ("os.symlink(os.path.abspath('main.py'), PATH)", "there is no database"),
        ("os.rmdir(folder)\nos.symlink('/', folder)", "there is no database"),
        ("os.mkdir(PATH)", "there is no database"),
        ("open(PATH, 'wb').write(b'SQLite format 3' + bytes(9000))", "file is not a database"),
        ("open(PATH, 'wb').truncate(40 << 20)", "larger than 32 MB"),
        ("sqlite3.connect(PATH).executescript('CREATE VIEW orders AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL "
         "SELECT n + 1 FROM t) SELECT n AS key FROM t')", "interrupted"),
        ("sqlite3.connect(PATH).executescript('CREATE TABLE hidden (a); CREATE VIEW orders AS SELECT "
         "load_extension(\\'x\\') AS key')", "orders"),
        ("sqlite3.connect(PATH).executescript('CREATE VIEW orders AS SELECT zeroblob(900000000) AS key')",
         "too big"),
    ],
)  # fmt: skip
def test_a_hostile_database_is_a_finding_and_no_more(run, mischief: str, says: str):
    code = SERVICE.replace("connected()\n\n\nclass", HOSTILE.format(mischief=mischief) + "\n\nclass")
    body = "submission.start().database.read().ask('SELECT max(key) FROM orders')"
    fails(run(body, code=code, disk_mb=64), says)


def test_the_disk_is_full_for_a_while(run, judge: Judge):
    body = """
service = submission.start()
if service.disk.fill():
    service.get("/write").has(507)
    service.post("/", json=["a", 3]).has(503)
    service.get("/health").has(200)
    service.disk.give_back()
service.get("/write").has(200)
service.post("/", json=["a", 3]).has(201)
"""
    verdict = run(body)
    passes(verdict)


def test_each_judgement_has_secrets_of_its_own_and_the_service_has_them(run):
    body = """
key = submission.secrets["SIGNING_KEY"]
expect(len(key) > 20, key)
service = submission.start()
expect(key.encode().hex().upper() in service.get("/header").headers["link"], "another secret")
"""
    passes(run(body))


@pytest.mark.parametrize(
    ("path", "says"), [("/header", "in hex"), ("/basic", "in base64"), ("/print", "The log holds the secret")]
)
def test_a_secret_that_gets_out_is_found(run, path: str, says: str):
    body = f"""
service = submission.start()
service.keeps_secrets()
service.get("{path}").has(200)
service.restart()
service.keeps_secrets()
"""
    fails(run(body), says)


def test_secrets_that_are_made_while_it_runs_can_be_looked_for(run):
    body = """
service = submission.start()
service.post("/", json=["key-number-one", 3]).has(201)
conceals(service.log, {"an API key": "key-number-one"}, where="The log")
conceals(service.database.read(), {"an API key": "key-number-one"}, where="The database")
"""
    fails(run(body), "The database holds the secret an API key")


def test_clients_are_awkward_and_others_are_served(run):
    body = """
order = json_request("POST", "/", ["a", 3])
service = submission.start()
service.clients.abandon(order, share=0.7)
same(service.get("/orders").json(), [0, None], "half a request counts for nothing")
service.clients.trickle(order, seconds=0.6).has(201)
expect(service.clients.trickle(order, seconds=0.6).seconds > 0.5, "not slow")
long = service.clients.dawdle(Request(method="GET", path="/long"), seconds=0.5).has(200)
expect(long.seconds > 0.4 and len(long.body) == 60002, "the long response")
replies = service.clients.insist(json_request("POST", "/", ["b", 4]), times=3)
same(len(replies), 4, "replies")
expect({reply.status for reply in replies} <= {201, 503}, replies)
same(service.get("/orders").json(), [2, 7], "each order once")
expect(b"400" in service.clients.say(b"GET /health HTTP/9 nonsense\\r\\n\\r\\n\\x00\\xff"), "no 400")
two = service.clients.say(b"GET /health HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n" * 2)
same(two.count(b"HTTP/1.1 200"), 2, "two requests on one line")
slow = lambda: service.clients.trickle(order, seconds=0.8)
found = service.traffic(Load(seconds=1.0, rate=20.0), [order], draw, timeout=4.0, during={0.1: slow, 0.15: slow})
same(found.errors, 0, "errors beside slow clients")
"""
    passes(run(body))


def test_what_was_begun_is_finished_when_it_is_told_to_end(run):
    body = """
service = submission.start()
replies = service.drain([Request(method="GET", path="/slow")] * 4)
same([reply.status for reply in replies], [200] * 4, "what was begun")
expect(service.ended(), "it is still there")
expect(service.cpu_seconds > 0.01, "no time at all")
"""
    passes(run(body))
    hasty = SERVICE.replace("def leave(*_):\n", "def leave(*_):\n    os._exit(0)\n")
    fails(run(body, code=hasty), "what was begun")
