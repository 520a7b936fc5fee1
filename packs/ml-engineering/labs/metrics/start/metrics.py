"""The numbers that models at Fernhill are judged by, each defined to its corners."""

import numpy as np


def confusion(truth: np.ndarray, predicted: np.ndarray, labels: list) -> np.ndarray:
    """Return how often each label (row) was predicted as each label (column), shape (k, k)."""
    raise NotImplementedError


def precision_recall_f(
    truth: np.ndarray, predicted: np.ndarray, labels: list, average: str
) -> tuple[float, float, float]:
    """Return precision, recall and F1, averaged over labels ("macro") or over rows ("micro")."""
    raise NotImplementedError


def roc_auc(y: np.ndarray, score: np.ndarray) -> float:
    """Return the chance that a 1 has a higher score than a 0; a tie counts one half."""
    raise NotImplementedError


def average_precision(y: np.ndarray, score: np.ndarray) -> float:
    """Return the area under the steps of precision over recall, one step per distinct score."""
    raise NotImplementedError


def log_loss(y: np.ndarray, p: np.ndarray) -> float:
    """Return the mean of -log(chance given to what happened), each row held at -log(1e-15)."""
    raise NotImplementedError


def brier(y: np.ndarray, p: np.ndarray) -> float:
    """Return the mean squared distance between probabilities and what happened."""
    raise NotImplementedError


def ece(y: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """Return how far mean probability and frequency lie apart in bins of equal width, averaged over rows."""
    raise NotImplementedError


def rmse(y: np.ndarray, forecast: np.ndarray) -> float:
    """Return the root of the mean squared error."""
    raise NotImplementedError


def mae(y: np.ndarray, forecast: np.ndarray) -> float:
    """Return the mean absolute error."""
    raise NotImplementedError


def wape(y: np.ndarray, forecast: np.ndarray) -> float:
    """Return the absolute errors in shares of the absolute actual values, in sum."""
    raise NotImplementedError


def mase(y: np.ndarray, forecast: np.ndarray, history: np.ndarray, season: int) -> float:
    """Return the MAE in units of the MAE, on the history, of repeating the last season."""
    raise NotImplementedError


def poisson_deviance(y: np.ndarray, mean: np.ndarray) -> float:
    """Return the mean Poisson deviance of expected counts."""
    raise NotImplementedError


def ndcg(relevance: np.ndarray, score: np.ndarray, k: int) -> float:
    """Return the discounted gain of the first k in order of score, over that of the best order."""
    raise NotImplementedError
