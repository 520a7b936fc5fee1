"""Every metric in plain Python: sorts, counts and sums, with a loop where the others have an array."""

import math
from itertools import groupby

import numpy as np


def pairs_of(first, second):
    if len(first) != len(second) or len(first) == 0:
        raise ValueError("two arrays of the same, positive length are needed")
    return list(zip(np.asarray(first).tolist(), np.asarray(second).tolist(), strict=True))


def confusion(truth, predicted, labels):
    place = {label: i for i, label in enumerate(labels)}
    table = [[0] * len(labels) for _ in labels]
    for actual, said in pairs_of(truth, predicted):
        table[place[actual]][place[said]] += 1
    return table


def precision_recall_f(truth, predicted, labels, average):
    table = confusion(truth, predicted, labels)
    rows = [(table[i][i], sum(row[i] for row in table), sum(table[i])) for i in range(len(labels))]
    if average == "micro":
        rows = [tuple(sum(column) for column in zip(*rows, strict=True))]
    triples = []
    for hit, said, was in rows:
        p, r = (hit / said if said else 0.0), (hit / was if was else 0.0)
        triples.append((p, r, 2 * p * r / (p + r) if p + r else 0.0))
    return tuple(sum(column) / len(triples) for column in zip(*triples, strict=True))


def steps(y, score):
    """Yield (ones, zeros) per distinct score, highest first."""
    ordered = sorted(pairs_of(y, score), key=lambda pair: -pair[1])
    for _, rows in groupby(ordered, key=lambda pair: pair[1]):
        labels = [label for label, _ in rows]
        yield sum(labels), len(labels) - sum(labels)


def roc_auc(y, score):
    above = won = zeros_in_all = 0
    for ones, zeros in steps(y, score):
        won += zeros * above + zeros * ones / 2
        above += ones
        zeros_in_all += zeros
    if above == 0 or zeros_in_all == 0:
        raise ValueError("one class only")
    return won / (above * zeros_in_all)


def average_precision(y, score):
    total = hits = taken = 0
    for ones, zeros in steps(y, score):
        hits, taken = hits + ones, taken + ones + zeros
        total += ones * hits / taken
    if hits == 0:
        raise ValueError("no positive")
    return total / hits


def log_loss(y, p):
    tiny = 1e-15
    losses = []
    for label, chance in pairs_of(y, p):
        losses.append(-math.log(max(chance, tiny)) if label else -math.log1p(-min(chance, 1 - tiny)))
    return math.fsum(losses) / len(losses)


def brier(y, p):
    return sum((chance - label) ** 2 for label, chance in pairs_of(y, p)) / len(y)


def ece(y, p, bins=10):
    sums = {}
    for label, chance in pairs_of(y, p):
        own = min(math.floor(chance * bins), bins - 1)
        sums[own] = sums.get(own, 0.0) + chance - label
    return sum(map(abs, sums.values())) / len(y)


def rmse(y, forecast):
    return math.sqrt(brier(y, forecast))


def mae(y, forecast):
    return sum(abs(b - a) for a, b in pairs_of(y, forecast)) / len(y)


def wape(y, forecast):
    off = mae(y, forecast)
    size = sum(map(abs, np.asarray(y).tolist())) / len(y)
    if not size:
        raise ValueError("all zero")
    return off / size


def mase(y, forecast, history, season):
    steps_back = [abs(history[t] - history[t - season]) for t in range(season, len(history))]
    if not any(steps_back):
        raise ValueError("no scale")
    return mae(y, forecast) / (sum(steps_back) / len(steps_back))


def poisson_deviance(y, mean):
    total = 0.0
    for count, expected in pairs_of(y, mean):
        if expected < 0:
            raise ValueError("negative mean")
        if count and not expected:
            total = math.inf
        elif count:
            total += count * math.log(count / expected) - count + expected
        else:
            total += expected
    return 2 * total / len(y)


def ndcg(relevance, score, k):
    rows = [(2**relevant - 1, own) for relevant, own in pairs_of(relevance, score)]
    rows.sort(key=lambda row: -row[1])
    gains = []
    for _, tied in groupby(rows, key=lambda row: row[1]):
        own = [gain for gain, _ in tied]
        gains += [sum(own) / len(own)] * len(own)
    best = sorted((gain for gain, _ in rows), reverse=True)
    if not best[0]:
        raise ValueError("nothing relevant")
    return dcg(gains[:k]) / dcg(best[:k])


def dcg(gains):
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))
