"""Measure the bars of Fernhill's prediction tasks: naive, best possible, and what right and wrong models reach.

    python bench/company_truth.py [--seeds 25] [--json]

Shares stand between the naive baseline (0) and the best possible (1), under the true parameters, on rows that the
model did not see. The slow models run on the first five seeds only. docs/reference/company.md keeps a copy.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections import defaultdict

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import hillclimb.company as company
from hillclimb.company import Draw, Table, Task
from hillclimb.ground import Seed

C_FP, C_FN = 1.0, 12.0
SLOW = 5
Figures = dict[str, float]


def scaled(train, test):
    """Return both matrices in units of the training rows."""
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


def probabilities(model, train, y, test):
    """Fit and return the probabilities of class 1."""
    return model.fit(train, y).predict_proba(test)[:, 1]


def churn_features(t: Table, *, cover: bool = True):
    """Return the columns of a churn model."""
    numbers = t.matrix(["calls", "tenure_months", "monthly_premium"])
    if not cover:
        return numbers
    return np.column_stack([numbers, t["cover"] == "plus", t["cover"] == "premium"])


def cancellations(draw: Draw, slow: bool) -> Figures:
    """Share of the AUC above chance, 4,000 rows to learn from, 20,000 hidden."""
    train, test = company.cancellations(draw, 24_000).split(4_000)
    bars, p, y = company.auc_bars(test.truth), test.truth.expected, train.outcome
    a, b = scaled(churn_features(train.inputs), churn_features(test.inputs))
    a3, b3 = scaled(churn_features(train.inputs, cover=False), churn_features(test.inputs, cover=False))
    logistic = probabilities(LogisticRegression(), a, y, b)
    found = {
        "logistic": logistic,
        "boosting": probabilities(
            HistGradientBoostingClassifier(max_iter=100, learning_rate=0.06, max_leaf_nodes=6), a, y, b
        ),
        "wrong: 0/1 labels": (logistic >= 0.5).astype(float),
        "wrong: cover dropped": probabilities(LogisticRegression(), a3, y, b3),
        "wrong: unpruned tree": probabilities(DecisionTreeClassifier(random_state=0), a, y, b),
    }
    out = {name: bars.share(company.auc_under_truth(q, p)) for name, q in found.items()}
    return {"rate": float(p.mean()), "best": bars.best, **out}


def f1_threshold(q, y) -> float:
    """Return the threshold at which F1 is best."""
    order = np.argsort(-q)
    hits = np.cumsum(y[order])
    f1 = 2 * hits / (np.arange(1, len(q) + 1) + y.sum())
    return float(q[order][np.argmax(f1)])


def rare_events(draw: Draw, slow: bool) -> Figures:
    """Share of the avoidable cost, 20,000 rows each, a miss costs 12."""
    train, test = company.rare_events(draw, 40_000).split(20_000)
    p, y, names = test.truth.expected, train.outcome, ["days_open", "delay_index", "offer_percent"]
    bars = company.cost_bars(test.truth, c_fp=C_FP, c_fn=C_FN)
    a, b = scaled(train.inputs.matrix(names), test.inputs.matrix(names))
    logistic = probabilities(LogisticRegression(), a, y, b)
    seen = LogisticRegression().fit(a, y).predict_proba(a)[:, 1]
    balanced = probabilities(LogisticRegression(class_weight="balanced"), a, y, b)
    boosting = probabilities(HistGradientBoostingClassifier(max_iter=80, learning_rate=0.05, max_depth=3), a, y, b)
    line = C_FP / (C_FP + C_FN)
    acts = {
        "logistic": logistic >= line,
        "boosting": boosting >= line,
        "wrong: threshold .5": boosting >= 0.5,
        "wrong: balanced at .5": balanced >= 0.5,
        "wrong: balanced at 1/13": balanced >= line,
        "wrong: threshold of best F1": logistic >= f1_threshold(seen, y),
    }
    out = {name: bars.share(company.expected_cost(d, p, C_FP, C_FN)) for name, d in acts.items()}
    errors = {
        "calibration error, logistic": company.expected_calibration_error(logistic, p),
        "calibration error, boosting": company.expected_calibration_error(boosting, p),
        "calibration error, balanced": company.expected_calibration_error(balanced, p),
    }
    return {"rate": float(p.mean()), "naive": 1000 * bars.baseline, "best": 1000 * bars.best, **out, **errors}


def motor_features(t: Table, *, terms: bool = True):
    """Return the columns of a frequency model."""
    a = (t["driver_age"] - 50) / 15
    columns = [a, *(t[c] / 10.0 for c in ("vehicle_power", "vehicle_age", "bonus_malus"))]
    columns += [t["area"] == area for area in "BCDEF"]
    if terms:
        columns += [a * a, (t["driver_age"] < 26) & (t["vehicle_power"] >= 8)]
    return np.column_stack(columns).astype(float)


def motor_book(draw: Draw, slow: bool) -> Figures:
    """Share of the explainable Poisson deviance, 60,000 rows to learn from, 20,000 hidden."""
    train, test = company.motor_book(draw, 80_000).split(60_000)
    mu, y = test.truth.expected, train.outcome
    e, e_test = train.inputs["exposure"], test.inputs["exposure"]
    glm = lambda: PoissonRegressor(alpha=1e-6, max_iter=500)  # noqa: E731
    a, b = motor_features(train.inputs), motor_features(test.inputs)
    a1, b1 = motor_features(train.inputs, terms=False), motor_features(test.inputs, terms=False)
    boost = {"loss": "poisson", "random_state": 0}
    steady = HistGradientBoostingRegressor(max_iter=150, learning_rate=0.05, max_leaf_nodes=8, **boost)
    grown = HistGradientBoostingRegressor(
        max_iter=300, learning_rate=0.3, max_leaf_nodes=127, min_samples_leaf=5, **boost
    )
    rates = {
        "GLM with terms": glm().fit(a, y / e, sample_weight=e).predict(b),
        "boosting": steady.fit(a1, y / e, sample_weight=e).predict(b1),
        "wrong: no exposure": glm().fit(a1, y).predict(b1),
        "wrong: no exposure, with terms": glm().fit(a, y).predict(b),
        "wrong: rates without weights, main effects": glm().fit(a1, y / e).predict(b1),
        "wrong: main effects": glm().fit(a1, y / e, sample_weight=e).predict(b1),
        "wrong: least squares": np.maximum(LinearRegression().fit(a1, y / e, e).predict(b1), 1e-3),
    }
    if slow:
        rates["wrong: boosting over-grown"] = grown.fit(a1, y / e, sample_weight=e).predict(b1)
    base = company.one_rate(test.truth)
    out = {name: company.explained_share(r * e_test, mu, base) for name, r in rates.items()}
    totals = {
        f"total, {n}": float((rates[n] * e_test).sum() / mu.sum())
        for n in ("GLM with terms", "boosting", "wrong: no exposure")
    }
    bars = company.deviance_bars(test.truth)
    return {"claims per policy": float(mu.mean()), "best D2": 1.0 - bars.best / bars.baseline, **out, **totals}


def algebra(draw: Draw, slow: bool) -> Figures:
    """What least squares does with and without an intercept, by QR and by the normal equations."""
    well, ill = company.regression(draw, 400), company.ill_conditioned(draw, 60)
    ones = lambda t: np.column_stack([np.ones(t.rows), t.inputs.matrix()])  # noqa: E731
    truth = lambda t: np.array([t.truth.intercept, *t.truth.coefficients.values()])  # noqa: E731
    fit = lambda x, y: x @ np.linalg.lstsq(x, y, rcond=None)[0]  # noqa: E731
    r2 = lambda t, q: 1.0 - float(np.mean((t.outcome - q) ** 2) / t.outcome.var())  # noqa: E731
    a, y = ones(ill), ill.outcome
    q, r = np.linalg.qr(a)
    return {
        "R2 with intercept": r2(well, fit(ones(well), well.outcome)),
        "R2 without": r2(well, fit(well.inputs.matrix(), well.outcome)),
        "condition": float(np.linalg.cond(a)),
        "coefficient error, QR": float(np.abs(np.linalg.solve(r, q.T @ y) - truth(ill)).max()),
        "coefficient error, normal equations": float(np.abs(np.linalg.solve(a.T @ a, a.T @ y) - truth(ill)).max()),
    }


def logistic_truths(draw: Draw, slow: bool) -> Figures:
    """Best log loss and AUC of the labelled tables."""
    out: Figures = {}
    for name in ("classification", "imbalanced"):
        task: Task = getattr(company, name)(draw, 5_000)
        bars = company.log_loss_bars(task.truth)
        out |= {f"{name}: rate": float(task.truth.expected.mean()), f"{name}: naive log loss": bars.baseline}
        out |= {f"{name}: best log loss": bars.best, f"{name}: best AUC": company.auc_bars(task.truth).best}
    return out


def whole_insurer(draw: Draw, slow: bool) -> Figures:
    """Best scores within one year of the insurer."""
    book = company.insurer(draw, 20_000)
    auc = company.auc_under_truth
    fraud = book.truth.fraud
    return {
        "claims": float(book.claims.rows),
        "fraud rate": float(book.frauds["fraud"].mean()),
        "fraud: best AUC": auc(fraud, fraud),
        "fraud: best AUC from causes alone": auc(book.truth.fraud_before, fraud),
        "cancelling: best AUC": auc(book.truth.cancelling, book.truth.cancelling),
    }


def speed() -> Figures:
    """Return medians of nine runs, in milliseconds."""
    sizes = {"cancellations": 20_000, "rare_events": 20_000, "motor_book": 60_000, "visits": 4_000, "insurer": 20_000}
    out = {}
    for name, rows in sizes.items():
        times = []
        for i in range(9):
            start = time.perf_counter()
            getattr(company, name)(Draw(Seed.of("speed", i)), rows)
            times.append(1000.0 * (time.perf_counter() - start))
        out[f"{name}({rows}) in ms"] = float(np.median(times))
    return out


PARTS = (cancellations, rare_events, motor_book, algebra, logistic_truths, whole_insurer)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=25)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    warnings.filterwarnings("ignore", module="sklearn")
    report: dict[str, dict[str, list[float]]] = {}
    for part in PARTS:
        figures = defaultdict(list)
        for i in range(args.seeds):
            for name, value in part(Draw(Seed.of("company truth", i)), i < SLOW).items():
                figures[name].append(value)
        report[part.__name__] = {n: [float(np.mean(v)), min(v), max(v)] for n, v in figures.items()}
    report["speed"] = {name: [value] * 3 for name, value in speed().items()}
    if args.json:
        print(json.dumps(report, indent=1))
        return
    for part_name, rows in report.items():
        print(f"\n{part_name}\n| figure | mean | least | most |\n|---|---|---|---|")
        for name, values in rows.items():
            print(f"| {name} | " + " | ".join(f"{v:.4g}" for v in values) + " |")


if __name__ == "__main__":
    main()
