"""Watches what the live model is given and what becomes of it: alarms come soon, are seldom false and name a cause."""

from collections import deque

import numpy as np
import pandas as pd
from scipy.special import logit, ndtri

WINDOWS = (1, 3, 7)          # days that are looked at together: large changes show at once, small ones need patience
QUIET_DAYS = 400             # the budget: one false alarm in so many days, over all features and windows together
LEAST_MOVE = 0.13            # standard deviations; less is nobody's business, however sure we are
LEAST_SHARE = 0.05           # of all rows: the same for a category
LEAST_ROWS = 60              # counts of fewer rows are no bell curve, and one odd row would be an alarm
OTHER_UNIT = 0.85            # standard deviations in one day; the market moves nothing so far


def monitor(reference):
    """Return a monitor that knows how things were: a DataFrame with one row per renewal."""
    return Monitor(reference)


class Monitor:
    """Looks at each day when it comes, and at its outcomes when they are complete."""

    def __init__(self, reference):
        self.numbers = [name for name in reference if pd.api.types.is_numeric_dtype(reference[name])]
        texts = [name for name in reference if name not in self.numbers]
        self.rows = len(reference)
        self.known = np.sort(reference[self.numbers].to_numpy(float).T, axis=1)             # (numbers, m)
        self.pairs = [(name, kind) for name in texts for kind in sorted(reference[name].unique())]
        self.pairs += [(name, None) for name in texts]      # whatever comes that was not there is one more category
        self.share = (self.counted(reference) + 0.5) / (len(reference) + 1)                 # (pairs,)
        # Each feature may alarm in each window, on either side: all of them share the budget.
        self.chance = 1 / (QUIET_DAYS * reference.shape[1] * len(WINDOWS))
        self.limit = -ndtri(self.chance / 2)
        self.days = deque(maxlen=max(WINDOWS))      # (rows, sums) of the numbers, the newest last
        self.mixes = deque(maxlen=max(WINDOWS))     # (rows, counts) of the categories
        self.scores = []                            # of every day, until its outcomes have come
        self.residuals = deque(maxlen=max(WINDOWS))

    def day(self, batch, score):
        """Return the alarms of a new day: its renewals (DataFrame), and the live model's chance for each (n,)."""
        self.scores.append(np.asarray(score, float))
        return [*self.moved(batch), *self.mixed(batch)]

    def moved(self, batch):
        """Yield numbers that are in another unit, or that the world has moved."""
        z = self.standard(batch)                                            # (n, numbers)
        size = np.abs(z.sum(axis=0)) / max(len(z), 1)
        unit = (size > OTHER_UNIT) & (size * np.sqrt(len(z)) > self.limit)
        # A day in another unit says nothing about the world, today or later.
        self.days.append((np.where(unit, 0, len(z)), np.where(unit, 0.0, z.sum(axis=0))))
        moved = np.zeros(len(unit), bool)
        for window in WINDOWS:
            rows, sums = (np.sum(part, axis=0) for part in zip(*list(self.days)[-window:], strict=True))
            rows = np.maximum(rows, 1)                                      # (numbers,)
            size = np.abs(sums) / rows
            error = np.sqrt(1 / rows + 1 / self.rows)
            moved |= (size > self.limit * error) & (size > LEAST_MOVE)      # certain, and large enough to matter
        for name, is_unit, is_moved in zip(self.numbers, unit, moved, strict=True):
            if is_unit or is_moved:
                yield alarm("unit" if is_unit else "shift", name)

    def standard(self, batch):
        """Return each number as the standard normal one of its rank in the reference: (n, numbers)."""
        values = batch[self.numbers].to_numpy(float)
        rank = [known.searchsorted(value) for known, value in zip(self.known, values.T, strict=True)]
        return ndtri((np.array(rank).T + 0.5) / (self.rows + 1))

    def mixed(self, batch):
        """Yield texts of which a category has vanished, or whose mix has changed."""
        self.mixes.append((len(batch), self.counted(batch)))
        gone, changed = np.zeros((2, len(self.pairs)), bool)
        for window in WINDOWS:
            rows, counts = (np.sum(part, axis=0) for part in zip(*list(self.mixes)[-window:], strict=True))
            if rows < LEAST_ROWS:
                continue
            # A rare category stays away for days by chance: what counts is how likely that is.
            gone |= (counts == 0) & ((1 - self.share) ** rows < self.chance)
            error = np.sqrt(self.share * (1 - self.share) * (1 / rows + 1 / self.rows))
            size = np.abs(counts / rows - self.share)
            changed |= (size > self.limit * error) & (size > LEAST_SHARE)
        vanished = {name for (name, _), is_gone in zip(self.pairs, gone, strict=True) if is_gone}
        yield from (alarm("vanished", name) for name in vanished)
        # Where a category is gone the others have grown: that is one cause, not two.
        mixed = {name for (name, _), is_changed in zip(self.pairs, changed, strict=True) if is_changed}
        yield from (alarm("shift", name) for name in mixed - vanished)

    def counted(self, batch):
        """Return how often each category comes (pairs,), last what is new in each text."""
        values = {name: batch[name].to_numpy() for name, kind in self.pairs if kind is None}
        known = np.array([np.sum(values[name] == kind) for name, kind in self.pairs if kind is not None])
        # The others are new: as many as rows are left when those of the known categories are taken off.
        left = dict.fromkeys(values, len(batch))
        for (name, _), count in zip(self.pairs, known, strict=False):
            left[name] -= count
        return np.array([*known, *left.values()])                           # (pairs,)

    def outcomes(self, day, outcome):
        """Return the alarms once outcomes (n,) of a day (the first is 0) are there: 1, 0, or NaN while not known."""
        known = ~np.isnan(outcome)
        outcome = outcome[known]
        score = self.scores[day][known]
        if not len(outcome):
            return []
        # Not against the past's rate of cancellations but against what the model expects of just these: when the
        # inputs moved and the relation holds, both move alike.
        left, spread, place = outcome - score, score * (1 - score), logit(score)
        place = place - place.mean()
        # Whether more cancel than expected; and whether those high up do, against those low down.
        sums = np.array([(left.sum(), spread.sum()), (left @ place, spread @ place**2)])
        self.residuals.append((len(left), sums))
        for window in WINDOWS:
            rows, sums = (sum(part) for part in zip(*list(self.residuals)[-window:], strict=True))
            total, variance = sums.T                                        # (2,) each
            if rows >= LEAST_ROWS and (np.abs(total) > self.limit * np.sqrt(variance)).any():
                return [alarm("concept", None)]
        return []


def alarm(kind, feature):
    """Return one alarm."""
    return {"kind": kind, "feature": feature}
