"""Payouts of a claims office, seven days ahead: a forecast, an honest test of it, and the rows of the page."""

import numpy as np
import pandas as pd


def forecast(history: pd.DataFrame, as_of: str, horizon: int) -> np.ndarray:
    """Return what the days after `as_of` will pay by what was known then: shape (horizon,)."""
    return history["paid"].to_numpy()[np.arange(horizon) % 7 - 7]  # the same day last week, if nothing is amiss


def backtest(history: pd.DataFrame, origins: list[str], horizon: int) -> pd.DataFrame:
    """Return each forecast as it would have been issued at its origin, beside last week's number and what came.

    Columns: origin, date, day_ahead, forecast, last_week, actual.
    """
    raise NotImplementedError


def accuracy(tested: pd.DataFrame) -> pd.DataFrame:
    """Return day_ahead, rmse, rmse_last_week from the rows of `backtest`."""
    raise NotImplementedError


def dashboard(history: pd.DataFrame, as_of: str, horizon: int, days: int) -> pd.DataFrame:
    """Return the rows of the page: date, history, forecast, as_of."""
    raise NotImplementedError
