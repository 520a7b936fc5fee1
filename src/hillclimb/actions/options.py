"""Options side by side: the learner's own numbers and weights, kept, and what would flip the order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.career import CRITERIA, MONTHS, NUMBERS, OPTIONS, WEIGHTS, Weighed, filled, weigh
from hillclimb.ground import Misuse
from hillclimb.record import OptionsWeighed

# What is said once for all options.
SHARED = {"pay": ("what you earn now", "€ a year", 0.0, 10_000_000.0)}


def numbers_of(state: State) -> tuple[dict[str, float], dict[str, float]]:
    """Return the learner's own numbers and weights as they stand."""
    numbers: dict[str, float] = {}
    weights = dict(WEIGHTS)
    for event in state.events:
        if isinstance(event.fact, OptionsWeighed):
            numbers = dict(event.fact.numbers)
            weights = {name: float(event.fact.weights.get(name, 1.0)) for name in CRITERIA}
    return numbers, weights


def put_numbers(desk: Desk, numbers: Mapping[str, float | None], weights: Mapping[str, float]) -> State:
    """Record numbers (None takes one back) and weights beside those said before; refuse what cannot be."""
    own, heavy = numbers_of(desk.state())
    for name, value in numbers.items():
        _checked(name, value)
        if value is None:
            own.pop(name, None)
        else:
            own[name] = float(value)
    for name, weight in weights.items():
        if name not in CRITERIA:
            raise Misuse(f"{name!r} is nothing that is weighed.", hint=f"One of: {', '.join(CRITERIA)}.")
        if not math.isfinite(weight) or not 0 <= weight <= 100:
            raise Misuse(f"{weight:g} is no weight.", hint="From 0 (does not count) to 100.")
        heavy[name] = float(weight)
    if sum(heavy.values()) <= 0:
        raise Misuse("With every weight 0 nothing counts.", hint="Give one of them more: --weight ml=1")
    if (own, heavy) != numbers_of(desk.state()):
        desk.note(OptionsWeighed(numbers=own, weights=heavy))
    return desk.state()


def _checked(name: str, value: float | None) -> None:
    option, _, part = name.partition(".")
    known = SHARED.get(name) or (NUMBERS.get(part) if option in OPTIONS else None)
    if name == "hours":
        known = NUMBERS["hours"]
    if known is None:
        raise Misuse(
            f"There is no number {name!r}.",
            hint=f"pay, hours, or OPTION.NUMBER with {', '.join(OPTIONS)} and {', '.join(NUMBERS)}.",
        )
    if value is not None and not (math.isfinite(value) and known[2] <= value <= known[3]):
        raise Misuse(
            f"{name} = {value:g} cannot be ({known[0]}).", hint=f"From {known[2]:g} to {known[3]:g}, {known[1]}."
        )


def own_options(state: State) -> dict[str, dict[str, float]]:
    """Return the numbers of each option: one's own and, from the record, study hours and when the role is reached."""
    numbers, _ = numbers_of(state)
    months = None
    if state.profile is not None and state.forecast is not None:
        months = max((state.forecast.p50 - state.today).days, 0) / (365.25 / 12)
    if state.profile is not None:
        numbers.setdefault("hours", sum(state.hours))
    return filled(numbers, months=months)


def weighed(state: State) -> Weighed:
    """Return the options side by side."""
    return weigh(own_options(state), numbers_of(state)[1])


def options_json(state: State) -> dict[str, Any]:
    """Return the options side by side (version 1), what would flip their order, and what is missing."""
    found, (numbers, weights) = weighed(state), numbers_of(state)
    own = own_options(state)
    return {
        "version": 1,
        "months": MONTHS,
        "said": numbers,
        "weights": weights,
        "criteria": dict(CRITERIA),
        "options": [
            {
                "option": one.option,
                "title": OPTIONS[one.option],
                "score": round(one.score, 4),
                "numbers": {name: round(value, 2) for name, value in own[one.option].items()},
                "values": {name: round(value, 2) for name, value in one.values.items()},
                "parts": {name: round(value, 4) for name, value in one.parts.items()},
            }
            for one in found.outcomes
        ],
        "flips": [
            {"what": flip.what, "now": round(flip.now, 4), "at": round(flip.at, 4), "first": flip.first}
            for flip in found.flips
        ],
        "steady": list(found.steady),
        "missing": {option: list(names) for option, names in found.missing.items()},
    }
