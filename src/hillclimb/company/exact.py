"""Elementary functions whose every bit is the same on every machine and under every numpy.

`numpy.exp` and `numpy.log` may differ in the last bit between processors and versions (they pick a vector library at
run time). The functions here use only additions, multiplications, divisions and exact scalings, each of which IEEE 754
rounds in one way and numpy never fuses, so the same input gives the same bits everywhere. The algorithms and their
constants are those of FreeBSD's msun (`e_exp.c`, `e_log.c`, after Sun Microsystems, 1993), below one unit in the last
place.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.uint64]
Column: TypeAlias = npt.NDArray[Any]

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700e00
_LARGEST = 709.0
_EXP = (
    4.13813679705723846039e-08,
    -1.65339022054652515390e-06,
    6.61375632143793436117e-05,
    -2.77777777770155933842e-03,
    1.66666666666666019037e-01,
)
_LOG = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)


def polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Return the polynomial at `x` by Horner's rule; the highest power comes first."""
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value


def ratio(top: tuple[float, ...], bottom: tuple[float, ...], x: Floats) -> Floats:
    """Return one polynomial over another of the same degree, the same bits as from `polynomial` in half the steps."""
    steps = np.array([top, bottom])
    value = np.repeat(steps[:, :1], len(x), axis=1)
    for i in range(1, steps.shape[1]):
        value *= x
        value += steps[:, i : i + 1]
    return np.asarray(value[0] / value[1])


def exp(x: Floats) -> Floats:
    """Return e**x; `x` is held within +-709, where the result is neither infinite nor below the normal numbers."""
    held = np.clip(x, -_LARGEST + 1.0, _LARGEST)
    power = np.rint(held * _INVERSE_LN2)
    high = held - power * _LN2_HIGH
    low = power * _LN2_LOW
    rest = high - low
    square = rest * rest
    c = rest - square * polynomial(_EXP, square)
    value = 1.0 - ((low - (rest * c) / (2.0 - c)) - high)
    return np.ldexp(value, power.astype(np.int32))


def log(x: Floats) -> Floats:
    """Return the natural logarithm of positive finite numbers."""
    if not bool(np.all(x > 0.0)):
        raise ValueError("a logarithm needs positive numbers")
    mantissa, exponent = np.frexp(x)
    small = mantissa < 0.70710678118654752440
    mantissa = np.where(small, mantissa * 2.0, mantissa)
    power = exponent - small.astype(np.float64)
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    half_square = 0.5 * f * f
    rest = z * polynomial(_LOG, z)
    return power * _LN2_HIGH - ((half_square - (s * (half_square + rest) + power * _LN2_LOW)) - f)


def expit(x: Floats) -> Floats:
    """Return 1 / (1 + e**-x), the probability whose logit is `x`, without overflow."""
    small = exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, small) / (1.0 + small)


def weighted_sum(columns: tuple[Floats, ...], weights: tuple[float, ...], start: float = 0.0) -> Floats:
    """Return start + the sum of weight times column, added from left to right (a BLAS product has no fixed order)."""
    total = np.full_like(columns[0], start)
    for column, weight in zip(columns, weights, strict=True):
        total += weight * column
    return total


def rounded(x: Floats, decimals: int) -> Floats:
    """Return `x` to `decimals` places; minus zero becomes zero."""
    scale = float(10**decimals)
    return np.rint(x * scale) / scale + 0.0
