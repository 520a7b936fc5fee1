"""Watches what the live model is given and what becomes of it."""

import pandas as pd
from scipy.stats import ttest_ind


def monitor(reference):
    """Return a monitor that knows how things were: a DataFrame with one row per renewal."""
    return Monitor(reference)


class Monitor:
    """Looks at each day when it comes, and at its outcomes when they are complete."""

    def __init__(self, reference):
        self.reference = reference

    def day(self, batch, score):
        """Return the alarms of a new day: its renewals (DataFrame), and the live model's chance for each (n,)."""
        numbers = [name for name in batch if pd.api.types.is_numeric_dtype(batch[name])]
        p = ttest_ind(batch[numbers], self.reference[numbers]).pvalue
        return [{"kind": "shift", "feature": name} for name, value in zip(numbers, p) if value < 0.05]

    def outcomes(self, day, outcome):
        """Return the alarms once outcomes (n,) of a day (the first is 0) are there: 1, 0, or NaN while not known."""
        return []
