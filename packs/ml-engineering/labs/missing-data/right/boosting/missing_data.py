"""Large repairs: boosting that has a branch of its own for gaps."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor


class Reserve:
    """Says what bill to expect for each repair."""

    def __init__(self, limit, model):
        self.limit, self.model = limit, model

    def predict(self, repairs):
        """Return the bill to expect for each repair."""
        return self.model.predict(columns(repairs, self.limit))

    def suspect(self, repairs):
        """Return whether each workshop estimate is in cents."""
        return repairs["workshop_estimate"].to_numpy() > self.limit


def fit(repairs, bill):
    """Fit to past repairs and their bills."""
    limit = 8 * repairs["workshop_estimate"].median()
    model = HistGradientBoostingRegressor(max_leaf_nodes=6, learning_rate=0.06, max_iter=150, random_state=0)
    return Reserve(limit, model.fit(columns(repairs, limit), bill))


def columns(repairs, limit):
    """Return both estimates in euros, shape (n, 2), gaps and all."""
    workshop = repairs["workshop_estimate"].to_numpy()
    return np.column_stack([np.where(workshop > limit, workshop / 100, workshop), repairs["assessor_estimate"]])
