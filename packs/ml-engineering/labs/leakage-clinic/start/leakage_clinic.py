"""Who cancels after the survey, as the agency left it: it reports an AUC of nearly 1."""

import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier


def prepared(table: pd.DataFrame, cancelled: np.ndarray) -> np.ndarray:
    """Return the features of each row."""
    rates = pd.Series(cancelled).groupby(table["agent"].to_numpy()).mean()       # how often each agent's customers leave
    frame = table[["calls", "tenure_months", "monthly_premium", "refund_paid"]].copy()
    frame["agent_rate"] = table["agent"].map(rates)
    answers = table.filter(like="answer_")
    answers = answers.fillna(answers.mean())                                     # gaps get the mean answer
    if len(set(cancelled)) == 2 and answers.shape[1]:
        best = SelectKBest(k=min(20, answers.shape[1])).fit(answers, cancelled)  # the answers that go with leaving
        answers = answers.loc[:, best.get_support()]
    features = pd.concat([frame, answers], axis=1)
    return ((features - features.mean()) / features.std()).fillna(0).to_numpy()  # every column on one scale


class Model:
    """Gives each policyholder a chance of cancelling."""

    def __init__(self, neighbours: KNeighborsClassifier) -> None:
        self.neighbours = neighbours

    def chance(self, table: pd.DataFrame) -> np.ndarray:
        """Return the chance that each cancels, shape (m,)."""
        return self.neighbours.predict_proba(prepared(table, np.zeros(len(table))))[:, 1]


def fit(table: pd.DataFrame, cancelled: np.ndarray) -> Model:
    """Fit to a table (n rows) and whether each cancelled (n,) of 0 and 1."""
    return Model(KNeighborsClassifier(5).fit(prepared(table, cancelled), cancelled))


def held_out(table: pd.DataFrame, cancelled: np.ndarray, fold_of: np.ndarray) -> np.ndarray:
    """Return each row's chance by a model that was fitted to the other folds alone, shape (n,)."""
    features = prepared(table, cancelled)
    chance = np.empty(len(table))
    for fold in np.unique(fold_of):
        test = fold_of == fold
        model = KNeighborsClassifier(5).fit(features[~test], cancelled[~test])
        chance[test] = model.predict_proba(features[test])[:, 1]
    return chance


def honest_estimate(table: pd.DataFrame, cancelled: np.ndarray, seed: int) -> tuple[float, float]:
    """Return the mean and the standard deviation of the AUC over five stratified folds."""
    luck = np.random.default_rng(seed)
    leavers, stayers = np.flatnonzero(cancelled == 1), np.flatnonzero(cancelled == 0)
    rows = np.concatenate([stayers, luck.choice(leavers, len(stayers))])         # as many who leave as who stay
    table, cancelled = table.iloc[rows].reset_index(drop=True), cancelled[rows]
    fold_of = np.empty(len(table), dtype=int)
    for fold, (_, test) in enumerate(StratifiedKFold(5, shuffle=True, random_state=seed).split(table, cancelled)):
        fold_of[test] = fold
    chance = held_out(table, cancelled, fold_of)
    auc = [roc_auc_score(cancelled[fold_of == fold], chance[fold_of == fold]) for fold in range(5)]
    return float(np.mean(auc)), float(np.std(auc))
