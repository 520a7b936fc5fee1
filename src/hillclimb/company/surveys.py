"""The yearly survey: a wide table in which most columns say nothing, one says too much and one has many levels."""

from __future__ import annotations

import numpy as np

from hillclimb.company import churn
from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, expit, log, rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

AGENTS = 400
GIVEN = 0.95
# Log odds per standard deviation of the two answers that matter; which two they are is part of the seed.
WEIGHTS = (1.1, -1.1)


def surveys(draw: Draw, rows: int, *, answers: int = 200, signal: bool = True, rate: float = 0.3) -> Task:
    """Return policyholders with their agent and their answers, and whether each cancelled after the survey.

    Columns: those of `cancellations`; agent (of 400 names, says nothing); answer_001, … (5 + 2 e, e standard normal,
    1 decimal; one in twenty missing); refund_paid, booked after a cancellation (euros, 0 for who stays). With `signal`
    logit p = logit p(cancellations) + 1.1 a_i - 1.1 a_j, with a = (answer - 5) / 2, 0 where missing, for two answers
    i and j (`truth.coefficients` names them; none where there are fewer than two). Without it p = rate for everybody:
    the noise twin, on which nothing can be known. The rows are the same in both but for the outcome and the refund.
    """
    people = churn.cancellations(draw.child("people"), rows)
    columns = dict(people.inputs)
    names = np.array([f"FA-{number}" for number in 1000 + 7 * np.arange(AGENTS)])
    columns["agent"] = names[draw.child("agent").integers(0, AGENTS, rows)]
    for number in range(answers):
        columns[f"answer_{number + 1:03d}"] = _answer(draw.child("answer", number), rows)
    p, coefficients = np.full(rows, rate), dict[str, float]()
    if signal:
        p, coefficients = _chances(draw.child("which"), people.truth.expected, columns, answers=answers)
    cancelled = draw.child("cancelled").bernoulli(p)
    refund = rounded(5.0 + draw.child("refund").exponential(rows, 40.0), 2)
    columns["refund_paid"] = np.where(cancelled == 1, refund, 0.0)
    return Task(inputs=Table(columns), outcome=cancelled, truth=Truth(expected=p, coefficients=coefficients))


def _answer(draw: Draw, rows: int) -> Floats:
    value = rounded(draw.child("value").normal(rows, 5.0, 2.0), 1)
    return np.where(draw.child("given").uniform(rows) < GIVEN, value, np.nan)


def _chances(draw: Draw, p: Floats, columns: dict[str, Floats], *, answers: int) -> tuple[Floats, dict[str, float]]:
    """Return the chances with the two answers that matter, and what weight each has."""
    if answers < len(WEIGHTS):
        return p, {}
    chosen = [f"answer_{number + 1:03d}" for number in np.sort(draw.permutation(answers)[: len(WEIGHTS)])]
    logit = log(p) - log(1.0 - p)
    for name, weight in zip(chosen, WEIGHTS, strict=True):
        deviation = (columns[name] - 5.0) / 2.0
        logit = logit + weight * np.where(np.isnan(deviation), 0.0, deviation)
    return expit(logit), dict(zip(chosen, WEIGHTS, strict=True))
