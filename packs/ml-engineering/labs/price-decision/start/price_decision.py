"""Which price to offer: how the chance of a yes falls with the margin, and the price that is expected to earn most."""

import numpy as np
import pandas as pd


class Pricing:
    """Says how likely a customer accepts a price, and which price to offer."""

    def __init__(self, margin: float, share: float) -> None:
        self.margin, self.share = margin, share

    def chance(self, customers: pd.DataFrame, price: np.ndarray) -> np.ndarray:
        """Return the chance that each customer accepts its price, shape (m,)."""
        return np.full(len(customers), self.share)

    def price(self, customers: pd.DataFrame) -> np.ndarray:
        """Return the price to offer to each customer, shape (m,)."""
        return customers["risk"].to_numpy() * (1 + self.margin)  # one margin for all, as today


def best_price(chance: np.ndarray, risk: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Return for each row the price of the greatest expected profit, of equal ones the lowest; (m, k) to (m,)."""
    raise NotImplementedError


def fit(offers: pd.DataFrame, accepted: np.ndarray) -> Pricing:
    """Fit to past offers (n rows, one column `price`) and whether each was accepted (n,) of 0 and 1."""
    return Pricing(float((offers["price"] / offers["risk"]).mean() - 1), float(accepted.mean()))
