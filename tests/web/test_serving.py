"""`hillclimb up` from the outside: the port, the address, the second start, and the end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hillclimb.actions import Home
from hillclimb.ground import Refusal
from hillclimb.web import serve, serving

TINY = Path(__file__).parents[1] / "packs" / "tiny"
PROGRAM = """
import sys
from pathlib import Path
from hillclimb.actions import Home
from hillclimb.web import serve, serving
home = Home(folder=Path(sys.argv[1]))
serve(home, port=int(sys.argv[2]), open_browser=False, announce=lambda text: print(text, flush=True))
print("ended", flush=True)
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(home: Home) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def begin(port: int = 0) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(home.folder), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HILLCLIMB_PACK": str(TINY)},
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert found
    return int(found[1])


@pytest.mark.parametrize("how", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGINT] * 3])
def test_it_serves_at_the_address_it_said_and_ends_quietly(start: Start, how: list[signal.Signals]) -> None:
    process = start()
    port = port_of(process)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/begin", timeout=30) as answer:
        assert b"Hillclimb" in answer.read()
    stream = urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=30)
    assert stream.readline()
    for one in how:
        process.send_signal(one)
        time.sleep(0.05)
    output, errors = process.communicate(timeout=20)
    assert (output, errors, process.returncode) == ("ended\n", "", 0)


def test_it_listens_on_this_machine_only(start: Start) -> None:
    port = port_of(start())
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_second_start_for_the_same_home_points_to_the_first(start: Start) -> None:
    first = start()
    port = port_of(first)
    output, errors = start(port).communicate(timeout=30)
    assert "already runs" in output
    assert f"127.0.0.1:{port}/" in output
    assert errors == ""
    assert first.poll() is None


def test_a_port_that_another_program_uses_is_refused_with_a_free_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HILLCLIMB_PACK", str(TINY))
    monkeypatch.setattr(serving, "_ASK_SECONDS", 0.5)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        taken.settimeout(0.1)
        port = taken.getsockname()[1]
        with pytest.raises(Refusal) as caught:
            serve(home, port=port, open_browser=False, announce=lambda _: None)
    assert caught.value.code == "port-in-use"
    offered = re.search(r"--port (\d+)", caught.value.hint)
    assert offered
    assert int(offered[1]) != port


def test_the_same_port_with_another_home_is_another_program(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HILLCLIMB_PACK", str(TINY))
    port = port_of(start())
    with pytest.raises(Refusal):
        serve(Home(folder=tmp_path / "other"), port=port, open_browser=False, announce=lambda _: None)


def test_the_app_says_what_it_is(start: Start, home: Home) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port_of(start())}/api/about", timeout=30) as answer:
        body = json.load(answer)
    assert (body["app"], body["home"], body["pack"]["slug"]) == ("hillclimb", str(home.folder), "tiny")
