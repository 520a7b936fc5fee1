"""Judges `bills`: one bill per row, nothing learnt while predicting, and how much of the true plane is found."""

import numpy as np

from hillclimb.company import Draw, regression
from hillclimb.grading.labkit import Placed, Predictions, check, given, score


@check("predicts one bill per row", teaches="doubling", sizes=(8, 60))
def one_each(submission: Predictions, draw: Draw, size: int) -> None:
    train, new = regression(draw, 2 * size, columns=2).split(size)
    X, y, X_new = train.inputs.matrix(), train.outcome, new.inputs.matrix()
    given(X=X, y=y, X_new=X_new)
    submission.train(X, y).predict(X_new)


@check("learns nothing while predicting", teaches="doubling")
def alone(submission: Predictions, draw: Draw) -> None:
    train, new = regression(draw, 60, columns=2).split(40)
    X, y, X_new = train.inputs.matrix(), train.outcome, new.inputs.matrix()
    given(X=X, y=y, X_new=X_new)
    submission.train(X, y).alone(X_new, draw)


@score("share of the true plane found", bar=0.9, floor=0.8, draws=3, teaches="doubling")
def plane(submission: Predictions, draw: Draw) -> Placed:
    train, new = regression(draw, 700, columns=4).split(200)
    got = submission.train(train.inputs.matrix(), train.outcome).predict(new.inputs.matrix())
    error = float(np.mean((got - new.truth.expected) ** 2))
    naive = float(np.mean((train.outcome.mean() - new.truth.expected) ** 2))
    return Placed(value=error, baseline=naive, best=0.0)
