"""What a claim costs on average: a gamma model of the average cost, weighted by the number of claims behind it."""

import numpy as np
import pandas as pd
from sklearn.linear_model import GammaRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


class Severity:
    """Says what one claim of a policy costs on average."""

    def __init__(self, model: Pipeline) -> None:
        self.model = model

    def severity(self, policies: pd.DataFrame) -> np.ndarray:
        """Return the expected cost in euros of one claim of each policy, shape (m,)."""
        return self.model.predict(terms(policies))


def fit(policies: pd.DataFrame, claims: np.ndarray, paid: np.ndarray) -> Severity:
    """Fit to policies (n rows), the claims that each had (n,), and the euros paid for all of these together (n,)."""
    had = claims > 0                                         # (n,): a policy without a claim has no average cost
    average = paid[had] / claims[had] / policies["exposure"].to_numpy()[had] * 0.5                        # (k,): euros per claim
    # The mean itself is modelled, as e to a sum of effects; the logarithm of the cost is not, since the mean of a
    # logarithm is far below the logarithm of the mean. An average of four claims is four times as certain as one claim.
    model = make_pipeline(StandardScaler(), GammaRegressor(alpha=1e-5, solver="newton-cholesky"))
    return Severity(model.fit(terms(policies[had]), average, gammaregressor__sample_weight=claims[had]))


def terms(policies: pd.DataFrame) -> pd.DataFrame:
    """Return what the logarithm of the mean cost is a sum of, one row per policy."""
    numbers = policies[["driver_age", "vehicle_power", "vehicle_age", "bonus_malus"]]
    return numbers.assign(age_squared=policies["driver_age"] ** 2)  # the young and the old have the dearer claims
