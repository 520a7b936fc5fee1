"""The only place that reads the wall clock; everything else gets instants as arguments."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)


def to_text(at: datetime) -> str:
    """Return an instant as ISO 8601 in UTC with microseconds; text order is time order."""
    if at.tzinfo is None:
        raise ValueError(f"instant without a time zone: {at!r}")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Return the instant that `to_text` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
