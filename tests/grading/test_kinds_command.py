"""A command runs alone, with its arguments and files; what it leaves is read as bytes and never believed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hillclimb.grading import Ending, Judge, Verdict

from .kinds import graded, lab_of, why


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture
def run(judge: Judge, tmp_path: Path):
    def ran(script: str, body: str, **more: object) -> Verdict:
        extra = more.pop("files", {})
        lab = lab_of(tmp_path / "lab", "command", body, entry="tool", **more)
        return graded(judge, lab, {"tool.py": script, **extra})

    return ran


ECHO = """
import sys
print(sys.argv[1:], sys.stdin.read())
print("warned", file=sys.stderr)
open("out.txt", "w").write(open("in.txt").read().upper())
"""


def test_arguments_input_and_files_go_in_and_come_out(run):
    body = """
ran = submission.run("a", "--b=c d", files={"in.txt": "abc", "deep/x.bin": b"\\0"}, stdin="hello", outputs=["out.txt"])
same((ran.status, ran.stdout, ran.stderr), (0, "['a', '--b=c d'] hello\\n", "warned\\n"), "what it left")
same(ran.text("out.txt"), "ABC", "out.txt")
same(ran.wrote, ("deep/x.bin", "in.txt", "out.txt"), "the folder")
"""
    verdict = run(ECHO, body)
    assert verdict.ending is Ending.PASSED
    assert verdict.output == "['a', '--b=c d'] hello\nwarned\n"


@pytest.mark.parametrize(
    ("script", "status", "crashed"),
    [
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit(7)", 7, ""),
        ("import sys; sys.exit('no such thing')", 1, ""),
        ("import sys; sys.exit(256)", 0, ""),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
        ("def f(:", 1, "SyntaxError"),
        ("if __name__ != '__main__': raise SystemExit(3)", 0, ""),
    ],
)
def test_the_status_is_what_a_shell_would_see(run, script: str, status: int, crashed: str):
    body = f"ran = submission.run()\nsame((ran.status, ran.crashed), ({status}, {crashed!r}), 'status')"
    assert run(script, body).ending is Ending.PASSED, why(run(script, body))


def test_a_run_knows_nothing_of_the_one_before(run):
    script = "import os, sys\nassert not os.path.exists('seen') and 'seen' not in sys.modules\n"
    script += "open('seen', 'w').close(); sys.modules['seen'] = sys\n"
    assert run(script, "submission.succeeds()\nsubmission.succeeds()").ending is Ending.PASSED


def test_modules_beside_the_script_can_be_imported(run):
    verdict = run(
        "import helper\nprint(helper.X)", "same(submission.run().stdout, '3\\n', 'it')", files={"helper.py": "X = 3"}
    )
    assert verdict.ending is Ending.PASSED


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "did not write `out`"),
        ("import os; os.mkdir('out')", "not an ordinary file"),
        ("import os; os.symlink('/etc/passwd', 'out')", "cannot be read"),
        ("import os; os.mkfifo('out')", "did not write"),  # the jail makes none
        ("open('out', 'wb').truncate(17 << 20)", "are read at most"),
        ("open('out', 'wb').write(b'\\xff\\xfe')", "not UTF-8"),
        ("open('out2', 'w').write('x')", "did not write `out`"),
    ],
)
def test_what_is_no_file_is_said_and_not_followed(run, script: str, said: str):
    verdict = run(script, "submission.run(outputs=['out']).text('out')", disk_mb=32)
    assert verdict.ending is not Ending.PASSED
    assert verdict.ending is not Ending.UNJUDGED, verdict.hint
    assert said in why(verdict)


@pytest.mark.parametrize(
    "script",
    [
        "import os; os._exit(0)",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.write(3, b'\\0\\0\\0\\1N')",
        "import os; os.close(3)",
    ],
)
def test_a_script_that_ends_or_lies_to_its_runner_does_not_pass(run, script: str):
    verdict = run(script, "expect(submission.run(outputs=['x']).files == {'x': b'1'}, 'no')")
    assert verdict.ending in (Ending.BROKEN, Ending.FAILED)


def test_a_reply_that_the_script_forges_is_taken_for_what_it_says_at_most(run):
    script = """
import gc, sys
import _hillclimb_command as runner
runner._read = lambda path, most: {"not": "bytes"}
runner._listed = lambda folder: [1, None, "a\\x1b[2J"]
"""
    body = """
ran = submission.run(outputs=["x"])
same((ran.files, ran.wrote), ({}, ("a\\\\x1b[2J",)), "what came back")
"""
    verdict = run(script, body)
    assert verdict.ending in (Ending.PASSED, Ending.BROKEN), why(verdict)


def test_a_script_that_never_ends_is_stopped(run):
    verdict = run("while True: pass", "submission.run()", seconds=1.0)
    assert verdict.ending is Ending.STOPPED


def test_the_header_and_the_cells_of_a_table_are_checked(run):
    for text, said in (("a,c\n1,2\n", "header"), ("a,b\n1\n", "has 1 cells"), ('a,b\n"1', "cells")):
        verdict = run(
            f"open('t.csv', 'w').write({text!r})", "submission.run(outputs=['t.csv']).rows('t.csv', ('a', 'b'))"
        )
        assert verdict.ending is Ending.FAILED
        assert said in why(verdict)


def test_refusing_takes_a_status_a_message_and_no_crash(run):
    good = "import sys\nprint('no file x', file=sys.stderr)\nsys.exit(2)"
    assert run(good, "submission.refuses('x', saying='no file')").ending is Ending.PASSED
    assert "other than 0" in why(run("", "submission.refuses('x')"))
    assert "nothing catches: FileNotFoundError" in why(run("open('x')", "submission.refuses('x')"))
    assert "must say" in why(run("import sys; sys.exit(2)", "submission.refuses('x')"))
