"""Next-answer prediction: the product's belief update beside Elo, PFA and BKT on public response data.

    HILLCLIMB_BENCH_DATA=FOLDER python bench/beliefs.py [--sets assist09,statics2011] [--folds 5] [--plot FILE.svg]

Each set is FOLDER/kt_<set>.parquet with the columns user_id, item_id, skill_id, kcs (skills joined by `~`), correct and
pos. Students are split into five folds; every answer of a test student is predicted from that student's past alone.
The update and the signs are the functions that the product runs: hillclimb.learner.levels and hillclimb.learner.form.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rivals import bkt, elo, pfa
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from hillclimb.learner.form import OWN, SHIPPED, SIGNS, Course, weighed
from hillclimb.learner.gauss import Outcome, chance_right, curve, flattened
from hillclimb.learner.levels import Level, learn, summed

INNER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer."""

    user: int
    item: int
    skill: int
    skills: tuple[int, ...]
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a population is like: variances of general level, skill level, question and skill difficulty, and drifts."""

    base: float
    general: float
    skill: float
    item: float
    skill_item: float
    general_drift: float
    skill_drift: float
    gain_right: float
    gain_wrong: float
    slip: float
    guess: float


# Two kinds of population, found by Nelder-Mead on three quarters of the training students of fold 0 of each set. Every
# fold takes the one that predicts a quarter of its own training students better.
QUICK = Setting(
    base=0.496, general=1.507, skill=0.593, item=0.930, skill_item=1.343, general_drift=0.0011, skill_drift=0.0701,
    gain_right=0.0429, gain_wrong=0.0823, slip=0.0222, guess=0.0069,
)  # fmt: skip
PATIENT = Setting(
    base=0.814, general=1.934, skill=0.439, item=1.909, skill_item=0.220, general_drift=0.0039, skill_drift=0.0092,
    gain_right=-0.0070, gain_wrong=0.0227, slip=0.0032, guess=0.0388,
)  # fmt: skip


class Bank:
    """How hard skills and questions are, as learnt from the students seen so far."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.items: dict[int, Level] = {}
        self.skills: dict[int, Level] = {}

    def parts(self, row: Row) -> list[tuple[Level, float]]:
        """Return what makes an answer hard: its question and its skills, as negative parts."""
        item = self.items.setdefault(row.item, Level(0.0, self.setting.item))
        share = 1.0 / len(row.skills)
        found = [(self.skills.setdefault(k, Level(0.0, self.setting.skill_item)), -share) for k in row.skills]
        return [(item, -1.0), *found]


class Student:
    """One student: a general level, a level per skill, and the course of the answers."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.general = Level(0.0, setting.general)
        self.levels: dict[int, Level] = {}
        self.course = Course()

    def answer(self, row: Row, bank: Bank, *, teach: bool) -> tuple[float, tuple[float, ...]]:
        """Return the prediction and the signs before the answer, then take it in; `teach` moves the bank too."""
        own, share = self.setting, 1.0 / len(row.skills)
        skills = [self.levels.setdefault(k, Level(0.0, own.skill)) for k in row.skills]
        mine = [(self.general, 1.0), *((level, share) for level in skills)]
        hard = bank.parts(row)
        outcome = Outcome(right=row.right, difficulty=0.0, guess=own.guess, slip=own.slip)
        mean, var = summed([*mine, *hard], own.base)
        expected = chance_right(mean, var, outcome)
        doubt = math.sqrt(share * sum(level.var for level in skills))
        told = flattened(mean, var), self.general.mean, summed(hard)[0], doubt
        signs = self.course.signs(row.skills, row.item, told=told)
        moving, resting = ([*mine, *hard], []) if teach else (mine, hard)
        learn(moving, outcome, resting=resting, offset=own.base)
        for level in skills:
            level.mean += share * (own.gain_right if row.right else own.gain_wrong)
            level.var += own.skill_drift
        self.general.var += own.general_drift
        self.course.note(row.skills, row.item, right=row.right, expected=expected)
        return expected, signs


def read(path: Path) -> list[Row]:
    """Return the answers of a set, student by student, in order."""
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["user_id", "item_id", "skill_id", "kcs", "correct", "pos"]).to_pydict()
    order = sorted(range(len(table["pos"])), key=lambda i: (table["user_id"][i], table["pos"][i]))
    return [
        Row(
            user=table["user_id"][i],
            item=table["item_id"][i],
            skill=table["skill_id"][i],
            skills=tuple(int(k) for k in str(table["kcs"][i]).split("~")),
            right=bool(table["correct"][i]),
        )
        for i in order
    ]


def folded(users: Sequence[int], folds: int, seed: int) -> dict[int, int]:
    """Return student -> fold: rank after a shuffle, modulo the number of folds."""
    names = sorted(set(users))
    ranks = np.random.RandomState(seed).permutation(len(names))
    return {name: int(rank) % folds for name, rank in zip(names, ranks, strict=True)}


def run(rows: Sequence[Row], bank: Bank, *, teach: bool) -> tuple[list[float], list[tuple[float, ...]]]:
    """Return prediction and signs for each answer of some students, each student new."""
    predictions, signs, students = [], [], {}
    for row in rows:
        student = students.get(row.user) or students.setdefault(row.user, Student(bank.setting))
        p, s = student.answer(row, bank, teach=teach)
        predictions.append(p)
        signs.append(s)
    return predictions, signs


def taught(rows: Sequence[Row], setting: Setting, seed: int = 0) -> Bank:
    """Return the bank that students leave behind, taken in a shuffled order."""
    rank = folded([row.user for row in rows], 10**9, seed)
    bank = Bank(setting)
    run(sorted(rows, key=lambda row: rank[row.user]), bank, teach=True)
    return bank


def chosen(rows: Sequence[Row]) -> Setting:
    """Return the setting that predicts a quarter of the students best from the others."""
    quarter = folded([row.user for row in rows], INNER, 1)
    old = [row for row in rows if quarter[row.user]]
    new = [row for row in rows if not quarter[row.user]]

    def loss(setting: Setting) -> float:
        return float(log_loss([row.right for row in new], clip(run(new, taught(old, setting), teach=False)[0])))

    return min((QUICK, PATIENT), key=loss)


def clip(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return probabilities kept off 0 and 1, as the protocol says."""
    return np.clip(np.asarray(p, dtype=float), 1e-4, 1 - 1e-4)


def ours(train: Sequence[Row], test: Sequence[Row]) -> tuple[dict[str, np.ndarray], tuple[float, ...], float]:
    """Return the predictions of Bayesian Elo, the same with shipped and with fitted weights; weights; µs per answer."""
    setting = chosen(train)
    inner = folded([row.user for row in train], INNER, 2)
    features, truth = [], []
    for part in range(INNER):
        bank = taught([row for row in train if inner[row.user] != part], setting)
        held = [row for row in train if inner[row.user] == part]
        features += run(held, bank, teach=False)[1]
        truth += [row.right for row in held]
    signs_ = np.array(features)
    mean, sd = signs_.mean(0), signs_.std(0) + 1e-9
    fit = LogisticRegression(C=100.0, max_iter=200).fit((signs_ - mean) / sd, truth)
    weights = fit.coef_[0] / sd
    intercept = float(fit.intercept_[0] - (weights * mean).sum())
    bank = taught(train, setting)
    start = time.process_time()
    plain, signs = run(test, bank, teach=False)
    given = tuple(float(w) for w in weights)
    fitted = [1.0 / (1.0 + math.exp(-intercept - weighed(given, sign))) for sign in signs]
    micros = (time.process_time() - start) / len(test) * 1e6
    shipped = [curve(sign[0] + weighed(SHIPPED, sign[OWN])) for sign in signs]
    found = {"Bayesian Elo": plain, "… with the form as shipped": shipped, "… with weights fitted here": fitted}
    return {name: clip(p) for name, p in found.items()}, (intercept, *given), micros


def calibration(p: np.ndarray, truth: np.ndarray, bins: int = 10) -> list[tuple[float, float, int]]:
    """Return (mean prediction, share right, answers) per bin of equal width."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return [(p[place == b].mean(), truth[place == b].mean(), int((place == b).sum())) for b in np.unique(place)]


def measure(
    rows: Sequence[Row], folds: int
) -> tuple[dict[str, np.ndarray], list[tuple[float, float, int]], np.ndarray]:
    """Return model -> mean of (AUC, log-loss, calibration error, µs), the pooled calibration, and the mean weights."""
    fold = folded([row.user for row in rows], 5, 0)
    scores: dict[str, list[tuple[float, ...]]] = {}
    pooled, right, weights = [], [], []
    for k in range(folds):
        train = [row for row in rows if fold[row.user] != k]
        test = [row for row in rows if fold[row.user] == k]
        truth = np.array([row.right for row in test])
        found, given, micros = ours(train, test)
        cost = dict.fromkeys(found, micros)
        for name, rival in (("PFA", pfa), ("BKT", bkt), ("Elo (student + skill + question)", elo)):
            found[name], cost[name] = rival(train, test)
        for name, p in found.items():
            p = clip(p)
            bins = calibration(p, truth)
            error = sum(n * abs(mean - share) for mean, share, n in bins) / len(truth)
            scores.setdefault(name, []).append((roc_auc_score(truth, p), log_loss(truth, p), error, cost[name]))
        pooled.append(found["… with weights fitted here"])
        right.append(truth)
        weights.append(given)
    bins = calibration(np.concatenate(pooled), np.concatenate(right), 20)
    return {name: np.mean(rows_, axis=0) for name, rows_ in scores.items()}, bins, np.mean(weights, axis=0)


def plotted(curves: dict[str, list[tuple[float, float, int]]]) -> str:
    """Return a reliability plot as SVG: predicted against seen, one panel per set, areas as the number of answers."""
    parts = []
    for number, (name, bins) in enumerate(curves.items()):
        left, total = 50 + 330 * number, sum(n for _, _, n in bins)
        dots = "".join(
            f'<circle cx="{left + 280 * p:.1f}" cy="{310 - 280 * seen:.1f}" r="{2 + 16 * math.sqrt(n / total):.1f}"/>'
            for p, seen, n in bins
        )
        parts.append(
            f'<path d="M{left},310V30M{left},310h280" fill="none" stroke="#888"/>'
            f'<path d="M{left},310L{left + 280},30" stroke="#888" stroke-dasharray="4 4"/>'
            f'<g fill="#2a6f97" fill-opacity=".75">{dots}</g>'
            f'<text x="{left + 8}" y="24">{name}</text><text x="{left}" y="326">0</text>'
            f'<text x="{left + 272}" y="326">1</text><text x="{left + 95}" y="342">predicted</text>'
        )
    width = 50 + 330 * len(curves)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 350" font-family="sans-serif" font-size="13">'
        f'<title>Predicted share of right answers against the share seen</title><rect width="{width}" height="350" '
        f'fill="#fff"/>{"".join(parts)}<text x="14" y="180" transform="rotate(-90 14 180)">seen</text></svg>\n'
    )


def main() -> None:
    """Print one table per set, and draw the reliability plot where one is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default="assist09,statics2011")
    parser.add_argument("--folds", type=int, default=5, help="how many of the five folds to run")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    data = Path(os.environ.get("HILLCLIMB_BENCH_DATA", "."))
    curves = {}
    for name in options.sets.split(","):
        rows = read(data / f"kt_{name}.parquet")
        scores, curves[name], weights = measure(rows, options.folds)
        print(f"\n## {name}: {len(rows):,} answers of {len({row.user for row in rows}):,} students")
        print("| model | AUC | log-loss | calibration error | µs per answer |\n|---|---|---|---|---|")
        for model, (auc, loss, error, micros) in sorted(scores.items(), key=lambda item: item[1][0]):
            print(f"| {model} | {auc:.4f} | {loss:.4f} | {error:.4f} | {micros:.1f} |")
        told = zip(("constant", *SIGNS), weights, strict=True)
        print("weights: " + ", ".join(f"{sign} {weight:+.3f}" for sign, weight in told), flush=True)
    if options.plot:
        options.plot.write_text(plotted(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
