"""Watches by exponentially weighted means of logarithms, and outcomes by a running sum of residuals."""

import numpy as np
import pandas as pd

LIMIT = 4.0
MEMORIES = (1.0, 0.5, 0.3, 0.2)  # the weight of the newest day


def monitor(reference):
    """Return a monitor that knows how things were."""
    return Monitor(reference)


def logs(table, names):
    """Return numbers (all positive here) as logarithms, which tames long tails: (n, names)."""
    return np.log(np.maximum(table[names].to_numpy(float), 1e-9))


class Monitor:
    """Remembers weighted means, the rows behind them, and sums of residuals."""

    def __init__(self, reference):
        self.names = reference.select_dtypes("number").columns.tolist()
        past = logs(reference, self.names)
        self.m, self.mean, self.sd = len(past), past.mean(axis=0), past.std(axis=0)
        self.shares = {
            name: reference[name].value_counts(normalize=True) for name in reference.columns if name not in self.names
        }
        self.state = {memory: np.zeros((3, len(self.names))) for memory in MEMORIES}
        self.mixes, self.scores, self.left = [], [], []

    def day(self, batch, score):
        """Return the alarms of a new day."""
        self.scores.append(np.array(score))
        found = []
        if len(batch) < 30:
            return found
        z = (logs(batch, self.names) - self.mean) / self.sd
        today = z.mean(axis=0)
        unit = np.abs(today) > 0.85
        moved = np.zeros(len(unit), bool)
        for memory in MEMORIES:
            # Sums, rows, and rows by the square of their weight, all fading alike: a day counts by its rows.
            rows = np.where(unit, 0.0, len(z))
            now = memory * np.where(unit, 0.0, z.sum(axis=0)), memory * rows, memory**2 * rows
            old = self.state[memory]
            fade = np.where(unit, 1.0, 1 - memory)
            sums, weight, square = old[0] * fade + now[0], old[1] * fade + now[1], old[2] * fade**2 + now[2]
            self.state[memory] = sums, weight, square
            mean, error = sums / np.maximum(weight, 1), np.sqrt(square) / np.maximum(weight, 1)
            moved |= (np.abs(mean) > LIMIT * np.hypot(error, self.m**-0.5)) & (np.abs(mean) > 0.135)
        for name, is_unit, is_moved in zip(self.names, unit, moved, strict=True):
            if is_unit or is_moved:
                found.append({"kind": "unit" if is_unit else "shift", "feature": name})
        self.mixes = [*self.mixes, batch][-3:]
        for name, share in self.shares.items():
            found += self.mix(name, share, batch)
        return found

    def mix(self, name, share, batch):
        """Return what changed in a text, by exact chances of nothing and by shares over three days."""
        here = set(batch[name])
        if any((1 - p) ** len(batch) < 1e-6 and kind not in here for kind, p in share.items()):
            return [{"kind": "vanished", "feature": name}]
        rows = pd.concat([day[name] for day in self.mixes])
        now = rows.value_counts(normalize=True)
        both = now.index.union(share.index)
        now, then = now.reindex(both, fill_value=0.0), share.reindex(both, fill_value=0.0)
        error = np.sqrt(np.maximum(then, 0.005) * (1 - then) * (1 / len(rows) + 1 / self.m))
        far = (now - then).abs()
        return [{"kind": "shift", "feature": name}] if ((far > LIMIT * error) & (far > 0.05)).any() else []

    def outcomes(self, day, outcome):
        """Return the alarms of complete outcomes."""
        outcome = np.asarray(outcome, float)
        if np.isnan(outcome).any() or len(outcome) < 30:
            return []
        p = self.scores[day]
        eta = np.log(p / (1 - p))
        eta = eta - np.average(eta, weights=p * (1 - p))
        w = p * (1 - p)
        self.left.append([[(outcome - p).sum(), w.sum()], [((outcome - p) * eta).sum(), (w * eta**2).sum()]])
        total = np.sum(self.left[-5:], axis=0)
        far = np.abs(total[:, 0]) > 4.2 * np.sqrt(total[:, 1])
        return [{"kind": "concept", "feature": None}] if far.any() else []
