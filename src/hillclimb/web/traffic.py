"""Traffic over time as a picture: requests and errors as bars, latency as lines, and what the judge did when."""

from __future__ import annotations

from dataclasses import dataclass

from hillclimb.grading import Timeline

WIDTH, HEIGHT = 560.0, 190.0
_LEFT, _RIGHT, _TOP, _FLOOR, _BARS = 46.0, 8.0, 26.0, 150.0, 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar for the requests of a stretch, the part that went wrong on top of it."""

    x: float
    width: float
    top: float
    height: float
    errors: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """Something that the judge did, at its place."""

    x: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture: bars below, the lines of p50, p95 and p99 above them, and marks."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[str, str], ...]
    did: tuple[Did, ...]
    highest: float
    told: str


def draw_traffic(line: Timeline) -> Picture:
    """Return the picture of a timeline."""
    span = max(line.seconds, line.width)
    most = max((bucket.requests for bucket in line.buckets), default=0) or 1
    slowest = [value for bucket in line.buckets for value in (bucket.p50, bucket.p95, bucket.p99) if value]
    highest = max(slowest, default=1.0)

    def x(at: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(max(at / span, 0.0), 1.0)

    bars = []
    for bucket in line.buckets:
        height = _BARS * bucket.requests / most
        bars.append(
            Bar(
                x=round(x(bucket.at), 1),
                width=round(max(1.0, x(bucket.at + line.width) - x(bucket.at) - 1.0), 1),
                top=round(HEIGHT - 4.0 - height, 1),
                height=round(height, 1),
                errors=round(_BARS * bucket.errors / most, 1),
            )
        )
    lines = []
    for name in ("p50", "p95", "p99"):
        known = [(bucket.at + line.width / 2, getattr(bucket, name)) for bucket in line.buckets]
        points = [
            f"{x(at):.1f} {_FLOOR - (_FLOOR - _TOP) * value / highest:.1f}" for at, value in known if value is not None
        ]
        lines.append((name, "M" + "L".join(points) if points else ""))
    requests, errors = (sum(getattr(bucket, name) for bucket in line.buckets) for name in ("requests", "errors"))
    did = tuple(Did(x=round(x(mark.at), 1), text=mark.what) for mark in line.marks)
    happened = f" The judge: {', '.join(mark.what for mark in line.marks)}." if did else ""
    went = f"{requests} requests in {line.seconds:g} s, {errors} without a right answer; at most {highest:.0f} ms."
    told = went + happened
    return Picture(bars=tuple(bars), lines=tuple(lines), did=did, highest=highest, told=told)
