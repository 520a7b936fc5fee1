"""Judges `canary`: the rules of the steps, how often it errs on either side, exact rollback, and what it all earns."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, canary_streams
from hillclimb.grading.labkit import Failed, Module, Placed, check, expect, given, same, sample, score, show

DECISIONS = ("hold", "advance", "rollback")
STAGE, BATCHES = 5, 20
GOOD, FALSE = 300, 0.09
BAD = 150
EXPOSED_SHARE = 0.1
CUSTOMERS = 4000
GAIN, ERROR, RATE, LATER = 0.10, 30.0, 0.02, 1_000_000
KINDS = ((1.0, 125), (0.8, 25), (1.25, 50), (1.5, 50))  # ratio of errors, releases of it in a draw

LIVE = {
    "version": "cancel-7",
    "model": {"file": "cancel-7.bin", "trained": "2026-03-02"},
    "features": ["calls", "tenure_months", "monthly_premium", "cover"],
    "thresholds": {"discount": 0.35, "call_back": 0.6, "review": None},
    "fallback": "cancel-6",
}
NEW = {
    "version": "cancel-8",
    "model": {"file": "cancel-8.bin", "trained": "2026-09-14"},
    "features": ["calls", "tenure_months", "monthly_premium", "cover", "km_30d"],
    "thresholds": {"discount": 0.31},
    "timeout_ms": 40,
}


def decided(submission: Module, batches: np.ndarray) -> list[str]:
    """Return the decisions on a release, or fail saying what is wrong with them."""
    given(batches=batches)
    found = submission.decide(batches)
    if not isinstance(found, list | tuple) or any(item not in DECISIONS for item in found if isinstance(item, str)):
        raise Failed("decide(...) returns a list of decisions.", expected=show(DECISIONS), got=show(found))
    if not all(isinstance(item, str) for item in found):
        raise Failed("A decision is a text.", expected=show(DECISIONS), got=show(found))
    expect(
        ("rollback" not in found[:-1] and len(found) == len(batches)) or (bool(found) and found[-1] == "rollback"),
        "There is one decision for each batch, up to a rollback if there is one; after that nothing is left to decide.",
        expected=f"{len(batches)} decisions, or fewer that end with a rollback",
        got=show(found),
    )
    return list(found)


def rolled_back(found: list[str]) -> bool:
    """Return whether a release was taken back."""
    return found[-1] == "rollback"


@sample
def spring(draw: Draw) -> dict[str, Table]:
    streams = {ratio: canary_streams(draw.child(str(ratio)), 20, ratio=ratio) for ratio in (1.0, 1.25)}
    both = np.concatenate([stream.reshape(-1, 4) for stream in streams.values()])
    columns = dict(zip(("canary_requests", "canary_errors", "requests", "errors"), both.T, strict=True))
    release = np.repeat(np.arange(40), BATCHES)
    return {"releases": Table({"release": release, "truly_worse": (release >= 20).astype(np.int64), **columns})}


@check("goes on when a stage is full, and not before", teaches="canary-rollback", sizes=(1, 4))
def steps(submission: Module, draw: Draw, size: int) -> None:
    # The same rates to the last error, so that nobody has a reason to take anything back.
    few = np.repeat([80, 400, 2000, 4000], STAGE)
    batches = np.stack([few, few // 50, 8000 - few, (8000 - few) // 50], axis=-1)[: size * STAGE]
    found = decided(submission, batches)
    expected = ["advance" if number % STAGE == 0 else "hold" for number in range(1, len(batches) + 1)]
    same(
        found,
        expected,
        "decide(batches)",
        why="A stage is five batches: 40,000 requests, whatever the first ones show.",
    )


@check("takes a disaster back at once", teaches="incident-response")
def disaster(submission: Module, draw: Draw) -> None:
    stream = canary_streams(draw, 1)[0]
    for share in (1.0, 0.5):
        broken = stream.copy()
        broken[:, 1] = broken[:, 0] * share
        found = decided(submission, broken)
        words = f"{share:.0%} of the first {broken[0, 0]} requests of the canary failed; it got {found[0]!r}."
        same(found, ["rollback"], "decide(batches)", why=words)


@check("does not take fright at a handful of requests", teaches="inference")
def handful(submission: Module, draw: Draw) -> None:
    for few, new in ((3, 1), (1, 1), (20, 2), (0, 0), (5, 0)):
        batches = np.array([[few, new, 8000 - few, 150]])
        found = decided(submission, batches)
        why = f"{new} error in {few} requests of the canary is what happens by chance, or says nothing at all."
        same(found, ["hold"], "decide(batches)", why=why)
    batches = np.array([[80, 0, 7920, 0], [80, 1, 7920, 0], [80, 2, 7920, 160]])
    why = "A batch without a single error is no reason for anything, nor is the first error of the night."
    same(decided(submission, batches), ["hold"] * 3, "decide(batches)", why=why)


@check("decides with what has come, not with what will", teaches="canary-rollback")
def no_peeking(submission: Module, draw: Draw) -> None:
    for number, ratio in enumerate((1.0, 1.25, 1.5, 1.25)):
        stream = canary_streams(draw.child(number), 1, ratio=ratio)[0]
        whole = decided(submission, stream)
        for length in (3, 8, 12, 17):
            cut = min(length, len(whole))
            why = f"The first {length} batches are the same, whatever comes after them."
            same(decided(submission, stream[:length]), whole[:cut], f"decide(batches[:{length}])", why=why)


@check("seldom takes back what is no worse", teaches="inference")
def false_rollbacks(submission: Module, draw: Draw) -> None:
    wrong = sum(rolled_back(decided(submission, stream)) for stream in canary_streams(draw, GOOD))
    given(releases=GOOD, errors="canary and rest alike: from 1 % at night to 3 % in the evening")
    expect(
        wrong / GOOD <= FALSE,
        f"Of {GOOD} releases that are as good as what they replace, {wrong} are taken back. There are twenty looks, "
        "each of them a chance to be fooled; and the rate of errors rises during the day, for both.",
        expected=f"about 5 %; more than {FALSE:.0%} is no bad luck any more",
        got=f"{wrong / GOOD:.1%}",
    )


@check("finds what is worse, and early", teaches="canary-rollback")
def worse(submission: Module, draw: Draw) -> None:
    for ratio, least, most in ((1.5, 0.98, 4000), (1.25, 0.95, 13_000)):
        streams = canary_streams(draw.child(str(ratio)), BAD, ratio=ratio)
        found = [decided(submission, stream) for stream in streams]
        share = float(np.mean([rolled_back(one) for one in found]))
        exposed = float(np.mean([streams[i, : len(one), 0].sum() for i, one in enumerate(found)]))
        given(releases=BAD, errors=f"the canary makes {ratio:g} times as many as the rest")
        words = f"Of {BAD} releases that make {ratio:g} times as many errors, {share:.1%} are taken back"
        expect(share >= least, words + ".", expected=f"at least {least:.0%}", got=f"{share:.1%}")
        words += f", after {exposed:,.0f} requests on average."
        expect(exposed <= most, words, expected=f"at most {most:,}", got=f"{exposed:,.0f}")


def customers(draw: Draw, many: int) -> list[str]:
    """Return names of customers."""
    return [f"C{number}" for number in draw.identifiers(many, 100_000)]


def who(release: Any, names: list[str]) -> np.ndarray:
    """Return who gets the new configuration, as a mask."""
    found = release.gets_new(names)
    if not isinstance(found, list | tuple | np.ndarray) or len(found) != len(names):
        raise Failed(
            "gets_new(customers) returns one True or False for each.", expected=f"{len(names)}", got=show(found)
        )
    return np.array([bool(item) for item in found])


@check("sends a share to the new version, and keeps them there", teaches="canary-rollback")
def shares(submission: Module, draw: Draw) -> None:
    names = customers(draw, CUSTOMERS)
    given(live=LIVE, new=NEW, customers=names[:3])
    release = submission.Release(LIVE, NEW)
    expect(not who(release, names).any(), "Before the first advance nobody gets the new version.", got="somebody")
    before = np.zeros(CUSTOMERS, dtype=bool)
    for share in (0.01, 0.05, 0.25, 0.5, 1.0):
        release.advance(share)
        now = who(release, names)
        room = 4.5 * np.sqrt(share * (1 - share) / CUSTOMERS)
        message = f"At {share:.0%}, {now.mean():.2%} of {CUSTOMERS:,} customers get the new version."
        expect(abs(now.mean() - share) <= room + 1e-12, message, expected=f"{share:.0%}", got=f"{now.mean():.2%}")
        message = f"Of those who had the new version before, some have lost it again at {share:.0%}."
        expect(now[before].all(), message, expected="who is in stays in")
        message = (
            "The same customers asked again, in another order, are not the same ones. Who reloads must see one price."
        )
        order = draw.child("order", str(share)).permutation(CUSTOMERS)
        expect((who(release, [names[i] for i in order]) == now[order]).all(), message)
        before = now
    release.rollback()
    expect(not who(release, names).any(), "After the rollback somebody still gets the new version.", expected="nobody")


@check("asks others the next time", teaches="canary-rollback")
def next_time(submission: Module, draw: Draw) -> None:
    names = customers(draw, CUSTOMERS)
    found = []
    for version in ("cancel-8", "cancel-9"):
        given(live=LIVE, new=NEW | {"version": version})
        release = submission.Release(LIVE, NEW | {"version": version})
        release.advance(0.25)
        found.append(who(release, names))
    both = float((found[0] & found[1]).mean())
    message = (
        f"{both:.1%} of the customers are among the first quarter of two releases in a row: by chance it would be 6 %."
    )
    expect(
        0.04 <= both <= 0.085, message + " It must not always be the same ones who bear the risk.", got=f"{both:.1%}"
    )


@check("serves one version or the other, and the very old one after a rollback", teaches="canary-rollback")
def exact(submission: Module, draw: Draw) -> None:
    names = customers(draw, 40)
    given(live=LIVE, new=NEW)
    release = submission.Release(LIVE, NEW)
    release.advance(0.5)
    new = who(release, names)
    for name, is_new in zip(names, new, strict=True):
        why = "A customer gets one configuration or the other, whole. A key that the new one has not is gone in it."
        same(release.config(name), NEW if is_new else LIVE, f"config({name!r})", why=why)
    why = "Everything is as before: version, model, features, thresholds, and no key of the new one."
    same(release.rollback(), LIVE, "rollback()", why=why)
    for name in names[:10]:
        same(release.config(name), LIVE, f"config({name!r})", why=why)


@check("restores what was, whatever became of it since", teaches="incident-response")
def aliased(submission: Module, draw: Draw) -> None:
    given(live=LIVE, new=NEW)
    live, new = submission.keep(LIVE), submission.keep(NEW)
    release = submission.Release(live, new)
    release.advance(1.0)
    served = release.config.kept("C100017")
    served.update({"fallback": "none"})
    served.get.kept("thresholds").update({"discount": 0.99})
    live.update({"version": "cancel-7-hotfix"})
    live.get.kept("thresholds").update({"discount": 0.5})
    new.get.kept("features").clear()
    why = "Somebody changed the dictionaries that were handed in, or one that was handed out. A release keeps its own."
    same(release.config("C100017"), NEW, "config('C100017')", why=why)
    back = release.rollback.kept()
    same(back.fetch(), LIVE, "rollback()", why=why)
    back.get.kept("features").clear()
    same(release.config("C100017"), LIVE, "config('C100017')", why=why)


@score(
    "what releases earn, of what somebody who knew would earn", bar=0.92, floor=0.88, draws=2, teaches="canary-rollback"
)
def money(submission: Module, draw: Draw) -> Placed:
    earned = best = 0.0
    for ratio, many in KINDS:
        each = GAIN - ERROR * RATE * (ratio - 1.0)  # euros that a request of the new version brings, all in all
        streams = canary_streams(draw.child(str(ratio)), many, ratio=ratio)
        for stream in streams:
            found = decided(submission, stream)
            served = stream[: len(found), 0].sum() + (0 if rolled_back(found) else LATER)
            earned += each * float(served)
            best += max(0.0, each * float(stream[:, 0].sum() + LATER))
    return Placed(value=earned, baseline=0.0, best=best)
