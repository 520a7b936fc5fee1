"""Watches by rank-sum tests (Wilcoxon, Mann and Whitney) over days and weeks, and outcomes by recalibration."""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.stats import chi2, norm

LEVEL = 1 / 300 / 150


def monitor(reference):
    """Return a monitor that knows how things were."""
    return Monitor(reference)


class Monitor:
    """Keeps a week of batches and of outcomes, and compares them afresh each day."""

    def __init__(self, reference):
        self.reference = reference
        self.names = reference.select_dtypes("number").columns.tolist()
        self.sorted = {name: np.sort(reference[name].to_numpy()) for name in self.names}
        self.centre = reference[self.names].median()
        self.wins = []
        self.week, self.scores, self.seen = [], [], []

    def day(self, batch, score):
        """Return the alarms of a new day."""
        self.scores.append(np.array(score))
        if len(batch) < 30:
            return []
        ratio = batch[self.names].median() / self.centre
        spread = self.reference[self.names].std() / self.reference[self.names].mean()
        limit = 1.4 + 1.2 * (spread > 0.5)
        unit = (ratio > limit) | (ratio < 1 / limit)
        found = {name: "unit" for name in self.names if unit[name]}
        self.week = [*self.week, batch][-7:]
        # How often a new row is greater than an old one, of all pairs: additive over days.
        wins = [np.searchsorted(self.sorted[name], batch[name].to_numpy()).sum() for name in self.names]
        self.wins = [*self.wins, (np.where(unit, 0, wins), np.where(unit, 0, len(batch)))][-7:]
        m = len(self.reference)
        for window in (1, 3, 7):
            u, n = (np.sum(part, axis=0) for part in zip(*self.wins[-window:], strict=True))
            n = np.maximum(n, 1)
            effect = np.abs(u / (n * m) - 0.5)
            p = 2 * norm.sf(effect / np.sqrt((n + m + 1) / (12 * n * m)))
            # The share of pairs in which the newer is greater; .037 is a move of .13 standard deviations.
            found |= {k: "shift" for k in np.array(self.names)[(p < LEVEL) & (effect > 0.037)] if k not in found}
            rows = pd.concat(self.week[-window:])[self.reference.columns.difference(self.names)]
            for name in rows:
                self.mix(name, rows, found)
        return [{"kind": kind, "feature": name} for name, kind in found.items()]

    def mix(self, name, rows, found):
        """Note what changed in a text, by a chi-square test of all categories."""
        if name in found:
            return
        then, now = self.reference[name].value_counts(), rows[name].value_counts()
        then, now = then.align(now, fill_value=0)
        share = (then + 0.5) / (then.sum() + 0.5 * len(then))
        if ((now == 0) & ((1 - share) ** len(rows) < LEVEL)).any():
            found[name] = "vanished"
        else:
            expected = share * len(rows)
            statistic = ((now - expected) ** 2 / expected).sum() / (1 + len(rows) / len(self.reference))
            if chi2.sf(statistic, len(then) - 1) < LEVEL and (now / len(rows) - share).abs().max() > 0.05:
                found[name] = "shift"

    def outcomes(self, day, outcome):
        """Return the alarms of complete outcomes."""
        outcome = np.asarray(outcome, float)
        if np.isnan(outcome).any():
            return []
        self.seen = [*self.seen, (outcome, self.scores[day])][-5:]
        y, p = (np.concatenate(part) for part in zip(*self.seen, strict=True))
        if len(y) < 60:
            return []
        eta = np.log(p / (1 - p))

        def loss(ab):
            z = ab[0] + ab[1] * eta
            return np.logaddexp(0, z).sum() - y @ z

        gain = 2 * (loss([0.0, 1.0]) - minimize(loss, [0.0, 1.0]).fun)
        return [{"kind": "concept", "feature": None}] if chi2.sf(gain, 2) < 2 * norm.sf(4) else []
