"""Small implementations of the models that beliefs.py stands beside: Elo, PFA and BKT."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

Rows = Sequence[Any]


def elo(train: Rows, test: Rows) -> tuple[np.ndarray, float]:
    """Return Elo with a student, a student-by-skill and a question rating; steps shrink with use (Pelánek 2016)."""
    hard: dict[int, list[float]] = {}

    def run(rows: Rows, learn: bool) -> list[float]:
        students: dict[int, list[Any]] = {}
        found = []
        for row in rows:
            me = students.setdefault(row.user, [0.0, 0, {}])
            item = hard.setdefault(row.item, [0.0, 0])
            mine = [me[2].setdefault(k, [0.0, 0]) for k in row.skills]
            x = 0.6 + me[0] + sum(m[0] for m in mine) / len(mine) - item[0]
            p = 1.0 / (1.0 + math.exp(-x))
            found.append(p)
            off = row.right - p
            me[0] += 0.4 / (1 + 0.05 * me[1]) * off
            me[1] += 1
            for m in mine:
                m[0] += 0.6 / (1 + 0.15 * m[1]) / len(mine) * off
                m[1] += 1
            if learn:
                item[0] -= 1.0 / (1 + 0.12 * item[1]) * off
                item[1] += 1
        return found

    run(train, True)
    start = time.process_time()
    found = run(test, False)
    return np.array(found), (time.process_time() - start) / len(test) * 1e6


def pfa(train: Rows, test: Rows) -> tuple[np.ndarray, float]:
    """Return PFA: per skill an ease and a weight for the logarithm of right and of wrong answers before."""
    count = 1 + max(k for rows in (train, test) for row in rows for k in row.skills)

    def features(rows: Rows) -> csr_matrix:
        values, columns, starts = [], [], [0]
        seen: dict[tuple[int, int], list[int]] = {}
        for row in rows:
            for k in row.skills:
                before = seen.setdefault((row.user, k), [0, 0])
                values += [1.0, math.log1p(before[0]), math.log1p(before[1])]
                columns += [k, count + k, 2 * count + k]
                before[not row.right] += 1
            starts.append(len(values))
        return csr_matrix((values, columns, starts), shape=(len(rows), 3 * count))

    fit = LogisticRegression(C=1.0, max_iter=300).fit(features(train), [row.right for row in train])
    start = time.process_time()
    found = fit.predict_proba(features(test))[:, 1]
    return found, (time.process_time() - start) / len(test) * 1e6


def bkt(train: Rows, test: Rows) -> tuple[np.ndarray, float]:
    """Return BKT with four numbers for each combination of skills, fitted by expectation maximisation."""
    fits = {skill: _em(runs) for skill, runs in _sequences(train).items()}
    usual = np.median(np.array(list(fits.values())), axis=0)
    known: dict[tuple[int, int], float] = {}
    found = []
    start = time.process_time()
    for row in test:
        p0, learn, guess, slip = fits.get(row.skill, usual)
        p = known.get((row.user, row.skill), p0)
        found.append(p * (1 - slip) + (1 - p) * guess)
        good = p * ((1 - slip) if row.right else slip)
        bad = (1 - p) * (guess if row.right else 1 - guess)
        p = good / (good + bad)
        known[row.user, row.skill] = p + (1 - p) * learn
    return np.array(found), (time.process_time() - start) / len(test) * 1e6


def _sequences(rows: Rows) -> dict[int, list[list[int]]]:
    found: dict[int, dict[int, list[int]]] = {}
    for row in rows:
        found.setdefault(row.skill, {}).setdefault(row.user, []).append(int(row.right))
    return {skill: list(users.values()) for skill, users in found.items()}


def _em(runs: list[list[int]], rounds: int = 25, longest: int = 60) -> np.ndarray:
    """Return start, learning, guess and slip of one skill; sequences are cut after `longest` answers."""
    length = min(longest, max(len(run) for run in runs))
    y = np.zeros((len(runs), length))
    real = np.zeros((len(runs), length), dtype=bool)
    for i, run in enumerate(runs):
        y[i, : len(run[:length])] = run[:length]
        real[i, : len(run[:length])] = True
    p0, learn, guess, slip = 0.4, 0.15, 0.25, 0.1
    for _ in range(rounds):
        seen1 = np.where(real, np.where(y == 1, 1 - slip, slip), 1.0)
        seen0 = np.where(real, np.where(y == 1, guess, 1 - guess), 1.0)
        ahead = np.zeros((len(runs), length, 2))
        state = np.array([1 - p0, p0]) * np.ones((len(runs), 2))
        for t in range(length):
            state = state * np.stack([seen0[:, t], seen1[:, t]], 1)
            state /= state.sum(1, keepdims=True)
            ahead[:, t] = state
            state = np.stack([state[:, 0] * (1 - learn), state[:, 1] + state[:, 0] * learn], 1)
        back = np.ones((len(runs), 2))
        known = np.zeros((len(runs), length))
        moves = stays = 0.0
        known[:, -1] = ahead[:, -1, 1]
        for t in range(length - 2, -1, -1):
            next0, next1 = back[:, 0] * seen0[:, t + 1], back[:, 1] * seen1[:, t + 1]
            a, b = ahead[:, t, 0] * (1 - learn) * next0, ahead[:, t, 0] * learn * next1
            c = ahead[:, t, 1] * next1
            total = a + b + c
            use = real[:, t + 1]
            moves += (b / total)[use].sum()
            stays += (a / total)[use].sum()
            known[:, t] = c / total
            back = np.stack([(1 - learn) * next0 + learn * next1, next1], 1)
            back /= back.sum(1, keepdims=True)
        k, u = known * real, (1 - known) * real
        p0 = float(np.clip((known[:, 0].sum() + 1) / (len(runs) + 2), 0.01, 0.99))
        learn = float(np.clip((moves + 1) / (moves + stays + 5), 0.001, 0.8))
        guess = float(np.clip(((u * y).sum() + 2) / (u.sum() + 8), 0.01, 0.5))
        slip = float(np.clip(((k * (1 - y)).sum() + 1) / (k.sum() + 10), 0.01, 0.4))
    return np.array([p0, learn, guess, slip])
