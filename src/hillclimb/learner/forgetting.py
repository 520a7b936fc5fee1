"""The forgetting curve of FSRS-6: what is recalled after how long, when that is too little, and how exact a day is."""

from __future__ import annotations

# The decay of the published weights (the last of FSRS-6's 21); a test holds it against the library.
DECAY = 0.1542
_FACTOR: float = 0.9 ** (-1.0 / DECAY) - 1.0
# How far a card may be moved from its interval: a day, and a share of each stretch of it (from, to, share).
_STRETCHES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, 36500.0, 0.05))
_LONGEST = 36500


def recalled(stability_days: float, days: float) -> float:
    """Return the chance of recall so many days after a review: 1 at once, 0.9 after the stability."""
    if stability_days <= 0.0:
        return 0.0
    return float((1.0 + _FACTOR * max(0.0, days) / stability_days) ** -DECAY)


def interval(stability_days: float, retention: float) -> int:
    """Return the whole days (at least 1) after which recall has fallen to a share."""
    return min(max(round(exactly(stability_days, retention)), 1), _LONGEST)


def exactly(stability_days: float, retention: float) -> float:
    """Return the days, in fractions, after which recall has fallen to a share."""
    return float(stability_days / _FACTOR * (retention ** (-1.0 / DECAY) - 1.0))


def perhaps(stability_days: float, days: float, *, better: float, chance: float, retention: float) -> float:
    """Return the days from now after which recall falls to a share, where it is not known what happened now.

    The last review was `days` ago; by this chance the card was just used and has the `better` stability from now on.
    """

    def recall(ahead: float) -> float:
        return (1.0 - chance) * recalled(stability_days, days + ahead) + chance * recalled(better, ahead)

    low, high = 0.0, exactly(max(better, stability_days), retention) + 1.0
    if recall(low) <= retention:
        return 0.0
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if recall(middle) > retention else (low, middle)
    return low


def leeway(days: int) -> tuple[int, int]:
    """Return the shortest and longest interval that are as good as this one; under 2.5 days there is no other."""
    if days < 2.5:
        return days, days
    delta = 1.0 + sum(share * max(min(float(days), end) - start, 0.0) for start, end, share in _STRETCHES)
    longest = min(round(days + delta), _LONGEST)
    return min(max(2, round(days - delta)), longest), longest
