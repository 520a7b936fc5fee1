"""Which open claims to call about: every escalation, a tenth of the others, and the odds put right again."""

import numpy as np
from sklearn.linear_model import LogisticRegression

FEATURES = ["days_open", "delay_index", "offer_percent"]
KEPT = 0.1


class Scorer:
    """Gives each claim its chance of ending before the ombudsman."""

    def __init__(self, model):
        self.model = model

    def probability(self, claims):
        """Return the chance that each claim escalates."""
        q = self.model.predict_proba(claims[FEATURES])[:, 1]
        odds = KEPT * q / (1 - q)
        return odds / (1 + odds)


def fit(claims, escalated):
    """Fit to past claims."""
    kept = (escalated == 1) | (np.random.default_rng(0).random(len(claims)) < KEPT)
    return Scorer(LogisticRegression(max_iter=1000).fit(claims.loc[kept, FEATURES], escalated[kept]))


def decide(p, c_fp, c_fn):
    """Return 1 where a call is expected to cost less than none."""
    return np.where(p * (c_fp + c_fn) > c_fp, 1, 0)


def saved(act, escalated, c_fp, c_fn):
    """Return what these calls saved per 1,000 claims, against never calling."""
    hits, wasted = np.sum(act * escalated), np.sum(act * (1 - escalated))
    return 1000 * (c_fn * hits - c_fp * wasted) / len(act)
