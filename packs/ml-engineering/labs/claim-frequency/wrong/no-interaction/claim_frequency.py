"""Claims per year of cover: a Poisson model of rates, weighted by exposure, with the terms that a tariff needs."""

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder


class Tariff:
    """Says how many claims a year to expect from a policy."""

    def __init__(self, model: Pipeline) -> None:
        self.model = model

    def frequency(self, policies: pd.DataFrame) -> np.ndarray:
        """Return the expected claims per year of each policy, shape (m,); exposure is neither needed nor used."""
        return self.model.predict(terms(policies))


def fit(policies: pd.DataFrame, claims: np.ndarray) -> Tariff:
    """Fit to policies (n rows, one column `exposure` in years) and the claims that each had in its exposure (n,)."""
    exposure = policies["exposure"].to_numpy()               # (n,)
    # A rate from half a year is half as certain as one from a year. Poisson counts with a log link and exposure as
    # offset have the same likelihood, up to a constant, as rates with exposure as weight.
    rate = claims / exposure
    encode = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["area"]),  # an area without history gets no effect of its own
        remainder="passthrough",
    )
    model = make_pipeline(encode, PoissonRegressor(alpha=1e-5, solver="newton-cholesky", max_iter=300))
    return Tariff(model.fit(terms(policies), rate, poissonregressor__sample_weight=exposure))


def terms(policies: pd.DataFrame) -> pd.DataFrame:
    """Return what the logarithm of the rate is a sum of, one row per policy, each of the order of 1."""
    age = (policies["driver_age"] - 50) / 15
    return pd.DataFrame(
        {
            "age": age,
            "age squared": age**2,                           # both ends of the age range are worse than the middle
            "vehicle power": policies["vehicle_power"] / 5,
            "vehicle age": policies["vehicle_age"] / 10,
            "bonus malus": policies["bonus_malus"] / 50,
            "area": policies["area"],
        }
    )
