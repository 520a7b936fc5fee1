"""Every way in which a submission ends has one ending, said in words that help."""

import json
from dataclasses import replace

import pytest

from hillclimb.grading import Ending, Judge, Verdict

from .labs import NEAR_TWO, judged, make_lab

SAYS = [
    ("def f(x):\n    return 2.0", Ending.PASSED, "Passed: all 1 checks."),
    ("def f(x):\n    return 3.0", Ending.FAILED, "3 instead of 2"),
    ("def f(x):\n    pass", Ending.FAILED, "is there a `return` missing?"),
    ("def f(x):\n    return [2.0]", Ending.FAILED, "must have shape (), but the shape is (1,)"),
    ("def f(x):\n    return float('nan')", Ending.FAILED, "must be finite"),
    ("def f(x):\n    return '2'", Ending.FAILED, "not an object of type str"),
    ("def f(x):\n    return object()", Ending.FAILED, "not an object of type object"),
    ("def f(x):\n    return {'a': 2.0}", Ending.FAILED, "not an object of type dict"),
    ("def f(x):\n    return [1, [2]]", Ending.FAILED, "rows of different lengths"),
    ("def f(x):\n    return [None]", Ending.FAILED, "must hold real numbers"),
    ("def f(x):\n    return 2 + 0j", Ending.FAILED, "not an object of type complex"),
    ("def f(x):\n    return 10**5000", Ending.FAILED, "an integer of 16610 bits"),
    ("def f(x):\n    return 10**99999", Ending.FAILED, "cannot leave its process"),
    ("f = 2.0", Ending.FAILED, "'float' object is not callable"),
    ("def f(x):\n    return {}['key']", Ending.FAILED, "Your code raised KeyError: 'key'"),
    ("def f(x):\n    raise SystemExit(0)", Ending.FAILED, "Your code raised SystemExit"),
    ("def fff(x):\n    return 2.0\nff = fff", Ending.BROKEN, "`f` is not defined in work.py; did you mean `ff`?"),
    ("", Ending.BROKEN, "`f` is not defined in work.py."),
    ("def f():\n    return 2.0", Ending.BROKEN, "cannot be called as the task says"),
    ("def f(x):\n    return (", Ending.BROKEN, "work.py, line 2 is not valid Python: '(' was never closed."),
    ("def f(x):\nreturn 2", Ending.BROKEN, "work.py, line 2 is not valid Python"),
    (b"x = 1 \xff\xfe", Ending.BROKEN, "is not valid Python"),
    (b"def f(x):\n    return 2.0\x00", Ending.BROKEN, "null bytes"),
    ("import torch", Ending.BROKEN, "imports `torch`, which this lab does not provide."),
    ("import helper.thing", Ending.BROKEN, "imports `helper`"),
    ("1 / 0", Ending.BROKEN, "work.py cannot be imported: ZeroDivisionError: division by zero."),
    ("raise SystemExit(3)", Ending.BROKEN, "work.py cannot be imported: SystemExit: 3."),
    ("import os\nos._exit(3)", Ending.BROKEN, "ended by itself (exit status 3)"),
    ("def f(x):\n    import os\n    os._exit(0)", Ending.BROKEN, "ended by itself (exit status 0)"),
    ("def f(x):\n    import ctypes\n    ctypes.string_at(0)", Ending.BROKEN, "crashed (SIGSEGV)"),
    ("def f(x):\n    while True: pass", Ending.STOPPED, "more than the 2 s of time"),
    ("while True: pass", Ending.STOPPED, "more than the 2 s of time"),
    ("def f(x):\n    return 'x' * (1 << 40)", Ending.STOPPED, "more than the 128 MB of memory"),
    ("def f(x):\n    while True: print('x' * 999)", Ending.STOPPED, "more than the 32 KB of output"),
    ("def f(x):\n    open('a', 'wb').write(bytes(1 << 24))", Ending.STOPPED, "more than the 4 MB of disk"),
]


@pytest.fixture(scope="module")
def judge():
    with Judge() as found:
        yield found


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    return make_lab(tmp_path_factory.mktemp("labs") / "small", NEAR_TWO)


@pytest.mark.parametrize(("code", "ending", "words"), SAYS, ids=range(len(SAYS)))
def test_each_ending_is_told_in_words(judge, lab, code, ending, words):
    verdict = judged(judge, lab, code)
    said = " ".join([verdict.headline, verdict.hint, *(check.message for check in verdict.checks)])
    said += " ".join(check.example.got for check in verdict.checks if check.example)
    assert (verdict.ending, words in said) == (ending, True), verdict
    assert "\n" not in verdict.headline
    assert (verdict.stop is not None) is (ending is Ending.STOPPED)
    assert [check.name for check in verdict.checks] == ["gives two"]


def test_the_learners_lines_and_prints_are_shown(judge, lab):
    verdict = judged(
        judge, lab, "def f(x):\n    print('at', x)\n    return helper(x)\n\ndef helper(x):\n    return {}[x]\n"
    )
    assert verdict.output.startswith("at 1\n")
    assert verdict.checks[0].example.got.splitlines()[:2] == ["work.py:3: return helper(x)", "work.py:6: return {}[x]"]


def test_what_was_printed_before_a_limit_struck_is_shown(judge, lab):
    verdict = judged(judge, lab, "def f(x):\n    print('still here')\n    while True: pass")
    assert (verdict.ending, verdict.output) == (Ending.STOPPED, "still here\n")


def test_checks_after_an_early_end_are_skipped(judge, tmp_path):
    lab = make_lab(
        tmp_path / "small", NEAR_TWO + NEAR_TWO.replace("gives two", "gives it again").replace("def two", "def b")
    )
    verdict = judged(judge, lab, "import os\ndef f(x):\n    os._exit(1)\n")
    assert [(check.name, check.outcome.value) for check in verdict.checks] == [
        ("gives two", "failed"),
        ("gives it again", "skipped"),
    ]


def test_a_score_too_far_to_measure_fails(judge, tmp_path):
    grader = (
        '@score("share", bar=0.9, floor=0.8, draws=2)\ndef share(submission, draw):\n'
        '    got = numbers(submission.f(1), "f(1)")\n'
        "    return Placed(value=float(np.mean((got - 2.0) ** 2)), baseline=1.0, best=0.0)\n"
    )
    lab = make_lab(tmp_path / "small", grader)
    for code in ("1e300", "-1e154", "1e12"):
        verdict = judged(judge, lab, f"def f(x):\n    return {code}")
        assert verdict.ending is Ending.FAILED, verdict
        json.dumps(verdict.to_json(), allow_nan=False)
    assert judged(judge, lab, "def f(x):\n    return 2.0").passed


def test_a_verdict_survives_json(judge, lab):
    for code, _, _ in SAYS[:4] + SAYS[-4:]:
        verdict = judged(judge, lab, code)
        back = Verdict.from_json(json.loads(json.dumps(verdict.to_json(), allow_nan=False)))
        rounded = {"seconds": back.seconds, "peak_mb": back.peak_mb}
        assert back == replace(verdict, **rounded)
        assert back.seconds == pytest.approx(verdict.seconds, abs=1e-3)


def test_protections_are_named(judge, lab):
    verdict = judged(judge, lab, SAYS[0][0])
    assert "resource limits" in verdict.protections
    with Judge(jail=False) as bare:
        verdict = judged(bare, lab, SAYS[0][0])
    assert verdict.passed
    assert {"private root", "pid namespace", "network namespace", "own user"} <= set(verdict.missing)
