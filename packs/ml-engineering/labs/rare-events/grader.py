"""Judges `rare-events`: decisions by cost, probabilities that mean what they say, and money at the true chances."""

import numpy as np

from hillclimb.company import (
    Draw,
    Table,
    best_decision,
    cost_bars,
    expected_calibration_error,
    expected_cost,
    rare_events,
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
    same,
    sample,
    score,
    unchanged,
)

CALL, MISS = 45.0, 540.0
WIDEST_GAP = 0.01


def probabilities(model: object, claims: Table, what: str = "probability(claims)") -> np.ndarray:
    """Return a scorer's probabilities, one per claim."""
    return numbers(model.probability(claims), what, shape=(claims.rows,), low=0.0, high=1.0)


def decisions(submission: Module, p: np.ndarray, c_fp: float, c_fn: float) -> np.ndarray:
    """Return what the submission decides, as whole numbers, one per claim."""
    act = numbers(submission.decide(p, c_fp, c_fn), "decide(p, c_fp, c_fn)", shape=p.shape)
    expect(np.isin(act, (0, 1)).all(), "decide answers 0 or 1 for each claim.", expected="only 0 and 1", got=act)
    return act.astype(np.int64)


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = rare_events(draw, 30_000)
    return {"claims": task.inputs.having(escalated=task.outcome)}


@check("calls where a call is expected to cost less", teaches="calibration-thresholds", sizes=(1, 200))
def by_cost(submission: Module, draw: Draw, size: int) -> None:
    for c_fp, c_fn in ((CALL, MISS), (1.0, 12.0), (1.0, 2.0), (3.0, 2.0)):
        edge = c_fp / (c_fp + c_fn)
        p = np.round(draw.uniform(size, 1.02, 2.0) * edge, 4) if size == 1 else np.round(draw.uniform(size), 4)
        p = np.clip(p[np.abs(p - edge) > 1e-3], 0.0, 1.0)
        given(p=p, c_fp=c_fp, c_fn=c_fn)
        act, right = decisions(submission, p, c_fp, c_fn), best_decision(p, c_fp, c_fn)
        wrong = np.flatnonzero(act != right)
        if wrong.size:
            chance, did = p[wrong[0]], "calls" if act[wrong[0]] else "does not call"
            raise Failed(
                f"At a chance of {chance:g} it {did}: the expected cost of calling is (1 - p) c_fp = "
                f"{(1 - chance) * c_fp:.4g}, of not calling p c_fn = {chance * c_fn:.4g}.",
                expected=f"{right[wrong[0]]} for p = {chance:g}",
                got=f"{act[wrong[0]]} for p = {chance:g}",
            )


@check("follows the costs to their ends", teaches="calibration-thresholds")
def free(submission: Module, draw: Draw) -> None:
    p = np.array([0.01, 0.4, 0.99])
    for c_fp, c_fn, right, why in (
        (0.0, 540.0, 1, "When a needless call costs nothing, call about every claim that may escalate."),
        (45.0, 0.0, 0, "When a miss costs nothing, no call is worth its price."),
    ):
        given(p=p, c_fp=c_fp, c_fn=c_fn)
        same(decisions(submission, p, c_fp, c_fn), [right] * 3, "decide(p, c_fp, c_fn)", why=why)


@check("counts money and not mistakes", teaches="business-metric", sizes=(4, 500))
def money(submission: Module, draw: Draw, size: int) -> None:
    escalated = draw.child("escalated").bernoulli(np.full(size, 0.2))
    act = draw.child("act").bernoulli(np.where(escalated == 1, 0.7, 0.3))
    escalated[:4], act[:4] = [1, 1, 0, 0], [1, 0, 1, 0]
    for c_fp, c_fn in ((CALL, MISS), (3.0, 2.0)):
        given(act=act, escalated=escalated, c_fp=c_fp, c_fn=c_fn)
        right = 1000 * float(np.mean(act * np.where(escalated == 1, c_fn, -c_fp)))
        why = "A call in time saves c_fn, a needless one costs c_fp; nothing else changes. Per 1,000 claims."
        got = submission.saved(act, escalated, c_fp, c_fn)
        near(got, right, "saved(act, escalated, c_fp, c_fn)", rtol=1e-9, why=why)


@check("works for a branch with few escalations and one tariff", teaches="imbalance", sizes=(200, 400))
def small_branch(submission: Module, draw: Draw, size: int) -> None:
    task = rare_events(draw, size + 50)
    train, new = task.split(size)
    escalated = np.zeros(size, dtype=np.int64)
    escalated[np.argsort(-train.truth.expected)[[0, 2, 7, 15]]] = 1
    one_tariff = train.inputs.having(offer_percent=np.full(size, 80.0))
    given(claims=one_tariff, escalated=escalated, new=new.inputs)
    probabilities(submission.fit(one_tariff, escalated), new.inputs)


@check("scores a claim the same alone and in any order", teaches="probability")
def alone(submission: Module, draw: Draw) -> None:
    train, new = rare_events(draw, 4300).split(4000)
    given(claims=train.inputs, escalated=train.outcome, new=new.inputs)
    model = submission.fit(train.inputs, train.outcome)
    p = probabilities(model, new.inputs)
    order = draw.child("order").permutation(300)
    why = "The chance of a claim is about that claim: it cannot depend on the other rows of the file."
    near(probabilities(model, new.inputs.take(order)), p[order], "the same claims in another order", atol=1e-9, why=why)
    near(probabilities(model, new.inputs.head(1)), p[:1], "the first claim alone", atol=1e-9, why=why)


@check("does not lean on the claim number", teaches="imbalance")
def number_free(submission: Module, draw: Draw) -> None:
    train, new = rare_events(draw, 4300).split(4000)
    given(claims=train.inputs, escalated=train.outcome, new=new.inputs)
    model = submission.fit(train.inputs, train.outcome)
    later = new.inputs.having(claim_id=new.inputs["claim_id"] + 10_000_000)
    p = probabilities(model, new.inputs)
    why = "Numbers are given out in sequence; next year's are larger, and nothing else about the claim changes."
    near(probabilities(model, later), p, "the probability with a later claim number", atol=1e-9, why=why)


@check("gives the same answer twice", teaches="imbalance")
def twice(submission: Module, draw: Draw) -> None:
    train, new = rare_events(draw, 4300).split(4000)
    given(claims=train.inputs, escalated=train.outcome, new=new.inputs)
    first = probabilities(submission.fit(train.inputs, train.outcome), new.inputs)
    again = probabilities(submission.fit(train.inputs, train.outcome), new.inputs)
    near(again, first, "the second fit to the same claims", atol=1e-9, why="Seed whatever draws at random.")


@check("leaves the caller's tables alone", teaches="imbalance")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = rare_events(draw, 1500).split(1400)
    given(claims=train.inputs, escalated=train.outcome)
    claims, escalated, later = (submission.keep(item) for item in (train.inputs, train.outcome, new.inputs))
    submission.fit(claims, escalated).probability(later)
    unchanged(claims, train.inputs, "the table of past claims")
    unchanged(escalated, train.outcome, "escalated")
    unchanged(later, new.inputs, "the table of new claims")


@check("gives probabilities that mean what they say", teaches="calibration-thresholds")
def calibrated(submission: Module, draw: Draw) -> None:
    train, new = rare_events(draw, 25_000).split(15_000)
    given(claims=train.inputs, escalated=train.outcome, new=new.inputs)
    p, truth = probabilities(submission.fit(train.inputs, train.outcome), new.inputs), new.truth.expected
    gap = expected_calibration_error(p, truth)
    top = np.argsort(-p, kind="stable")[:1000]
    expect(
        gap <= WIDEST_GAP,
        f"Probabilities and the true chances lie {gap:.3f} apart on average over ten bins. On all claims it says "
        f"{p.mean():.3f} where {truth.mean():.3f} escalate; on the tenth with the highest scores {p[top].mean():.3f} "
        f"where {truth[top].mean():.3f} do.",
        expected=f"a calibration error of at most {WIDEST_GAP:g}",
        got=f"{gap:.4f}",
    )


@score("share of the possible saving, in expected cost", bar=0.93, floor=0.89, draws=4, teaches="imbalance")
def saving(submission: Module, draw: Draw) -> Placed:
    train, new = rare_events(draw, 40_000).split(30_000)
    given(claims=train.inputs, escalated=train.outcome, new=new.inputs)
    p = probabilities(submission.fit(train.inputs, train.outcome), new.inputs)
    bars = cost_bars(new.truth, c_fp=CALL, c_fn=MISS)
    cost = expected_cost(decisions(submission, p, CALL, MISS), new.truth.expected, CALL, MISS)
    return Placed(value=cost, baseline=bars.baseline, best=bars.best)
