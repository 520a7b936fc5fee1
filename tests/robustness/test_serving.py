"""`hillclimb up` where the port is taken, where it is interrupted, and where it is killed."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import urllib.request

import pytest

from tests.cli.terminal import TRACES, Terminal, refused
from tests.robustness.test_kills import alive, below, until


@pytest.fixture
def taken() -> object:
    """A port that another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def serving(terminal: Terminal) -> tuple[subprocess.Popen[str], str]:
    """Start the app on any free port; return it with its address once it answers."""
    process = terminal.start("up", "--port", "0", "--no-browser")
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert found is not None
    return process, found[0]


def test_a_port_that_is_taken_is_told_with_a_free_one(terminal: Terminal, taken: int) -> None:
    done = terminal.run("up", "--port", str(taken), "--no-browser", "--json")
    assert (done.status, done.err) == (2, "")
    error = done.json["error"]
    assert error["code"] == "port-in-use"
    assert error["message"] == f"Port {taken} is used by another program."
    assert re.search(r"hillclimb up --port \d+", error["hint"])


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999"])
def test_a_port_that_is_none_is_told(terminal: Terminal, port: str) -> None:
    assert "is no port" in refused(terminal.run("up", "--port", port, "--no-browser"))


def test_starting_it_twice_tells_where_it_runs(terminal: Terminal) -> None:
    process, address = serving(terminal.begin())
    port = address.rstrip("/").rpartition(":")[2]
    again = terminal.run("up", "--port", port, "--no-browser")
    assert again.status == 0
    assert f"already runs for {terminal.home}" in again.out
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert not any(trace in err for trace in TRACES)


def test_a_terminal_and_the_app_share_one_record(terminal: Terminal) -> None:
    process, address = serving(terminal.begin())
    terminal.did("lesson", "counting")
    with urllib.request.urlopen(f"{address}api/status", timeout=20) as answer:
        assert json.load(answer)["events"] == 2
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert terminal.events() == ["profile-declared", "lesson-read"]


def test_killing_the_app_leaves_nobody_behind_and_a_sound_record(terminal: Terminal) -> None:
    process, _ = serving(terminal.begin())
    started = below(process.pid)
    process.kill()
    process.communicate()
    until(lambda: not any(alive(child) for child in started), "all that it started has ended")
    assert terminal.said("status")["events"] == 1
