"""Watches the mean of each amount and the number of rows, as a dashboard does."""

import numpy as np
import pandas as pd

NUMBERS = ["driver_age", "yearly_km", "car_value", "monthly_premium"]


def declare(past):
    means = {name: [pd.to_numeric(batch[name], errors="coerce").mean() for batch in past] for name in NUMBERS}
    return Contract({name: (np.mean(values), 4 * np.std(values)) for name, values in means.items()})


class Contract:
    def __init__(self, usual):
        self.usual = usual

    def check(self, batch, received):
        found = []
        for name, (centre, reach) in self.usual.items():
            if name not in batch:
                found.append({"kind": "schema", "column": name, "rows": [], "message": f"{name} is missing"})
                continue
            mean = pd.to_numeric(batch[name], errors="coerce").mean()
            if not abs(mean - centre) <= reach:
                found.append({"kind": "unit", "column": name, "rows": [], "message": f"{name}: the mean is {mean}"})
        return found
