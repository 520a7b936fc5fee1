"""Which open claims to call about: slow, shallow boosting in place of a logistic regression."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

FEATURES = ["days_open", "delay_index", "offer_percent"]


class Scorer:
    """Gives each claim its chance of ending before the ombudsman."""

    def __init__(self, model):
        self.model = model

    def probability(self, claims):
        """Return the chance that each claim escalates."""
        return self.model.predict_proba(claims[FEATURES])[:, 1]


def fit(claims, escalated):
    """Fit to past claims."""
    model = HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=150, max_depth=3, min_samples_leaf=50, early_stopping=False, random_state=0
    )
    return Scorer(model.fit(claims[FEATURES], escalated))


def decide(p, c_fp, c_fn):
    """Return 1 where a call is expected to cost less than none."""
    if c_fn == 0:
        return np.zeros(len(p))
    return p >= c_fp / (c_fp + c_fn)


def saved(act, escalated, c_fp, c_fn):
    """Return what these calls saved per 1,000 claims, against never calling."""
    never = c_fn * np.mean(escalated)
    with_calls = np.mean(c_fp * act * (1 - escalated) + c_fn * (1 - act) * escalated)
    return 1000 * (never - with_calls)
