"""Boosting or a GLM? Measure both on vans that neither has seen, take the simpler one that suffices, and explain it."""

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import PoissonRegressor
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

NUMBERS = ["driver_age", "vehicle_power", "vehicle_age", "bonus_malus"]
COLUMNS = [*NUMBERS, "area"]                                 # policy_id names a van; it says nothing about it


class Model:
    """Says how many damages a year to expect from a van; `evidence` holds what both candidates reached."""

    def __init__(self, kind: str, pipeline: Pipeline, evidence: dict[str, float] | None = None) -> None:
        self.kind, self.pipeline, self.evidence = kind, pipeline, evidence or {}

    def frequency(self, vans: pd.DataFrame) -> np.ndarray:
        """Return the expected damages per year of each van, shape (m,)."""
        return self.pipeline.predict(vans[COLUMNS])


def glm(vans: pd.DataFrame, damages: np.ndarray) -> Model:
    """Fit the plain GLM: one slope per number, one effect per area, all of them multiplied."""
    encode = make_column_transformer((StandardScaler(), NUMBERS), (OneHotEncoder(handle_unknown="ignore"), ["area"]))
    pipeline = make_pipeline(encode, PoissonRegressor(alpha=1e-4, solver="newton-cholesky"))
    return Model("glm", pipeline.fit(vans[COLUMNS], damages))


def boosting(vans: pd.DataFrame, damages: np.ndarray) -> Model:
    """Fit boosted trees, small and slow, that never lower the frequency when bonus_malus rises."""
    ranks = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)  # areas have an order, A to F
    encode = make_column_transformer(("passthrough", NUMBERS), (ranks, ["area"]))
    trees = HistGradientBoostingRegressor(
        loss="poisson", max_depth=3, early_stopping=False, monotonic_cst=[0, 0, 0, 1, 0], random_state=0
    )
    return Model("boosting", make_pipeline(encode, trees).fit(vans[COLUMNS], damages))


def choose(vans: pd.DataFrame, damages: np.ndarray) -> Model:
    """Return the GLM, unless boosting is better on unseen vans by more than chance explains."""
    unseen = {"glm": np.zeros(len(vans)), "boosting": np.zeros(len(vans))}           # (n,) each: one deviance per van
    for known, new in KFold(3, shuffle=True, random_state=0).split(vans):
        for fit in (glm, boosting):
            model = fit(vans.iloc[known], damages[known])
            unseen[model.kind][new] = deviance(damages[new], model.frequency(vans.iloc[new]))
    gain = unseen["glm"] - unseen["boosting"]                # (n,): both on the same vans, so their luck cancels
    better = gain.mean() > gain.std() / np.sqrt(len(gain))   # by more than one standard error
    chosen = boosting(vans, damages) if better else glm(vans, damages)
    return Model(chosen.kind, chosen.pipeline, {kind: float(each.mean()) for kind, each in unseen.items()})


def deviance(y: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return the Poisson deviance of each van, shape (n,)."""
    return 2 * (y * np.log(np.where(y > 0, y, 1) / mean) - y + mean)


def relativities(model: Model, vans: pd.DataFrame, column: str, values: list) -> np.ndarray:
    """Return the mean frequency with `column` set to each value, relative to the first value, shape (k,)."""
    means = []
    for value in values:
        vans[column] = value
        means.append(model.frequency(vans).mean())
    means = np.array(means)
    return means / means[0]


def attributions(model: Model, vans: pd.DataFrame, base: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return what each column adds to the log frequency of each van, over that of the one van in `base` (Shapley)."""
    def worth(own: tuple[str, ...]) -> np.ndarray:           # (m,): these columns are the van's own, the others base's
        others = {column: base[column].iloc[0] for column in COLUMNS if column not in own}
        return np.log(model.frequency(vans.assign(**others)))

    known = {own: worth(own) for size in range(len(COLUMNS) + 1) for own in combinations(COLUMNS, size)}
    parts = {}
    for column in COLUMNS:
        rest = [name for name in COLUMNS if name != column]
        parts[column] = sum(                                 # the average over all orders in which columns can be set
            (known[tuple(name for name in COLUMNS if name in own or name == column)] - known[own])
            / (len(COLUMNS) * comb(len(rest), size))
            for size in range(len(COLUMNS))
            for own in combinations(rest, size)
        )
    return parts
