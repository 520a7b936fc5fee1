"""Judges hundreds of times and keeps each change that the score liked, to learn the hidden labels from it."""

import numpy as np
import pytest

from hillclimb.testing import Arena, Attack

_CODE = """
import numpy as np

GUESS = {guess}


def predict(X, y, X_new):
    return y.mean() + np.array(GUESS)
"""
ATTACK = Attack(rows=(30,), lab="plane", plain=False, code=_CODE.format(guess=[0.0] * 20))
_LAB = '''
"""Scores guesses at labels that are pure luck."""

import numpy as np

from hillclimb.grading.labkit import Placed, numbers, score


@score("share of the luck foreseen", bar=0.5, floor=0.2, draws=2)
def luck(submission, draw):
    X, y, hidden = draw.normal(40).reshape(20, 2), draw.normal(20), draw.normal(20)
    got = numbers(submission.predict(X, y, X), "predict(X_new)", shape=(20,))
    naive = float(np.mean((hidden - y.mean()) ** 2))
    return Placed(value=float(np.mean((got - hidden) ** 2)), baseline=naive, best=0.0)
'''


@pytest.mark.slow
def test_climbing_the_score_gains_nothing_beyond_noise(arena: Arena) -> None:
    lab = arena.add("climb", _LAB, "def predict(X, y, X_new):\n    return y\n", entry="plane")
    chance = np.random.default_rng(7)
    best, reached = np.zeros(20), -9.0
    for _ in range(500):
        tried = best + chance.normal(0, 0.3, 20)
        verdict = arena.grade(lab, _CODE.format(guess=tried.tolist()))
        assert not verdict.passed
        if verdict.score is not None and verdict.score.share > reached:
            best, reached = tried, verdict.score.share
    after = [arena.grade(lab, _CODE.format(guess=best.tolist())).score for _ in range(20)]
    before = [arena.grade(lab, _CODE.format(guess=[0.0] * 20)).score for _ in range(20)]
    gained = np.mean([score.share for score in after if score]) - np.mean([score.share for score in before if score])
    assert gained < 0.1


def test_a_constant_does_not_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
