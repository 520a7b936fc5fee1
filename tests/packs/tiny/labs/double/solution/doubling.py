"""Twice as much."""


def double(x: float) -> float:
    """Return twice the number."""
    return x + x
