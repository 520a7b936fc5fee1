"""What a year of cover costs: frequency times severity; and two ways to show what a tariff is worth."""

import numpy as np
import pandas as pd


class Tariff:
    """Says what a year of cover costs on average."""

    def __init__(self, cost: float) -> None:
        self.cost = cost

    def premium(self, policies: pd.DataFrame) -> np.ndarray:
        """Return the expected cost in euros of a year of cover of each policy, shape (m,)."""
        return np.full(len(policies), self.cost)  # one price for all


def fit(policies: pd.DataFrame, claims: np.ndarray, paid: np.ndarray) -> Tariff:
    """Fit to policies (n rows, one column `exposure` in years), their claims (n,) and the euros paid for them (n,)."""
    return Tariff(float(paid.mean()))


def lift(premium: np.ndarray, exposure: np.ndarray, paid: np.ndarray, bands: int) -> dict[str, np.ndarray]:
    """Return years, expected and paid euros per year in `bands` bands of equal exposure, from cheap to dear."""
    raise NotImplementedError


def gini(premium: np.ndarray, exposure: np.ndarray, paid: np.ndarray) -> float:
    """Return one minus twice the area under the Lorenz curve: paid euros over years, from cheap to dear."""
    raise NotImplementedError
