"""Claims per year of cover by slow, shallow boosting: it finds the curve and the interaction by itself."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

NUMBERS = ["driver_age", "vehicle_power", "vehicle_age", "bonus_malus"]


class Tariff:
    """Says how many claims a year to expect from a policy."""

    def __init__(self, areas, model):
        self.areas, self.model = areas, model

    def frequency(self, policies):
        """Return the expected claims per year of each policy."""
        return self.model.predict(columns(policies, self.areas))


def fit(policies, claims):
    """Fit to policies and their claims."""
    areas = sorted(set(policies["area"]))
    model = HistGradientBoostingRegressor(
        loss="poisson", learning_rate=0.05, max_iter=150, max_depth=3, early_stopping=False, random_state=0
    )
    exposure = policies["exposure"].to_numpy()
    return Tariff(areas, model.fit(columns(policies, areas), claims / exposure, sample_weight=exposure))


def columns(policies, areas):
    """Return numbers only; an area that was not seen is missing."""
    rank = policies["area"].map({area: i for i, area in enumerate(areas)}).astype(float)
    return np.column_stack([policies[NUMBERS], rank])
