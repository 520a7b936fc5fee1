"""Large repairs: the mean in the gap, a column that says so, and that column times the workshop's estimate."""

import numpy as np


class Reserve:
    """Says what bill to expect for each repair."""

    def __init__(self, limit, usual):
        self.limit, self.usual = limit, usual

    def terms(self, repairs):
        """Return the terms of the plane, each of the order of 1, shape (n, 5)."""
        workshop = repairs["workshop_estimate"].to_numpy()
        workshop = np.where(self.suspect(repairs), workshop / 100, workshop) / 1000
        gap = repairs["assessor_estimate"].isna().to_numpy()
        assessor = repairs["assessor_estimate"].fillna(self.usual).to_numpy() / 1000
        return np.column_stack([np.ones(len(workshop)), workshop, assessor, gap, gap * workshop])

    def predict(self, repairs):
        """Return the bill to expect for each repair."""
        return self.terms(repairs) @ self.weights

    def suspect(self, repairs):
        """Return whether each workshop estimate is in cents."""
        return repairs["workshop_estimate"].to_numpy() > self.limit


def fit(repairs, bill):
    """Fit to past repairs and their bills."""
    model = Reserve(5 * repairs["workshop_estimate"].quantile(0.75), repairs["assessor_estimate"].mean())
    model.weights = np.linalg.lstsq(model.terms(repairs), bill, rcond=None)[0]
    return model
