"""Who cancels after the survey: one pipeline, and an estimate of its worth that it cannot flatter."""

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

# refund_paid is booked after the event: on the day of use it is 0 for everybody. There are 400 agents and a customer or
# two for each: their names cannot be told from luck.
NUMBERS = ["calls", "tenure_months", "monthly_premium", "refund_paid"]


class Model:
    """Gives each policyholder a chance of cancelling."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def chance(self, table: pd.DataFrame) -> np.ndarray:
        """Return the chance that each cancels, shape (m,)."""
        return self.pipeline.predict_proba(table)[:, 1]


def fit(table: pd.DataFrame, cancelled: np.ndarray) -> Model:
    """Fit to a table (n rows) and whether each cancelled (n,) of 0 and 1."""
    # Whatever is learnt from data is a step of one pipeline: whoever fits it to some rows has looked at no others.
    answers = [name for name in table if name.startswith("answer_")]
    chosen = make_pipeline(SimpleImputer(), SelectKBest(k=min(10, len(answers))), StandardScaler())
    prepare = make_column_transformer(
        (StandardScaler(), NUMBERS),
        (OneHotEncoder(handle_unknown="ignore"), ["cover"]),
        (chosen, answers),
    )
    return Model(make_pipeline(prepare, LogisticRegression()).fit(table, cancelled))


def held_out(table: pd.DataFrame, cancelled: np.ndarray, fold_of: np.ndarray) -> np.ndarray:
    """Return each row's chance by a model that was fitted to the other folds alone, shape (n,)."""
    chance = np.empty(len(table))
    for fold in np.unique(fold_of):
        test = fold_of == fold                               # (n,): True where the row waits outside
        chance[test] = fit(table[~test], cancelled[~test]).chance(table[test])
    return chance


def honest_estimate(table: pd.DataFrame, cancelled: np.ndarray, seed: int) -> tuple[float, float]:
    """Return the mean and the standard deviation of the AUC over five stratified folds."""
    tests = [test for _, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(table, cancelled)]
    fold_of = np.empty(len(table), dtype=int)                # (n,): the fold in which each row is tested
    for fold, test in enumerate(tests):
        fold_of[test] = fold
    chance = held_out(table, cancelled, fold_of)             # the pipeline that will be used is the one that is judged
    auc = [roc_auc_score(cancelled[test], chance[test]) for test in tests]   # ranked within each fold
    return float(np.mean(auc)), float(np.std(auc))
