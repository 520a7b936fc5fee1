"""Renewals as the live model sees them: fifty features, what it says of each, and every way in which they can drift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column, Floats, exp, expit, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

# What is counted -> (level over seven days, width as a share of the level, whether it has a long tail).
COUNTED = {
    "balance": (180.0, 0.8, True),
    "braking": (21.0, 0.16, False),
    "calls": (14.0, 0.2, False),
    "claims": (95.0, 0.8, True),
    "km": (260.0, 0.18, False),
    "night_km": (31.0, 0.2, False),
    "payments": (48.0, 0.8, True),
    "quotes": (9.0, 0.12, False),
    "reminders": (6.0, 0.1, False),
    "speeding": (17.0, 0.14, False),
    "visits": (12.0, 0.08, False),
}
WINDOWS = (7, 30, 90, 365)
TEXTS = {
    "channel": (("broker", "comparison", "own site", "phone"), (0.3, 0.39, 0.3, 0.01)),
    "cover": (("basic", "plus", "premium"), (0.4, 0.35, 0.25)),
    "device": (("android", "apple", "desktop", "tablet"), (0.34, 0.33, 0.25, 0.08)),
    "payment": (("card", "invoice", "monthly", "yearly"), (0.3, 0.09, 0.41, 0.2)),
    "region": (("coast", "east", "islands", "north", "south", "west"), (0.14, 0.2, 0.01, 0.25, 0.19, 0.21)),
    "tariff": (("classic", "direct", "fleet", "green", "young"), (0.37, 0.3, 0.01, 0.21, 0.11)),
}
NUMBERS = tuple(f"{name}_{days}d" for name in COUNTED for days in WINDOWS)
INTERCEPT = -1.2
COEFFICIENTS = {"calls_30d": 0.9, "visits_90d": -0.7, "balance_365d": 0.5, "quotes_7d": 0.4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different from the time in which the model was made; nothing, unless told.

    `moves`: numbers -> standard deviations by which the world moved them (of the logarithm where the tail is long);
    `units`: numbers -> the factor of another unit; `gone`: texts -> a category that does not come any more;
    `mixes`: texts -> new shares by category, also of categories that there were not. `level` is added to the logit of
    the outcome and `slope` is what is left of the effect of all features: the live model knows nothing of the two.
    """

    moves: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[str, float] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    mixes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    level: float = 0.0
    slope: float = 1.0


STEADY = Change()


def renewals(draw: Draw, rows: int, change: Change = STEADY) -> Task:
    """Return renewals, whether each was cancelled, and in `truth.aside["score"]` what the live model says.

    44 numbers, each counted over 7, 30, 90 or 365 days: level x (1 + width z), or level x exp(width z) where the tail
    is long, 3 decimals, and 6 texts, all independent. score = expit(-1.2 + .9 z(calls_30d) - .7 z(visits_90d) +
    .5 z(balance_365d) + .4 z(quotes_7d)), 6 decimals, which is the truth as long as neither level nor slope change.
    """
    normal = draw.child("numbers").normal(rows * len(NUMBERS)).reshape(len(NUMBERS), rows)  # one stream: many are drawn
    latent = {name: normal[place] + change.moves.get(name, 0.0) for place, name in enumerate(NUMBERS)}
    columns: dict[str, Column] = {}
    for name, z in latent.items():
        level, width, long_tail = scale_of(name)
        value = level * (exp(width * z) if long_tail else 1.0 + width * z)
        columns[name] = rounded(value * change.units.get(name, 1.0), 3)
    for name in TEXTS:
        shares = shares_of(name, change)
        columns[name] = draw.child(name).choice(tuple(shares), rows, tuple(shares.values()))
    eta = weighted_sum(tuple(latent[name] for name in COEFFICIENTS), tuple(COEFFICIENTS.values()), INTERCEPT)
    p: Floats = expit(INTERCEPT + change.level + change.slope * (eta - INTERCEPT))
    truth = Truth(expected=p, intercept=INTERCEPT, coefficients=COEFFICIENTS, aside={"score": rounded(expit(eta), 6)})
    return Task(inputs=Table(columns), outcome=draw.child("cancelled").bernoulli(p), truth=truth)


def scale_of(name: str) -> tuple[float, float, bool]:
    """Return level and width of a number, and whether it has a long tail."""
    counted, _, window = name.rpartition("_")
    level, width, long_tail = COUNTED[counted]
    return level * float(window[:-1]) / 7.0, width, long_tail


def shares_of(name: str, change: Change = STEADY) -> dict[str, float]:
    """Return the share of each category of a text; the others take over what is gone."""
    labels, weights = TEXTS[name]
    shares = dict(change.mixes.get(name, dict(zip(labels, weights, strict=True))))
    shares.pop(change.gone.get(name, ""), None)
    whole = sum(shares.values())
    return {label: share / whole for label, share in shares.items()}
