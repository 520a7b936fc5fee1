"""Written answers: nothing runs, nothing right is shown, and no file breaks the judge."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hillclimb.grading import Ending, Judge, Verdict

from .kinds import graded, lab_of, why

BODY = """
submission.close("mean", 41.5, rtol=0.01, why="Add up and divide.")
submission.chosen("metric", "p95", among={"mean": "It hides the slow ones.", "p95": ""})
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture(scope="module")
def answer(judge: Judge, tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("answers")

    def judged(text: str | bytes) -> Verdict:
        return graded(judge, lab_of(folder, "answers", BODY, files=("answers.toml",)), {"answers.toml": text})

    return judged


def test_right_answers_pass_and_nothing_ran(answer):
    verdict = answer('mean = 41.6\nmetric = "p95"\n')
    assert verdict.ending is Ending.PASSED
    assert verdict.peak_mb == 0


@pytest.mark.parametrize(
    ("text", "ending", "said"),
    [
        ("", Ending.FAILED, "`mean` is not answered"),
        ('mean = "41.5"', Ending.FAILED, "must be a number"),
        ("mean = true", Ending.FAILED, "must be a number"),
        ("mean = nan", Ending.FAILED, "must be a number"),
        ("mean = inf", Ending.FAILED, "must be a number"),
        ("mean = 40", Ending.FAILED, "Add up and divide."),
        ('mean = 41.5\nmetric = "mean"', Ending.FAILED, "hides the slow"),
        ('mean = 41.5\nmetric = "p50"', Ending.FAILED, "one of: mean, p95"),
        ("mean = 41.5\nmetric = 95", Ending.FAILED, "text in quotes"),
        ("mean = ", Ending.BROKEN, "is not TOML"),
        (b"\xff", Ending.BROKEN, "not UTF-8"),
        ("a = " + "[" * 5000, Ending.BROKEN, "is not TOML"),
        ("# " + "x" * 70_000, Ending.BROKEN, "longer than"),
    ],
)
def test_each_wrong_answer_is_told_without_the_right_one(answer, text: str, ending: Ending, said: str):
    verdict = answer(text)
    assert verdict.ending is ending
    assert said in why(verdict)
    assert "41.5" not in why(verdict) or "41.5" in str(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
def test_no_file_is_our_fault(answer, text: bytes):
    assert answer(text).ending in (Ending.FAILED, Ending.BROKEN)
