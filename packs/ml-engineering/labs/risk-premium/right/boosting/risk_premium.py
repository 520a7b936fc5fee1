"""What a year of cover costs: frequency times severity; and two ways to show what a tariff is worth."""

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor


class Tariff:
    """Says what a year of cover costs on average."""

    def __init__(self, areas, often, much, factor):
        self.areas, self.often, self.much, self.factor = areas, often, much, factor

    def premium(self, policies):
        """Return the expected cost in euros of a year of cover of each policy."""
        X = columns(policies, self.areas)
        return self.factor * self.often.predict(X) * self.much.predict(X)


def fit(policies: pd.DataFrame, claims: np.ndarray, paid: np.ndarray) -> Tariff:
    """Fit to policies (n rows, one column `exposure` in years), their claims (n,) and the euros paid for them (n,)."""
    areas = sorted(set(policies["area"]))
    slow = {"learning_rate": 0.05, "early_stopping": False, "random_state": 0}
    exposure, had = policies["exposure"].to_numpy(), claims > 0
    X = columns(policies, areas)
    often = HistGradientBoostingRegressor(loss="poisson", max_iter=150, max_depth=3, **slow)
    often.fit(X, claims / exposure, sample_weight=exposure)
    much = HistGradientBoostingRegressor(loss="gamma", max_iter=100, max_depth=2, **slow)
    much.fit(X[had], paid[had] / claims[had], sample_weight=claims[had])
    raw = often.predict(X) * much.predict(X)
    return Tariff(areas, often, much, paid.sum() / (raw * exposure).sum())  # boosting shrinks: let the book add up


def columns(policies, areas):
    """Return numbers only; an area that was not seen is missing."""
    rank = policies["area"].map({area: i for i, area in enumerate(areas)}).astype(float)
    return np.column_stack([policies[["driver_age", "vehicle_power", "vehicle_age", "bonus_malus"]], rank])


def lift(premium: np.ndarray, exposure: np.ndarray, paid: np.ndarray, bands: int) -> dict[str, np.ndarray]:
    """Return years, expected and paid euros per year in `bands` bands of equal exposure, from cheap to dear."""
    order = np.argsort(premium, kind="stable")                       # (n,)
    years = exposure[order]                                          # (n,)
    middle = (np.cumsum(years) - years / 2) / years.sum()            # (n,): where the middle of each policy lies
    band = np.floor(bands * middle).astype(int)                      # (n,) of 0 .. bands - 1
    covered = np.bincount(band, years, bands)                        # (bands,)
    expected = np.bincount(band, (premium * exposure)[order], bands) # (bands,)
    happened = np.bincount(band, paid[order], bands)                 # (bands,)
    per_year = np.where(covered > 0, covered, np.inf)                # a band without policies has 0 euros a year
    return {"exposure": covered, "expected": expected / per_year, "paid": happened / per_year}


def gini(premium: np.ndarray, exposure: np.ndarray, paid: np.ndarray) -> float:
    """Return one minus twice the area under the Lorenz curve: paid euros over years, from cheap to dear."""
    _, price = np.unique(premium, return_inverse=True)               # (n,): policies of one price are one step
    years, euros = np.bincount(price, exposure), np.bincount(price, paid)
    reached = np.cumsum(euros) / euros.sum()                         # (prices,): the curve at the end of each step
    before = reached - euros / euros.sum()                           # (prices,): and at its beginning
    return float(1 - (years / years.sum() * (before + reached)).sum())
