"""Checks and scores as values on plain functions; nothing is registered anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from hillclimb.grading.labkit.showing import show

Function = TypeVar("Function", bound=Callable[..., Any])

_given: ContextVar[Mapping[str, Any] | None] = ContextVar("given", default=None)


class Failed(Exception):
    """A check's finding: what is wrong in words, and the values that show it."""

    def __init__(
        self,
        message: str,
        *,
        given: Mapping[str, Any] | None = None,
        expected: str = "",
        got: str = "",
        tolerance: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.given = given
        self.expected = expected
        self.got = got
        self.tolerance = tolerance
        # What a service is to be sent again, as a verdict keeps it.
        self.request: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A score on one data set: what the submission reached, what the naive baseline reaches, and the best possible."""

    value: float
    baseline: float
    best: float

    @property
    def share(self) -> float:
        """Where the value stands: 0 at the baseline, 1 at the best possible."""
        return (self.value - self.baseline) / (self.best - self.baseline)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """One check as its author declared it."""

    name: str
    teaches: str
    sizes: tuple[int, ...]
    tries: int
    run: Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePlan:
    """The score as its author declared it."""

    measure: str
    teaches: str
    bar: float
    floor: float
    draws: int
    run: Callable[..., Placed]


def check(
    name: str, *, teaches: str = "", sizes: tuple[int, ...] = (), tries: int = 1
) -> Callable[[Function], Function]:
    """Make a check of `function(submission, draw)`, or of `function(submission, draw, size)` when `sizes` are given.

    Sizes are tried in order, each `tries` times with fresh luck: a failure is shown on the smallest size that has it.
    The function returns when all is well and raises `Failed` (through the comparisons of labkit) when it is not.
    """

    def mark(function: Function) -> Function:
        plan = CheckPlan(name=name, teaches=teaches, sizes=sizes, tries=tries, run=function)
        function.__labkit__ = plan  # type: ignore[attr-defined]
        return function

    return mark


def score(
    measure: str, *, bar: float, floor: float, draws: int = 5, teaches: str = ""
) -> Callable[[Function], Function]:
    """Make the score of `function(submission, draw) -> Placed`; each draw runs in a worker of its own.

    A submission passes when the mean share reaches `bar` and no draw lies below `floor`. `measure` says in words what
    is measured, for people.
    """

    def mark(function: Function) -> Function:
        plan = ScorePlan(measure=measure, teaches=teaches, bar=bar, floor=floor, draws=draws, run=function)
        function.__labkit__ = plan  # type: ignore[attr-defined]
        return function

    return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlan:
    """The practice data as their author declared them."""

    run: Callable[..., Mapping[str, Any]]


def sample(function: Function) -> Function:
    """Make the practice data of `function(draw) -> {file name without suffix: company Table}`.

    They are put into the learner's folder as CSV when the lab is opened, drawn from the learner's own seed; what is
    judged is always drawn anew. A file that is no table is given as bytes under its whole name.
    """
    function.__labkit__ = SamplePlan(run=function)  # type: ignore[attr-defined]
    return function


def sample_of(module: ModuleType) -> SamplePlan | None:
    """Return the practice data of a grader, if it has any."""
    found = [
        plan for value in vars(module).values() if isinstance(plan := getattr(value, "__labkit__", None), SamplePlan)
    ]
    return found[-1] if found else None


def plans_of(module: ModuleType) -> tuple[tuple[CheckPlan, ...], ScorePlan | None]:
    """Return the checks of a grader in the order they are written, and its score if it has one."""
    checks: list[CheckPlan] = []
    found: ScorePlan | None = None
    for value in vars(module).values():
        plan = getattr(value, "__labkit__", None)
        if isinstance(plan, CheckPlan):
            checks.append(plan)
        elif isinstance(plan, ScorePlan):
            found = plan
    return tuple(checks), found


def given(**values: Any) -> None:
    """Say what goes into the submission next, so that a failure or an exception shows it."""
    _given.set(values)


def forget_given() -> None:
    """Forget what the last check said went in."""
    _given.set(None)


def shown_given(error: Failed | None = None) -> Mapping[str, str]:
    """Return what went in, as text for people."""
    values = error.given if error is not None and error.given is not None else _given.get()
    return {name: show(value) for name, value in (values or {}).items()}
