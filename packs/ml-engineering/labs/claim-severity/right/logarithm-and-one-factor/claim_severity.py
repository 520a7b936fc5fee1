"""What a claim costs on average: least squares on the logarithm, and the factor that makes the book add up."""

import numpy as np
from sklearn.linear_model import LinearRegression


class Severity:
    """Says what one claim of a policy costs on average."""

    def __init__(self, line, factor):
        self.line, self.factor = line, factor

    def severity(self, policies):
        """Return the expected cost in euros of one claim of each policy."""
        return self.factor * np.exp(self.line.predict(columns(policies)))


def fit(policies, claims, paid):
    """Fit to policies, their claims and what was paid."""
    had = claims > 0
    known, count = policies[had], claims[had]
    line = LinearRegression().fit(columns(known), np.log(paid[had] / count), sample_weight=count)
    raw = np.exp(line.predict(columns(known)))
    return Severity(line, paid.sum() / (raw * count).sum())


def columns(policies):
    """Return four columns, one of them curved."""
    age = policies["driver_age"].to_numpy(float)
    return np.column_stack([age, age**2, policies["vehicle_power"], policies["vehicle_age"]])
