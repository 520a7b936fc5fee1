"""Draws the values of number questions and works out the expressions over them."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from hillclimb.content.model import Card, Question, Range
from hillclimb.ground import Seed

Values: TypeAlias = Mapping[str, float]


_ARITHMETIC = (
    ast.Expr,
    ast.BinOp,
    ast.UnaryOp,
    ast.operator,
    ast.unaryop,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Constant,
)


def _comb(n: int, k: int) -> int:
    """Return the number of ways to choose k of n, for n that cost no noticeable time."""
    if n > 10_000:
        raise ValueError("comb of more than 10000")
    return math.comb(n, k)


FUNCTIONS: Mapping[str, Callable[..., float]] = MappingProxyType(
    {
        "abs": abs,
        "ceil": math.ceil,
        "comb": _comb,
        "exp": math.exp,
        "floor": math.floor,
        "log": math.log,
        "log10": math.log10,
        "log2": math.log2,
        "max": max,
        "min": min,
        "round": round,
        "sqrt": math.sqrt,
    }
)


def draw(question: Question | Card, seed: Seed) -> Values:
    """Return the values of a question or card; each name has a stream of its own, so adding one leaves the others."""
    return {name: _one(drawn, seed.child("draw", name)) for name, drawn in question.draw.items()}


def _one(drawn: Range, seed: Seed) -> float:
    chance = seed.random()
    if drawn.pick:
        return chance.choice(drawn.pick)
    if drawn.digits:
        return round(chance.uniform(drawn.low, drawn.high), drawn.digits)
    return chance.randint(math.ceil(drawn.low), math.floor(drawn.high))


def work_out(expression: str, values: Values) -> float:
    """Return the value of an expression; anything but one finite number is a ValueError."""
    try:
        found = _evaluator(dict(values)).eval(expression, previously_parsed=_parsed(expression))
    except Exception as fault:
        raise ValueError(f"{expression!r} cannot be worked out: {fault}") from fault
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"{expression!r} is not a number")
    if not math.isfinite(found):
        raise ValueError(f"{expression!r} is {found}")
    return float(found)


def _evaluator(values: dict[str, float]) -> Any:
    from simpleeval import SimpleEval  # costs more to import than most commands take

    return SimpleEval(functions=dict(FUNCTIONS), names=values)


@lru_cache(maxsize=1024)
def _parsed(expression: str) -> Any:
    tree = _evaluator({}).parse(expression)
    for node in ast.walk(tree):
        if not isinstance(node, _ARITHMETIC):
            raise ValueError(f"{type(node).__name__} is no arithmetic")
    return tree


def tolerance(question: Question | Card, value: float) -> float:
    """Return how far from a value still counts as that value."""
    return max(question.absolute, abs(value) * question.relative, 1e-9)
