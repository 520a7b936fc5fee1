"""What motor policies cost: claims and the euros paid for them, and how far predicted costs lie from the true ones."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats
from hillclimb.company.motor import motor_book
from hillclimb.company.severity import amounts_cents, motor_cost
from hillclimb.company.task import Task, Truth


def cost_book(draw: Draw, rows: int) -> Task:
    """Return the policies of `motor_book` with their number of `claims`, and the euros paid for all of them together.

    Each claim costs gamma (shape 1.6, to the cent) around `motor_cost`; how often and how much are independent given
    the risk. `truth.aside` holds "rate" (claims per year), "cost" (euros per claim) and "premium" (euros per year,
    rate * cost); `truth.expected` is exposure * premium.
    """
    book = motor_book(draw, rows)
    cost = motor_cost(book.inputs)
    of = np.repeat(np.arange(rows), book.outcome)
    cents = amounts_cents(draw.child("amount"), cost[of])
    paid = np.bincount(of, weights=cents, minlength=rows) / 100.0
    rate = book.truth.aside["rate"]
    truth = Truth(
        expected=book.inputs["exposure"] * rate * cost, aside={"rate": rate, "cost": cost, "premium": rate * cost}
    )
    return Task(inputs=book.inputs.having(claims=book.outcome), outcome=paid, truth=truth)


def gamma_excess(mean: Floats, truth: Floats) -> float:
    """Return by how much the expected mean gamma deviance of predicted means exceeds that of the true ones.

    mean of 2 (mu/m - 1 - log(mu/m)) (McCullagh and Nelder, Generalized Linear Models, 1989, p. 34); 0 for the truth,
    infinite where a prediction is 0. Each row weighs the same.
    """
    with np.errstate(divide="ignore", over="ignore"):
        ratio = truth / mean
    return float(2.0 * np.mean(ratio - 1.0 - np.log(ratio))) if np.isfinite(ratio).all() else np.inf


def tweedie_excess(mean: Floats, truth: Floats, *, exposure: Floats) -> float:
    """Return by how much the expected Tweedie deviance (power 1.5) of yearly costs exceeds that of the true ones.

    Mean over exposure of 4 (mu / sqrt m + sqrt m - 2 sqrt mu) = 4 (sqrt mu - sqrt m)**2 / sqrt m (Jorgensen, The
    Theory of Dispersion Models, 1997); 0 for the truth, infinite where a prediction is 0.
    """
    with np.errstate(divide="ignore"):
        each = 4.0 * (np.sqrt(truth) - np.sqrt(mean)) ** 2 / np.sqrt(mean)
    return float(np.sum(exposure * each) / np.sum(exposure)) if np.isfinite(each).all() else np.inf


def gini(order: Floats, cost: Floats, *, exposure: Floats) -> float:
    """Return 1 minus twice the area under the Lorenz curve: cumulated cost over cumulated exposure, by rising `order`.

    Rows of equal `order` are one straight piece, so it does not depend on the order of the rows; 0 for one price for
    all (Frees, Meyers, Cummings, Journal of Risk and Insurance 81 (2014) 335-366). Expected costs leave out luck.
    """
    _, group = np.unique(order, return_inverse=True)
    years, euros = np.bincount(group, weights=exposure), np.bincount(group, weights=cost)
    reached = np.cumsum(euros) / np.sum(euros)
    before = np.concatenate([[0.0], reached[:-1]])
    return float(1.0 - np.sum(years / np.sum(years) * (before + reached)))
