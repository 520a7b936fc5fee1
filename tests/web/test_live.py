"""The live streams, over a real socket: checks as they end, and what other programs record."""

from __future__ import annotations

import json
import shutil
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from hillclimb.actions import Home, begin, open_desk, open_lab, read_lesson

TINY = Path(__file__).parents[1] / "packs" / "tiny"
YOUNG = TINY.parent / "kinds" / "labs" / "young-drivers"
TRAFFIC = """
from hillclimb.grading.labkit import Load, check, earned, json_request


@check("bears traffic", teaches="doubling")
def bears(submission, draw):
    service = submission.start()
    asked = json_request("POST", "/price", {"age": 30})
    found = service.traffic(Load(seconds=2.5, rate=20.0), [asked], draw, during={0.8: lambda: service.mark("<b>looks")})
    earned("prices told", len(found.replies) - found.errors, 0.01)
"""


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


def test_traffic_is_drawn_while_it_grows(home: Home, served: Callable[..., str], tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(TINY, pack)
    shutil.copytree(YOUNG, pack / "labs" / "young-drivers")
    (pack / "labs" / "young-drivers" / "grader.py").write_text(TRAFFIC)
    desk = open_desk(home, pack)
    begin(desk, role="scaler", hours=(1,) * 7, background="typed")
    folder = open_lab(desk, "young-drivers").folder
    shutil.copytree(YOUNG / "solution", folder, dirs_exist_ok=True)
    address = served(pack)
    stream = Stream(f"{address}/labs/young-drivers/live")
    verdicts: list[dict] = []
    asking = threading.Thread(target=lambda: verdicts.append(post(f"{address}/api/check/young-drivers")))
    asking.start()
    found = [event for name, event in stream.until("over") if name == "traffic"]
    asking.join()
    stream.close()
    counts = [sum(bucket["requests"] for bucket in event["buckets"]) for event in found]
    assert len(counts) > 1
    assert counts == sorted(counts)
    assert all(event["seconds"] == 2.5 and "<svg" in event["html"] for event in found)
    assert "&lt;b&gt;looks" in found[-1]["html"]
    assert "So far: " in found[0]["html"]
    assert verdicts[0]["verdict"] == "passed"
    assert verdicts[0]["timeline"] == {name: value for name, value in found[-1].items() if name != "html"}
    assert verdicts[0]["bill"]["total"] == round(0.01 * counts[-1], 6)
    page = urllib.request.urlopen(f"{address}/labs/young-drivers", timeout=20).read().decode()
    assert "prices told" in page
    assert f"+{0.01 * counts[-1]:.2f}" in page
