"""Judges `fraud`: circles that stay together, scores that know nobody by name, and an estimate that comes true."""

from typing import Any

import numpy as np

from hillclimb.company import (
    Draw,
    Table,
    Task,
    average_precision_under_truth,
    precision_under_truth,
    ring_claims,
)
from hillclimb.grading.labkit import (
    Failed,
    Module,
    Placed,
    check,
    expect,
    given,
    near,
    numbers,
    sample,
    score,
    unchanged,
)

WHO = ("claim_id", "phone", "account", "device_clock_ms", "device_screen_px", "device_key_ms")
EXACT = 1e-9
OUT_OF_NOTHING = 0.045
FAR_FROM_TRUTH = 0.08


def scores(model: Any, claims: Table, what: str = "score(claims)") -> np.ndarray:
    """Return a scorer's scores, one per claim."""
    return numbers(model.score(claims), what, shape=(claims.rows,))


def whole(value: Any, what: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return whole numbers of this shape, or fail."""
    got = numbers(value, what, shape=shape)
    expect((got == np.rint(got)).all(), f"{what} must hold whole numbers.", expected="whole numbers", got=got)
    return got.astype(np.int64)


def estimate(submission: Module, task: Task) -> float:
    """Return the average precision that the submission reports for a book."""
    given(claims=task.inputs, fraud=task.outcome)
    what = "honest_estimate(claims, fraud)"
    return float(numbers(submission.honest_estimate(task.inputs, task.outcome), what, shape=(), low=0.0, high=1.0))


def on_the_day(task: Task) -> Table:
    """Return claims as they stand before anybody has looked: none is investigated."""
    return task.inputs.having(investigated=np.zeros(task.rows, dtype=np.int64))


def fitted(submission: Module, draw: Draw, rows: int, new: int) -> tuple[Any, Task, Task]:
    """Return a scorer, the book that it was fitted to, and claims of other circles."""
    past, later = ring_claims(draw.child("past"), rows), ring_claims(draw.child("later"), new)
    given(claims=past.inputs, fraud=past.outcome, new=later.inputs)
    return submission.fit(past.inputs, past.outcome), past, later


def tied(claims: Table) -> np.ndarray:
    """Return the least row of each claim's circle, by handing it on along phones and accounts until nothing moves."""
    least = np.arange(claims.rows)
    marks = [(claims[name], claims[name] != "") for name in ("phone", "account")]
    codes = [(np.unique(values, return_inverse=True)[1], has) for values, has in marks]
    moving = True
    while moving:
        before = least.copy()
        for code, has in codes:
            lowest = np.full(claims.rows, claims.rows)
            np.minimum.at(lowest, code[has], least[has])
            least[has] = lowest[code[has]]
        moving = bool((before != least).any())
    return least


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = ring_claims(draw, 20_000)
    return {"claims": task.inputs.having(fraud=task.outcome)}


@check("spends the whole budget on the highest scores", teaches="fraud-detection", sizes=(3, 60))
def budget(submission: Module, draw: Draw, size: int) -> None:
    score = np.round(0.4 * draw.child("score").uniform(size), 2 if size > 3 else 1)
    for many in (1, size // 2, size, size + 5):
        given(score=score, budget=many)
        n = min(many, size)
        rows = whole(submission.investigate(score, many), f"investigate(score, {many})", (n,))
        expect(
            len(np.unique(rows)) == n and rows.min() >= 0 and rows.max() < size,
            "investigate returns row numbers, each once.",
            expected=f"{n} different numbers from 0 to {size - 1}",
            got=rows,
        )
        why = "An investigator who is paid looks at a claim in any case: take the highest scores, the highest first."
        near(score[rows], -np.sort(-score)[:n], "the scores of these rows", atol=EXACT, why=why)


@check("finds circles through any number of steps", teaches="leakage-hunting", sizes=(5, 60, 400))
def together(submission: Module, draw: Draw, size: int) -> None:
    phone, account = (draw.child(name).integers(0, int(1.3 * size), size) for name in ("phone", "account"))
    if size == 5:
        phone, account = np.array([1, 2, 2, 0, 0]), np.array([5, 5, 6, 7, 8])
    named = np.array([f"PH-{number}" for number in phone])
    named[phone < (1 if size == 5 else size // 10)] = ""
    order = draw.child("order").permutation(size)
    accounts = np.array([f"AC-{number}" for number in account])
    claims = ring_claims(draw.child("claims"), size).inputs.having(phone=named[order], account=accounts[order])
    given(phone=claims["phone"], account=claims["account"])
    right, got = tied(claims), whole(submission.circles(claims), "circles(claims)", (size,))
    one, other = np.triu_indices(size, 1)
    differ = np.flatnonzero((right[one] == right[other]) != (got[one] == got[other]))
    if differ.size:
        pair = (one[differ[0]], other[differ[0]])
        names = " and ".join(f"({claims['phone'][row] or 'no phone'}, {claims['account'][row]})" for row in pair)
        raise Failed(
            f"Rows {pair[0]} and {pair[1]}, {names}: "
            + (
                "tied by a phone or an account, perhaps through other claims, yet in two circles."
                if right[pair[0]] == right[pair[1]]
                else "nothing ties them, not even through others (a missing phone ties nobody), yet in one circle."
            ),
            expected="one circle" if right[pair[0]] == right[pair[1]] else "two circles",
            got=got[list(pair)],
        )


@check("keeps every circle in one fold", teaches="leakage-hunting")
def whole_circles(submission: Module, draw: Draw) -> None:
    claims = ring_claims(draw, 3000).inputs
    circle = tied(claims)
    for k in (2, 5):
        given(claims=claims, k=k)
        fold_of = whole(submission.folds(claims, k), f"folds(claims, {k})", (3000,))
        expect(fold_of.min() >= 0 and fold_of.max() < k, f"Folds are numbered 0 to {k - 1}.", got=np.unique(fold_of))
        apart = len(np.unique(np.stack([circle, fold_of]), axis=1).T) - len(np.unique(circle))
        expect(
            apart == 0,
            "Claims of one circle lie in different folds: the test then asks for people whom the model has met, "
            "while next year's are strangers.",
            expected="each circle in one fold",
            got=f"{len(np.unique(circle))} circles in {len(np.unique(circle)) + apart} pieces",
        )
        share = np.bincount(fold_of, minlength=k) * k / 3000
        expect(
            share.min() >= 1 / 3 and share.max() <= 2,
            f"The {k} folds are too uneven: each holds between a third and twice its share of the claims.",
            expected=f"about {3000 // k} claims each",
            got=np.bincount(fold_of, minlength=k),
        )


@check("uses nothing that is known only afterwards", teaches="leakage-hunting")
def afterwards(submission: Module, draw: Draw) -> None:
    model, _, later = fitted(submission, draw, 3000, 300)
    why = "`investigated` is written once a claim has been decided: on the day of use it is 0 for all, and no input."
    ones = later.inputs.having(investigated=np.ones(300, dtype=np.int64))
    before, after = scores(model, on_the_day(later)), scores(model, ones)
    near(after, before, "With investigated = 1 in place of 0, the score", atol=EXACT, why=why)


@check("does not go by who reports", teaches="fraud-detection")
def strangers(submission: Module, draw: Draw) -> None:
    model, past, later = fitted(submission, draw, 3000, 300)
    caught = past.inputs.take(np.flatnonzero(past.outcome == 1)[np.arange(300) % int(past.outcome.sum())])
    claims = on_the_day(later)
    why = (
        "The same claims, reported from phones, accounts and devices of known frauds: a caught ring comes back "
        "under other names, and an honest customer may inherit a number."
    )
    before, after = scores(model, claims), scores(model, claims.having(**{name: caught[name] for name in WHO}))
    near(after, before, "the score with the marks of others", atol=EXACT, why=why)


@check("scores a claim the same alone and in any order", teaches="leakage-hunting")
def alone(submission: Module, draw: Draw) -> None:
    model, _, later = fitted(submission, draw, 3000, 300)
    claims = on_the_day(later)
    got, order = scores(model, claims), draw.child("order").permutation(300)
    why = "Claims come in one by one: what a score needs is learnt in `fit` and remembered."
    near(scores(model, claims.take(order)), got[order], "the same claims in another order", atol=EXACT, why=why)
    near(scores(model, claims.head(1)), got[:1], "the first claim alone", atol=EXACT, why=why)


@check("works for a branch with few frauds and no witnesses", teaches="imbalance")
def small_branch(submission: Module, draw: Draw) -> None:
    past, later = ring_claims(draw.child("past"), 400), ring_claims(draw.child("later"), 50)
    _, first = np.unique(tied(past.inputs), return_index=True)
    fraud = np.zeros(400, dtype=np.int64)
    fraud[first[:8]] = 1
    book = Task(inputs=past.inputs.having(witness=np.zeros(400, dtype=np.int64)), outcome=fraud, truth=past.truth)
    given(claims=book.inputs, fraud=fraud, new=later.inputs)
    scores(submission.fit(book.inputs, fraud), on_the_day(later))
    estimate(submission, book)


@check("tells the claims at the cut apart", teaches="imbalance")
def ranks(submission: Module, draw: Draw) -> None:
    model, _, later = fitted(submission, draw, 6000, 2000)
    got = scores(model, on_the_day(later))
    cut = np.sort(got)[-20]
    level = int(np.sum(got == cut))
    expect(
        level <= 20,
        f"Twenty of 2,000 claims can be investigated, and {level} have the same score where the budget ends. A yes or "
        "no does not say whom to visit first.",
        expected="a score that ranks",
        got=f"{len(np.unique(got))} different scores for 2,000 claims",
    )


@check("gives the same answer twice", teaches="boosting-libraries")
def twice(submission: Module, draw: Draw) -> None:
    model, past, later = fitted(submission, draw, 3000, 300)
    again = submission.fit(past.inputs, past.outcome)
    first, second = scores(model, on_the_day(later)), scores(again, on_the_day(later))
    near(second, first, "the score after a second fit to the same claims", atol=EXACT, why="Seed whatever draws.")


@check("leaves the caller's tables alone", teaches="fraud-detection")
def no_mutation(submission: Module, draw: Draw) -> None:
    past, later = ring_claims(draw.child("past"), 1500), ring_claims(draw.child("later"), 100)
    new = on_the_day(later)
    given(claims=past.inputs, fraud=past.outcome)
    claims, fraud, there = (submission.keep(item) for item in (past.inputs, past.outcome, new))
    submission.fit(claims, fraud).score(there)
    submission.honest_estimate(claims, fraud)
    unchanged(claims, past.inputs, "the table of past claims")
    unchanged(fraud, past.outcome, "fraud")
    unchanged(there, new, "the table of new claims")


@check("follows the directions that investigators know", teaches="boosting-libraries")
def directions(submission: Module, draw: Draw) -> None:
    model, _, later = fitted(submission, draw, 6000, 2000)
    claims = on_the_day(later)
    got, step = scores(model, claims), draw.child("step").integers(1, 60, 2000)
    worse = {
        "is reported later": claims.having(delay_days=claims["delay_days"] + step),
        "is dearer": claims.having(amount=claims["amount"] * (1.0 + step / 20.0)),
        "has no witness": claims.having(witness=np.zeros(2000, dtype=np.int64)),
        "comes sooner after the start": claims.having(
            days_since_start=np.maximum(claims["days_since_start"] - 3 * step, 0)
        ),
    }
    for what, changed in worse.items():
        fallen = np.flatnonzero(scores(model, changed) < got - EXACT)
        expect(
            fallen.size == 0,
            f"A claim that {what} and is otherwise the same scores lower. Few frauds leave much luck to learn, and "
            "nobody could defend such a list.",
            expected="the same score or a higher one",
            got=f"a lower one for {fallen.size} of 2,000 claims",
        )


@check("scores the same when all prices rise alike", teaches="fraud-detection")
def dearer_year(submission: Module, draw: Draw) -> None:
    model, _, later = fitted(submission, draw, 3000, 300)
    claims = on_the_day(later)
    doubled = claims.having(amount=2.0 * claims["amount"], usual_amount=2.0 * claims["usual_amount"])
    why = "Amounts and usual amounts have doubled together: that is inflation, or a dearer car, and no sign of fraud."
    near(scores(model, doubled), scores(model, claims), "the score at doubled prices", atol=EXACT, why=why)


@check("promises nothing where strangers cannot be told apart", teaches="leakage-hunting")
def nothing(submission: Module, draw: Draw) -> None:
    tasks = [ring_claims(draw.child(turn), 1500, traces=False) for turn in range(6)]
    said = float(np.mean([estimate(submission, task) for task in tasks]))
    rate = float(np.mean([task.outcome.mean() for task in tasks]))
    expect(
        said <= rate + OUT_OF_NOTHING,
        f"Six books in which fraud looks like any claim, but some circles do it more often. On new circles the "
        f"average precision can only be the share of frauds, {rate:.3f}; your estimate is {said:.3f}. It was made on "
        "claims, circles or outcomes that the model has seen, or it measures something else.",
        expected=f"about {rate:.3f}, at most {rate + OUT_OF_NOTHING:.3f}",
        got=f"{said:.3f}",
    )


@check("reports what comes true on new circles", teaches="fraud-detection")
def comes_true(submission: Module, draw: Draw) -> None:
    found = []
    for turn in range(3):
        model, past, later = fitted(submission, draw.child(turn), 8000, 8000)
        reached = average_precision_under_truth(scores(model, on_the_day(later)), later.truth.expected)
        found.append((estimate(submission, past), reached))
    said, true = np.mean(found, axis=0)
    expect(
        abs(said - true) <= FAR_FROM_TRUTH,
        f"Over three books your estimate says an average precision of {said:.2f}; on 8,000 claims of new circles each "
        f"the scorer that `fit` returns reaches {true:.2f}. What is estimated must be the average precision, of the "
        "same scorer, on circles that it has not met.",
        expected=f"{true:.3f}, within {FAR_FROM_TRUTH:g}",
        got=f"{said:.3f}",
    )


@score(
    "frauds among the one claim in a hundred that is investigated",
    bar=0.87,
    floor=0.8,
    draws=4,
    teaches="fraud-detection",
)
def at_the_budget(submission: Module, draw: Draw) -> Placed:
    model, _, later = fitted(submission, draw, 20_000, 10_000)
    p = later.truth.expected
    reached = precision_under_truth(scores(model, on_the_day(later)), p, 100)
    return Placed(value=reached, baseline=float(p.mean()), best=precision_under_truth(p, p, 100))
