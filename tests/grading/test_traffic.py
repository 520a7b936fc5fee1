"""When requests come, what became of them over time, and what counts as a response."""

import json
import math
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from hillclimb.company import Draw
from hillclimb.grading.labkit import Failed
from hillclimb.grading.traffic.arrivals import Burst, Load, arrivals, rate_at
from hillclimb.grading.traffic.http import MOST_HEADER_BYTES, Reply, Request, Response, Unacceptable, json_request
from hillclimb.grading.traffic.timeline import Mark, Sample, Timeline, percentile, timeline_of
from hillclimb.ground import Seed

loads = some.builds(
    Load,
    seconds=some.floats(0.5, 20),
    rate=some.floats(0.5, 200),
    daily=some.floats(0, 1),
    bursts=some.lists(
        some.builds(Burst, at=some.floats(0, 20), seconds=some.floats(0.1, 5), times=some.floats(1, 4)), max_size=2
    ).map(tuple),
)


@settings(max_examples=25, deadline=None)
@given(load=loads, seed=some.integers(0, 10**6))
def test_requests_come_in_order_within_the_stretch_and_the_same_for_a_draw(load: Load, seed: int):
    found = arrivals(load, Draw(Seed.of(seed)))
    assert list(found) == sorted(found)
    assert all(0 <= at < load.seconds for at in found)
    assert found == arrivals(load, Draw(Seed.of(seed)))


@settings(max_examples=20, deadline=None)
@given(load=loads)
def test_as_many_come_as_the_rate_says(load: Load):
    steps = 400
    due = sum(rate_at(load, (turn + 0.5) * load.seconds / steps) for turn in range(steps)) * load.seconds / steps
    found = sum(len(arrivals(load, Draw(Seed.of("many", turn)))) for turn in range(3))
    assert abs(found - 3 * due) < 6 * math.sqrt(3 * due) + 8 + 0.03 * 3 * due


def test_a_burst_is_denser_than_the_rest():
    load = Load(seconds=100, rate=20, bursts=(Burst(at=40, seconds=10, times=5),))
    found = arrivals(load, Draw(Seed.of("burst")))
    inside = sum(40 <= at < 50 for at in found)
    assert 800 < inside < 1200
    assert 1600 < len(found) - inside < 2000


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"rate": 0}, {"daily": 1.5}, {"seconds": 1e6}])
def test_a_load_that_cannot_be_sent_is_refused(wrong: dict[str, float]):
    with pytest.raises(ValueError, match="no load"):
        Load(**{"seconds": 1.0, "rate": 1.0} | wrong)


@settings(max_examples=50, deadline=None)
@given(values=some.lists(some.floats(0, 1e6), min_size=1), share=some.floats(0.01, 1))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(values: list[float], share: float):
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert all(sum(value <= other for value in values) < share * len(values) for other in values if other < found)


samples = some.lists(
    some.builds(Sample, at=some.floats(0, 30), seconds=some.floats(0, 5), answered=some.booleans()), max_size=200
)


@settings(max_examples=50, deadline=None)
@given(found=samples, seconds=some.floats(0.1, 300))
def test_every_request_is_in_one_bucket(found: list[Sample], seconds: float):
    line = timeline_of(found, seconds, [Mark(at=0.5, what="SIGTERM")])
    assert sum(bucket.requests for bucket in line.buckets) == len(found)
    assert sum(bucket.errors for bucket in line.buckets) == sum(not sample.answered for sample in found)
    assert len(line.buckets) <= 41
    for bucket in line.buckets:
        if bucket.p50 is not None and bucket.p95 is not None and bucket.p99 is not None:
            assert bucket.p50 <= bucket.p95 <= bucket.p99
    assert Timeline.from_json(json.loads(json.dumps(line.to_json()))) == line


def response(body: bytes, *, piece: int = 7) -> Response:
    found = Response(most_body=1000)
    for at in range(0, len(body), piece):
        found.feed(body[at : at + piece])
    return found


WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello"


@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_a_response_is_read_in_any_pieces(piece: int):
    found = response(WHOLE, piece=piece)
    assert (found.done, found.keep_alive, found.status, found.body) == (True, True, 200, b"hello")
    assert found.headers == {"content-length": "5", "x-a": "b"}


def test_interim_responses_are_passed_over():
    found = response(b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE)
    assert (found.status, found.body, found.headers) == (200, b"hello", {"content-length": "5", "x-a": "b"})


def test_a_response_may_end_with_its_connection():
    found = response(b"HTTP/1.1 200 OK\r\n\r\nhello")
    assert (found.done, found.ended(), found.body) == (False, True, b"hello")
    assert not response(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").ended()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"hello there\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000, "body is larger"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000, "body is larger"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * (MOST_HEADER_BYTES + 100), "headers are larger"),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: y\r\n" % turn for turn in range(300)), "more than 200 headers"),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", "another protocol|interim|not HTTP"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20, "interim"),
        (WHOLE + WHOLE, "second|not HTTP"),
    ],
)
def test_what_is_no_response_is_refused(body: bytes, says: str):
    with pytest.raises(Unacceptable, match=says):
        response(body, piece=1000)


@settings(max_examples=50, deadline=None)
@given(body=some.binary(max_size=300), piece=some.integers(1, 50))
def test_no_bytes_do_more_than_be_refused(body: bytes, piece: int):
    for start in (b"", b"HTTP/1.1 200 OK\r\n", WHOLE[:-5]):
        with suppress(Unacceptable):
            assert len(response(start + body, piece=piece).body) <= 1000


def test_a_broken_promise_is_shown_as_a_command_and_a_response():
    reply = Reply(
        request=json_request("POST", "/predict", {"cover": "it's"}), status=500, body=b"oops \x1b[31m" + b"x" * 900
    )
    with pytest.raises(Failed) as failed:
        reply.has(200, 201, why="Valid.")
    assert failed.value.message == "POST /predict answered 500 where 200 or 201 is right. Valid."
    assert "\x1b" not in failed.value.got
    assert len(failed.value.got) < 600
    command = repr((failed.value.given or {})["request"])
    assert command.startswith("curl -i -X POST http://127.0.0.1:8000/predict -H 'content-type: application/json' ")
    lost = Reply(request=Request(method="GET", path="/"), lost="nobody listens")
    with pytest.raises(Failed, match="got no response"):
        lost.has(200)


@pytest.mark.parametrize("body", [b"", b"nope", b'{"p": NaN}', b"[" * 100_000, b"9" * 5000, b"\xff"])
def test_a_body_that_is_not_json_is_the_services_failure(body: bytes):
    with pytest.raises(Failed, match="not JSON"):
        Reply(request=Request(method="GET", path="/"), status=200, body=body).json()


def test_a_body_in_chunks_is_sent_without_a_length():
    request = Request(method="POST", path="/", body=b"1\r\nx\r\n0\r\n\r\n", headers={"Transfer-Encoding": "chunked"})
    assert b"content-length" not in request.payload(8000)
    assert b"content-length: 1\r\n" in Request(method="POST", path="/", body=b"x").payload(8000)
