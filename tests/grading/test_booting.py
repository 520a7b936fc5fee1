"""A service boots in a network of its own, is dialled from outside, and is gone when it is ended."""

import errno
import os
import socket
import time
from collections.abc import Iterator

import pytest

from hillclimb.content import Limits
from hillclimb.grading.booting import Boot, Dock, Start
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Fault
from hillclimb.testing.traces import adopt_orphans, descendants, settled

ECHO = """
import os
import signal
import socket
import sys

def leave(*_):
    print("leaving", flush=True)
    sys.exit(0)

signal.signal(signal.SIGTERM, leave)
made = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", os.environ.get("COLOUR"), flush=True)
while True:
    taken, _ = made.accept()
    with taken:
        text = taken.recv(100)
        if text == b"count":
            with open("count", "a") as file:
                file.write("x")
            text = open("count").read().encode()
        taken.sendall(text)
"""
LIMITS = Limits(seconds=10.0, memory_mb=256, disk_mb=4, output_kb=64)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkSandbox]:
    adopt_orphans()
    made = ForkSandbox((), service=True)
    made.wait_ready()
    yield made
    made.close()


@pytest.fixture
def dock(sandbox: ForkSandbox) -> Iterator[Dock]:
    made = Dock(sandbox, LIMITS)
    yield made
    made.close()


def booted(dock: Dock, code: str, **environment: str) -> Boot:
    start = Start(files={"main.py": code.encode()}, arguments=["main.py", str(dock.port)], environment=environment)
    return dock.boot(start, time.monotonic() + 10.0)


def dialled(boot: Boot) -> socket.socket:
    until = time.monotonic() + 8.0
    while (made := boot.dial()) is None:
        assert boot.running(), boot.output
        assert time.monotonic() < until, boot.output
        time.sleep(0.01)
    made.settimeout(5.0)
    return made


def said(boot: Boot, text: bytes) -> bytes:
    with dialled(boot) as line:
        line.sendall(text)
        return line.recv(100)


def test_it_answers_over_a_connection_that_is_handed_out(dock: Dock):
    boot = booted(dock, ECHO, COLOUR="green")
    assert said(boot, b"hello") == b"hello"
    boot.terminate()
    assert boot.waits_for_end(5.0)
    boot.end()
    assert boot.stopped() is None
    assert boot.output == "listening green\nleaving\n"
    assert "exit status 0" in boot.how()


def test_it_listens_where_nobody_else_can(sandbox: ForkSandbox, dock: Dock):
    if "network namespace" not in sandbox.protections:
        pytest.skip("no network of its own here")
    boot = booted(dock, ECHO)
    assert said(boot, b"hello") == b"hello"
    with socket.socket() as outside:
        assert outside.connect_ex(("127.0.0.1", dock.port)) == errno.ECONNREFUSED
    boot.end()


def test_its_disk_outlives_a_kill_but_not_the_judgement(sandbox: ForkSandbox, dock: Dock):
    for turn in (1, 2):
        boot = booted(dock, ECHO)
        assert said(boot, b"count") == b"x" * turn
        boot.end()
    dock.clear()
    boot = booted(dock, ECHO)
    assert said(boot, b"count") == b"x"
    dock.remove("count")
    assert said(boot, b"count") == b"x"
    boot.end()


def test_nothing_is_left_of_it(sandbox: ForkSandbox, dock: Dock):
    quiet, open_before = descendants(os.getpid()), len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        boot = booted(dock, ECHO)
        assert said(boot, b"hello") == b"hello"
        boot.end()
    assert settled(quiet)
    assert len(os.listdir("/proc/self/fd")) == open_before


def test_one_that_ends_at_once_is_known_to_have_ended(dock: Dock):
    boot = booted(dock, "import sys\nprint('no model')\nsys.exit(3)\n")
    assert boot.waits_for_end(5.0)
    assert boot.dial() is None
    boot.end()
    assert (boot.output, "exit status 3" in boot.how()) == ("no model\n", True)


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', {port}), 1)",
        "socket.create_server(('127.0.0.1', {port} + 1))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX)",
        "os.fork()",
        "os.execv('/bin/sh', ['sh'])",
    ],
)
def test_it_may_listen_on_its_port_and_nothing_else(sandbox: ForkSandbox, dock: Dock, attempt: str):
    if "landlock" not in sandbox.protections or "seccomp" not in sandbox.protections:
        pytest.skip("walls are missing here")
    code = f"import os, socket\ntry:\n    {attempt.format(port=dock.port)}\n    print('did')\n"
    boot = booted(dock, code + "except OSError as error:\n    print(error.errno in (1, 2, 13))\n")
    assert boot.waits_for_end(5.0)
    boot.end()
    assert boot.output == "True\n"


def test_what_arrives_instead_of_a_connection_is_refused(dock: Dock):
    boot = booted(dock, ECHO)
    assert said(boot, b"hello") == b"hello"
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    kept, boot._line = boot._line, ours
    readable, writable = os.pipe()
    open_before = len(os.listdir("/proc/self/fd"))
    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for descriptors, body in (([readable], b"\0\0"), ([datagram.fileno()], b"\0\0"), ([writable], b"\0\1"), ([], b"?")):
        socket.send_fds(theirs, [body], descriptors)
        with pytest.raises(Fault):
            boot.take()
    datagram.close()
    assert len(os.listdir("/proc/self/fd")) == open_before
    boot._line = kept
    for line in (ours, theirs):
        line.close()
    for descriptor in (readable, writable):
        os.close(descriptor)
    boot.end()
