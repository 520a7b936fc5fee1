"""Which price to offer: how the chance of a yes falls with the margin, and the price that is expected to earn most."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder

MARGINS = np.linspace(0.0, 1.0, 101)                         # from cost to twice the cost, in steps of a hundredth


class Pricing:
    """Says how likely a customer accepts a price, and which price to offer."""

    def __init__(self, channels: ColumnTransformer, demand: LogisticRegression) -> None:
        self.channels, self.demand = channels, demand

    def chance(self, customers: pd.DataFrame, price: np.ndarray) -> np.ndarray:
        """Return the chance that each customer accepts its price, shape (m,)."""
        via, risk = self.channels.transform(customers), customers["risk"].to_numpy()
        return self.demand.predict_proba(terms(via, risk, price))[:, 1]

    def price(self, customers: pd.DataFrame) -> np.ndarray:
        """Return the price with the greatest expected profit for each customer, shape (m,)."""
        via, risk = self.channels.transform(customers), customers["risk"].to_numpy()   # (m, channels), (m,)
        prices = risk[:, None] * (1 + MARGINS)               # (m, 101)
        chance = np.column_stack([self.demand.predict_proba(terms(via, risk, column))[:, 1] for column in prices.T])
        return best_price(chance, risk, prices)


def best_price(chance: np.ndarray, risk: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Return for each row the price of the greatest expected profit, of equal ones the lowest; (m, k) to (m,)."""
    profit = chance * (prices - risk[:, None])               # (m, k): a customer who says no earns and costs nothing
    most = profit == profit.max(axis=1, keepdims=True)       # (m, k)
    return np.where(most, prices, np.inf).min(axis=1)        # (m,)


def fit(offers: pd.DataFrame, accepted: np.ndarray) -> Pricing:
    """Fit to past offers (n rows, one column `price`) and whether each was accepted (n,) of 0 and 1."""
    encode = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    channels = make_column_transformer((encode, ["channel"])).fit(offers)  # an unknown channel has none of its columns
    via, risk, price = channels.transform(offers), offers["risk"].to_numpy(), offers["price"].to_numpy()
    demand = LogisticRegression(C=100.0, max_iter=1000)
    return Pricing(channels, demand.fit(terms(via, risk, price), accepted))


def terms(via: np.ndarray, risk: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Return what the log odds of a yes are a sum of, shape (m, 2 + 2 channels); `via` holds a 1 per channel."""
    # Dear risks were offered high prices, so the price alone stands for the risk. The margin is what we decide; with
    # risk and channel held, past margins were a matter of chance, and so their effect is the effect of deciding.
    margin = price / risk - 1                                # (m,)
    return np.column_stack([margin, via, via * margin[:, None]])  # each channel falls at its own pace
