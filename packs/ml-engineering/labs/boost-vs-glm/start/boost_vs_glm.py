"""Boosting or a GLM? Measure both on vans that neither has seen, take the simpler one that suffices, and explain it."""

import numpy as np
import pandas as pd

COLUMNS = ["driver_age", "vehicle_power", "vehicle_age", "bonus_malus", "area"]


class Model:
    """Says how many damages a year to expect from a van; `evidence` holds what both candidates reached."""

    def __init__(self, kind: str, rate: float) -> None:
        self.kind, self.rate, self.evidence = kind, rate, {}

    def frequency(self, vans: pd.DataFrame) -> np.ndarray:
        """Return the expected damages per year of each van, shape (m,)."""
        return np.full(len(vans), self.rate)


def glm(vans: pd.DataFrame, damages: np.ndarray) -> Model:
    """Fit the plain GLM: one slope per number, one effect per area, all of them multiplied."""
    return Model("glm", float(damages.mean()))


def boosting(vans: pd.DataFrame, damages: np.ndarray) -> Model:
    """Fit boosted trees that never lower the frequency when bonus_malus rises."""
    return Model("boosting", float(damages.mean()))


def choose(vans: pd.DataFrame, damages: np.ndarray) -> Model:
    """Return the GLM, unless boosting is better on unseen vans by more than chance explains."""
    return boosting(vans, damages)


def relativities(model: Model, vans: pd.DataFrame, column: str, values: list) -> np.ndarray:
    """Return the mean frequency with `column` set to each value, relative to the first value, shape (k,)."""
    raise NotImplementedError


def attributions(model: Model, vans: pd.DataFrame, base: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return what each column adds to the log frequency of each van, over that of the one van in `base`."""
    raise NotImplementedError
