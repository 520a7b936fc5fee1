"""The search for a smaller case tries sizes that nobody named: what a check makes of them is never blamed."""

from pathlib import Path

from hillclimb.grading import Ending, Judge

from .kinds import graded, lab_of

GRADER = """
import numpy as np

from hillclimb.company import Draw
from hillclimb.grading.labkit import Module, check, given, near


@check("adds up", sizes=(3, 120))
def adds_up(submission: Module, draw: Draw, size: int) -> None:
    numbers = np.repeat(np.arange(size // 3), 3)[draw.permutation(size)]  # out of range unless 3 divides the size
    given(numbers=numbers)
    near(submission.total(numbers), numbers.sum(), "total(numbers)")
"""
RIGHT = "def total(numbers):\n    return numbers.sum()\n"
WRONG = "def total(numbers):\n    return numbers[:30].sum()\n"


def test_a_size_that_a_check_cannot_take_is_not_our_fault(tmp_path: Path):
    lab = lab_of(tmp_path / "lab", "module", "pass", entry="adding", libraries=("numpy",))
    (lab.folder / "grader.py").write_text(GRADER, encoding="utf-8")
    (lab.folder / "solution").mkdir()
    (lab.folder / "solution" / "adding.py").write_text(RIGHT, encoding="utf-8")
    with Judge() as judge:
        assert graded(judge, lab, {"adding.py": RIGHT}).ending is Ending.PASSED
        verdict = graded(judge, lab, {"adding.py": WRONG})
    assert verdict.ending is Ending.FAILED, verdict.hint
    assert verdict.first_failure is not None
    assert verdict.first_failure.name == "adds up"
