"""Luck by the array: seeded samplers whose bytes do not depend on the machine or on the version of numpy.

The words come from Philox4x64-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC11), a
counter under a 128-bit key: its stream is fixed by the paper and by numpy's compatibility policy for bit generators.
numpy promises nothing of the kind for the distributions of its `Generator`, so those are written out here on top of
`hillclimb.company.exact`. Values that leave the company are moreover rounded to a stated number of decimals: data look
like data, they survive a trip through text, and a last bit that some machine should after all compute otherwise
disappears in the rounding.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hillclimb.company.exact import Floats, Ints, Words, exp, log, ratio, rounded
from hillclimb.ground import Seed

_LARGEST_MEAN = 600.0
_WIDEST = 1 << 32

# Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484: relative accuracy about 1e-16.
_CENTRE = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_SHOULDER = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


class Draw:
    """A stream of luck below a seed; each call takes the next words, so the order of calls matters.

    Give every column a stream of its own with `child`: then a new column leaves the old ones as they were.
    A `coarse` stream (and its children) gives normal numbers of one decimal: easier to follow in a small example.
    """

    __slots__ = ("_bits", "_coarse", "_seed")

    def __init__(self, seed: Seed, *, coarse: bool = False) -> None:
        self._seed = seed
        self._coarse = coarse
        self._bits = np.random.Philox(key=int.from_bytes(seed.key, "little"))

    def child(self, *names: str | int) -> Draw:
        """Return the independent stream of this name; it does not depend on what was drawn here."""
        return Draw(self._seed.child(*names), coarse=self._coarse)

    def words(self, n: int) -> Words:
        """Return n uniform 64-bit words."""
        return np.asarray(self._bits.random_raw(n), dtype=np.uint64)

    def uniform(self, n: int, low: float = 0.0, high: float = 1.0) -> Floats:
        """Return n numbers uniform in [low, high), on a grid of 2**53 steps."""
        unit = (self.words(n) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return unit if (low, high) == (0.0, 1.0) else low + (high - low) * unit

    def normal(self, n: int, mean: float = 0.0, sd: float = 1.0) -> Floats:
        """Return n normal numbers by the inverse distribution function (AS 241), one word each."""
        value = normal_quantile(self._inside(n))
        if self._coarse:
            value = rounded(value, 1)
        return value if (mean, sd) == (0.0, 1.0) else mean + sd * value

    def exponential(self, n: int, mean: float = 1.0) -> Floats:
        """Return n exponential numbers by inversion, one word each."""
        return -mean * log(self._inside(n))

    def bernoulli(self, p: Floats) -> Ints:
        """Return one 0 or 1 per probability, one word each."""
        return (self.uniform(len(p)) < p).astype(np.int64)

    def poisson(self, mean: Floats) -> Ints:
        """Return one count per mean by sequential inversion, one word each; means lie in [0, 600].

        Time grows with the largest mean; only the rows that are still searching are touched.
        """
        if mean.size and not bool(np.all((mean >= 0.0) & (mean <= _LARGEST_MEAN))):
            raise ValueError(f"a Poisson mean lies between 0 and {_LARGEST_MEAN:g}")
        counts = np.zeros(len(mean), dtype=np.int64)
        u = self.uniform(len(mean))
        term = exp(-mean)
        rows = np.flatnonzero(u >= term)
        u, term, mean = u[rows], term[rows], mean[rows]
        below, k = term.copy(), 0
        while rows.size:
            k += 1
            counts[rows] = k
            term = term * (mean / k)
            grown = below + term
            # Past the mean the terms shrink; once one no longer changes the sum, rounding alone holds u above it.
            going = (u >= grown) & ((grown > below) | (mean > k))
            rows, u, term, mean, below = rows[going], u[going], term[going], mean[going], grown[going]
        return counts

    def gamma(self, shape: float, n: int, scale: float = 1.0) -> Floats:
        """Return n gamma numbers (Marsaglia and Tsang, ACM TOMS 26 (2000) 363-372); their mean is shape * scale."""
        if shape <= 0.0:
            raise ValueError("a gamma shape is positive")
        d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
        c = 1.0 / float(np.sqrt(9.0 * d))
        value = np.empty(n)
        rows = np.arange(n)
        while rows.size:
            x = normal_quantile(self._inside(rows.size))
            u = self._inside(rows.size)
            v = 1.0 + c * x
            v = v * v * v
            positive = v > 0.0
            bound = 0.5 * x * x + d - d * v + d * log(np.where(positive, v, 1.0))
            taken = positive & (log(u) < bound)
            value[rows[taken]] = d * v[taken]
            rows = rows[~taken]
        if shape < 1.0:
            value *= exp(log(self._inside(n)) / shape)
        return value * scale

    def integers(self, low: int, high: int, n: int) -> Ints:
        """Return n whole numbers uniform in [low, high); the range holds at most 2**32 of them."""
        width = high - low
        if not 0 < width <= _WIDEST:
            raise ValueError(f"a range of whole numbers holds between 1 and {_WIDEST}, got {width}")
        return low + (self.uniform(n) * width).astype(np.int64)

    def choice(self, labels: Sequence[str], n: int, weights: Sequence[float] | None = None) -> npt.NDArray[np.str_]:
        """Return n labels, each with a chance in proportion to its weight (equal ones unless told)."""
        picked: npt.NDArray[np.str_] = np.array(labels)[self.codes(weights or [1.0] * len(labels), n)]
        return picked

    def codes(self, weights: Sequence[float], n: int) -> Ints:
        """Return n positions in `weights`, each with a chance in proportion to its weight."""
        steps = np.cumsum(np.array(weights, dtype=np.float64))
        found = np.searchsorted(steps / steps[-1], self.uniform(n), side="right")
        return np.minimum(found, len(weights) - 1).astype(np.int64)

    def permutation(self, n: int) -> Ints:
        """Return the numbers 0 to n-1 in random order."""
        return np.argsort(self.words(n), kind="stable").astype(np.int64)

    def identifiers(self, n: int, first: int) -> Ints:
        """Return n different whole numbers from `first` on, with gaps, in an order that says nothing."""
        gaps = 1 + self.integers(0, 9, n)
        return (first + np.cumsum(gaps))[self.permutation(n)]

    def _inside(self, n: int) -> Floats:
        """Return n uniform numbers in (0, 1), never an end, symmetric about one half."""
        return ((self.words(n) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def normal_quantile(p: Floats) -> Floats:
    """Return the standard normal number below which a share `p` in (0, 1) lies (AS 241)."""
    q = p - 0.5
    central = 0.180625 - q * q
    value = q * ratio(*_CENTRE, central)
    far = np.flatnonzero(np.abs(q) > 0.425)
    if far.size:
        outer = np.minimum(p[far], 1.0 - p[far])
        r = np.sqrt(-log(outer))
        size = ratio(*_SHOULDER, r - 1.6)
        tail = np.flatnonzero(r > 5.0)  # once in 10**11
        if tail.size:
            size[tail] = ratio(*_TAIL, r[tail] - 5.0)
        value[far] = np.where(q[far] < 0.0, -size, size)
    return value


def whole(x: Floats, low: int, high: int) -> Ints:
    """Return `x` rounded to whole numbers and held within [low, high]."""
    return np.clip(np.rint(x), low, high).astype(np.int64)
