"""Real data at hand: the sets that scikit-learn carries, as tables with seeded splits (imported when asked for)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column, Ints
from hillclimb.company.table import Table

NAMES = ("breast-cancer", "diabetes", "digits")


def real_set(name: str) -> tuple[Table, Column]:
    """Return the features and the outcome of `digits`, `diabetes` or `breast-cancer` in their published order.

    Nothing is downloaded. Outcomes are whole numbers for the two classifications, a number for `diabetes`.
    """
    from sklearn import datasets

    load: dict[str, Callable[..., Any]] = {
        "breast-cancer": datasets.load_breast_cancer,
        "diabetes": datasets.load_diabetes,
        "digits": datasets.load_digits,
    }
    if name not in load:
        raise ValueError(f"no set named {name!r}; there are {', '.join(NAMES)}")
    bunch = load[name]()
    columns = {str(column): bunch.data[:, j] for j, column in enumerate(bunch.feature_names)}
    outcome = bunch.target
    return Table(columns), outcome.astype(np.float64 if name == "diabetes" else np.int64)


def split_rows(draw: Draw, outcome: Column, *, test: float = 0.3, stratify: bool = True) -> tuple[Ints, Ints]:
    """Return the positions of training and test rows, each in random order.

    With `stratify`, every class gives round(test * its size) rows to the test set.
    """
    order = draw.permutation(len(outcome))
    if not stratify:
        cut = round(test * len(outcome))
        return order[cut:], order[:cut]
    held = np.zeros(len(outcome), dtype=bool)
    for label in np.unique(outcome):
        rows = order[outcome[order] == label]
        held[rows[: round(test * len(rows))]] = True
    return order[~held[order]], order[held[order]]
