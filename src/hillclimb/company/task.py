"""What a learner is asked to predict, and the truth that the judge keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hillclimb.company.exact import Column, Floats
from hillclimb.company.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What only the company knows; it never becomes a column of a table.

    `expected` is the mean of the outcome given the inputs, row by row: a probability, an expected count, a noiseless
    value. `intercept` and `coefficients` are the parameters of the documented equation, by name. `aside` holds further
    arrays of the same length, such as `rate` (expected claims per year of exposure).
    """

    expected: Floats
    intercept: float = 0.0
    coefficients: Mapping[str, float] = field(default_factory=dict)
    aside: Mapping[str, Column] = field(default_factory=dict)

    def take(self, indices: Column) -> Truth:
        """Return the truth of the rows at these positions."""
        return Truth(
            expected=self.expected[indices],
            intercept=self.intercept,
            coefficients=self.coefficients,
            aside={name: values[indices] for name, values in self.aside.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Inputs, what happened, and the truth behind it; row i of each belongs together."""

    inputs: Table
    outcome: Column
    truth: Truth

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.inputs.rows

    def take(self, indices: Column) -> Task:
        """Return the task on the rows at these positions, in that order."""
        return Task(inputs=self.inputs.take(indices), outcome=self.outcome[indices], truth=self.truth.take(indices))

    def split(self, rows: int) -> tuple[Task, Task]:
        """Return the task on the first `rows` rows and on the others; rows of a task come in random order."""
        return self.take(np.arange(rows)), self.take(np.arange(rows, self.rows))
