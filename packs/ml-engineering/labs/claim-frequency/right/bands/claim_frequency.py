"""Claims per year of cover as a classic tariff: age bands, and a likelihood with an offset, solved by hand."""

import numpy as np

EDGES = [20, 23, 26, 31, 36, 42, 48, 54, 60, 66, 71, 76, 81]


class Tariff:
    """Says how many claims a year to expect from a policy."""

    def __init__(self, areas, weights):
        self.areas, self.weights = areas, weights

    def frequency(self, policies):
        """Return the expected claims per year of each policy."""
        return np.exp(design(policies, self.areas) @ self.weights)


def fit(policies, claims):
    """Fit to policies and their claims by iteratively reweighted least squares."""
    areas = sorted(set(policies["area"]))
    A, years = design(policies, areas), policies["exposure"].to_numpy()
    w = np.zeros(A.shape[1])
    w[0] = np.log(claims.sum() / years.sum())
    hold = np.full(A.shape[1], 1.0)
    hold[0] = 0
    for _ in range(50):
        mu = years * np.exp(A @ w)
        step = np.linalg.solve((A * mu[:, None]).T @ A + np.diag(hold), A.T @ (claims - mu) - hold * w)
        w = w + step
        if np.abs(step).max() < 1e-9:
            break
    return Tariff(areas, w)


def design(policies, areas):
    """Return the matrix of the tariff: an intercept, bands, and a few numbers near 0."""
    age, power = policies["driver_age"].to_numpy(), policies["vehicle_power"].to_numpy()
    band, area = np.digitize(age, EDGES), policies["area"].to_numpy()
    columns = [np.ones(len(age)), (age < 26) & (power >= 8), power / 10, policies["vehicle_age"] / 10]
    columns += [policies["bonus_malus"] / 100]
    columns += [band == k for k in range(len(EDGES) + 1)] + [area == name for name in areas]
    return np.column_stack(columns).astype(float)
