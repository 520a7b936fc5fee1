"""What became of traffic over time: percentiles, and buckets that a table and a picture are made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_BUCKETS = 40
_MOST_MARKS = 40
_WIDTHS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One request: when it was due, how long until its answer was whole, and whether it was what it should be."""

    at: float
    seconds: float
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A stretch of time: requests due in it, those that went wrong, and percentiles of the others in ms."""

    at: float
    requests: int
    errors: int
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that the judge did, and when."""

    at: float
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What traffic a service was sent, bucket by bucket, and what was done to it meanwhile."""

    seconds: float
    width: float
    buckets: tuple[Bucket, ...]
    marks: tuple[Mark, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON shape."""
        return {
            "seconds": self.seconds,
            "width": self.width,
            "buckets": [
                {
                    "at": bucket.at,
                    "requests": bucket.requests,
                    "errors": bucket.errors,
                    "p50": bucket.p50,
                    "p95": bucket.p95,
                    "p99": bucket.p99,
                }
                for bucket in self.buckets
            ],
            "marks": [{"at": mark.at, "what": mark.what} for mark in self.marks],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Timeline:
        """Return the timeline that `to_json` wrote."""
        return cls(
            seconds=body["seconds"],
            width=body["width"],
            buckets=tuple(Bucket(**item) for item in body["buckets"]),
            marks=tuple(Mark(**item) for item in body["marks"]),
        )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of the values that at least a `share` (0, 1] of them do not exceed."""
    if not values or not 0.0 < share <= 1.0:
        raise ValueError("a percentile needs values and a share above 0 and up to 1")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)]


def timeline_of(samples: Sequence[Sample], seconds: float, marks: Iterable[Mark] = ()) -> Timeline:
    """Return the timeline of some traffic; each request counts in the bucket in which it was due."""
    width = next((width for width in _WIDTHS if seconds / width <= MOST_BUCKETS), seconds / MOST_BUCKETS)
    count = max(1, math.ceil(seconds / width - 1e-9))
    groups: list[list[Sample]] = [[] for _ in range(count)]
    for sample in samples:
        groups[min(count - 1, max(0, int(sample.at / width)))].append(sample)
    return Timeline(
        seconds=round(seconds, 2),
        width=round(width, 3),
        buckets=tuple(_bucket(round(turn * width, 3), group) for turn, group in enumerate(groups)),
        marks=tuple(Mark(at=round(mark.at, 2), what=mark.what) for mark in marks)[:_MOST_MARKS],
    )


def _bucket(at: float, group: Sequence[Sample]) -> Bucket:
    times = [sample.seconds * 1000.0 for sample in group if sample.answered]
    p50, p95, p99 = (round(percentile(times, share), 2) if times else None for share in (0.5, 0.95, 0.99))
    errors = len(group) - len(times)
    return Bucket(at=at, requests=len(group), errors=errors, p50=p50, p95=p95, p99=p99)
