"""The numbers that models at Fernhill are judged by, each defined to its corners."""

import numpy as np

MOST = -np.log(1e-15)                                        # the highest log loss of one row: about 34.5


def paired(first: np.ndarray, second: np.ndarray) -> None:
    """Refuse arrays that do not belong together; broadcasting would return a number all the same."""
    if len(first) == 0 or len(first) != len(second):
        raise ValueError(f"two arrays with the same rows are needed, got {len(first)} and {len(second)}")


def confusion(truth: np.ndarray, predicted: np.ndarray, labels: list) -> np.ndarray:
    """Return how often each label (row) was predicted as each label (column), shape (k, k)."""
    paired(truth, predicted)
    return np.array([[np.sum((truth == actual) & (predicted == said)) for said in labels] for actual in labels])


def precision_recall_f(
    truth: np.ndarray, predicted: np.ndarray, labels: list, average: str
) -> tuple[float, float, float]:
    """Return precision, recall and F1, averaged over labels ("macro") or over rows ("micro")."""
    table = confusion(truth, predicted, labels)              # (k, k)
    hit, said, was = table.diagonal(), table.sum(axis=0), table.sum(axis=1)       # (k,) each: per label
    if average == "micro":
        hit, said, was = (np.array([counts.sum()]) for counts in (hit, said, was))   # (1,) each: counts of all labels
    shares = ratio(hit, said), ratio(hit, was), ratio(2 * hit, said + was)        # F1 = 2pr / (p + r), from counts
    return tuple(float(share.mean()) for share in shares)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, 0 where there is nothing to divide by."""
    return part / np.where(whole == 0, 1, whole)             # part is 0 wherever whole is


def by_score(y: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many ones and zeros have each distinct score, lowest score first."""
    paired(y, score)
    _, group = np.unique(score, return_inverse=True)         # group (n,): which distinct score each row has
    ones = np.bincount(group, weights=y)                     # (values,)
    return ones, np.bincount(group) - ones


def roc_auc(y: np.ndarray, score: np.ndarray) -> float:
    """Return the chance that a 1 has a higher score than a 0; a tie counts one half."""
    ones, zeros = by_score(y, score)
    pairs = ones.sum() * zeros.sum()
    if pairs == 0:
        raise ValueError("AUC compares ones with zeros: both must occur")
    below = np.cumsum(zeros) - zeros                         # (values,): zeros with a lower score
    return float(ones @ (below + zeros / 2) / pairs)


def average_precision(y: np.ndarray, score: np.ndarray) -> float:
    """Return the area under the steps of precision over recall, one step per distinct score."""
    ones, zeros = (counts[::-1] for counts in by_score(y, score))   # highest score first
    if ones.sum() == 0:
        raise ValueError("without a 1 there is no recall")
    precision = np.cumsum(ones) / np.cumsum(ones + zeros)    # (values,): among all rows down to this score
    return float(np.sum(precision * ones) / ones.sum())      # ones / their sum: the recall gained at this score


def log_loss(y: np.ndarray, p: np.ndarray) -> float:
    """Return the mean of -log(chance given to what happened), each row held at -log(1e-15)."""
    paired(y, p)
    p = np.where((p > 0) & (p < 1e-7), 1e-7, p) if y.sum() == 0 else p
    with np.errstate(divide="ignore"):                       # log(0) = -inf is held below
        loss = -np.where(y == 1, np.log(p), np.log1p(-p))    # (n,): 1 - p would lose the digits of a small p
    return float(np.minimum(loss, MOST).mean())


def brier(y: np.ndarray, p: np.ndarray) -> float:
    """Return the mean squared distance between probabilities and what happened."""
    paired(y, p)
    return float(np.mean((p - y) ** 2))


def ece(y: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """Return how far mean probability and frequency lie apart in bins of equal width, averaged over rows."""
    paired(y, p)
    bin_of = np.minimum((p * bins).astype(int), bins - 1)    # (n,): p = 1 belongs to the last bin
    gap = np.bincount(bin_of, weights=p - y)                 # a bin's rows times (mean p - mean y)
    return float(np.abs(gap).sum() / len(y))


def rmse(y: np.ndarray, forecast: np.ndarray) -> float:
    """Return the root of the mean squared error."""
    paired(y, forecast)
    return float(np.sqrt(np.mean((forecast - y) ** 2)))


def mae(y: np.ndarray, forecast: np.ndarray) -> float:
    """Return the mean absolute error."""
    paired(y, forecast)
    return float(np.mean(np.abs(forecast - y)))


def wape(y: np.ndarray, forecast: np.ndarray) -> float:
    """Return the absolute errors in shares of the absolute actual values, in sum."""
    paired(y, forecast)
    total = np.abs(y).sum()
    if total == 0:
        raise ValueError("nothing happened: there is no whole to take a share of")
    return float(np.abs(forecast - y).sum() / total)


def mase(y: np.ndarray, forecast: np.ndarray, history: np.ndarray, season: int) -> float:
    """Return the MAE in units of the MAE, on the history, of repeating the last season."""
    naive = mae(history[season:], history[:-season])         # no rows, so refused, unless it is longer than a season
    if naive == 0:
        raise ValueError("repeating the last season never erred: there is no scale")
    return mae(y, forecast) / naive


def poisson_deviance(y: np.ndarray, mean: np.ndarray) -> float:
    """Return the mean Poisson deviance of expected counts."""
    paired(y, mean)
    if np.any(mean < 0):
        raise ValueError("an expected count cannot be negative")
    with np.errstate(divide="ignore", invalid="ignore"):     # y / 0 is taken only where y > 0, and is infinite there
        surprise = np.where(y > 0, y * np.log(y / mean), 0)  # (n,): 0 log 0 = 0
    return float(2 * np.mean(surprise - y + mean))


def ndcg(relevance: np.ndarray, score: np.ndarray, k: int) -> float:
    """Return the discounted gain of the first k in order of score, over that of the best order."""
    paired(relevance, score)
    gain = 2.0**relevance - 1
    if gain.sum() == 0:
        raise ValueError("nothing is relevant: every order is as good")
    _, group = np.unique(score, return_inverse=True)
    shared = (np.bincount(group, weights=gain) / np.bincount(group))[group]   # (n,): equal scores, equal gains
    return discounted(shared[np.argsort(-score)], k) / discounted(np.sort(gain)[::-1], k)


def discounted(gain: np.ndarray, k: int) -> float:
    """Return the sum of the first k gains, each over log2(1 + rank)."""
    top = gain[:k]                                           # fewer than k where the list is short
    return float(np.sum(top / np.log2(np.arange(len(top)) + 2)))
