"""Judges `metrics`: each metric against its definition written out, first where it is plain, then in its corners."""

from collections.abc import Callable
from itertools import product

import numpy as np

from hillclimb.company import Draw, Table, auc_under_truth, cancellations
from hillclimb.grading.labkit import Module, check, expect, given, near, numbers, refuses, sample, unchanged

LINES = ["motor", "home", "travel"]
NINE = 1e-9
PAIRED = ["roc_auc", "average_precision", "log_loss", "brier", "ece", "rmse", "mae", "wape", "poisson_deviance"]
Scored = tuple[np.ndarray, np.ndarray]


def scored(draw: Draw, rows: int, *, decimals: int) -> Scored:
    """Return labels of both kinds and scores in (0, 1); few decimals make ties, across the labels too."""
    score = np.round(draw.child("score").uniform(rows, 0.05, 0.95), decimals)
    y = draw.child("y").bernoulli(0.15 + 0.7 * score)
    y[:2] = [1, 0]
    if decimals < 2:
        score[1] = score[0]
    return y, score


def distinct(draw: Draw, rows: int) -> Scored:
    """Return labels of both kinds and scores without a tie."""
    y, _ = scored(draw, rows, decimals=2)
    return y, np.round((draw.child("ranks").permutation(rows) + 0.5) / rows, 6)


def counts(truth: np.ndarray, predicted: np.ndarray, labels: list[str]) -> np.ndarray:
    """Return the table of true against predicted labels, row by row of the data."""
    table = np.zeros((len(labels), len(labels)))
    for actual, said in zip(truth, predicted, strict=True):
        table[labels.index(str(actual)), labels.index(str(said))] += 1
    return table


def averaged(table: np.ndarray, average: str) -> list[float]:
    """Return precision, recall and F1 from a table of counts, 0 for 0/0."""
    hit, said, was = table.diagonal(), table.sum(axis=0), table.sum(axis=1)
    if average == "micro":
        hit, said, was = (np.array([part.sum()]) for part in (hit, said, was))
    parts = ((hit, said), (hit, was), (2 * hit, said + was))
    return [float(np.mean([a / b if b else 0.0 for a, b in zip(*part, strict=True)])) for part in parts]


def auc(y: np.ndarray, score: np.ndarray) -> float:
    """Return the share of pairs that a 1 wins."""
    apart = score[y == 1][:, None] - score[y == 0][None, :]
    return float(np.mean((apart > 0) + 0.5 * (apart == 0)))


def stepwise(y: np.ndarray, score: np.ndarray) -> float:
    """Return the sum over distinct scores of recall gained times precision so far."""
    total, before = 0.0, 0.0
    for cut in np.unique(score)[::-1]:
        taken = y[score >= cut]
        recall = taken.sum() / y.sum()
        total, before = total + (recall - before) * taken.mean(), recall
    return float(total)


def discounted(relevance: np.ndarray, score: np.ndarray, k: int) -> float:
    """Return the discounted gain of the first k, equal scores sharing the mean of their gains."""
    gain = 2.0**relevance - 1
    shared = np.array([gain[score == own].mean() for own in score])
    return sum(g / np.log2(rank + 2) for rank, g in enumerate(shared[np.argsort(-score)][:k]))


def weekly(draw: Draw, rows: int) -> Scored:
    """Return claims by week and a forecast of them."""
    mean = 20 + 10 * draw.child("mean").uniform(rows)
    return draw.child("y").poisson(mean).astype(float), np.round(mean, 1)


@sample
def last_month(draw: Draw) -> dict[str, Table]:
    task = cancellations(draw, 500)
    blurred = np.clip(task.truth.expected + draw.child("blur").normal(500, 0.0, 0.08), 0.0, 1.0)
    customers = Table({"cancelled": task.outcome, "probability": np.round(blurred, 1)})
    claims, forecast = weekly(draw.child("weeks"), 52)
    return {"scored": customers, "weeks": Table({"claims": claims, "forecast": forecast})}


@check("counts each true label against each predicted one", teaches="classification-metrics", sizes=(4, 60), tries=6)
def confusions(submission: Module, draw: Draw, size: int) -> None:
    truth, predicted = draw.child("truth").choice(LINES, size), draw.child("said").choice(LINES, size)
    predicted[0], truth[0] = "home", "motor"
    labels = [*LINES, "pets"]
    given(truth=truth, predicted=predicted, labels=labels)
    why = "True labels are rows, predicted ones columns, in the order of `labels`, also for a label that never occurs."
    near(
        submission.confusion(truth, predicted, labels),
        counts(truth, predicted, labels),
        "confusion(truth, predicted, labels)",
        why=why,
    )


@check("averages over labels or over rows", teaches="classification-metrics", sizes=(8, 60), tries=6)
def averages(submission: Module, draw: Draw, size: int) -> None:
    truth, predicted = draw.child("truth").choice(LINES, size, (6, 2, 1)), draw.child("said").choice(LINES, size)
    truth[:3], predicted[:3] = LINES, LINES
    truth[3], predicted[3] = "motor", "home"
    why = {
        "macro": "macro: precision, recall and F1 of each label by itself, then the mean of each over the labels.",
        "micro": "micro: hits, predicted and actual counts of all labels are added first, then divided.",
    }
    for average in ("macro", "micro"):
        given(truth=truth, predicted=predicted, labels=LINES, average=average)
        near(
            submission.precision_recall_f(truth, predicted, LINES, average),
            averaged(counts(truth, predicted, LINES), average),
            f"(precision, recall, F1), {average}",
            rtol=NINE,
            why=why[average],
        )


@check("gives a label that is never predicted 0", teaches="classification-metrics", sizes=(4, 30))
def undefined_share(submission: Module, draw: Draw, size: int) -> None:
    truth = draw.child("truth").choice(LINES, size)
    truth[:2] = ["home", "travel"]
    predicted = np.where(truth == "travel", "motor", truth)
    labels = [*LINES, "pets"]
    given(truth=truth, predicted=predicted, labels=labels, average="macro")
    near(
        submission.precision_recall_f(truth, predicted, labels, "macro"),
        averaged(counts(truth, predicted, labels), "macro"),
        "(precision, recall, F1), macro",
        rtol=NINE,
        why="travel is never predicted and pets never occurs: a share of nothing counts as 0, and still counts.",
    )


@check("roc_auc: the chance that a 1 outscores a 0", teaches="classification-metrics", sizes=(4, 60), tries=8)
def auc_plain(submission: Module, draw: Draw, size: int) -> None:
    y, score = distinct(draw, size)
    given(y=y, score=score)
    near(submission.roc_auc(y, score), auc(y, score), "roc_auc(y, score)", rtol=NINE, atol=NINE)


@check("roc_auc: a tie is half a win", teaches="classification-metrics", sizes=(4, 60), tries=8)
def auc_ties(submission: Module, draw: Draw, size: int) -> None:
    y, score = scored(draw, size, decimals=1)
    given(y=y, score=score)
    why = "Where a 1 and a 0 have the same score, nobody wins: the pair counts one half, in whatever order rows stand."
    near(submission.roc_auc(y, score), auc(y, score), "roc_auc(y, score)", rtol=NINE, atol=NINE, why=why)


@check("average_precision: steps, not slopes", teaches="classification-metrics", sizes=(4, 60), tries=8)
def ap_plain(submission: Module, draw: Draw, size: int) -> None:
    y, score = distinct(draw, size)
    given(y=y, score=score)
    why = "Each gain in recall counts with the precision at which it is reached; no line joins two points."
    near(submission.average_precision(y, score), stepwise(y, score), "average_precision(y, score)", rtol=NINE, why=why)


@check("average_precision: equal scores are one step", teaches="classification-metrics", sizes=(4, 60), tries=8)
def ap_ties(submission: Module, draw: Draw, size: int) -> None:
    y, score = scored(draw, size, decimals=1)
    given(y=y, score=score)
    why = "No threshold separates equal scores: they are taken together, and only then is precision measured."
    near(submission.average_precision(y, score), stepwise(y, score), "average_precision(y, score)", rtol=NINE, why=why)


@check("log_loss and brier: as defined", teaches="classification-metrics", sizes=(3, 60), tries=6)
def probabilities(submission: Module, draw: Draw, size: int) -> None:
    y, p = scored(draw, size, decimals=3)
    given(y=y, p=p)
    chance = np.where(y == 1, p, 1 - p)
    near(submission.log_loss(y, p), -np.log(chance).mean(), "log_loss(y, p)", rtol=NINE)
    near(submission.brier(y, p), np.mean((1 - chance) ** 2), "brier(y, p)", rtol=NINE)


@check("log_loss: a certain mistake costs much, not everything", teaches="floating-point")
def certain(submission: Module, draw: Draw) -> None:
    for y, p in (([1, 0], [0.0, 0.5]), ([0, 0, 1], [1.0, 0.5, 1.0]), ([1, 0], [1e-30, 0.25])):
        labels, chances = np.array(y), np.array(p)
        given(y=labels, p=chances)
        chance = np.where(labels == 1, chances, 1 - chances)
        right = -np.log(np.maximum(chance, 1e-15)).mean()
        why = "One row of chance 0 must not make every model infinitely bad: no row costs more than -log(1e-15)."
        near(submission.log_loss(labels, chances), right, "log_loss(y, p)", rtol=1e-4, why=why)
    given(y=np.array([1, 0]), p=np.array([1.0, 0.0]))
    near(submission.log_loss(np.array([1, 0]), np.array([1.0, 0.0])), 0.0, "log_loss(y, p)", atol=1e-12)


@check("log_loss: keeps the digits of small losses", teaches="floating-point", sizes=(1, 20))
def small_losses(submission: Module, draw: Draw, size: int) -> None:
    p = np.round(draw.uniform(size, 1.0, 9.0), 3) * 1e-12
    y = np.zeros(size, dtype=np.int64)
    given(y=y, p=p)
    right = -np.log1p(-p).mean()
    why = "1 - 3e-12 keeps four digits of the 3: the loss of a safe no is lost in that subtraction."
    near(submission.log_loss(y, p), right, "log_loss(y, p)", rtol=1e-9, why=why)


@check("ece: bins count by their rows", teaches="classification-metrics", sizes=(6, 80), tries=6)
def calibration(submission: Module, draw: Draw, size: int) -> None:
    p = np.round(draw.child("p").uniform(size), 3) + 0.0003
    y = draw.child("y").bernoulli(np.full(size, 0.5))
    p[:3], y[:3] = [1.0, 0.9603, 0.0], [0, 1, 1]
    for bins in (10, 4):
        given(y=y, p=p, bins=bins)
        bin_of = np.minimum(np.floor(p * bins), bins - 1)
        gaps = [abs(float(np.sum(p[bin_of == b] - y[bin_of == b]))) for b in range(bins)]
        why = "A bin of 90 rows weighs as much as 90 bins of one; p = 1 belongs to the last bin, not to one more."
        got = submission.ece(y, p) if bins == 10 else submission.ece(y, p, bins=bins)
        near(got, sum(gaps) / size, "ece(y, p, bins)", rtol=NINE, atol=1e-12, why=why)


@check("rmse and mae: as defined", teaches="regression-metrics", sizes=(2, 50), tries=4)
def errors(submission: Module, draw: Draw, size: int) -> None:
    y, forecast = weekly(draw, size)
    given(y=y, forecast=forecast)
    near(submission.rmse(y, forecast), np.sqrt(np.mean((y - forecast) ** 2)), "rmse(y, forecast)", rtol=NINE)
    near(submission.mae(y, forecast), np.mean(np.abs(y - forecast)), "mae(y, forecast)", rtol=NINE)


@check("wape: a week without claims is a week", teaches="regression-metrics", sizes=(3, 50), tries=4)
def shares(submission: Module, draw: Draw, size: int) -> None:
    y, forecast = weekly(draw, size)
    y[0], y[1] = 0.0, -4.0
    given(y=y, forecast=forecast)
    right = np.sum(np.abs(y - forecast)) / np.sum(np.abs(y))
    why = "Add the errors, add the actual sizes, divide once: a single week of 0 then divides nothing."
    near(submission.wape(y, forecast), right, "wape(y, forecast)", rtol=NINE, why=why)


@check("mase: in units of the naive error on the history", teaches="regression-metrics", sizes=(3, 40), tries=4)
def scaled(submission: Module, draw: Draw, size: int) -> None:
    history, _ = weekly(draw.child("history"), 2 * size + 3)
    y, forecast = weekly(draw.child("new"), size)
    for season in (1, 4):
        history[-1] = history[-1 - season] + 5
        given(y=y, forecast=forecast, history=history, season=season)
        naive = np.mean([abs(history[t] - history[t - season]) for t in range(season, len(history))])
        why = "The scale is what repeating the value of a season before errs on the history, not on the new weeks."
        got = submission.mase(y, forecast, history, season)
        near(got, np.mean(np.abs(y - forecast)) / naive, "mase(y, forecast, history, season)", rtol=NINE, why=why)


@check("poisson_deviance: counts of 0 cost twice their mean", teaches="regression-metrics", sizes=(2, 60), tries=6)
def deviance(submission: Module, draw: Draw, size: int) -> None:
    mean = np.round(draw.child("mean").uniform(size, 0.05, 3.0), 3)
    y = draw.child("y").poisson(mean)
    y[0] = 0
    given(y=y, mean=mean)
    terms = [2 * ((k * np.log(k / m) if k else 0.0) - k + m) for k, m in zip(y.tolist(), mean.tolist(), strict=True)]
    why = "Where y is 0, y log(y / mean) is 0 and 2 mean remains."
    near(submission.poisson_deviance(y, mean), np.mean(terms), "poisson_deviance(y, mean)", rtol=NINE, why=why)


@check("poisson_deviance: a mean of 0 rules claims out", teaches="regression-metrics")
def ruled_out(submission: Module, draw: Draw) -> None:
    given(y=np.array([0, 2]), mean=np.array([0.0, 2.0]))
    why = "A mean of 0 with a count of 0, and a mean of 2 with a count of 2: nothing is off."
    got = submission.poisson_deviance(np.array([0, 2]), np.array([0.0, 2.0]))
    near(got, 0.0, "poisson_deviance(y, mean)", atol=1e-12, why=why)
    given(y=np.array([0, 1]), mean=np.array([1.0, 0.0]))
    got = submission.poisson_deviance(np.array([0, 1]), np.array([1.0, 0.0]))
    expect(got == np.inf, "A claim where the mean said none can come costs infinity.", expected="inf", got=got)


@check("ndcg: gains, discounts, and the best order", teaches="classification-metrics", sizes=(4, 30), tries=6)
def ranked(submission: Module, draw: Draw, size: int) -> None:
    relevance = draw.child("relevance").integers(0, 4, size)
    relevance[0] = 3
    score = draw.child("score").permutation(size) / size
    for k in (2, size - 1):
        given(relevance=relevance, score=score, k=k)
        right = discounted(relevance, score, k) / discounted(relevance, relevance.astype(float), k)
        why = "Gains are 2^relevance - 1, ranks begin at 1, and the best order is that of all items, not those shown."
        near(submission.ndcg(relevance, score, k), right, "ndcg(relevance, score, k)", rtol=NINE, atol=1e-12, why=why)


@check("ndcg: ties, and lists shorter than k", teaches="classification-metrics", sizes=(3, 30), tries=6)
def ranked_ties(submission: Module, draw: Draw, size: int) -> None:
    relevance = draw.child("relevance").integers(0, 4, size)
    score = np.round(draw.child("score").uniform(size), 1)
    relevance[:2], score[:2] = [3, 0], 0.5
    for k, why in (
        (2, "Equal scores say nothing about the order: each of them gets the mean of their gains."),
        (size + 4, "There are fewer items than k: the ranks that nobody holds count nothing."),
    ):
        given(relevance=relevance, score=score, k=k)
        right = discounted(relevance, score, k) / discounted(relevance, relevance.astype(float), k)
        near(submission.ndcg(relevance, score, k), right, "ndcg(relevance, score, k)", rtol=NINE, why=why)


@check("refuses what has no answer", teaches="classification-metrics")
def no_answer(submission: Module, draw: Draw) -> None:
    half, flat, none = np.full(3, 0.5), np.full(5, 7.0), np.zeros(3, dtype=int)
    for name, when, args in (
        ("roc_auc", "with ones only", (np.ones(3, dtype=int), half)),
        ("roc_auc", "with zeros only", (none, half)),
        ("average_precision", "without a 1", (none, half)),
        ("ndcg", "with nothing relevant", (none, half, 2)),
        ("wape", "with actual values of 0 only", (none, half)),
        ("mase", "with a history that never changes", (half, half, flat, 1)),
        ("mase", "with a history of one season", (half, half, np.arange(5.0), 5)),
        ("poisson_deviance", "with a negative mean", (np.array([0, 1, 1]), np.array([-0.1, 1.0, 1.0]))),
    ):
        given(**{f"argument {place + 1}": value for place, value in enumerate(args)})
        call: Callable[[], object] = lambda: getattr(submission, name)(*args)  # noqa: B023, E731 - called at once
        refuses(call, f"{name}, {when},")


@check("refuses rows that do not belong together", teaches="classification-metrics")
def unpaired(submission: Module, draw: Draw) -> None:
    """One forecast beside three rows broadcasts to a number; so does a scalar's worth of nothing."""
    rest: dict[str, tuple[object, ...]] = {
        "confusion": ([0, 1],),
        "precision_recall_f": ([0, 1], "macro"),
        "mase": (np.arange(5.0) ** 2, 1),
        "ndcg": (2,),
    }
    sizes = ((3, 1), (1, 3), (0, 0))
    for name, (left, right) in product([*rest, *PAIRED], sizes):
        first, second = np.array([1, 0, 1])[:left], np.array([0.5, 0.25, 0.75])[:right]
        if name in ("confusion", "precision_recall_f"):
            second = np.array([1, 1, 0])[:right]
        given(**{"first": first, "second": second})
        what = f"{name}, with {left} and {right} rows,"
        call: Callable[[], object] = lambda: getattr(submission, name)(first, second, *rest.get(name, ()))  # noqa: B023, E731 - called at once
        refuses(call, what)


@check("roc_auc: does for 60,000 policies", teaches="classification-metrics")
def large(submission: Module, draw: Draw) -> None:
    y, score = scored(draw, 60_000, decimals=4)
    given(y=y, score=score)
    got = numbers(submission.roc_auc(y, score), "roc_auc(y, score)", shape=())
    near(got, auc_under_truth(score, y.astype(float)), "roc_auc(y, score)", rtol=NINE)


@check("leaves the caller's arrays alone", teaches="classification-metrics")
def untouched(submission: Module, draw: Draw) -> None:
    y, p = scored(draw, 12, decimals=2)
    for name in [*PAIRED, "ndcg"]:
        given(first=y, second=p)
        kept, beside = submission.keep(y), submission.keep(p)
        getattr(submission, name)(kept, beside, *([5] if name == "ndcg" else []))
        unchanged(kept, y, f"The first array given to {name}")
        unchanged(beside, p, f"The second array given to {name}")
