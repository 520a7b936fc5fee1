"""Claims that come in circles: fraud of circles never seen before, and what gives their names away."""

from __future__ import annotations

import numpy as np

from hillclimb.company import fraud, severity
from hillclimb.company.draw import Draw, normal_quantile
from hillclimb.company.exact import Column, Floats, Ints, expit, rounded
from hillclimb.company.motor import rating_columns
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

PER_CIRCLE = 20
INTERCEPT = -6.0
SPREAD = 2.2
PHONE_GIVEN = 0.95
DAYS = 365
NIGHT = (22, 23, 0, 1, 2, 3, 4)
AT_NIGHT = (0.12, 0.45)
WITNESSED = (0.5, 0.15)
INVESTIGATED = (0.02, 0.8)
_GRID = 4096


def ring_claims(draw: Draw, rows: int, *, traces: bool = True) -> Task:
    """Return motor claims of circles of people, in random order, and which are fraud (about 2 in 100).

    Columns: claim_id; phone, account (both change every four claims, never together, so a circle hangs together by a
    chain; one phone in twenty is missing, ""); device_clock_ms, device_screen_px, device_key_ms (alike on all claims of
    a circle, and say nothing else); days_since_start, hour, delay_days, amount, usual_amount, witness; investigated,
    written once a claim is decided.
    logit p before = -6 + 2.2 u_circle + .9 [first 60 days], u standard normal. Traces of fraud: those of `fraud`
    (later reports, amounts times 1.6), night (.45 for .12), a witness (.15 for .5). `truth.expected` is the chance
    given a claim's own columns when nothing is known of its circle: the best possible on new circles;
    `truth.aside` holds the number of the `circle`. Without `traces` nothing but the circle tells: expected is one rate.
    """
    circle, place = _circles(draw.child("circle"), rows)
    start = draw.child("start").integers(0, DAYS, rows)
    if not traces:
        start = np.maximum(start, fraud.NEW_DAYS)
    recent = fraud.NEW_POLICY * (start < fraud.NEW_DAYS)
    leaning = _spaced(draw.child("leaning").permutation(int(circle.max(initial=0)) + 1))[circle]
    made_up = draw.child("fraud").bernoulli(expit(INTERCEPT + SPREAD * leaning + recent))
    risk = Table(rating_columns(draw.child("risk"), rows))
    told = _told(draw.child("told"), made_up if traces else 0 * made_up, usual=rounded(severity.motor_cost(risk), 2))
    inputs = Table(
        {
            "claim_id": draw.child("claim_id").identifiers(rows, 4_000_000),
            **_identities(draw.child("identity"), circle, place),
            "days_since_start": start,
            **told,
            "investigated": draw.child("investigated").bernoulli(np.array(INVESTIGATED)[made_up]),
        }
    )
    before = _before(start)
    p = _after(before, told) if traces else before
    return Task(inputs=inputs, outcome=made_up, truth=Truth(expected=p, intercept=INTERCEPT, aside={"circle": circle}))


def _circles(draw: Draw, rows: int) -> tuple[Ints, Ints]:
    """Return the circle of each claim (some are large, most small) and its place in it, from 0."""
    count = max(1, rows // PER_CIRCLE)
    circle = draw.child("of").codes([float(w) for w in draw.child("size").gamma(2.0, count)], rows)
    order = np.argsort(circle, kind="stable")
    first = np.searchsorted(circle[order], circle[order])
    place = np.empty(rows, dtype=np.int64)
    place[order] = np.arange(rows) - first
    return circle, place


def _identities(draw: Draw, circle: Ints, place: Ints) -> dict[str, Column]:
    """Return phone and account, each used for four claims and two apart, and the marks of the circle's device."""
    columns: dict[str, Column] = {}
    for name, letters, turn in (("phone", "PH", (place + 2) // 4), ("account", "AC", place // 4)):
        pairs = circle * (len(circle) + 4) + turn
        _, code = np.unique(pairs, return_inverse=True)
        numbers = draw.child(name).identifiers(int(code.max(initial=-1)) + 1, 1_000_000)
        columns[name] = np.array([f"{letters}-{number}" for number in numbers[code]], dtype=str)
    columns["phone"] = np.where(draw.child("given").uniform(len(circle)) < PHONE_GIVEN, columns["phone"], "")
    count = int(circle.max(initial=0)) + 1
    columns["device_clock_ms"] = draw.child("clock").integers(-5000, 5000, count)[circle]
    columns["device_screen_px"] = draw.child("screen").integers(320, 2560, count)[circle]
    columns["device_key_ms"] = rounded(draw.child("key").gamma(4.0, count, 45.0), 1)[circle]
    return columns


def _told(draw: Draw, made_up: Ints, *, usual: Floats) -> dict[str, Column]:
    """Return what a claim tells: hour, days to the report, amount beside the usual one, and whether anybody saw it."""
    rows = len(made_up)
    at_night = draw.child("night").uniform(rows) < np.array(AT_NIGHT)[made_up]
    day = np.array([hour for hour in range(24) if hour not in NIGHT])
    hour = np.where(
        at_night,
        np.array(NIGHT)[draw.child("late").integers(0, len(NIGHT), rows)],
        day[draw.child("early").integers(0, len(day), rows)],
    )
    stretch = np.where(made_up == 1, fraud.INFLATION, 1.0)
    return {
        "hour": hour,
        "delay_days": fraud.report_delay(draw.child("delay"), made_up),
        "amount": severity.amounts_cents(draw.child("amount"), stretch * usual) / 100.0,
        "usual_amount": usual,
        "witness": draw.child("witness").bernoulli(np.array(WITNESSED)[made_up]),
    }


def _spaced(ranks: Ints) -> Floats:
    """Return standard normal numbers of these ranks, evenly spaced in probability: every book has its share of each."""
    return normal_quantile((ranks + 0.5) / max(1, len(ranks)))


def _before(start: Ints) -> Floats:
    """Return the chance of fraud by the age of the policy alone, averaged over circles."""
    leaning = _spaced(np.arange(_GRID))
    old, new = (float(np.sum(expit(INTERCEPT + SPREAD * leaning + more))) / _GRID for more in (0.0, fraud.NEW_POLICY))
    return np.where(start < fraud.NEW_DAYS, new, old)


def _after(before: Floats, told: dict[str, Column]) -> Floats:
    """Return the chance once the traces are known (Bayes' rule: they depend on the fraud and on nothing else)."""
    p = fraud.chance_after(before, told["delay_days"], told["amount"], told["usual_amount"])
    odds = p / (1.0 - p)
    for sign, (honest, made_up) in ((np.isin(told["hour"], NIGHT), AT_NIGHT), (told["witness"] == 1, WITNESSED)):
        odds = odds * np.where(sign, made_up / honest, (1.0 - made_up) / (1.0 - honest))
    return np.asarray(odds / (1.0 + odds))
