"""Comparisons that explain themselves: each raises `Failed` with what was expected, what came, and where they part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.labkit.showing import show
from hillclimb.grading.remote import Raised, Remote

Floats = NDArray[np.float64]


def numbers(
    value: Any, what: str, *, shape: tuple[int, ...] | None = None, low: float | None = None, high: float | None = None
) -> Floats:
    """Return a result as an array of finite float64, or fail saying what is wrong with it.

    `what` names the result in the messages ("the predictions"). A (n, 1) column where (n,) is asked for is refused:
    it broadcasts into nonsense later.
    """
    array = _as_array(value, what)
    if shape is not None and array.shape != shape:
        raise Failed(
            f"{what} must have shape {shape}, but the shape is {array.shape}.",
            expected=f"shape {shape}",
            got=show(array),
        )
    if not np.isfinite(array).all():
        bad = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise Failed(
            f"{what} must be finite; {'the value' if not bad else f'position {_place(bad)}'} is {array[bad]}.",
            expected="finite numbers",
            got=show(array),
        )
    for limit, outside, word in ((low, np.less, "below"), (high, np.greater, "above")):
        if limit is not None and outside(array, limit).any():
            bad = tuple(int(i) for i in np.argwhere(outside(array, limit))[0])
            raise Failed(
                f"{what} must not be {word} {limit:g}; position {_place(bad)} is {array[bad]:.6g}.",
                expected=f"between {'-∞' if low is None else f'{low:g}'} and {'∞' if high is None else f'{high:g}'}",
                got=show(array),
            )
    return array


def _as_array(value: Any, what: str) -> Floats:
    if value is None:
        raise Failed(f"{what} is None: is there a `return` missing?", expected="numbers", got="None")
    if isinstance(value, Remote | dict | str | bytes):
        kind = value.type_name if isinstance(value, Remote) else type(value).__name__
        raise Failed(
            f"{what} must be an array of numbers, not an object of type {kind}.", expected="numbers", got=show(value)
        )
    try:
        array = np.asarray(value)
    except ValueError:
        raise Failed(f"{what} has rows of different lengths.", expected="numbers", got=show(value)) from None
    if array.dtype.kind not in "biuf":
        raise Failed(f"{what} must hold real numbers.", expected="numbers", got=show(value))
    return array.astype(np.float64)


def near(  # noqa: PLR0913 - tolerances by name
    got: Any, expected: Any, what: str, *, rtol: float = 1e-7, atol: float = 0.0, why: str = ""
) -> Floats:
    """Fail unless |got - expected| <= atol + rtol * |expected| everywhere (numpy.isclose); return `got` as an array."""
    right = np.asarray(expected, dtype=np.float64)
    array = numbers(got, what, shape=right.shape)
    with np.errstate(all="ignore"):
        off, allowed = np.abs(array - right), atol + rtol * np.abs(right)
        apart = ~(off <= allowed)  # not `off > allowed`: NaN is near nothing
        times = np.nan_to_num(off / (allowed + 1e-300), nan=np.inf)
    if apart.any():
        worst = np.argmax(np.where(apart, times, -1.0))
        place = tuple(int(i) for i in np.unravel_index(worst, right.shape))
        where = f" at position {_place(place)}" if place else ""
        raise Failed(
            f"{what} is off{where}: {array[place]:.8g} instead of {right[place]:.8g}.{' ' + why if why else ''}",
            expected=show(right),
            got=show(array),
            tolerance=" + ".join([f"{rtol:g} relative"] * (rtol > 0) + [f"{atol:g} absolute"] * (atol > 0)),
        )
    return array


def same(got: Any, expected: Any, what: str, *, why: str = "") -> None:
    """Fail unless two results are equal value by value (arrays of any kind, lists, numbers, text)."""
    left, right = _plain(got), _plain(expected)
    if left != right:
        raise Failed(f"{what} differs.{' ' + why if why else ''}", expected=show(expected), got=show(got))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def expect(condition: object, message: str, *, expected: str = "", got: Any = "") -> None:
    """Fail with a message of your own unless the condition holds."""
    if not condition:
        raise Failed(message, expected=expected, got=got if isinstance(got, str) else show(got))


def unchanged(kept: Remote, before: Any, what: str) -> None:
    """Fail if an input that was put into the worker (`submission.keep`) is no longer what it was."""
    after = kept.fetch()
    added = sorted(set(after) - set(before)) if isinstance(after, dict) and hasattr(before, "keys") else []
    if added:
        raise Failed(
            f"{what} has a new column after the call. Callers own what they pass in: work on a copy.",
            expected=show(list(before)),
            got=show(list(after)),
        )
    pairs = (
        [(before, after)] if not hasattr(before, "keys") else [(before[name], _column(after, name)) for name in before]
    )
    for left, right in pairs:
        if not _equal(np.asarray(left), np.asarray(right)):
            raise Failed(
                f"{what} was changed by the call. Callers own what they pass in: work on a copy.",
                expected=show(left),
                got=show(right),
            )


def _equal(left: NDArray[Any], right: NDArray[Any]) -> bool:
    """Return whether two arrays hold the same, gaps (NaN) in the same places."""
    gaps = left.dtype.kind == "f" and right.dtype.kind == "f"
    return np.array_equal(left, right, equal_nan=gaps)


def _column(after: Any, name: str) -> Any:
    return after.get(name) if isinstance(after, dict) else None


def refuses(call: Callable[[], Any], what: str, *, error: str = "ValueError") -> None:
    """Fail unless the call raises `error` (or a subclass of it)."""
    try:
        result = call()
    except Raised as raised:
        if error in raised.kinds:
            return
        raise Failed(
            f"{what} must raise {error}; it raised {raised.kind}.",
            expected=error,
            got=f"{raised.kind}: {raised.message}",
        ) from None
    raise Failed(f"{what} must raise {error}; it returned a value.", expected=error, got=show(result))


def _place(position: tuple[int, ...]) -> str:
    return str(position[0]) if len(position) == 1 else str(position)
