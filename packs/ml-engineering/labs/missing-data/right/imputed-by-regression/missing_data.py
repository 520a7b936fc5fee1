"""Large repairs: the assessor's estimate, where it is missing, is guessed from the workshop's."""

import numpy as np
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline


class Reserve:
    """Says what bill to expect for each repair."""

    def __init__(self, usual, model):
        self.usual, self.model = usual, model

    def predict(self, repairs):
        """Return the bill to expect for each repair."""
        return self.model.predict(columns(repairs, self.usual))

    def suspect(self, repairs):
        """Return whether each workshop estimate is in cents."""
        return np.log10(repairs["workshop_estimate"].to_numpy() / self.usual) > 1


def fit(repairs, bill):
    """Fit to past repairs and their bills."""
    usual = np.exp(np.nanmedian(np.log(repairs["workshop_estimate"])))
    model = make_pipeline(IterativeImputer(LinearRegression(), random_state=0), LinearRegression())
    return Reserve(usual, model.fit(columns(repairs, usual), bill))


def columns(repairs, usual):
    """Return both estimates in euros, shape (n, 2), gaps and all."""
    workshop = repairs["workshop_estimate"].to_numpy()
    workshop = np.where(workshop > 10 * usual, workshop / 100, workshop)
    return np.column_stack([workshop, repairs["assessor_estimate"]])
