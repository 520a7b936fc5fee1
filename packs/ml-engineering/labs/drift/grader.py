"""Judges `drift`: quiet days first, then what comes at once, what takes patience, and what only outcomes can show."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from hillclimb.company import STEADY, Change, Draw, Table, Task, renewals
from hillclimb.grading.labkit import Failed, Module, check, expect, given, sample, show, unchanged

KINDS = ("shift", "unit", "vanished", "concept")
KNOWN, ROWS = 3000, 200
QUIET, FALSE_DAYS = 40, 6
MOVED = 24
DRIVERS = {"calls_30d": 1, "visits_90d": -1, "balance_365d": 1, "quotes_7d": 1}  # how each moves the chance
LONG_TAILS = ("balance", "claims", "payments")
FACTORS = (1.609, 1 / 1.609, 12.0, 1 / 12, 100.0, 0.001)
TEXTS = {  # the categories that are common enough to be missed on a single day
    "channel": ("broker", "comparison", "own site"),
    "cover": ("basic", "plus", "premium"),
    "device": ("android", "apple", "desktop", "tablet"),
    "payment": ("card", "invoice", "monthly", "yearly"),
    "region": ("coast", "east", "north", "south", "west"),
    "tariff": ("classic", "direct", "green", "young"),
}
Alarms = set[tuple[str, str]]


class Watch:
    """A monitor of the submission's, and the days that it is shown."""

    def __init__(self, submission: Module, draw: Draw) -> None:
        self.draw = draw
        self.known = renewals(draw.child("known"), KNOWN)
        self.new = submission.monitor
        self.kept = submission.keep(self.known.inputs)
        self.monitor: Any = None
        self.begin()

    def begin(self) -> None:
        """Begin anew, with a new monitor of the same reference."""
        self.monitor = self.new(self.kept)
        self.shown = 0

    def days(self, change: Change, days: int, *, rows: int = ROWS) -> Iterator[tuple[Task, Alarms]]:
        """Show days that are all as `change` says; yield each with its alarms."""
        task = renewals(self.draw.child("days", self.shown, days), days * rows, change)
        for number in range(days):
            part = task.take(np.arange(number * rows, (number + 1) * rows))
            yield part, self.day(part)

    def day(self, task: Task) -> Alarms:
        """Show one day and return its alarms as (kind, feature)."""
        self.shown += 1
        given(day=self.shown - 1, renewals=task.rows)
        found = alarms(self.monitor.day(task.inputs, task.truth.aside["score"]), task.inputs.columns)
        expect(
            ("concept", "") not in found,
            "Concept drift is named before a single outcome has come. That the inputs move says nothing about what "
            "becomes of them.",
            expected="concept drift only out of outcomes(...)",
            got=said(found),
        )
        return found

    def quiet(self, days: int = 1) -> None:
        """Show quiet days, whatever is said of them."""
        for _ in self.days(STEADY, days):
            pass

    def outcomes(self, day: int, outcome: np.ndarray) -> Alarms:
        """Hand over the outcomes of a day and return the alarms."""
        given(day=day, outcome=outcome)
        found = alarms(self.monitor.outcomes(day, outcome), self.known.inputs.columns, what="outcomes")
        expect(
            all(kind == "concept" for kind, _ in found),
            "Outcomes say whether the relation still holds; where a feature stands was said when its day came.",
            expected="concept or nothing",
            got=said(found),
        )
        return found


def alarms(answer: Any, columns: Sequence[str], *, what: str = "day") -> Alarms:
    """Return the alarms of an answer, or fail saying what is wrong with the form of it."""
    if not isinstance(answer, list | tuple) or not all(isinstance(item, dict) for item in answer):
        raise Failed(
            f"{what}(...) returns a list of alarms, a dict each.", expected="a list of dicts", got=show(answer)
        )
    found = set()
    for item in answer:
        kind, feature = item.get("kind"), item.get("feature")
        if not isinstance(kind, str) or kind not in KINDS:
            raise Failed("An alarm is of a kind that the ticket does not know.", expected=show(KINDS), got=show(item))
        if kind != "concept" and (not isinstance(feature, str) or feature not in columns):
            raise Failed("An alarm names one of the features.", expected="a column of the batch", got=show(item))
        found.add((kind, "" if kind == "concept" else feature))
    return found


def said(found: Alarms) -> str:
    """Return alarms as one line."""
    return "; ".join(f"{kind} {feature}".strip() for kind, feature in sorted(found)[:8]) or "no alarm"


def picked(draw: Draw, names: Sequence[str], many: int) -> list[str]:
    """Return some of the names, by lot."""
    return [names[place] for place in draw.permutation(len(names))[:many]]


def numbers_of(table: Table) -> list[str]:
    """Return the features that are numbers."""
    return [name for name in table.columns if name not in TEXTS]


def moves(draw: Draw, table: Table, size: float) -> dict[str, float]:
    """Return numbers picked by lot, each with a move up or down."""
    names = picked(draw, numbers_of(table), MOVED)
    return {name: size if up else -size for name, up in zip(names, draw.uniform(MOVED) < 0.5, strict=True)}


def named(truth: Mapping[str, str], found: Alarms, *, least: int, why: str) -> None:
    """Fail unless enough features are named with their kind, and all but one of the alarms are of them."""
    expected = {(kind, feature) for feature, kind in truth.items()}
    for kind, feature in sorted(found - expected):
        if feature in truth:
            raise Failed(f"{why} The cause of {feature} is not {kind!r}.", expected=truth[feature], got=said(found))
    missed = sorted(feature for kind, feature in expected - found)
    if len(expected) - len(missed) < least:
        text = f"at least {least} of {said(expected)}"
        raise Failed(f"{why} It says nothing of {', '.join(missed)}.", expected=text, got=said(found & expected))
    made_up = found - expected
    expect(len(made_up) <= 1, f"{why} Others are named of which nothing has changed.", expected="", got=said(made_up))


@sample
def quarter(draw: Draw) -> dict[str, Table]:
    known, days = renewals(draw.child("known"), KNOWN), renewals(draw.child("days"), 20 * ROWS)
    day, score = np.repeat(np.arange(20), ROWS), days.truth.aside["score"]
    return {"reference": known.inputs, "quiet_days": days.inputs.having(day=day, score=score, outcome=days.outcome)}


@check("keeps quiet on quiet days", teaches="inference")
def quiet_days(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    false = [found for _, found in watch.days(STEADY, QUIET) if found]
    expect(
        len(false) <= FALSE_DAYS,
        f"Nothing changed in {QUIET} days, and there was an alarm on {len(false)} of them. Fifty features are watched: "
        "each takes its chance of a false alarm every day.",
        expected=f"about {QUIET // 20}; more than {FALSE_DAYS} is no bad luck any more",
        got=f"{len(false)} days; the first: {said(false[0]) if false else ''}",
    )


@check("names a number in another unit on the same day", teaches="monitoring-drift")
def units(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    watch.quiet()
    names = numbers_of(watch.known.inputs)
    plain = picked(draw, [name for name in names if not name.startswith(LONG_TAILS)], 4)
    tailed = picked(draw, [name for name in names if name.startswith(LONG_TAILS)], 2)
    factors = dict(zip([*plain, *tailed], FACTORS, strict=True))
    ((_, found),) = watch.days(Change(units=factors), 1)
    why = "Since today these come in another unit: " + ", ".join(f"{n} x {f:.4g}" for n, f in factors.items()) + "."
    named(dict.fromkeys(factors, "unit"), found, least=len(factors), why=why)
    ((_, found),) = watch.days(STEADY, 1)
    named({}, found, least=0, why="On the next day everything is in its unit again.")


@check("names a text of which a category vanished on the same day", teaches="monitoring-drift")
def vanished(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    watch.quiet()
    gone = {name: picked(draw.child(name), kinds, 1)[0] for name, kinds in TEXTS.items()}
    ((_, found),) = watch.days(Change(gone=gone), 1)
    why = "Since today these do not come any more: " + ", ".join(f"{name} {kind}" for name, kind in gone.items()) + "."
    named(dict.fromkeys(gone, "vanished"), found, least=len(gone), why=why)


@check("names numbers that moved, the large ones at once", teaches="monitoring-drift")
def shifts(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    for size, days, least in ((0.5, 1, 22), (0.3, 3, 22), (0.2, 8, 20)):
        watch.begin()
        watch.quiet()
        moved = moves(draw.child("moved", days), watch.known.inputs, size)
        found: Alarms = set().union(*(found for _, found in watch.days(Change(moves=moved), days)))
        within = "on that day" if days == 1 else f"within {days} days"
        why = f"{MOVED} numbers move by {size:g} of their standard deviation, and are to be named {within}."
        named(dict.fromkeys(moved, "shift"), found, least=least, why=why)


@check("names texts whose mix has changed", teaches="monitoring-drift")
def mixes(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    watch.quiet()
    changed = {}
    for number, (name, kinds) in enumerate(TEXTS.items()):
        values, counts = np.unique(watch.known.inputs[name], return_counts=True)
        shares = dict(zip(values.tolist(), (counts / KNOWN).tolist(), strict=True))
        if number % 2:
            changed[name] = {kind: 0.85 * share for kind, share in shares.items()} | {"chat": 0.15}
            continue
        to = picked(draw.child(name), kinds, 1)[0]
        most = max((kind for kind in shares if kind != to), key=lambda kind: shares[kind])
        changed[name] = shares | {most: shares[most] - 0.15, to: shares[to] + 0.15}
    found: Alarms = set().union(*(found for _, found in watch.days(Change(mixes=changed), 3)))
    why = "In each text 15 of 100 rows change to another category, in every second text to a new one, for three days."
    named(dict.fromkeys(changed, "shift"), found, least=len(changed) - 1, why=why)


@check("does not mistake certain for large", teaches="inference")
def busy(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    watch.quiet()
    # The very rows of the reference, each three times, and moved by less than anybody minds: nothing here is luck.
    slight = dict.fromkeys(numbers_of(watch.known.inputs), 0.1)
    moved = renewals(draw.child("known"), KNOWN, Change(moves=slight))
    found = watch.day(moved.take(draw.child("order").permutation(3 * KNOWN) % KNOWN))
    why = f"On a day with {3 * KNOWN:,} renewals all numbers moved by .1 of a standard deviation: certain, but small."
    expect(not found, why, expected="no alarm", got=said(found))


@check("goes through days with few renewals or none", teaches="monitoring-drift")
def small_days(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    false = 0
    for rows in (0, 1, 2, 12, 0, 3, ROWS):
        for task, found in watch.days(STEADY, 1, rows=rows):
            false += bool(found) + bool(watch.outcomes(watch.shown - 1, task.outcome.astype(float)))
    why = "There was an alarm after each of several days with few renewals, on which nothing changed."
    expect(false <= 1, why, expected="no alarm", got=f"{false} alarms")
    watch.begin()
    task = renewals(draw.child("islands"), 1000)
    islands = np.flatnonzero(task.inputs["region"] == "islands")[:3]
    others = np.flatnonzero(task.inputs["region"] != "islands")[: 12 - len(islands)]
    found = watch.day(task.take(np.concatenate([islands, others])))
    message = "On the first day 12 renewals came, three of them from the islands, where one in 100 is. Who knows?"
    expect(not any(feature == "region" for _, feature in found), message, expected="no alarm", got=said(found))


@check("waits until outcomes are complete", teaches="monitoring-drift")
def incomplete(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    known: list[np.ndarray] = []
    for day, (task, _) in enumerate(watch.days(STEADY, 6)):
        known.append(task.outcome.astype(float))
        early = np.where((known[day] == 1) & (draw.child("early", day).uniform(ROWS) < 0.6), 1.0, np.nan)
        why = "Who cancels says so early, who stays is known at the end: what came so far is no sample of the day."
        expect(not watch.outcomes(day, early), why, expected="no alarm", got="concept")
        if day >= 2:
            found = watch.outcomes(day - 2, known[day - 2])
            expect(not found, "All outcomes are as the model expects.", expected="no alarm", got="concept")


@check("does not take moved inputs for concept drift", teaches="monitoring-drift")
def data_alone(submission: Module, draw: Draw) -> None:
    watch = Watch(submission, draw)
    moved = {name: 0.5 * sign for name, sign in DRIVERS.items()}
    seen: Alarms = set()
    for day, (task, found) in enumerate(watch.days(Change(moves=moved), 6)):
        seen |= found
        why = (
            f"Four features moved, so that the model expects {task.truth.aside['score'].mean():.0%} to cancel, and "
            f"{task.outcome.mean():.0%} do on this day. The inputs are others, the relation is as it was."
        )
        expect(not watch.outcomes(day, task.outcome.astype(float)), why, expected="no concept drift", got="concept")
    named(dict.fromkeys(moved, "shift"), seen, least=len(moved), why="Four features moved by .5, for six days.")


@check("names concept drift once outcomes are there", teaches="retraining")
def concept(submission: Module, draw: Draw) -> None:
    cases = {
        "more cancel than the model says, whatever their features": Change(level=0.5),
        "as many cancel as ever, but hardly those that the model says": Change(slope=0.4, level=0.1),
        "four features moved, and not nearly as many cancel as that explains": Change(
            level=-0.5, moves={name: 0.5 * sign for name, sign in DRIVERS.items()}
        ),
    }
    watch = Watch(submission, draw)
    for words, change in cases.items():
        watch.begin()
        seen: Alarms = set()
        late: Alarms = set()
        for day, (task, found) in enumerate(watch.days(change, 7)):
            seen |= found
            known = task.outcome.astype(float)
            watch.outcomes(day, np.where(known == 1, 1.0, np.nan))
            late |= watch.outcomes(day, known)
        expect(
            bool(late), f"A week of outcomes has come: {words}.", expected="concept drift", got="no alarm at all"
        )
        truth = dict.fromkeys(change.moves, "shift")
        named(truth, seen, least=len(truth), why=f"Of the features: {words}.")


@check("leaves the caller's tables alone", teaches="monitoring-drift")
def no_mutation(submission: Module, draw: Draw) -> None:
    known, task = renewals(draw.child("known"), 400), renewals(draw, ROWS)
    given(reference=known.inputs, batch=task.inputs)
    before = [known.inputs, task.inputs, task.truth.aside["score"], np.where(task.outcome == 1, 1.0, np.nan)]
    kept = [submission.keep(item) for item in before]
    monitor = submission.monitor(kept[0])
    monitor.day(kept[1], kept[2])
    monitor.outcomes(0, kept[3])
    for one, item, name in zip(kept, before, ("the reference", "the batch", "score", "outcome"), strict=True):
        unchanged(one, item, name)
