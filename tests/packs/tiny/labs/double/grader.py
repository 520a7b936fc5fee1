"""Judges `double(x)` by the checks `doubles` and `fractions`."""

from hillclimb.company import Draw, Table
from hillclimb.grading.labkit import Module, Placed, check, given, near, sample, score


@check("doubles", teaches="doubling", sizes=(0, 7, 1000))
def doubles(submission: Module, draw: Draw, size: int) -> None:
    x = int(draw.integers(size // 2, size + 1, 1)[0]) if size else 0
    given(x=x)
    near(submission.double(x), 2 * x, "double(x)")


@check("fractions", teaches="doubling")
def fractions(submission: Module, draw: Draw) -> None:
    x = 0.5
    given(x=x)
    near(submission.double(x), 1.0, "double(x)")


@score("share of numbers doubled", bar=0.9, floor=0.8, draws=2, teaches="doubling")
def share(submission: Module, draw: Draw) -> Placed:
    numbers = [float(x) for x in draw.uniform(5)]
    right = sum(abs(submission.double(x) - 2 * x) < 1e-9 for x in numbers)
    return Placed(value=right / len(numbers), baseline=0.0, best=1.0)


@sample
def numbers(draw: Draw) -> dict[str, Table]:
    return {"numbers": Table({"x": draw.integers(0, 100, 5)})}
