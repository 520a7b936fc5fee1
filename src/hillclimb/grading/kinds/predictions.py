"""Predictions from a model that is trained in the jail: `train(X, y)` returns it, its `predict(X)` is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hillclimb.company import Draw, Table
from hillclimb.content import Lab
from hillclimb.grading.kinds import Room
from hillclimb.grading.labkit.compare import numbers
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.labkit.showing import show
from hillclimb.grading.remote import Module, Remote, load
from hillclimb.grading.submission import python_files

Floats = NDArray[np.float64]


class Trained:
    """A model that lives in the worker; what it predicts is checked before anybody computes with it."""

    def __init__(self, model: Remote) -> None:
        self._model = model

    def predict(self, inputs: Any, *, low: float | None = None, high: float | None = None) -> Floats:
        """Return one finite prediction per row, shape (rows,), or fail saying what is wrong with them.

        `low` and `high` bound them, such as 0 and 1 for probabilities.
        """
        rows = rows_of(inputs)
        return numbers(self._model.predict(inputs), "predict(X)", shape=(rows,), low=low, high=high)

    def alone(self, inputs: Any, draw: Draw, *, tolerance: float = 1e-9) -> None:
        """Fail if the prediction for a row changes with the rows beside it, as it does where test data leak in."""
        together = self.predict(inputs)
        order = draw.permutation(rows_of(inputs))[: max(1, rows_of(inputs) // 2)]
        apart = np.abs(self.predict(some_rows(inputs, order)) - together[order])
        worst = int(np.argmax(apart))
        if apart[worst] > tolerance * max(1.0, float(np.abs(together).max())):
            raise Failed(
                f"Row {int(order[worst])} is predicted differently among other rows, by {apart[worst]:.3g}: something "
                "is learnt from the rows to predict. Learn scales, means and words in `train` only.",
                expected="the same prediction in any company",
                got=show(apart),
            )


class Predictions:
    """The submission: something that trains."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def train(self, inputs: Any, outcome: Any) -> Trained:
        """Call the submission's `train(X, y)` and return the model, which stays in the worker."""
        model = self.module.train(inputs, outcome)
        if not isinstance(model, Remote):
            raise Failed(
                "`train(X, y)` must return a model, an object with `predict(X)`: is there a `return` missing?",
                expected="an object with `predict`",
                got=show(model),
            )
        return Trained(model)


class PredictionsKind:
    """A module with `train(X, y)`."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and every other Python file beside them."""
        return python_files(folder, lab)

    def open(self, room: Room) -> Predictions:
        """Import the submission in a worker."""
        return Predictions(load(room.fresh(), room.lab.entry, room.files))


def rows_of(inputs: Any) -> int:
    """Return how many rows a table or an array has."""
    return inputs.rows if isinstance(inputs, Table) else len(inputs)


def some_rows(inputs: Any, rows: Any) -> Any:
    """Return the rows of a table or an array at these positions."""
    return inputs.take(rows) if isinstance(inputs, Table) else inputs[rows]
