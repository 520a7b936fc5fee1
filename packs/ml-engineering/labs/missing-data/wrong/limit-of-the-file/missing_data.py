"""What a large repair will cost, from two estimates of which one may be missing and the other in cents."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

BOTH = ["workshop_estimate", "assessor_estimate"]
ALONE = ["workshop_estimate"]


class Reserve:
    """Says what bill to expect for each repair."""

    def __init__(self, limit: float, both: LinearRegression, alone: LinearRegression) -> None:
        self.limit = limit      # euros: no repair costs so much
        self.both = both        # for repairs that workshop and assessor saw
        self.alone = alone      # for repairs that only the workshop saw

    def predict(self, repairs: pd.DataFrame) -> np.ndarray:
        """Return the bill to expect for each repair, in euros, shape (m,)."""
        repairs = in_euros(repairs, self.limit)
        seen = repairs["assessor_estimate"].notna().to_numpy()       # (m,)
        # Where the assessor did not come, the workshop's estimate speaks for both, with a steeper slope. What stands in
        # the gap for `both` does not matter: that prediction is not used.
        return np.where(seen, self.both.predict(repairs[BOTH].fillna(0)), self.alone.predict(repairs[ALONE]))

    def suspect(self, repairs: pd.DataFrame) -> np.ndarray:
        """Return whether each workshop estimate is in cents, shape (m,)."""
        return (repairs["workshop_estimate"] > 10 * repairs["workshop_estimate"].median()).to_numpy()


def fit(repairs: pd.DataFrame, bill: np.ndarray) -> Reserve:
    """Fit to past repairs (n rows) and their bills in euros (n,)."""
    # The median of a column hardly moves when one row in twelve is a hundred times too large. The limit belongs to
    # the model: a new file may be in cents from the first row to the last, and has no say in what is usual.
    limit = 10 * repairs["workshop_estimate"].median()
    repairs = in_euros(repairs, limit)
    seen = repairs["assessor_estimate"].notna().to_numpy()           # (n,)
    both = LinearRegression().fit(repairs.loc[seen, BOTH], bill[seen])
    # He misses repairs because of what the workshop sees, and that is in the model: so, given the workshop's estimate,
    # repairs that he saw teach as much about those that he did not see, and all n rows may be used.
    alone = LinearRegression().fit(repairs[ALONE], bill)
    return Reserve(limit, both, alone)


def in_euros(repairs: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Return a copy in which workshop estimates beyond the limit are divided by 100."""
    estimate = repairs["workshop_estimate"]
    return repairs.assign(workshop_estimate=estimate.where(estimate <= limit, estimate / 100))
