"""Submissions of every bad kind: one verdict that says what is wrong, one event, and nothing left running."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hillclimb.actions import check, report_json
from hillclimb.cli import paint
from hillclimb.grading import Judge
from tests.cli.terminal import TRACES, Terminal, refused

FOREVER = "def double(x):\n    while True:\n        pass\n"

# What is handed in -> how it ends, and words that must be in the headline or hint.
ENDINGS = {
    "empty": ("", "broken", "`double` is not defined in doubling.py"),
    "only a comment": ("# later\n", "broken", "`double` is not defined"),
    "a name misspelt": ("def doubel(x): return 2 * x\n", "broken", "did you mean `doubel`?"),
    "no valid Python": ("def double(x)\n    return 2 * x\n", "broken", "line 1 is not valid Python"),
    "tabs and spaces": ("def double(x):\n\tif x:\n        return 2 * x\n", "broken", "is not valid Python"),
    "half a file": ("def double(x):\n    return (x +", "broken", "is not valid Python"),
    "no text": (b"\xff\xfe\x00\x01\x80", "broken", "doubling.py"),
    "a zero byte": (b"def double(x):\n    return 2 * x\n\x00\n", "broken", "doubling.py"),
    "imports what is not there": ("import pandas_plus\n", "broken", "imports `pandas_plus`, which this lab does not"),
    "imports what is not allowed": ("import numpy\n", "broken", "imports `numpy`, which this lab does not provide"),
    "raises at the top": ("1 / 0\n", "broken", "cannot be imported: ZeroDivisionError"),
    "not a function": ("double = 3\n", "failed", "doubles"),
    "too few parameters": ("def double(): return 0\n", "broken", "cannot be called as the task says"),
    "exits at the top": ("import sys; sys.exit(0)\n", "broken", "SystemExit"),
    "exits in a call": ("import sys\ndef double(x): sys.exit(0)\n", "failed", "doubles"),
    "ends the process": ("import os\ndef double(x): os._exit(0)\n", "broken", "ended the process"),
    "crashes the process": (
        "import faulthandler\ndef double(x): faulthandler._sigsegv()\n",
        "broken",
        "ended the process",
    ),
    "raises": ("def double(x): raise ValueError('no idea')\n", "failed", "doubles"),
    "calls itself for ever": ("def double(x): return double(x)\n", "failed", "doubles"),
    "returns nothing": ("def double(x): pass\n", "failed", "doubles"),
    "returns another kind": ("def double(x): return 'two'\n", "failed", "doubles"),
    "returns another shape": ("def double(x): return [2 * x, 2 * x]\n", "failed", "doubles"),
    "returns NaN": ("def double(x): return float('nan')\n", "failed", "doubles"),
    "returns infinity": ("def double(x): return float('inf')\n", "failed", "doubles"),
    "returns itself": ("def double(x): return double\n", "failed", "doubles"),
    "returns a list in itself": ("def double(x):\n    a = []\n    a.append(a)\n    return a\n", "failed", "doubles"),
    "never ends": (FOREVER, "stopped", "time"),
    "never loads": ("while True: pass\n", "stopped", "time"),
    "sleeps": ("import time\ndef double(x): time.sleep(60)\n", "stopped", "time"),
    "eats memory": ("def double(x):\n    a = []\n    while True: a.append(bytes(1 << 20))\n", "stopped", "memory"),
    "one large array": ("def double(x): return len(bytes(1 << 40))\n", "stopped", "memory"),
    "prints a gigabyte": (
        "def double(x):\n    for _ in range(1 << 20): print('x' * 1024)\n    return 2 * x\n",
        "stopped",
        "output",
    ),
    "fills the disk": (
        "def double(x):\n    with open('/tmp/junk', 'wb') as f:\n"
        "        for _ in range(1024): f.write(bytes(1 << 20))\n    return 2 * x\n",
        "stopped",
        "disk",
    ),
}
SLOW = {"never loads", "sleeps"}


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Judge, Path]]:
    """A warm judge, and the tiny pack with a limit of one second."""
    base = tmp_path_factory.mktemp("hasty")
    pack = Terminal(home=base / "home").own_pack(base / "pack").pack
    lab = pack / "labs/double/lab.toml"
    lab.write_text(lab.read_text().replace("seconds = 5", "seconds = 1"))
    with Judge() as judge:
        yield judge, pack


@pytest.mark.parametrize("how", [pytest.param(how, marks=pytest.mark.slow) if how in SLOW else how for how in ENDINGS])
def test_a_bad_submission_gets_a_verdict_that_says_what_is_wrong(
    terminal: Terminal, hasty: tuple[Judge, Path], how: str
) -> None:
    text, ending, words = ENDINGS[how]
    judge, pack = hasty
    here = replace(terminal, pack=pack).begin()
    folder = here.hand_in("")
    (folder / "doubling.py").write_bytes(text if isinstance(text, bytes) else text.encode())
    report = check(here.desk(), "double", judge=judge)
    verdict = report.verdict
    assert verdict.ending == ending, verdict
    told = " ".join([verdict.headline, verdict.hint, str(verdict.stop)])
    assert words in told, told
    assert len(verdict.headline.splitlines()) == 1
    shown = "\n".join([*map(str, verdict.checks), *paint.verdict_tail(verdict), *paint.report_tail(report)])
    assert not any(trace in shown for trace in TRACES), shown
    assert "hillclimb/" not in shown, "frames of ours are none of the learner's"
    json.dumps(report_json(report), allow_nan=False)
    assert here.events() == ["profile-declared", "lab-opened", "lab-graded"]
    if ending == "failed":
        assert verdict.first_failure is not None
        assert verdict.first_failure.message
        assert verdict.first_failure.lesson == "doubling"


@pytest.mark.parametrize("how", ["no valid Python", "ends the process", "eats memory", "prints a gigabyte"])
def test_the_command_tells_the_same(terminal: Terminal, how: str) -> None:
    text, ending, words = ENDINGS[how]
    assert isinstance(text, str)
    terminal.begin().hand_in(text)
    done = terminal.run("check", "double", "--json")
    assert (done.status, done.err) == (1, "")
    assert (done.json["verdict"], done.json["recorded"]) == (ending, True)
    assert words in " ".join([done.json["headline"], done.json["hint"], str(done.json["stop"])])


def test_people_are_told_the_same_in_words(terminal: Terminal) -> None:
    terminal.begin().hand_in("def double(x)\n    return 2 * x\n")
    done = terminal.run("check", "double")
    assert (done.status, done.err) == (1, "")
    assert "doubling.py, line 1 is not valid Python" in done.out
    assert "doubling.py:1: def double(x)" in done.out
    assert not any(trace in done.out for trace in TRACES)


def test_what_the_code_printed_is_shown_but_obeyed_by_no_terminal(terminal: Terminal) -> None:
    terminal.begin().hand_in("print('\\033]0;owned\\007\\033[2J hello')\ndef double(x): return 2 * x\n")
    done = terminal.run("check", "double")
    assert done.status == 0
    assert "hello" in done.out
    assert "\033" not in done.out
    assert "\x07" not in done.out


def test_a_lab_that_is_not_open_is_told(terminal: Terminal) -> None:
    done = terminal.begin().run("check", "double")
    assert "was not opened yet" in refused(done)
    assert done.lines[1] == "Start with: hillclimb open double"


def test_a_file_that_is_gone_a_folder_or_a_pipe_is_told(terminal: Terminal) -> None:
    folder = terminal.begin().hand_in("")
    (folder / "doubling.py").unlink()
    assert "doubling.py is not in" in refused(terminal.run("check", "double"))
    (folder / "doubling.py").mkdir()
    assert "doubling.py" in refused(terminal.run("check", "double"))
    (folder / "doubling.py").rmdir()
    os.mkfifo(folder / "doubling.py")
    assert "not an ordinary file" in refused(terminal.run("check", "double"))
    assert terminal.events() == ["profile-declared", "lab-opened"]


def test_too_many_and_too_large_files_are_told(terminal: Terminal) -> None:
    folder = terminal.begin().hand_in("def double(x): return 2 * x\n")
    (folder / "large.py").write_bytes(b"#" * (3 << 20))
    assert "larger than 2 MB" in refused(terminal.run("check", "double"))
    (folder / "large.py").unlink()
    for number in range(70):
        (folder / f"extra_{number}.py").write_text("")
    assert "Python files; at most" in refused(terminal.run("check", "double"))


def test_a_folder_that_is_not_there_is_told(terminal: Terminal, tmp_path: Path) -> None:
    assert "There is no folder" in refused(terminal.begin().run("check", "double", "--from", str(tmp_path / "no")))


def test_a_score_that_is_no_number_is_a_failure_and_is_recorded(terminal: Terminal, tmp_path: Path) -> None:
    own = terminal.begin().own_pack(tmp_path / "pack")
    grader = own.pack / "labs/double/grader.py"
    text = grader.read_text()
    text = text.replace("right = sum(abs(submission.double(x) - 2 * x) < 1e-9 for x in numbers)", "")
    grader.write_text(text.replace("value=right / len(numbers)", "value=submission.double(numbers[0])"))
    own.hand_in("def double(x): return 2 * x if x == int(x) or x == 0.5 else float('nan')\n")
    done = own.run("check", "double", "--json")
    assert (done.status, done.err) == (1, ""), done
    assert done.json["verdict"] == "failed"
    assert "nan" not in done.out.lower().replace("nan_", "")
    assert own.events()[-1] == "lab-graded"
    assert own.run("check", "double").status == 1
