"""What goes wrong on our side is unjudged: it says so, shows nothing of the grader, and the next judgement is sound."""

import os
import signal
import threading
import time
from dataclasses import replace

import pytest

from hillclimb.grading import Ending, Judge
from hillclimb.grading.judge import load_grader
from hillclimb.testing import traces
from hillclimb.testing.traces import descendants, settled

from .labs import NEAR_TWO, judged, make_lab

RIGHT = "def f(*values):\n    return 2.0\n"


@pytest.fixture
def judge():
    with Judge() as found:
        yield found


@pytest.mark.parametrize(
    "grader",
    [
        "secret = (",
        "import no_such_library",
        "raise SystemError('secret')",
        "x = 1",
        '@check("breaks")\ndef breaks(submission, draw):\n    secret = 1 / 0\n',
        '@check("breaks")\ndef breaks(submission, draw):\n    submission.f(1)\n    secret = [][0]\n',
        '@score("s", bar=1, floor=0)\ndef share(submission, draw):\n    return Placed(value=1, baseline=1, best=1)\n',
    ],
    ids=range(7),
)
def test_a_broken_grader_is_our_fault(judge, tmp_path, grader):
    lab = make_lab(tmp_path / "small", grader)
    verdict = judged(judge, lab, RIGHT)
    assert verdict.ending is Ending.UNJUDGED
    assert "our fault" in verdict.headline
    assert "secret =" not in verdict.hint
    assert judged(judge, make_lab(tmp_path / "next", NEAR_TWO), RIGHT).passed


def test_a_missing_grader_is_our_fault(judge, tmp_path):
    lab = make_lab(tmp_path / "small", NEAR_TWO)
    (lab.folder / "grader.py").unlink()
    assert judged(judge, lab, RIGHT).ending is Ending.UNJUDGED


@pytest.mark.parametrize(
    "answer",
    ["'2'", "None", "[1, 2]", "{'a': 1}", "object()", "10**999", "b'x'", "(1,)", "[[]]", "float('nan')", "True"],
)
def test_an_answer_that_a_careless_check_stumbles_over_is_not_our_fault(judge, tmp_path, answer):
    grader = (
        '@check("careless")\ndef careless(submission, draw):\n'
        '    x = submission.f(1)\n    expect(abs(x - 2.0) < 1e-9 and 1 / x and x.real > 0, "f(1) is not 2")\n'
    )
    verdict = judged(judge, make_lab(tmp_path / "small", grader), f"def f(x):\n    return {answer}\n")
    assert verdict.ending in (Ending.FAILED, Ending.BROKEN), verdict


@pytest.mark.parametrize("jail", [True, False])
def test_a_sandbox_that_is_killed_while_it_judges_is_our_fault(tmp_path, jail):
    lab = make_lab(tmp_path / "small", NEAR_TWO, seconds=20)
    others = descendants(os.getpid()).keys()
    with Judge(jail=jail) as judge:
        assert judged(judge, lab, RIGHT).passed
        before = traces()

        def kill():
            time.sleep(0.3)
            os.kill(min(descendants(os.getpid()).keys() - others), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        verdict = judged(judge, lab, "import time\ndef f(x):\n    time.sleep(15)\n")
        killer.join()
        assert verdict.ending is Ending.UNJUDGED, verdict
        assert verdict.seconds < 15
        assert judged(judge, lab, RIGHT).passed
        settled(others, 0.5)
        assert len(traces().processes) == len(before.processes)
        assert len(traces().descriptors) == len(before.descriptors)


def test_a_library_that_is_not_installed_is_our_fault(judge, tmp_path):
    lab = replace(make_lab(tmp_path / "small", NEAR_TWO), libraries=("no-such-library",))
    verdict = judged(judge, lab, RIGHT)
    assert verdict.ending is Ending.UNJUDGED
    assert "this lab needs no-such-library, which is not installed" in verdict.hint


def test_a_grader_that_changes_twice_in_one_second_is_read_anew(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    path = tmp_path / "grader.py"
    found = []
    for value in range(1, 6):
        path.write_text(f"VALUE = {value}\n")
        found.append(load_grader(path).VALUE)
    assert found == [1, 2, 3, 4, 5]
    assert not list(tmp_path.rglob("*.pyc"))
