"""kill -9 of any process at any point: one message where somebody is left to say it, and no event lost or halved."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hillclimb.record import SqliteRecord
from tests.cli.terminal import TRACES, Terminal

SLEEPS = "import time\ndef double(x):\n    time.sleep(600)\n"
SOLUTION = "def double(x): return 2 * x\n"


def children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def below(parent: int) -> list[int]:
    """Return all that a process started, nearest first."""
    found = children(parent)
    for child in tuple(found):
        found += below(child)
    return found


def until(true: Callable[[], object], what: str) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.02)
    pytest.fail(f"not within 20 s: {what}")


def alive(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def judging(terminal: Terminal, *more: str) -> tuple[subprocess.Popen[str], list[int]]:
    """Start a check whose submission sleeps; return it once the submission runs, with all that it started."""
    terminal.begin().hand_in(SLEEPS)
    process = terminal.start("check", "double", *more)
    # The command, the jail's door, the first process inside, and the worker.
    until(lambda: len(below(process.pid)) >= 3, "a worker runs")
    time.sleep(0.1)
    return process, below(process.pid)


def test_killing_the_command_takes_the_submission_with_it_and_records_nothing(terminal: Terminal) -> None:
    process, started = judging(terminal)
    process.kill()
    process.communicate()
    until(lambda: not any(alive(child) for child in started), "all that it started has ended")
    assert terminal.events() == ["profile-declared", "lab-opened"]
    terminal.hand_in(SOLUTION)
    assert terminal.said("check", "double")["attempt"] == 1


@pytest.mark.parametrize("victim", [0, 1], ids=["the jail's door", "the first process inside"])
def test_killing_the_sandbox_is_our_fault_and_costs_nothing(terminal: Terminal, victim: int) -> None:
    process, started = judging(terminal)
    os.kill(started[victim], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3, (out, err)
    assert "could not be judged, and that is our fault" in out
    assert "costs you nothing" in out
    assert not any(trace in out + err for trace in TRACES)
    until(lambda: not any(alive(child) for child in started), "all that it started has ended")
    assert terminal.events() == ["profile-declared", "lab-opened"]


def test_killing_the_submission_is_told_as_its_end(terminal: Terminal) -> None:
    process, started = judging(terminal, "--json")
    os.kill(started[-1], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    assert "ended the process" in out
    assert terminal.events()[-1] == "lab-graded"


def test_a_kill_at_any_moment_of_a_check_leaves_a_sound_record(terminal: Terminal) -> None:
    terminal.begin().hand_in(SOLUTION)
    chance = random.Random(7)
    record = SqliteRecord(terminal.home / "record.db")
    for _ in range(6):
        before = record.events()
        process = terminal.start("check", "double", "--json")
        time.sleep(chance.uniform(0.05, 0.6))
        process.kill()
        out, _ = process.communicate()
        after = record.events()
        assert after[: len(before)] == before
        assert [event.fact.kind for event in after[len(before) :]] in ([], ["lab-graded"])
        if '"recorded": true' in out:
            assert len(after) == len(before) + 1, "what was said to be recorded is"
        assert [event.seq for event in after] == list(range(1, len(after) + 1))
    assert terminal.said("check", "double")["verdict"] == "passed"


def test_a_kill_at_any_moment_of_opening_leaves_whole_files(terminal: Terminal) -> None:
    terminal.begin()
    chance = random.Random(11)
    whole: dict[str, bytes] = {}
    for turn in range(5):
        process = terminal.start("open", "double", "--json")
        time.sleep(chance.uniform(0.1, 0.3))
        process.kill()
        process.communicate()
        folder = terminal.home / "work" / "double"
        found = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".part")}
        for name, body in found.items():
            assert whole.setdefault(name, body) == body, f"{name} changed in turn {turn}"
    terminal.did("open", "double")
    for name, body in whole.items():
        assert next(folder.rglob(name)).read_bytes() == body
    assert terminal.events().count("lab-opened") == 1


# ---- the keeper


@pytest.fixture
def kept(terminal: Terminal) -> Terminal:
    """A terminal whose checks go to a keeper that is awake."""
    awake = terminal.with_(HILLCLIMB_KEEPER="on")
    awake.begin().hand_in(SOLUTION)
    awake.did("check", "double")
    until((awake.home / "run" / "keeper.sock").exists, "a keeper listens")
    until(lambda: len(below(keepers(awake)[0])) >= 2, "its sandbox is there")
    return awake


def keepers(terminal: Terminal) -> list[int]:
    """Return the keepers of this test's folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"hillclimb.cli.keeper" in words and os.fsencode(terminal.home) in words:
            found.append(int(folder.name))
    return found


def test_killing_the_keeper_between_checks_goes_unnoticed(kept: Terminal) -> None:
    assert kept.said("check", "double")["attempt"] == 2
    (keeper,) = keepers(kept)
    started = below(keeper)
    os.kill(keeper, signal.SIGKILL)
    assert kept.said("check", "double")["attempt"] == 3
    until(lambda: not any(alive(child) for child in started), "its sandbox has ended")
    for process in keepers(kept):
        os.kill(process, signal.SIGTERM)


def test_killing_the_keeper_during_a_check_is_told_and_records_nothing(kept: Terminal) -> None:
    kept.hand_in(SLEEPS)
    (keeper,) = keepers(kept)
    resting = len(below(keeper))
    process = kept.start("check", "double", "--json")
    until(lambda: len(below(keeper)) > resting, "the keeper's worker runs")
    os.kill(keeper, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (3, "")
    assert '"keeper-ended"' in out
    assert kept.events().count("lab-graded") == 1
    kept.hand_in(SOLUTION)
    assert kept.said("check", "double")["attempt"] == 2
    for found in keepers(kept):
        os.kill(found, signal.SIGTERM)


def test_interrupting_a_check_of_the_keeper_ends_it_there_too(kept: Terminal) -> None:
    kept.hand_in(SLEEPS)
    (keeper,) = keepers(kept)
    resting = len(below(keeper))
    process = kept.start("check", "double")
    until(lambda: len(below(keeper)) > resting, "the keeper's worker runs")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "\nInterrupted. Nothing that was recorded is lost.\n")
    until(lambda: len(below(keeper)) <= resting, "the worker has ended")
    assert kept.events().count("lab-graded") == 1
    os.kill(keeper, signal.SIGTERM)


def test_a_keeper_whose_folder_is_gone_goes_too(kept: Terminal) -> None:
    shutil.rmtree(kept.home)
    until(lambda: not keepers(kept), "the keeper has gone")


def test_nothing_is_printed_by_an_import_that_is_interrupted(terminal: Terminal) -> None:
    """Interrupt at random moments from the first line of our code on."""
    script = (
        "import os, signal, sys, threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(float(sys.argv.pop(1))), os.kill(os.getpid(), signal.SIGINT)),"
        " daemon=True).start()\n"
        "from hillclimb.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    terminal.begin()
    chance = random.Random(3)
    endings = set()
    for _ in range(6):
        delay = str(chance.uniform(0.02, 0.2))
        done = subprocess.run(
            [sys.executable, "-c", script, delay, "status", "--json"],
            env=terminal.variables(),
            capture_output=True,
            text=True,
        )
        endings.add((done.returncode, "our-fault" in done.stdout and done.stdout))
        assert done.stderr in ("", "\nInterrupted. Nothing that was recorded is lost.\n"), done.stderr
    assert endings <= {(0, False), (130, False)}
