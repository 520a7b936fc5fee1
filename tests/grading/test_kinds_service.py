"""A service is judged running: what it answers, how it ends, and what the verdict shows of both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hillclimb.grading import Ending, Judge, Verdict, sample_files
from hillclimb.grading.traffic.http import Request
from hillclimb.ground import Seed

from .kinds import graded, lab_of, why


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


SERVICE = """
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

threading.stack_size(1 << 18)
ThreadingHTTPServer.request_queue_size = 64


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/slow":
            time.sleep(0.4)
        if self.path == "/exit":
            os._exit(4)
        if self.path == "/file":
            return self.answer(200, os.path.exists("data/given.txt"))
        if self.path == "/colour":
            return self.answer(200, os.environ.get("COLOUR"))
        self.answer(200 if self.path in ("/health", "/slow") else 404, {"path": self.path})

    def do_POST(self):
        value = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with open("seen.txt", "a") as file:
            file.write("x")
        self.answer(200, {"twice": 2 * value["x"], "seen": len(open("seen.txt").read())})


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Desk).serve_forever()
"""
SETTINGS = 'start = "python main.py"\nseconds_to_start = 5\n'


@pytest.fixture
def run(judge: Judge, tmp_path: Path):
    def ran(body: str, code: str = SERVICE, settings: str = SETTINGS, **more: object) -> Verdict:
        lab = lab_of(tmp_path / "lab", "service", body, files=("main.py", "service.toml"), **more)
        solution = tmp_path / "lab" / "solution"
        solution.mkdir(exist_ok=True)
        (solution / "main.py").write_text(SERVICE)
        (solution / "service.toml").write_text(SETTINGS)
        return graded(judge, lab, {"main.py": code, "service.toml": settings})

    return ran


def test_it_is_asked_and_answers(run):
    body = """
service = submission.start(files={"data/given.txt": b"here"}, environment={"COLOUR": "green"})
same(service.get("/colour").has(200).json(), "green", "the colour")
same(service.post("/double", json={"x": 4}).has(200).json(), {"twice": 8, "seen": 1}, "the answer")
expect(service.get("/file").json(), "the file is missing")
service.remove("data/given.txt")
expect(not service.get("/file").json(), "the file is still there")
replies = service.together([Request(method="GET", path=f"/{turn}") for turn in range(20)])
same([reply.json()["path"] for reply in replies], [f"/{turn}" for turn in range(20)], "the paths")
"""
    verdict = run(body)
    assert verdict.ending is Ending.PASSED, why(verdict)
    assert '"GET /file HTTP/1.1" 200' in verdict.output


def test_requests_leave_at_their_seconds_and_come_back_in_their_order(run):
    body = """
service = submission.start()
plan = [(0.3, Request(method="GET", path="/late")), (0.0, Request(method="GET", path="/slow"))]
marks = []
late, slow = service.paced(plan, during={0.1: lambda: marks.append(1)})
same([late.json()["path"], slow.json()["path"], marks], ["/late", "/slow", [1]], "the replies")
expect(late.at == 0.3 and slow.seconds >= 0.4, "the seconds")
"""
    verdict = run(body)
    assert verdict.ending is Ending.PASSED, why(verdict)


def test_a_broken_promise_can_be_sent_again(run):
    verdict = run("submission.start().post('/double', json={'y': 1}).has(422)")
    assert verdict.ending is Ending.FAILED
    failure = verdict.first_failure
    assert failure is not None
    assert failure.example is not None
    assert "POST /double got no response" in failure.message
    assert failure.example.given["request"].startswith("curl -i -X POST http://127.0.0.1:8000/double")
    assert failure.example.got.startswith("no response: it closed the connection")
    assert failure.example.request is not None
    kept = Verdict.from_json(verdict.to_json()).first_failure
    assert kept == failure
    assert Request.from_json(failure.example.request).body == b'{"y": 1}'


def test_what_it_wrote_outlives_a_restart_and_no_start(run):
    body = """
service = submission.start()
service.post("/double", json={"x": 1})
service.restart()
same(service.post("/double", json={"x": 1}).json()["seen"], 2, "after SIGTERM")
service.kill()
expect("refused" in service.get("/health").lost, "it is still there")
service.restart()
same(service.post("/double", json={"x": 1}).json()["seen"], 3, "after SIGKILL")
same(submission.start().post("/double", json={"x": 1}).json()["seen"], 1, "on an empty disk")
"""
    verdict = run(body, seconds=20.0)
    assert verdict.ending is Ending.PASSED, why(verdict)


def test_traffic_is_shown_over_time(run):
    body = """
service = submission.start()
load = Load(seconds=2.0, rate=30.0)
health = Request(method="GET", path="/health")
found = service.traffic(load, [health], draw, during={0.9: service.kill, 1.0: service.restart})
expect(found.errors < len(found.replies) / 2, f"{found.errors} errors")
expect(0 < found.percentile(0.5) < 2000, "no latency")
"""
    verdict = run(body, seconds=20.0)
    assert verdict.ending is Ending.PASSED, why(verdict)
    line = verdict.timeline
    assert line is not None
    assert line.seconds == 2.0
    assert sum(bucket.requests for bucket in line.buckets) > 20
    assert [mark.what for mark in line.marks] == ["SIGKILL", "starts again"]
    assert Verdict.from_json(verdict.to_json()).timeline == line


def test_waiting_for_others_counts_as_latency(run):
    body = """
service = submission.start()
slow = Request(method="GET", path="/slow")
found = service.traffic(Load(seconds=0.5, rate=300.0), [slow], draw, timeout=8.0)
same(found.errors, 0, "errors")
expect(found.percentile(1.0) > 700, f"the slowest took {found.percentile(1.0):.0f} ms: the queue was not counted")
"""
    verdict = run(body, seconds=20.0)
    assert verdict.ending is Ending.PASSED, why(verdict)


def test_the_reference_is_measured_on_our_clock(run):
    body = """
import time
reference = submission.reference()
expect(reference.get("/health").status == 200, "the reference")
for _ in range(8):
    reference.get("/slow")
same(submission.start().get("/health").status, 200, "the service")
"""
    verdict = run(body, seconds=3.0)
    assert verdict.ending is Ending.PASSED, why(verdict)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("start = [", "not TOML"),
        ("health = '/health'", "does not say how to `start`"),
        ("start = 'python main.py'\nworkers = 4", "'workers'"),
        ("start = 'python main.py'\nhealth = 'x'", "`health`"),
        ("start = 'python main.py'\nseconds_to_start = 900", "60 seconds"),
        ("start = 'python \"main.py'", "a quote"),
        ("start = 'python'", "no command"),
        ("start = 'python other.py'", "ended before it was well"),
        ("start = 'flask run'", "ended before it was well"),
    ],
)
def test_settings_that_cannot_be_followed_are_named(run, settings: str, says: str):
    verdict = run("submission.start()", settings=settings)
    assert verdict.ending is Ending.BROKEN, why(verdict)
    assert says in verdict.headline


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("print('no model here')\nraise SystemExit(3)", "exit status 3"),
        ("import time\ntime.sleep(60)", "not well within 1 s"),
        ("def f(:", "exit status 1"),
    ],
)
def test_one_that_never_gets_well_is_broken(run, code: str, says: str):
    verdict = run("submission.start()", code=code, settings=SETTINGS.replace("5", "1"))
    assert verdict.ending is Ending.BROKEN, why(verdict)
    assert says in verdict.headline


def test_one_that_uses_up_its_time_is_stopped(run):
    body = "service = submission.start()\nfor _ in range(99):\n    service.get('/slow')"
    verdict = run(body, seconds=2.0)
    assert verdict.ending is Ending.STOPPED, why(verdict)
    assert verdict.stop is not None
    assert verdict.stop.limit == "time"


def test_one_that_ends_on_its_own_is_a_lost_response(run):
    verdict = run("submission.start().get('/exit').has(200)")
    assert verdict.ending is Ending.FAILED, why(verdict)
    assert "no response" in why(verdict)


def test_practice_files_are_given_as_they_are(tmp_path: Path):
    lab = lab_of(tmp_path / "lab", "service", "pass", files=("main.py", "service.toml"))
    practice = 'return {"model.bin": bytes(draw.integers(0, 9, 4).tolist())}'
    with (lab.folder / "grader.py").open("a") as file:
        file.write(f"\n\n@sample\ndef practice(draw):\n    {practice}\n")
    found = sample_files(lab, Seed.of("practice"))
    assert list(found) == ["model.bin"]
    assert len(found["model.bin"]) == 4
    assert found == sample_files(lab, Seed.of("practice"))
