"""What a year of cover costs: frequency times severity; and two ways to show what a tariff is worth."""

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import GammaRegressor, PoissonRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


class Tariff:
    """Says what a year of cover costs on average."""

    def __init__(self, frequency: Pipeline, severity: Pipeline) -> None:
        self.frequency, self.severity = frequency, severity

    def premium(self, policies: pd.DataFrame) -> np.ndarray:
        """Return the expected cost in euros of a year of cover of each policy, shape (m,)."""
        rows = terms(policies)
        return self.frequency.predict(rows) * self.severity.predict(rows)  # claims per year, times euros per claim


def fit(policies: pd.DataFrame, claims: np.ndarray, paid: np.ndarray) -> Tariff:
    """Fit to policies (n rows, one column `exposure` in years), their claims (n,) and the euros paid for them (n,)."""
    exposure, had = policies["exposure"].to_numpy(), claims > 0      # (n,), (n,)
    # How often and how much have different causes and different noise, so each has a model of its own: counts per
    # year are weighted with the years, averages per claim with the claims.
    frequency = model(PoissonRegressor(alpha=1e-5, solver="newton-cholesky"))
    frequency.fit(terms(policies), claims / exposure, poissonregressor__sample_weight=exposure)
    severity = model(GammaRegressor(alpha=1e-5, solver="newton-cholesky"))
    severity.fit(terms(policies[had]), paid[had] / claims[had], gammaregressor__sample_weight=claims[had])
    return Tariff(frequency, severity)


def model(regressor: PoissonRegressor | GammaRegressor) -> Pipeline:
    """Return a regressor behind an encoder; an area without history gets no effect of its own."""
    areas = (OneHotEncoder(handle_unknown="ignore"), ["area"])
    return make_pipeline(make_column_transformer(areas, remainder=StandardScaler()), regressor)


def terms(policies: pd.DataFrame) -> pd.DataFrame:
    """Return what the logarithm of the premium is a sum of, one row per policy."""
    age, power = policies["driver_age"], policies["vehicle_power"]
    columns = policies[["driver_age", "vehicle_power", "vehicle_age", "bonus_malus", "area"]]
    return columns.assign(age_squared=age**2, young_powerful=(age < 26) & (power >= 8))


def lift(premium: np.ndarray, exposure: np.ndarray, paid: np.ndarray, bands: int) -> dict[str, np.ndarray]:
    """Return years, expected and paid euros per year in `bands` bands of equal exposure, from cheap to dear."""
    order = np.argsort(-premium, kind="stable")                       # (n,)
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
