"""Judges `ab-test`: how many, who counts, how sure, and how often it would have cried wolf."""

import numpy as np

from hillclimb.company import Draw, Table, script_trial
from hillclimb.grading.labkit import Module, check, expect, given, near, numbers, refuses, sample, unchanged

TRIALS, PEOPLE = 300, 160
PATHS = 40_000
LOOKS = 20
Z95, Z80 = 1.959963984540054, 0.8416212335729143
MISSED = 0.12
LEAST_POWER = 0.75
QUANTILES = {0.05: Z95, 0.01: 2.5758293035489004, 0.8: Z80, 0.9: 1.2815515655446004}


def sized(p: float, lift: float, power: float, alpha: float) -> float:
    """Return the textbook number per arm, not rounded."""
    q = p + lift
    return float((QUANTILES[alpha] + QUANTILES[power]) ** 2 * (p * (1 - p) + q * (1 - q)) / lift**2)


def analysed(submission: Module, calls: Table, people: Table) -> np.ndarray:
    """Return effect, low and high of a trial, in order."""
    found = submission.analyse(calls["person"], calls["minutes"], people["arm"], people["before"])
    return ordered(numbers(found, "analyse(...)", shape=(3,)))


def ordered(found: np.ndarray) -> np.ndarray:
    """Return what was found if the effect lies inside its interval."""
    inside = found[1] <= found[0] <= found[2] and found[1] < found[2]
    expect(inside, "analyse returns the effect, then the low and the high end of its interval.", got=found)
    return found


def plain(calls: Table, people: Table) -> tuple[float, float]:
    """Return the unadjusted difference of the policyholders' means, and its variance."""
    count = np.bincount(calls["person"], minlength=people.rows)
    mean = np.bincount(calls["person"], calls["minutes"], minlength=people.rows) / np.maximum(count, 1)
    a, b = (mean[(count > 0) & (people["arm"] == side)] for side in (0, 1))
    return float(b.mean() - a.mean()), float(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))


def limits(submission: Module, looks: int, alpha: float) -> np.ndarray:
    """Return the limits of a submission, one per look."""
    return numbers(submission.boundary(looks, alpha), f"boundary({looks}, {alpha})", shape=(looks,), low=0.0)


def crossed(z: np.ndarray, limit: np.ndarray) -> float:
    """Return the share of trials (paths, looks) that stop at some look."""
    return float((np.abs(z) >= limit).any(axis=1).mean())


def walks(draw: Draw, looks: int, drift: float = 0.0) -> np.ndarray:
    """Return z at each look for many trials; `drift` is its expectation at the last one."""
    steps = draw.normal(PATHS * looks).reshape(PATHS, looks)
    k = np.arange(1, looks + 1)
    return steps.cumsum(axis=1) / np.sqrt(k) + drift * np.sqrt(k / looks)


@sample
def last_trial(draw: Draw) -> dict[str, Table]:
    calls, people = script_trial(draw, 800, effect=-0.2)
    return {"calls": calls, "people": Table({"person": np.arange(people.rows), **people})}


@check("asks for as many as the test needs", teaches="ab-testing")
def size(submission: Module, draw: Draw) -> None:
    p = round(float(draw.uniform(1, 0.05, 0.4)[0]), 3)
    for rate, lift, power, alpha in (
        (0.1, 0.01, 0.8, 0.05),
        (p, round(p / 20, 4), 0.8, 0.05),
        (0.2, 0.01, 0.9, 0.05),
        (0.2, 0.01, 0.8, 0.01),
        (0.1, -0.01, 0.8, 0.05),
    ):
        given(p=rate, lift=lift, power=power, alpha=alpha)
        got = submission.sample_size(rate, lift, power, alpha)
        why = "Two-sided at alpha, so alpha / 2 on each side; per arm; the variance of a rate p is p (1 - p)."
        near(got, sized(rate, lift, power, alpha), "sample_size(...)", rtol=0.02, why=why)
        expect(got == int(got), "Policyholders come in whole numbers.", expected="a whole number", got=str(got))
    given(p=0.1, lift=0.02)
    why = "Unless told otherwise, a power of 80 % at a level of 5 %."
    near(submission.sample_size(0.1, 0.02), sized(0.1, 0.02, 0.8, 0.05), "sample_size(0.1, 0.02)", rtol=0.02, why=why)


@check("refuses a test that cannot be", teaches="ab-testing")
def impossible(submission: Module, draw: Draw) -> None:
    for p, lift in ((0.1, 0.0), (0.95, 0.05), (0.05, -0.05), (1.0, -0.1), (1.2, -0.5), (0.0, 0.1)):
        given(p=p, lift=lift)
        refuses(lambda p=p, lift=lift: submission.sample_size(p, lift), f"sample_size({p}, {lift})")


@check("counts each policyholder once", teaches="inference", sizes=(8, 40))
def persons(submission: Module, draw: Draw, size: int) -> None:
    arm = np.arange(size) % 2
    own = np.round(draw.uniform(size, 3, 9), 1)
    calls = np.where(np.arange(size) < 3, 9, 1 + draw.integers(0, 3, size))
    order = draw.permutation(int(calls.sum()))
    person = np.repeat(np.arange(size), calls)[order]
    minutes = own[person] + 2.0 * arm[person]
    people = Table({"arm": arm, "before": np.full(size, 6.0)})
    given(person=person, minutes=minutes, **people)
    effect, _ = plain(Table({"person": person, "minutes": minutes}), people)
    why = "The mean over policyholders of their own mean; who calls nine times counts as much as who calls once."
    near(analysed(submission, Table({"person": person, "minutes": minutes}), people)[0], effect, "the effect", why=why)


@check("leaves out who never called", teaches="inference")
def silent(submission: Module, draw: Draw) -> None:
    own = np.round(draw.uniform(30, 3, 9), 1)
    person = np.array([i for i in range(28) if i % 5 != 2])
    people = Table({"arm": np.arange(30) % 2, "before": np.full(30, 6.0)})
    calls = Table({"person": person, "minutes": own[person]})
    given(**calls, **people)
    why = "Six policyholders and the last two never called: they have no mean, not one of 0."
    near(analysed(submission, calls, people)[0], plain(calls, people)[0], "the effect", why=why)


@check("is right about its own error", teaches="inference")
def coverage(submission: Module, draw: Draw) -> None:
    given(trials=TRIALS, people=PEOPLE, share="half, then seven in ten, in arm 1", effect="0, then .5 minutes")
    missed = 0
    for i in range(TRIALS):
        effect, share = (0.0, 0.5) if i % 2 else (0.5, 0.7)
        _, low, high = analysed(submission, *script_trial(draw.child(i), PEOPLE, effect=effect, share=share))
        missed += not low <= effect <= high
    expect(
        missed / TRIALS <= MISSED,
        f"In {TRIALS} trials the interval missed the true effect {missed} times. Calls of one policyholder resemble "
        "each other: they are not so many witnesses.",
        expected=f"about {TRIALS // 20}, at most {MISSED:.0%}",
        got=f"{missed / TRIALS:.1%}",
    )


@check("lets the past shrink the error", teaches="causal-basics")
def shrunk(submission: Module, draw: Draw) -> None:
    given(trials=40, people=300)
    ratios, off = [], []
    for i in range(40):
        calls, people = script_trial(draw.child(i), 300, effect=0.5)
        effect, low, high = analysed(submission, calls, people)
        ratios.append(((high - low) / (2 * Z95)) ** 2 / plain(calls, people)[1])
        off.append(effect - 0.5)
    ratio, spread = float(np.mean(ratios)), float(np.mean(np.square(off)))
    expect(
        ratio <= 0.6,
        f"The variance is {ratio:.2f} of that without the minutes of the year before.",
        expected="at most .6; a correlation of .7 allows .51",
        got=f"{ratio:.2f}",
    )
    plainly = 1.5**2 * 1.2 * 4 / 270
    expect(
        spread <= plainly,
        f"The interval is narrow, but the effect is off by {np.sqrt(spread):.3f} minutes on average: no less than "
        "without the adjustment. The effect itself must be adjusted too, around one centre for both arms.",
        expected=f"below {np.sqrt(plainly):.3f}",
        got=f"{np.sqrt(spread):.3f}",
    )


@check("leaves the caller's arrays alone", teaches="ab-testing")
def no_mutation(submission: Module, draw: Draw) -> None:
    calls, people = script_trial(draw, 40)
    given(**calls, **people)
    before = [calls["person"], calls["minutes"], people["arm"], people["before"]]
    kept = [submission.keep(array) for array in before]
    submission.analyse(*kept)
    for one, array, name in zip(kept, before, ("person", "minutes", "arm", "before"), strict=True):
        unchanged(one, array, name)


@check("is the plain test when there is one look", teaches="ab-testing")
def one_look(submission: Module, draw: Draw) -> None:
    for alpha in (0.05, 0.01):
        given(looks=1, alpha=alpha)
        why = "One look at the end, two-sided."
        near(limits(submission, 1, alpha), [QUANTILES[alpha]], f"boundary(1, {alpha})", rtol=0.01, why=why)
    given(looks=4)
    why = "Unless told otherwise, alpha is .05."
    near(submission.boundary(4), limits(submission, 4, 0.05), "boundary(4)", rtol=0.02, why=why)


@check("cries wolf no more often than it says", teaches="ab-testing", sizes=(2, LOOKS))
def wolves(submission: Module, draw: Draw, size: int) -> None:
    z = walks(draw, size)
    for alpha, allowed in ((0.05, 0.057), (0.01, 0.014)):  # room for limits that are simulated themselves
        given(looks=size, alpha=alpha)
        limit = limits(submission, size, alpha)
        found = crossed(z, limit)
        expect(
            found <= allowed,
            f"Of {PATHS:,} trials without any effect, {found:.1%} are stopped at one of {size} looks.",
            expected=f"{alpha:.0%}",
            got=f"{found:.1%}, with limits {np.round(limit, 2).tolist()}",
        )


@check("finds what is there", teaches="ab-testing")
def powerful(submission: Module, draw: Draw) -> None:
    given(looks=LOOKS, alpha=0.05, effect="found by one test at the end with 80 %")
    limit = limits(submission, LOOKS, 0.05)
    found = crossed(walks(draw, LOOKS, Z95 + Z80), limit)
    expect(
        found >= LEAST_POWER,
        f"It is found in {found:.1%} of {PATHS:,} trials. Looks at little data cost much and find little: be strict "
        "early and nearly plain at the end.",
        expected=f"at least {LEAST_POWER:.0%}",
        got=f"{found:.1%}, with limits {np.round(limit, 2).tolist()}",
    )


@check("gives the same limits twice", teaches="ab-testing")
def twice(submission: Module, draw: Draw) -> None:
    given(looks=10, alpha=0.05)
    why = "The limits are agreed on before the trial: whatever is simulated needs a seed."
    near(limits(submission, 10, 0.05), limits(submission, 10, 0.05), "boundary(10, 0.05)", rtol=1e-12, why=why)
