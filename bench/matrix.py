"""One score for one person: adaptive testing on a real matrix of answers, our grid beside catsim.

People are split: three in five calibrate a two-parameter logistic model, the rest are replayed item by item. Stated is
the correlation of the estimate after n items with the estimate from all items.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray
GRID = np.linspace(-4.0, 4.0, 81)
BELL = np.exp(-0.5 * GRID**2) / np.exp(-0.5 * GRID**2).sum()
ASKED = (5, 10, 20, 30)


def curves(slope: Array, hard: Array) -> Array:
    """Return P(right) for each item at each point of the grid."""
    return 1.0 / (1.0 + np.exp(-slope[:, None] * (GRID[None] - hard[:, None])))


def calibrated(answers: Array, rounds: int = 40) -> tuple[Array, Array]:
    """Return slopes and difficulties by marginal maximum likelihood (EM with Newton steps; Bock and Aitkin 1981)."""
    items = answers.shape[1]
    slope, cut = np.ones(items), np.log((answers.mean(0) + 0.01) / (1.01 - answers.mean(0)))
    for _ in range(rounds):
        p = 1.0 / (1.0 + np.exp(-(slope[:, None] * GRID + cut[:, None])))
        odds = answers @ np.log(p) + (1 - answers) @ np.log(1 - p) + np.log(BELL)
        where = np.exp(odds - odds.max(1, keepdims=True))
        where /= where.sum(1, keepdims=True)
        count, right = where.sum(0), answers.T @ where
        for _ in range(3):
            p = 1.0 / (1.0 + np.exp(-(slope[:, None] * GRID + cut[:, None])))
            off, w = right - count * p, count * p * (1 - p)
            g0, g1 = off.sum(1), (off * GRID).sum(1) - 0.5 * (slope - 1.0)
            h00, h01, h11 = w.sum(1), (w * GRID).sum(1), (w * GRID**2).sum(1) + 0.5
            det = h00 * h11 - h01**2 + 1e-9
            cut = cut + (h11 * g0 - h01 * g1) / det
            slope = np.clip(slope + (h00 * g1 - h01 * g0) / det, 0.15, 4.0)
    return slope, -cut / slope


def estimate(posterior: Array) -> float:
    """Return the mean of a posterior on the grid."""
    return float(posterior @ GRID / posterior.sum())


def clearest(posterior: Array, p: Array, left: Array) -> int:
    """Return the item with the least expected posterior variance."""
    at = posterior / posterior.sum()
    found = np.zeros(len(left))
    for seen in (p[left], 1 - p[left]):
        joint = at * seen
        total = joint.sum(1)
        mean = joint @ GRID / total
        found += total * (joint @ GRID**2 / total - mean**2)
    return int(left[found.argmin()])


def ours(answers: Array, p: Array, pick: Callable[[Array, Array], int]) -> tuple[list[float], float]:
    """Return one person's estimates after each item of ASKED, and microseconds per item."""
    posterior, left, found = BELL.copy(), np.arange(len(p)), []
    start = time.process_time()
    for number in range(1, max(ASKED) + 1):
        item = pick(posterior, left)
        left = left[left != item]
        posterior *= p[item] if answers[item] else 1 - p[item]
        posterior /= posterior.sum()
        if number in ASKED:
            found.append(estimate(posterior))
    return found, (time.process_time() - start) / max(ASKED) * 1e6


def catsims(answers: Array, bank: Array) -> tuple[list[float], float]:
    """Return the same by catsim: maximum information, and maximum likelihood by numerical search."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector

    items: Any = ItemBank(bank)
    selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()
    theta, asked, said, found = 0.0, list[int](), list[bool](), []
    start = time.process_time()
    for number in range(1, max(ASKED) + 1):
        item = int(selector.select(item_bank=items, administered_items=asked, est_theta=theta))
        asked.append(item)
        said.append(bool(answers[item]))
        theta = float(
            estimator.estimate(item_bank=items, administered_items=asked, response_vector=said, est_theta=theta)
        )
        if number in ASKED:
            found.append(float(np.clip(theta, -4, 4)))
    return found, (time.process_time() - start) / max(ASKED) * 1e6


def main(path: Path) -> None:
    """Print the table."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    answers = np.stack([table[name].to_numpy() for name in table.column_names], axis=1).astype(float)
    order = np.random.default_rng(0).permutation(len(answers))
    cut = len(answers) * 3 // 5
    old, new = answers[order[:cut]], answers[order[cut:]]
    slope, hard = calibrated(old)
    p = curves(slope, hard)
    full = np.exp(new @ np.log(p) + (1 - new) @ np.log(1 - p)) * BELL
    truth = (full @ GRID) / full.sum(1)
    chance = np.random.default_rng(1)
    fixed = list(np.argsort(-(slope**2 * ((p * (1 - p)) @ BELL))))
    ways: dict[str, Callable[[Array], tuple[list[float], float]]] = {
        "random order": lambda a: ours(a, p, lambda _, left: int(chance.choice(left))),
        "best fixed order": lambda a: ours(a, p, lambda _, left: next(i for i in fixed if i in left)),
        "least expected variance, grid (ours)": lambda a: ours(a, p, lambda at, left: clearest(at, p, left)),
    }
    bank = np.stack([slope, hard, np.zeros(len(hard)), np.ones(len(hard))], axis=1)
    print(f"\n## one score: {len(old)} people calibrate, {len(new)} are replayed, {answers.shape[1]} items")
    print("| | " + " | ".join(f"r after {n}" for n in ASKED) + " | µs per item |")
    print("|---|" + "---|" * (len(ASKED) + 1))
    for name, way in ways.items():
        _row(name, [way(person) for person in new], truth)
    some, said = new[:300], truth[:300]
    ours_way = ways["least expected variance, grid (ours)"]
    _row("the same, the first 300 people only", [ours_way(person) for person in some], said)
    with contextlib.redirect_stdout(io.StringIO()):  # the estimator prints
        found = [catsims(person, bank) for person in some]
    _row("catsim, maximum information, those 300", found, said)


def _row(name: str, runs: list[tuple[list[float], float]], truth: Array) -> None:
    found = np.array([run[0] for run in runs])
    cells = " | ".join(f"{np.corrcoef(found[:, k], truth)[0, 1]:.3f}" for k in range(len(ASKED)))
    print(f"| {name} | {cells} | {np.median([run[1] for run in runs]):.0f} |", flush=True)
