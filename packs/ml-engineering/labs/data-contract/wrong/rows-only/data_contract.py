"""A contract for the broker's nightly batch: what was promised, what is usual, and every breach of either."""

import numpy as np
import pandas as pd

LIMITS = {  # what was promised: the least and the most that a number can be
    "driver_age": (18, 99), "yearly_km": (100, 200_000), "car_value": (1, 500_000), "monthly_premium": (1, 5_000),
}  # fmt: skip
AMOUNTS = ["yearly_km", "car_value", "monthly_premium"]     # have a unit, which may change unseen
DATES = ["bound_on", "starts_on"]
COLUMNS = ["policy_id", "town", "cover", *DATES, *LIMITS]
COVERS = ["basic", "plus", "premium"]
MAY_BE_EMPTY = ["yearly_km"]
FRESH = np.timedelta64(3, "D")
# Two bytes of UTF-8 that were read as two letters, or the sign for a letter that could not be read.
BROKEN = "[\u00c2-\u00f4][\u0080-\u00bf]|\ufffd"
FAR = 30    # times: no amount in euros lies so far from the usual one, every amount in thousands does


def declare(past):
    """Return the contract: the promises above, and what was usual in past batches (a list of DataFrames of text)."""
    rows = Usual([len(batch) for batch in past])
    return Contract(rows, {name: Usual([np.nanmedian(read(name, batch[name])) for batch in past]) for name in AMOUNTS})


class Usual:
    """Where a number lay in clean batches, and how far from there it may lie tomorrow."""

    def __init__(self, values):
        logs = np.log(values)                   # (batches,): levels move by shares, not by amounts
        # Not the least and the greatest of the past: of 41 batches that are all alike, the newest is the least once in
        # 41 nights, and for each of four numbers, at either end.
        reach = 4 * logs.std()
        self.least, self.centre, self.most = np.exp([logs.mean() - reach, logs.mean(), logs.mean() + reach])


class Contract:
    """Says what is wrong with a batch. What it sees in one batch never changes what it says of another."""

    def __init__(self, rows, medians):
        self.rows = rows                        # Usual, of the number of rows
        self.medians = medians                  # column -> Usual, of its median

    def check(self, batch, received):
        """Return every problem of a batch (DataFrame of text) that was received on a day (ISO text)."""
        # Rules look only at columns that are there, and only at cells that could be read: none of them stumbles over
        # what another one reports. At columns that nobody promised none of them looks.
        texts = {name: batch[name].to_numpy(object) for name in COLUMNS if name in batch}
        values = {name: read(name, text) for name, text in texts.items()}
        received = np.datetime64(received, "D")
        return [
            *[problem("schema", name, [], "the column is missing") for name in COLUMNS if name not in texts],
            *unreadable(texts, values),
            *impossible(values, received),
            *repeated(texts),
            *broken(texts),
            *stale(values, received),
            *self.truncated(len(batch)),
            *self.another_unit(values),
        ]

    def truncated(self, rows):
        """Yield that there are too few rows; more than usual are welcome."""
        if rows < self.rows.least:
            yield problem("truncated", None, [], f"{rows} rows, usual are {self.rows.centre:.0f}")

    def another_unit(self, values):
        """Yield amounts that no row can have here, then columns that cannot be so as a whole."""
        for name, usual in self.medians.items():
            value = values.get(name, np.array([]))
            least, most = LIMITS[name]
            value = np.where((value >= least) & (value <= most), value, np.nan)     # the others are reported already
            far = (value < usual.centre / FAR) | (value > usual.centre * FAR)
            yield from at("unit", name, far, f"far from the usual {usual.centre:.0f}")
            # Miles in the place of kilometres show in no single row, but all rows together cannot be so low.
            near = value[~far & ~np.isnan(value)]
            if near.size < 0:
                yield problem("unit", name, [], f"the median is {np.median(near):.0f}, usual is {usual.centre:.0f}")


def read(name, text):
    """Return a column's text as numbers (n,) or days (n,), NaN or NaT where it cannot be read; other text as it is."""
    if name in LIMITS:
        return pd.to_numeric(text, errors="coerce").astype(float)
    if name in DATES:
        return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce").to_numpy("datetime64[D]")
    return text


def unreadable(texts, values):
    """Yield cells that are no number or no day, and those that are empty and must not be."""
    for name, text in texts.items():
        bad = (text == "") if values[name] is text else pd.isna(values[name])
        if name in MAY_BE_EMPTY:
            bad &= text != ""
        yield from at("schema", name, bad, "empty, or not as agreed")


def impossible(values, received):
    """Yield values that can be read and cannot be; a NaN or NaT is neither below nor above anything."""
    for name, (least, most) in LIMITS.items():
        value = values.get(name, np.array([]))
        yield from at("range", name, (value < least) | (value > most), f"not between {least} and {most}")
    cover = values.get("cover", np.array([], object))
    yield from at("range", "cover", (cover != "") & ~np.isin(cover, COVERS), f"not one of {', '.join(COVERS)}")
    if "bound_on" in values:
        yield from at("range", "bound_on", values["bound_on"] > received, "later than the batch was received")
        if "starts_on" in values:
            yield from at("range", "starts_on", values["starts_on"] < values["bound_on"], "before it was bound")


def repeated(texts):
    """Yield rows whose policy number stands in an earlier row; an empty one is no number."""
    number = pd.Series(texts.get("policy_id", []), dtype=object)
    yield from at("duplicate", "policy_id", number.duplicated() & (number != ""), "stands in an earlier row")


def broken(texts):
    """Yield names that were read in another encoding than they were written in."""
    town = pd.Series(texts.get("town", []), dtype=object)
    yield from at("encoding", "town", town.str.contains(BROKEN), "broken letters")


def stale(values, received):
    """Yield that the newest row is older than promised; a day that is yet to come makes nothing fresh."""
    bound = values.get("bound_on", np.array([], "datetime64[D]"))
    bound = bound[bound <= received]
    if bound.size and bound.max() < received - FRESH:
        yield problem("stale", "bound_on", [], f"the newest day is {bound.max()}, it was received on {received}")


def at(kind, column, wrong, what):
    """Yield a problem with the rows (positions) where `wrong` (n,) is true, if there are any."""
    rows = np.flatnonzero(wrong).tolist()
    if rows:
        yield problem(kind, column, rows, f"{what} in {len(rows)} rows, first in row {rows[0]}")


def problem(kind, column, rows, what):
    """Return one problem."""
    return {"kind": kind, "column": column, "rows": rows, "message": f"{column or 'batch'}: {what}"}
