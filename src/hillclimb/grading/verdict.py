"""What a judgement says: one of five endings, each check with its message, the score, and what protected the run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from hillclimb.grading.billing import Bill
from hillclimb.grading.traffic.timeline import Timeline

_BAND = 0.01


class Ending(StrEnum):
    """How a judgement ended. Only `UNJUDGED` is our fault, and it costs the learner nothing."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    STOPPED = "stopped"
    UNJUDGED = "unjudged"


class Outcome(StrEnum):
    """How one check ended; `SKIPPED` means that an earlier ending made it pointless."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The smallest case found that shows a failure, as text: what went in, what should have come, what came.

    Where it is a service's, `request` is what to send it again (`Request.to_json`).
    """

    given: Mapping[str, str] = field(default_factory=dict)
    expected: str = ""
    got: str = ""
    tolerance: str = ""
    request: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result of one check; `lesson` is the skill whose lesson helps."""

    name: str
    outcome: Outcome
    message: str = ""
    lesson: str = ""
    example: Example | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Where a submission stands between the naive baseline (share 0) and the best that is possible (share 1).

    `value`, `baseline` and `best` are means over `draws` fresh data sets in the unit of `measure`; `error` is the
    standard error of `share`; passing takes a mean share of `bar` and no draw below `floor`.
    """

    measure: str
    value: float
    baseline: float
    best: float
    share: float
    error: float
    worst: float
    bar: float
    floor: float
    draws: int

    def banded(self) -> Score:
        """Return the score as it is shown: in steps of a hundredth of the way, rounded down.

        Finer digits would be noise, and something to climb without learning.
        """
        share, worst = _band(self.share), _band(self.worst)
        value = self.baseline + share * (self.best - self.baseline)
        error = max(_BAND / 2, math.ceil(self.error / (_BAND / 2)) * _BAND / 2)
        return replace(self, share=share, worst=worst, error=error, value=float(f"{value:.4g}"))


def _band(share: float) -> float:
    return round(math.floor(share / _BAND + 1e-9) * _BAND, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A limit that was reached: time, memory, disk, output, and how much was allowed."""

    limit: str
    allowed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of judging one submission once."""

    ending: Ending
    headline: str
    checks: tuple[Checked, ...] = ()
    score: Score | None = None
    stop: Stop | None = None
    hint: str = ""
    frames: tuple[str, ...] = ()
    output: str = ""
    protections: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lab: str = ""
    lab_version: int = 0
    digest: str = ""
    commitment: str = ""
    seconds: float = 0.0
    peak_mb: float = 0.0
    timeline: Timeline | None = None
    bill: Bill | None = None

    @property
    def passed(self) -> bool:
        """Whether the submission passed."""
        return self.ending is Ending.PASSED

    @property
    def first_failure(self) -> Checked | None:
        """The first check that failed, in the author's order."""
        return next((check for check in self.checks if check.outcome is Outcome.FAILED), None)

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON shape (version 1); `from_json` reads it back."""
        return {
            "verdict": self.ending.value,
            "headline": self.headline,
            "checks": [_checked_json(check) for check in self.checks],
            "score": None if self.score is None else _score_json(self.score),
            "stop": None if self.stop is None else {"limit": self.stop.limit, "allowed": self.stop.allowed},
            "hint": self.hint,
            "frames": list(self.frames),
            "output": self.output,
            "protections": {"on": list(self.protections), "missing": list(self.missing)},
            "lab": self.lab,
            "lab_version": self.lab_version,
            "digest": self.digest,
            "commitment": self.commitment,
            "seconds": round(self.seconds, 4),
            "peak_mb": round(self.peak_mb, 1),
            **({} if self.timeline is None else {"timeline": self.timeline.to_json()}),
            **({} if self.bill is None else {"bill": self.bill.to_json()}),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Verdict:
        """Return the verdict that `to_json` wrote."""
        stop, score, timeline, bill = (body.get(name) for name in ("stop", "score", "timeline", "bill"))
        return cls(
            ending=Ending(body["verdict"]),
            headline=body["headline"],
            checks=tuple(_checked_from(item) for item in body["checks"]),
            score=Score(**score) if score else None,
            stop=Stop(**stop) if stop else None,
            hint=body["hint"],
            frames=tuple(body["frames"]),
            output=body["output"],
            protections=tuple(body["protections"]["on"]),
            missing=tuple(body["protections"]["missing"]),
            lab=body["lab"],
            lab_version=body["lab_version"],
            digest=body["digest"],
            commitment=body["commitment"],
            seconds=body["seconds"],
            peak_mb=body["peak_mb"],
            timeline=Timeline.from_json(timeline) if timeline else None,
            bill=Bill.from_json(bill) if bill else None,
        )


def _checked_json(check: Checked) -> dict[str, Any]:
    example = check.example
    return {
        "name": check.name,
        "outcome": check.outcome.value,
        "message": check.message,
        "lesson": check.lesson,
        "example": None
        if example is None
        else {
            "given": dict(example.given),
            "expected": example.expected,
            "got": example.got,
            "tolerance": example.tolerance,
            **({} if example.request is None else {"request": dict(example.request)}),
        },
    }


def _checked_from(body: Mapping[str, Any]) -> Checked:
    example = body.get("example")
    return Checked(
        name=body["name"],
        outcome=Outcome(body["outcome"]),
        message=body["message"],
        lesson=body["lesson"],
        example=Example(**example) if example else None,
    )


def _score_json(score: Score) -> dict[str, Any]:
    return {name: getattr(score, name) for name in Score.__slots__}
