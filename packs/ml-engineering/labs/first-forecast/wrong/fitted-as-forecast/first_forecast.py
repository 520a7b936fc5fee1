"""Payouts of a claims office, seven days ahead: a line and a week, and a test that knows no more than the day did."""

import numpy as np
import pandas as pd

WEEK = 7


def known(history: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.Series:
    """Return what was paid by date: one value per day, in order of time, up to and including `as_of`."""
    paid = pd.Series(history["paid"].to_numpy(), index=pd.to_datetime(history["date"]))
    # Rows stand in the order of sending, so "last" must be taken before anything is sorted.
    paid = paid[~paid.index.duplicated(keep="last")].sort_index()
    return paid if as_of is None else paid[paid.index <= as_of]


def following(as_of: pd.Timestamp, horizon: int) -> pd.DatetimeIndex:
    """Return the `horizon` days after `as_of`, whether or not `as_of` itself was ever sent."""
    return pd.date_range(as_of + pd.Timedelta(days=1), periods=horizon)


def terms(dates: pd.DatetimeIndex, as_of: pd.Timestamp) -> np.ndarray:
    """Return what a payout is a sum of: years from `as_of`, and which weekday it is; shape (n, 8)."""
    years = (dates - as_of).days.to_numpy() / 365            # (n,): from the date, so that a hole is a longer step
    weekday = dates.day_of_week.to_numpy()[:, None] == np.arange(WEEK)
    return np.column_stack([years, weekday])                 # the seven weekdays add up to 1: no intercept beside them


def forecast(history: pd.DataFrame, as_of: str, horizon: int) -> np.ndarray:
    """Return what the days after `as_of` will pay by what was known then: shape (horizon,)."""
    now = pd.Timestamp(as_of)
    paid = known(history, now)                               # the only line that decides what may be used
    if np.bincount(paid.index.day_of_week, minlength=WEEK).min() < 2:
        raise ValueError(f"fewer than two of each weekday are known by {as_of}")
    coef = np.linalg.lstsq(terms(paid.index, now), paid.to_numpy(), rcond=None)[0]       # (8,)
    return terms(following(now, horizon), now) @ coef        # (horizon,)


def last_week(paid: pd.Series, dates: pd.DatetimeIndex) -> np.ndarray:
    """Return the latest known payout of each date's weekday, by payouts `paid` in order of time."""
    latest = paid.groupby(paid.index.day_of_week).last()       # (7,): by weekday
    return latest.reindex(dates.day_of_week).to_numpy()        # 8 days ahead this is the same as 1 day ahead


def backtest(history: pd.DataFrame, origins: list[str], horizon: int) -> pd.DataFrame:
    """Return each forecast as it would have been issued at its origin, beside last week's number and what came."""
    happened = known(history)
    tables = []
    for origin in origins:
        now = pd.Timestamp(origin)
        dates = following(now, horizon)
        table = pd.DataFrame(
            {
                "origin": origin,
                "date": dates.strftime("%Y-%m-%d"),
                "day_ahead": np.arange(1, horizon + 1),
                "forecast": forecast(history, origin, horizon),   # cuts at the origin, as it does in use
                "last_week": last_week(known(history, now), dates),
                "actual": happened.reindex(dates).to_numpy(),
            }
        )
        tables.append(table[table["actual"].notna()])        # nobody can be wrong about a day that was never sent
    return pd.concat(tables, ignore_index=True)


def accuracy(tested: pd.DataFrame) -> pd.DataFrame:
    """Return the root mean squared error of the forecast and of last week's number for each number of days ahead."""
    squares = pd.DataFrame(
        {
            "day_ahead": tested["day_ahead"],
            "rmse": (tested["forecast"] - tested["actual"]) ** 2,
            "rmse_last_week": (tested["last_week"] - tested["actual"]) ** 2,
        }
    )
    return np.sqrt(squares.groupby("day_ahead").mean()).reset_index()    # the root last: of a mean over the origins


def dashboard(history: pd.DataFrame, as_of: str, horizon: int, days: int) -> pd.DataFrame:
    """Return the rows of the page: `days` days of history, NaN where none was sent, then the forecast."""
    now = pd.Timestamp(as_of)
    past, future = pd.date_range(end=now, periods=days), following(now, horizon)
    return pd.DataFrame(
        {
            "date": past.append(future).strftime("%Y-%m-%d"),
            "history": np.concatenate([known(history, now).reindex(past), np.full(horizon, np.nan)]),
            "forecast": np.concatenate([terms(past, now) @ np.linalg.lstsq(terms(known(history, now).index, now), known(history, now).to_numpy(), rcond=None)[0], forecast(history, as_of, horizon)]),
            "as_of": as_of,
        }
    )
