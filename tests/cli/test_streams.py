"""Terminals, pipes and interrupts: colour where it is wanted, and one message whenever something ends early."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.terminal import COMMAND, TRACES, Done, Terminal

ESC = "\033["


def in_terminal(terminal: Terminal, *words: str, typed: str = "") -> Done:
    """Run a command in a real (pseudo) terminal and return what it shows."""
    control, side = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *words], env=terminal.variables(), stdin=side, stdout=side, stderr=side, start_new_session=True
    )
    os.close(side)
    if typed:
        os.write(control, typed.encode())
    shown = b""
    until = time.monotonic() + 60
    while time.monotonic() < until and select.select([control], [], [], 60)[0]:
        try:
            part = os.read(control, 1 << 16)
        except OSError:  # the other side is closed
            break
        shown += part
    os.close(control)
    return Done(process.wait(10), shown.decode(), "")


# ---- colour


def test_a_terminal_gets_colour(terminal: Terminal) -> None:
    terminal.begin()
    assert ESC in in_terminal(terminal.with_(TERM="xterm-256color"), "next").out


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(terminal: Terminal, variables: dict[str, str]) -> None:
    terminal.begin()
    done = in_terminal(terminal.with_(**{"TERM": "xterm", **variables}), "next")
    assert "Next:" in done.out
    assert ESC not in done.out


def test_a_pipe_gets_no_colour(terminal: Terminal) -> None:
    terminal.begin()
    for line in ("status", "why doubling"):
        assert ESC not in terminal.did(*line.split()).out


# ---- without a terminal nothing waits for an answer


@pytest.mark.parametrize("line", ["begin", "place", "begin --json"])
def test_without_a_terminal_nothing_is_asked(terminal: Terminal, line: str) -> None:
    if line == "place":
        terminal.begin()
    done = terminal.run(*line.split(), text="1\n1\n9\n")
    assert done.status == 2
    assert "Without" in done.err + done.out


def test_without_a_terminal_review_counts(terminal: Terminal) -> None:
    terminal.begin()
    terminal.did("lesson", "counting")
    assert "due" in terminal.did("review").out


def test_beginning_in_a_terminal_asks_three_questions(terminal: Terminal) -> None:
    done = in_terminal(terminal, "begin", typed="5\n1\n2\nlots\nmon=1,sat=4\n")
    assert done.status == 0
    assert "A number from 1 to 2, please." in done.out
    assert "does not say how many hours" in done.out
    profile = terminal.said("status")["profile"]
    assert (profile["background"], profile["role"], profile["hours_a_week"]) == ("typed", "scaler", 5.0)


def test_placing_in_a_terminal_can_be_paused(terminal: Terminal) -> None:
    terminal.begin()
    done = in_terminal(terminal, "place", typed="what\n?\nq\n")
    assert done.status == 0
    assert "That is not one of the answers." in done.out
    assert "Good to know." in done.out
    assert "Paused." in done.out
    assert terminal.events()[-1] == "question-answered"


def test_reviewing_in_a_terminal_records_what_was_rated(terminal: Terminal) -> None:
    terminal.begin()
    terminal.did("lesson", "counting")
    due = len(terminal.said("review")["due"])
    done = in_terminal(terminal, "review", typed="\n3\n\nq\n")
    assert done.status == 0
    assert terminal.events()[-1] == "card-reviewed"
    assert terminal.events().count("card-reviewed") == 1
    assert due > 1 or "2 of" not in done.out


def test_giving_up_the_first_questions_records_nothing(terminal: Terminal) -> None:
    done = in_terminal(terminal, "begin", typed="1\n\x04")
    assert done.status == 2
    assert "nothing was recorded" in done.out
    assert terminal.events() == []


# ---- answers line by line


def test_a_batch_of_answers_with_mistakes_in_it_goes_on(terminal: Terminal) -> None:
    terminal.begin()
    bad = ['{"choice": "a"}', "[]", "not json", "{}", '{"choice": true}', '{"value": "x"}', '{"dont_know": false}', ""]
    done = terminal.run("place", "--batch", text="\n".join([*bad, '{"dont_know": true}']) + "\n")
    said = [json.loads(line) for line in done.out.splitlines()]
    errors = [body["error"] for body in said if "error" in body]
    assert len(errors) == len(bad)
    assert all(error["code"] == "misuse" and error["hint"] for error in errors)
    assert len({body["question"] for body in said[: 2 * len(bad)] if "question" in body}) == 1, "it waits"
    assert (done.status, said[-1]["result"]["unknown"]) == (0, 1)
    assert done.err == ""


# ---- readers that go, places that are full, streams that are closed


@pytest.mark.parametrize("line", ["--help", "status", "log --json", "completion bash"])
def test_a_reader_that_goes_early_is_no_error(terminal: Terminal, line: str) -> None:
    terminal.begin()
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [*COMMAND, *line.split()], env=terminal.variables(), stdout=write, stderr=subprocess.PIPE, text=True
    )
    os.close(write)
    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize("line", ["status", "status --json", "open --json", "completion bash"])
def test_output_that_cannot_be_written_is_told(terminal: Terminal, line: str) -> None:
    terminal.begin()
    with open("/dev/full", "w") as full:
        done = terminal.run(*line.split(), stdout=full)
    assert done.status in (2, 3)
    assert not any(trace in done.err for trace in TRACES)
    assert 1 <= len(done.lines) <= 2


ALL_CLOSED = [("0<&- 1>&- 2>&-", line) for line in ("status", "open double --json", "place --batch", "begin")]
ONE_CLOSED = [("0<&-", "place --batch"), ("1>&-", "open double --json"), ("2>&-", "why nothing"), ("0<&-", "begin")]


@pytest.mark.parametrize(("closed", "line"), [*ALL_CLOSED, *ONE_CLOSED])
def test_closed_streams_are_nowhere_and_no_error(terminal: Terminal, closed: str, line: str) -> None:
    terminal.begin()
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m hillclimb {line} {closed}', sys.executable],
        env=terminal.variables(),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode in (0, 2)
    assert not any(trace in done.stdout + done.stderr for trace in TRACES)
    assert "our fault" not in done.stdout + done.stderr
    assert terminal.events()[0] == "profile-declared", "the record is sound"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_with_few_letters_shows_escapes(terminal: Terminal, encoding: str) -> None:
    terminal.begin()
    narrow = terminal.with_(PYTHONIOENCODING=encoding)
    terminal.hand_in((terminal.pack / "labs/double/solution/doubling.py").read_text())
    for line in ("status", "check double", "why doubling"):
        process = subprocess.run([*COMMAND, *line.split()], env=narrow.variables(), capture_output=True)
        assert (process.returncode, process.stderr) == (0, b"")
        process.stdout.decode(encoding)
    process = subprocess.run([*COMMAND, "why", "doubling", "--json"], env=narrow.variables(), capture_output=True)
    assert "“" in json.loads(process.stdout)["evidence"][0]["note"]


# ---- Ctrl-C


def interrupted_at(terminal: Terminal, place: str, *words: str) -> Done:
    """Run a command that is interrupted exactly when it reaches a function, named module:function."""
    script = f"""
import importlib, os, signal, sys
module, name = {place!r}.split(":")
owner = importlib.import_module(module)
*path, last = name.split(".")
for part in path:
    owner = getattr(owner, part)
real = getattr(owner, last)
def cut(*values, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return real(*values, **named)
setattr(owner, last, cut)
from hillclimb.cli import main
sys.exit(main(sys.argv[1:]))
"""
    process = subprocess.run(
        [sys.executable, "-c", script, *words], env=terminal.variables(), capture_output=True, text=True, input=""
    )
    return Done(process.returncode, process.stdout, process.stderr)


def _interrupted(done: Done) -> None:
    assert done.status == 130, done
    assert done.err == "\nInterrupted. Nothing that was recorded is lost.\n"


PLACES = [
    ("hillclimb.cli:_run", "status"),
    ("hillclimb.cli.front:build_parser", "status"),
    ("hillclimb.content.reading:read_lab", "pack check"),
    ("hillclimb.content.keeping:_loaded", "status"),
    ("hillclimb.record.store:SqliteRecord.events", "status"),
    ("hillclimb.record.store:SqliteRecord._prepare", "begin --yes"),
    ("hillclimb.record.store:to_body", "begin --yes"),
    ("hillclimb.actions.desk:Desk._back_up", "begin --yes"),
    ("hillclimb.actions.working:_put", "open double"),
    ("hillclimb.actions.working:_free_name", "reset double"),
    ("hillclimb.grading.judge:load_grader", "check double"),
    ("hillclimb.grading.sandbox:ForkSandbox.wait_ready", "check double"),
    ("hillclimb.grading.sandbox:ForkWorker.ask", "check double"),
    ("hillclimb.grading.sandbox:ForkSandbox.close", "check double"),
    ("hillclimb.actions.checking:note_verdict", "check double"),
    ("hillclimb.cli.opening:say", "plan --json"),
]


@pytest.mark.parametrize(("place", "line"), PLACES, ids=[place.rpartition(":")[2] for place, _ in PLACES])
def test_an_interrupt_anywhere_ends_in_one_line_and_harms_nothing(terminal: Terminal, place: str, line: str) -> None:
    terminal.begin()
    terminal.hand_in((terminal.pack / "labs/double/solution/doubling.py").read_text())
    before = terminal.events()
    done = interrupted_at(terminal, place, *line.split())
    _interrupted(done)
    after = terminal.events()
    assert after[: len(before)] == before
    assert len(after) - len(before) <= 1
    assert (terminal.home / "work" / "double" / "doubling.py").is_file()
    assert not list(terminal.home.rglob("*.part"))
    terminal.begin()  # the record is sound and free


def _send_after(process: subprocess.Popen[str], delays: Sequence[float]) -> None:
    for delay in delays:
        time.sleep(delay)
        process.send_signal(signal.SIGINT)


def test_an_interrupt_while_a_submission_runs_leaves_nobody_behind(terminal: Terminal) -> None:
    terminal.hand_in("def double(x):\n    while True: pass\n")
    process = terminal.start("check", "double")
    assert process.stdout is not None
    process.stdout.readline()  # what a run may use: the judge is at it
    _send_after(process, [0.4])
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, (out, err)
    assert err == "\nInterrupted. Nothing that was recorded is lost.\n"
    assert terminal.events() == ["lab-opened"]
    assert _below(process.pid) == []


def test_pressing_it_again_and_again_changes_nothing(terminal: Terminal) -> None:
    terminal.hand_in("def double(x):\n    while True: pass\n")
    process = terminal.start("check", "double")
    assert process.stdout is not None
    process.stdout.readline()
    _send_after(process, [0.3, 0.0, 0.001, 0.01, 0.05])
    _, err = process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGINT)
    assert not any(trace in err for trace in TRACES)


def _below(parent: int) -> list[str]:
    """Return the processes of the session that a command started, by their command lines."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[1]) == parent:
            found.append(line)
    return found


def test_a_judged_card_suggests_the_rating_that_enter_takes(terminal: Terminal) -> None:
    terminal.begin()
    terminal.did("lesson", "scaling")
    (number, order) = terminal.said("review")["due"]
    assert (number["kind"], order["kind"]) == ("number", "order")
    wanted = [line.split(". ", 1)[1] for line in order["answer"].splitlines()]
    letters = "".join("abc"[order["steps"].index(step)] for step in wanted)
    done = in_terminal(terminal, "review", typed=f"many\n{number['answer']}\n\naab\n{letters}\n1\n")
    assert done.status == 0
    assert done.out.count("Right.") == 2
    assert "is no number" in done.out
    assert "each of a, b, c once" in done.out
    told = [event["text"] for event in terminal.said("log", "--newest", "2")["events"]]
    assert [text.rsplit(": ", 1)[1] for text in told] == ["again", "good"]
    assert "Taken back" in terminal.did("review", "--undo").out
    assert [card["card"] for card in terminal.said("review")["due"]] == [order["card"]]


def test_without_minutes_nothing_is_asked_and_the_terminal_says_why(terminal: Terminal) -> None:
    terminal.begin()
    terminal.did("lesson", "scaling")
    assert "0.9" in terminal.did("settings", "--retention", "0.9", "--minutes", "0").out
    done = in_terminal(terminal, "review")
    assert "0 minutes a day" in done.out
    assert "2 are new" in done.out
    assert len(terminal.said("review", "--more")["due"]) == 2
