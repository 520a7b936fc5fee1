"""The service's clock. In staging it can be set and then stands still, so that a month takes no month to test."""

from datetime import UTC, datetime

_set_to: list[float] = []


def now() -> float:
    """Return the instant, in seconds since 1970."""
    return _set_to[-1] if _set_to else datetime.now(UTC).timestamp()


def set_to(instant: float) -> None:
    """Stop the clock at an instant."""
    _set_to[:] = [instant]
