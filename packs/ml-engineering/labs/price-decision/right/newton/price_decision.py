"""Which price to offer: a demand curve per channel, fitted with weights by hand, its best margin by Newton."""

import numpy as np

FAR = 0.03


class Pricing:
    """Says how likely a customer accepts a price, and which price to offer."""

    def __init__(self, names, weights):
        self.names, self.weights = names, weights

    def chance(self, customers, price):
        """Return the chance that each customer accepts its price."""
        return 1 / (1 + np.exp(-terms(self.names, customers, price) @ self.weights))

    def price(self, customers):
        """Return the price with the greatest expected profit."""
        risk = customers["risk"].to_numpy()
        low, high = np.zeros(len(risk)), np.ones(len(risk))
        for _ in range(30):
            middle = (low + high) / 2
            here, there = (self.profit(customers, risk, middle + step) for step in (0, 1e-6))
            low, high = np.where(there > here, middle, low), np.where(there > here, high, middle)
        return risk * (1 + np.minimum((low + high) / 2, 1))

    def profit(self, customers, risk, margin):
        """Return the expected profit at these margins."""
        return self.chance(customers, risk * (1 + margin)) * risk * margin


def best_price(chance, risk, prices):
    """Return for each row the price of the greatest expected profit, of equal ones the lowest."""
    best = []
    for p, cost, row in zip(chance, risk, prices, strict=True):
        order = np.argsort(row, kind="stable")
        best.append(row[order][np.argmax((p * (row - cost))[order])])
    return np.array(best)


def fit(offers, accepted):
    """Fit by iteratively reweighted least squares, with a small penalty."""
    names = sorted(set(offers["channel"]))
    A = terms(names, offers, offers["price"].to_numpy())
    w, hold = np.zeros(A.shape[1]), FAR * np.eye(A.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-A @ w))
        w = w + np.linalg.solve((A * (p * (1 - p))[:, None]).T @ A + hold, A.T @ (accepted - p) - hold @ w)
    return Pricing(names, w)


def terms(names, customers, price):
    """Return a level and a slope in the margin, for all and for each channel, and the logarithm of the risk."""
    risk = customers["risk"].to_numpy()
    margin, via = price / risk - 1, np.column_stack([customers["channel"] == name for name in names])
    return np.column_stack([np.ones(len(risk)), margin, np.log(risk / 240), via, via * margin[:, None]])
