"""A contract for the broker's nightly batch."""

import pandas as pd


def declare(past):
    """Return the contract, from past batches (a list of DataFrames of text)."""
    return Contract()


class Contract:
    """Says what is wrong with a batch."""

    def check(self, batch, received):
        """Return the problems of a batch (DataFrame of text) that was received on a day (ISO text)."""
        problems = []
        early = pd.to_numeric(batch["driver_age"]) < 18
        if early.any():
            problems.append({"kind": "range", "column": "driver_age", "rows": [], "message": "drivers below 18"})
        return problems
