"""Options side by side over three years by the learner's own numbers, and what would flip their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MONTHS = 36
WEEKS_A_MONTH = 52 / 12

OPTIONS: Mapping[str, str] = {
    "stay": "Stay and expand",
    "transfer": "Transfer inside the company",
    "job": "A new job",
    "degree": "A degree",
    "bootcamp": "A bootcamp",
}
# What is asked of each option: its meaning, the unit, the least and the most that it may be.
NUMBERS: Mapping[str, tuple[str, str, float, float]] = {
    "months": ("until the change has come", "months", 0, 36),
    "chance": ("that it comes about at all", "0 to 1", 0, 1),
    "pay": ("a year, after the change", "€ a year", 0, 10_000_000),
    "pay-until": ("a year, until the change", "€ a year", 0, 10_000_000),
    "cost": ("fees and all else that is paid once", "€", 0, 10_000_000),
    "hours": ("of study beside work, until the change", "hours a week", 0, 80),
    "ml": ("the part of the work that is machine learning, after the change", "0 to 1", 0, 1),
    "liking": ("how much the life that it means suits you", "0 to 10", 0, 10),
}
CRITERIA: Mapping[str, str] = {
    "money": "€ over three years, what it costs taken off",
    "ml": "months of machine-learning work in three years",
    "safety": "€ over three years if the change does not come",
    "time": "hours of study beside work (fewer are better)",
    "liking": "how much the life that it means suits you",
}
WEIGHTS: Mapping[str, float] = dict.fromkeys(CRITERIA, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one option comes to: each criterion in its own unit, each from 0 (worst) to 1 (best), and the score."""

    option: str
    values: Mapping[str, float]
    parts: Mapping[str, float]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A change of one weight (or number) after which another option is first: from, to, and which."""

    what: str
    now: float
    at: float
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The options, best first, what would flip the first place, and what is missing of the options left out."""

    outcomes: tuple[Outcome, ...]
    flips: tuple[Flip, ...]
    steady: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]


def filled(numbers: Mapping[str, float], *, months: float | None = None) -> dict[str, dict[str, float]]:
    """Return the numbers of each option: the learner's own, and what follows from them.

    `pay` is what is earned now; an option keeps it until its change unless it says otherwise, and `stay` after it too.
    `months` is when the role may be reached by the record's forecast, for options that do not say.
    """
    found: dict[str, dict[str, float]] = {}
    for option in OPTIONS:
        own = {name: numbers[f"{option}.{name}"] for name in NUMBERS if f"{option}.{name}" in numbers}
        if "pay" in numbers:
            own.setdefault("pay-until", numbers["pay"])
            if option in ("stay", "transfer"):
                own.setdefault("pay", numbers["pay"])
        if option in ("stay", "transfer", "job"):
            own.setdefault("cost", 0.0)
            if months is not None:
                own.setdefault("months", min(months, float(MONTHS)))
        if "hours" in numbers:
            own.setdefault("hours", numbers["hours"])
        found[option] = own
    return found


def weigh(options: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]) -> Weighed:
    """Return the options side by side; one that lacks a number is left out and says which."""
    missing = {option: tuple(name for name in NUMBERS if name not in own) for option, own in options.items()}
    whole = [option for option in options if not missing[option]]
    values = {option: _values(options[option]) for option in whole}
    parts = _scaled(values)
    outcomes = sorted(
        (
            Outcome(option=option, values=values[option], parts=parts[option], score=_score(parts[option], weights))
            for option in whole
        ),
        key=lambda one: (-one.score, one.option),
    )
    flips, steady = _sensitivity(outcomes, weights)
    chances = _chances(options, outcomes, weights)
    return Weighed(
        outcomes=tuple(outcomes),
        flips=(*flips, *chances),
        steady=steady,
        missing={option: names for option, names in missing.items() if names},
    )


def _values(own: Mapping[str, float]) -> dict[str, float]:
    months, chance = min(own["months"], MONTHS), own["chance"]
    after = MONTHS - months
    until = own["pay-until"] / 12 * months
    without = until + own["pay-until"] / 12 * after - own["cost"]
    reached = until + own["pay"] / 12 * after - own["cost"]
    return {
        "money": chance * reached + (1 - chance) * without,
        "ml": chance * after * own["ml"],
        "safety": min(without, reached),
        "time": own["hours"] * WEEKS_A_MONTH * months,
        "liking": own["liking"],
    }


def _scaled(values: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return each criterion from 0 for the worst option to 1 for the best; all 1 where they are the same."""
    parts: dict[str, dict[str, float]] = {option: {} for option in values}
    for name in CRITERIA:
        column = [values[option][name] for option in values]
        low, high = min(column, default=0.0), max(column, default=0.0)
        for option in values:
            share = 1.0 if high - low <= 1e-9 else (values[option][name] - low) / (high - low)
            parts[option][name] = 1.0 - share if name == "time" and high - low > 1e-9 else share
    return parts


def _score(parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[name] * parts[name] for name in CRITERIA) / total if total > 0 else 0.0


def _sensitivity(outcomes: Sequence[Outcome], weights: Mapping[str, float]) -> tuple[tuple[Flip, ...], tuple[str, ...]]:
    """Return for each weight the nearest value at which another option overtakes the first, and those without one.

    With all else as it is, the lead over another option is linear in a weight: it is gone where that line meets zero.
    """
    flips: list[Flip] = []
    steady: list[str] = []
    first = outcomes[0] if outcomes else None
    for name in CRITERIA:
        found: list[tuple[float, str]] = []
        for other in outcomes[1:]:
            assert first is not None  # noqa: S101 - there are others only after a first
            slope = other.parts[name] - first.parts[name]
            lead = sum(weights[each] * (first.parts[each] - other.parts[each]) for each in CRITERIA)
            if abs(slope) > 1e-12 and weights[name] + lead / slope >= 0:
                found.append((weights[name] + lead / slope, other.option))
        below = max((one for one in found if one[0] < weights[name]), default=None)
        above = min((one for one in found if one[0] >= weights[name]), default=None)
        flips += [Flip(what=name, now=weights[name], at=at, first=who) for at, who in filter(None, (below, above))]
        if below is None and above is None:
            steady.append(name)
    return tuple(flips), tuple(steady)


def _chances(
    options: Mapping[str, Mapping[str, float]], outcomes: Sequence[Outcome], weights: Mapping[str, float]
) -> tuple[Flip, ...]:
    """Return the chance of the first option below which another would be first, by trying each percent."""
    if len(outcomes) < 2:
        return ()
    best = outcomes[0].option
    whole = {one.option: options[one.option] for one in outcomes}
    now = whole[best]["chance"]
    for percent in range(int(now * 100), -1, -1):
        tried = {**whole, best: {**whole[best], "chance": percent / 100}}
        values = {option: _values(own) for option, own in tried.items()}
        parts = _scaled(values)
        first = max(parts, key=lambda option: (_score(parts[option], weights), option == best))
        if first != best:
            return (Flip(what=f"{best}.chance", now=now, at=percent / 100, first=first),)
    return ()
