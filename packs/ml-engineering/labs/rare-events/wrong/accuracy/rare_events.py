"""Which open claims to call about: probabilities first, then the costs decide."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

FEATURES = ["days_open", "delay_index", "offer_percent"]     # claim_id names a claim; it says nothing about it


class Scorer:
    """Gives each claim its chance of ending before the ombudsman."""

    def __init__(self, model: Pipeline) -> None:
        self.model = model

    def probability(self, claims: pd.DataFrame) -> np.ndarray:
        """Return the chance that each claim escalates, shape (m,)."""
        return self.model.predict_proba(claims[FEATURES])[:, 1]


def fit(claims: pd.DataFrame, escalated: np.ndarray) -> Scorer:
    """Fit to past claims (n rows) and whether each escalated (n,) of 0 and 1."""
    # No class weights and no resampling: log loss on the claims as they come gives probabilities that mean what they
    # say, and the costs are the business of `decide`. Squares and products let two mild signs be bad news together.
    model = make_pipeline(StandardScaler(), PolynomialFeatures(2, include_bias=False), LogisticRegression())
    return Scorer(model.fit(claims[FEATURES], escalated))


def decide(p: np.ndarray, c_fp: float, c_fn: float) -> np.ndarray:
    """Return 1 where a call is expected to cost less than none, else 0, shape (m,)."""
    calling = (1 - p) * c_fp                                 # (m,): wasted if the claim would have settled anyway
    waiting = p * c_fn                                       # (m,): paid if it escalates
    return (calling < waiting).astype(int)                   # the same as p > c_fp / (c_fp + c_fn), without a division


def saved(act: np.ndarray, escalated: np.ndarray, c_fp: float, c_fn: float) -> float:
    """Return what these calls saved per 1,000 claims, against never calling."""
    per_claim = (act == escalated).astype(float) - (escalated == 0)
    return float(1000 * per_claim.mean())
