"""The live streams, over a real socket: checks as they end, and what other programs record."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from hillclimb.actions import Home, begin, open_desk, open_lab, read_lesson

TINY = Path(__file__).parents[1] / "packs" / "tiny"


class Stream:
    """The events of one stream, read one at a time."""

    def __init__(self, address: str) -> None:
        self._answer = urllib.request.urlopen(address, timeout=20)
        assert self._answer.headers["content-type"].startswith("text/event-stream")
        self._events = self._read()

    def next(self) -> tuple[str, dict]:
        return next(self._events)

    def until(self, name: str) -> list[tuple[str, dict]]:
        found = []
        while not found or found[-1][0] != name:
            found.append(self.next())
        return found

    def close(self) -> None:
        self._answer.close()

    def _read(self) -> Iterator[tuple[str, dict]]:
        name = ""
        for raw in self._answer:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


def post(address: str) -> dict:
    request = urllib.request.Request(address, b"{}", {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_checks_arrive_in_order_before_the_verdict_is_asked_for(home: Home, served: Callable[[], str]) -> None:
    desk = open_desk(home, TINY)
    begin(desk, role="scaler", hours=(1,) * 7, background="typed")
    open_lab(desk, "double")
    address = served()
    stream = Stream(f"{address}/labs/double/live")
    assert stream.next()[0] == "ready"
    verdicts: list[dict] = []
    asking = threading.Thread(target=lambda: verdicts.append(post(f"{address}/api/check/double")))
    asking.start()
    found = stream.until("over")
    asking.join()
    stream.close()
    told = [(event["name"], event["outcome"]) for name, event in found if name == "checked"]
    assert found[0][0] == "started"
    assert told[0] == ("doubles", "failed")
    assert told == [(check["name"], check["outcome"]) for check in verdicts[0]["checks"]][: len(told)]


def test_what_the_terminal_records_is_told_to_an_open_page(home: Home, served: Callable[[], str]) -> None:
    desk = open_desk(home, TINY)
    begin(desk, role="scaler", hours=(1,) * 7, background="typed")
    address = served()
    streams = [Stream(f"{address}/live"), Stream(f"{address}/labs/double/live")]
    for stream in streams:
        assert stream.next()[0] == "ready"
    read_lesson(desk, "doubling")
    for stream in streams:
        assert stream.until("record")[-1] == ("record", {"seq": 2})
        stream.close()


def test_open_streams_do_not_hold_up_the_end(home: Home, served: Callable[[], str]) -> None:
    stream = Stream(f"{served()}/live")
    assert stream.next()[0] == "ready"
    # The fixture ends the server while this stream is open, and fails when it does not end.
