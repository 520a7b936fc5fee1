"""Options side by side in a terminal: numbers, scores, and what would flip the order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from hillclimb.cli import paint
from hillclimb.cli.changing import pairs, read_table
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse


def side_by_side(options: argparse.Namespace) -> int:
    """Take numbers and weights, and show what they come to."""
    from hillclimb import actions

    desk = desk_of(options)
    numbers, weights = _given(options)
    state = actions.put_numbers(desk, numbers, weights) if numbers or weights else desk.state()
    body = actions.options_json(state)
    if options.json:
        say(body)
        return 0
    if options.explain:
        for line in _explained():
            print(paint.wrapped(line, "", "    "))
        return 0
    for line in _table(body):
        print(line)
    return 0


def _given(options: argparse.Namespace) -> tuple[dict[str, float | None], dict[str, float]]:
    numbers: dict[str, float | None] = {}
    weights: dict[str, float] = {}
    if options.file:
        body = read_table(options.file)
        for name, value in body.items():
            if name == "weights" and isinstance(value, Mapping):
                weights |= {str(key): _number(key, one) for key, one in value.items()}
            elif isinstance(value, Mapping):
                numbers |= {f"{name}.{key}": _number(key, one) for key, one in value.items()}
            else:
                numbers[name] = _number(name, value)
    numbers |= {name: None if not text else _number(name, text) for name, text in pairs(options.numbers or ()).items()}
    weights |= {name: _number(name, text) for name, text in pairs(options.weight or ()).items()}
    return numbers, weights


def _number(name: str, value: Any) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        return float(value)
    except (TypeError, ValueError):
        raise Misuse(f"{name} = {value!r} is no number.", hint="Like pay=60000 or job.chance=0.5.") from None


def _explained() -> Iterator[str]:
    from hillclimb.career import CRITERIA, MONTHS, NUMBERS, OPTIONS

    yield f"Options: {', '.join(f'{slug} ({title})' for slug, title in OPTIONS.items())}."
    yield f"Each is looked at over {MONTHS} months. Its numbers, set with --set OPTION.NUMBER=…:"
    for name, (meaning, unit, _, _) in NUMBERS.items():
        yield f"  {name}: {meaning} ({unit})"
    yield "pay (what you earn now) and hours (of study a week; from your plan) are said once. stay, transfer and "
    yield "job take their months from your forecast (P50) and cost nothing, unless you say otherwise."
    yield "What they come to, with chance c, months m until the change, and 36 − m after it:"
    yield "  money: c × (pay-until for m + pay for 36 − m) + (1 − c) × (pay-until for 36) − cost"
    yield "  ml: c × (36 − m) × ml, in months"
    yield "  safety: the smaller of the two sums of money: what is there even if the change does not come"
    yield "  time: hours × 52 / 12 × m; fewer are better"
    yield "  liking: as you said"
    yield f"Each of {', '.join(CRITERIA)} counts from 0 (the worst of the options) to 1 (the best), times its weight."


def _table(body: Mapping[str, Any]) -> Iterator[str]:
    from hillclimb.career import OPTIONS

    if body["options"]:
        yield f"{'':<30}{'score':>7}{'€ in 3 years':>15}{'ML months':>11}{'€ at worst':>13}{'study h':>9}{'liking':>8}"
    for one in body["options"]:
        values = one["values"]
        yield (
            f"{one['title']:<30}{one['score']:>7.2f}{values['money']:>15,.0f}{values['ml']:>11.1f}"
            f"{values['safety']:>13,.0f}{values['time']:>9.0f}{values['liking']:>8g}"
        )
    if body["options"]:
        yield f"Weights: {', '.join(f'{name} {weight:g}' for name, weight in body['weights'].items())}."
    for flip in body["flips"]:
        kind = "a chance" if flip["what"].endswith(".chance") else "a weight"
        now, at, first = flip["now"], flip["at"], OPTIONS[flip["first"]]
        side = "below" if at < now else "above"
        yield f"With {kind} {side} {at:.2f} instead of {now:g} for {flip['what']}, {first} comes first."
    if len(body["options"]) > 1 and body["steady"]:
        yield f"No weight of {', '.join(body['steady'])} changes who is first."
    for option, names in body["missing"].items():
        yield f"Left out: {OPTIONS[option]}, without {', '.join(names)}. hillclimb options --set {option}.{names[0]}=…"
    yield "What each number means: hillclimb options --explain"
