"""Judges `first-model`: first what the desk relies on, then the ranking of new people against their true chances."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, Task, auc_bars, auc_under_truth, cancellations
from hillclimb.grading.labkit import Failed, Module, Placed, Raised, check, expect, given, numbers, sample, score, show

COVERS = ("basic", "plus", "premium")
STAYERS = {"calls": 1, "tenure_months": 60, "monthly_premium": 30.0, "cover": "basic"}
LEAVERS = {"calls": 5, "tenure_months": 6, "monthly_premium": 70.0, "cover": "plus"}
# Column -> the values at which one in ten leaves, and the value at which five in ten leave.
SWINGS: dict[str, tuple[list[Any], Any]] = {
    "calls": ([1], 5),
    "tenure_months": ([60], 6),
    "monthly_premium": ([30.0], 70.0),
    "cover": (["basic", "premium"], "plus"),
}
FLOOR = 0.8


def with_outcome(task: Task) -> Table:
    """Return the inputs and, as the last column, what happened."""
    return task.inputs.having(cancelled=task.outcome)


def renumbered(table: Table, draw: Draw) -> Table:
    """Return the table with new policyholder numbers in rising order."""
    return table.having(policyholder_id=np.sort(draw.child("number").identifiers(table.rows, 500_000)))


def asked(submission: Module, train: Table, test: Table) -> np.ndarray:
    """Return the submission's answers for a test table as one probability per row, or say what is wrong with them."""
    given(train=train, test=test)
    return chances(submission.fit_predict(train, test), test.rows)


def chances(answer: Any, rows: int) -> np.ndarray:
    """Return an answer as probabilities, shape (rows,), or fail with the likeliest slip."""
    if isinstance(answer, dict):
        message = "The answer is a whole table; return only the probabilities, one per row of `test`."
        raise Failed(message, expected=f"{rows} numbers", got=show(answer))
    array = numbers(answer, "The answer")
    if array.ndim == 2 and array.shape == (rows, 2):
        message = "The answer has two columns: the chance of 0 and the chance of 1. Return the second one, `[:, 1]`."
        raise Failed(message, expected=f"shape ({rows},)", got=f"shape {array.shape}: {show(array)}")
    if array.ndim == 1 and len(array) != rows:
        message = f"`test` has {rows} rows, but {len(array)} answers came back: one per row of `test` is needed."
        raise Failed(message, expected=f"shape ({rows},)", got=f"shape {array.shape}")
    return numbers(answer, "The answer", shape=(rows,), low=0.0, high=1.0)


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    train, test = cancellations(draw, 5_000).split(4_000)
    return {"train": with_outcome(train), "test": test.inputs}


@check("returns one probability per row of test", teaches="first-model")
def one_each(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 240).split(200)
    asked(submission, with_outcome(train), test.inputs)


@check("answers in the order of test", teaches="first-model")
def in_order(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 240).split(200)
    rows = np.arange(40)
    there_and_back = test.inputs.take(np.concatenate([rows, rows[::-1]]))
    got = asked(submission, with_outcome(train), there_and_back)
    apart = np.abs(got - got[::-1])[:40]
    row = int(np.argmax(apart))
    expect(
        apart[row] < 1e-6,
        f"`test` lists 40 people, then the same 40 backwards. Rows {row} and {79 - row} are the same person, but got "
        f"{got[row]:.3f} and {got[79 - row]:.3f}: the answers are no longer beside the rows that they belong to. "
        "Did something sort or merge `test` on the way?",
        expected="the second half of the answers is the first half backwards",
        got=got,
    )


@check("goes by what people are like, not by their number", teaches="ml-framing")
def number_ignored(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 240).split(200)
    like_train = draw.child("again").identifiers(80, 100_000)
    twins = test.inputs.take(np.repeat(np.arange(40), 2)).having(policyholder_id=like_train)
    got = asked(submission, with_outcome(train), twins)
    apart = np.abs(got[0::2] - got[1::2])
    worst = int(np.argmax(apart))
    expect(
        apart[worst] < 1e-6,
        f"Rows {2 * worst} and {2 * worst + 1} differ in nothing but `policyholder_id`, yet they got "
        f"{got[2 * worst]:.3f} and {got[2 * worst + 1]:.3f}. The number is a key: a new customer has one that the "
        "model has never seen. Leave it out of the columns that you learn from.",
        expected="the same chance for both of each pair",
        got=got,
    )


@check("gives each of two groups its share", teaches="first-model")
def two_groups(submission: Module, draw: Draw) -> None:
    """Ten of 100 alike people cancelled, and 50 of 100 others: the smallest data set with an obvious answer."""
    kind = np.repeat([0, 1], 100)
    cancelled = np.concatenate([np.arange(100) < 10, np.arange(100) < 50]).astype(np.int64)
    shuffled = draw.permutation(200)
    train = renumbered(people(kind[shuffled]), draw).having(cancelled=cancelled[shuffled])
    test = renumbered(people(np.array([0, 0, 0, 1, 1, 1])), draw.child("test"))
    got = asked(submission, train, test)
    right = np.array([0.1, 0.1, 0.1, 0.5, 0.5, 0.5])
    expect(
        np.all(np.abs(got - right) < 0.16),
        f"`train` holds 100 people just like rows 0 to 2 of `test`, of whom 10 cancelled, and 100 just like rows 3 to "
        f"5, of whom 50 cancelled. So the chances are about 0.1 and 0.5, but you gave {got[0]:.2f} and {got[3]:.2f}. "
        + likely_slip(got),
        expected="about [0.1 0.1 0.1 0.5 0.5 0.5]",
        got=got,
    )


def people(kind: np.ndarray) -> Table:
    """Return one row per entry: 0 for the kind that stays, 1 for the kind that leaves."""
    columns = {name: np.array([STAYERS[name], LEAVERS[name]])[kind] for name in STAYERS}
    return Table({"policyholder_id": np.arange(len(kind)), **columns})


def likely_slip(got: np.ndarray) -> str:
    """Return what usually causes such answers for a group of 1 in 10 and a group of 5 in 10."""
    if np.isin(got, (0.0, 1.0)).all():
        return "Those are verdicts, 0 or 1, not chances: `predict` returns verdicts, `predict_proba` returns chances."
    if np.ptp(got) < 1e-9:
        return "Everybody gets the same: let a model learn from the columns what tells the two groups apart."
    if got[0] > 0.8:
        return "That is the chance of staying: `predict_proba` has a column per outcome, 0 first; take `[:, 1]`."
    if got[3] > 0.62:
        return "Too many everywhere: `class_weight` and resampling pretend that as many leave as stay."
    return "Does it learn from all four columns? (Some models, naive Bayes first, rank well and give poor chances.)"


@check("listens to every column", teaches="first-model")
def every_column(submission: Module, draw: Draw) -> None:
    """In each round only one column matters, and test asks about the same people with nothing else changed."""
    for name, (low, high) in SWINGS.items():
        values = np.array([*low, high])
        known, people_asked = cancellations(draw.child(name), 200 * len(values) + 80).split(200 * len(values))
        group = np.repeat(np.arange(len(values)), 200)
        leaves = np.tile(np.arange(200), len(values)) < np.where(group == len(low), 100, 20)
        mixed = draw.child(name, "order").permutation(len(group))
        train = known.inputs.having(**{name: values[group], "cancelled": leaves.astype(np.int64)}).take(mixed)
        variants = people_asked.inputs.take(np.repeat(np.arange(80), len(values)))
        test = renumbered(variants.having(**{name: np.tile(values, 80)}), draw)
        means = asked(submission, train, test).reshape(80, len(values)).mean(axis=0)
        for value, mean in zip(low, means, strict=False):
            expect(
                means[-1] - mean > 0.1,
                f"In `train` 1 in 10 people with {name} {value} cancelled, 5 in 10 with {name} {high} did, and nothing "
                f"else mattered. For the same people with {name} set to {value} and then to {high} your chance went "
                f"from {mean:.2f} to {means[-1]:.2f} on average. {unheard(name, moved=abs(means[-1] - mean))}",
                expected="from about 0.1 to about 0.5",
                got=f"from {mean:.2f} to {means[-1]:.2f}",
            )


def unheard(name: str, *, moved: float) -> str:
    """Return why a column may not count."""
    if moved < 1e-9:
        return f"Does `{name}` reach the model at all?"
    if name == "cover":
        return (
            "Words numbered 0, 1, 2 get an order that they do not have, and a model that adds columns up cannot undo "
            "it: give each word a column of 0 and 1 (one-hot)."
        )
    return f"Is `{name}` drowned by columns on a larger scale?"


@check("gives the same answers twice", teaches="first-model")
def twice(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 240).split(200)
    first = asked(submission, with_outcome(train), test.inputs)
    second = asked(submission, with_outcome(train), test.inputs)
    worst = int(np.argmax(np.abs(first - second)))
    expect(
        abs(first[worst] - second[worst]) < 1e-9,
        f"The same two tables gave row {worst} the chance {first[worst]:.3f} first and {second[worst]:.3f} then: "
        "something draws random numbers. Models that do have a parameter `random_state`: set it to a number.",
        expected=first,
        got=second,
    )


@check("gives a person the same chance alone and in a crowd", teaches="sklearn-api")
def alone(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 240).split(200)
    crowd = asked(submission, with_outcome(train), test.inputs)
    for cover in COVERS:
        row = int(np.argmax(test.inputs["cover"] == cover))
        one = test.inputs.take([row])
        given(train=with_outcome(train), test=one)
        try:
            (got,) = chances(submission.fit_predict(with_outcome(train), one), 1)
        except Raised as raised:
            raise Failed(
                f"With a single person in `test` your code raised {briefly(raised)}. What is learnt from a table "
                "(which covers there are, the scale of a column) must come from `train` and be remembered: one row "
                "does not show it.",
                expected=f"about {crowd[row]:.3f}, as in the table of 40",
                got="\n".join(f"{file}:{line}: {text}" for file, line, _, text in raised.frames),
            ) from None
        expect(
            abs(got - crowd[row]) < 1e-6,
            f"This person's chance is {crowd[row]:.3f} in a table of 40 and {got:.3f} alone. So something is learnt "
            "from `test`. `fit`, `fit_transform`, `get_dummies`, `factorize` are for `train`; `transform` for `test`.",
            expected=f"{crowd[row]:.6f}",
            got=f"{got:.6f}",
        )


@check("goes on when a cover is new", teaches="sklearn-api")
def new_cover(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 206).split(200)
    launched = test.inputs.having(cover=np.array(["basic", "plus", "family", "family", "basic", "family"]))
    given(train=with_outcome(train), test=launched)
    try:
        answer = submission.fit_predict(with_outcome(train), launched)
    except Raised as raised:
        raise Failed(
            f"`family` was launched this morning and is not in `train`; your code raised {briefly(raised)}. Say "
            'what is to become of a word never seen before: `OneHotEncoder(handle_unknown="ignore")` gives it zeros '
            "everywhere.",
            expected="6 probabilities",
            got="\n".join(f"{file}:{line}: {text}" for file, line, _, text in raised.frames),
        ) from None
    chances(answer, 6)


def briefly(raised: Raised) -> str:
    """Return an exception's kind and the first line of its message; scikit-learn's go on for ten."""
    return str(raised).partition("\n")[0].rstrip(".: ")


@check("leaves the caller's tables alone", teaches="first-model")
def untouched(submission: Module, draw: Draw) -> None:
    train, test = cancellations(draw, 240).split(200)
    tables = {"train": with_outcome(train), "test": test.inputs}
    given(**tables)
    kept = {name: submission.keep(table) for name, table in tables.items()}
    submission.fit_predict(kept["train"], kept["test"])
    for name, table in tables.items():
        now = kept[name].fetch()
        names = list(now) if isinstance(now, dict) else []
        expect(
            names == list(table),
            f"`{name}` has other columns after the call than before. The table is the caller's: select columns "
            "instead of `pop`, `drop(inplace=True)` or assigning new ones, or work on a copy.",
            expected=", ".join(table),
            got=", ".join(names),
        )
        for column in table:
            expect(
                np.array_equal(np.asarray(now[column]), table[column]),
                f"`{name}` has other values in `{column}` after the call than before. The table is the caller's: "
                "work on a copy.",
                expected=table[column],
                got=now[column],
            )


@score("puts new people who leave before those who stay", bar=0.87, floor=FLOOR, draws=4, teaches="first-model")
def ranking(submission: Module, draw: Draw) -> Placed:
    """The area under the ROC curve on 8,000 new people under their true chances; .5 is guessing."""
    train, test = cancellations(draw, 12_000).split(4_000)
    got = asked(submission, with_outcome(train), test.inputs)
    bars = auc_bars(test.truth)
    placed = Placed(value=auc_under_truth(got, test.truth.expected), baseline=bars.baseline, best=bars.best)
    if placed.share < FLOOR:
        explain_low(submission, train, placed)
    return placed


def explain_low(submission: Module, train: Task, placed: Placed) -> None:
    """Fail with what a poor ranking is due to: rows learnt by heart, or too little learnt at all."""
    known = auc_under_truth(asked(submission, with_outcome(train), train.inputs), train.outcome.astype(np.float64))
    by_heart = "It has learnt its rows by heart: take a simpler model, or hold this one back (larger leaves)."
    too_little = "It has missed much of what the columns say."
    reason = by_heart if known - placed.value > 0.1 else too_little
    raise Failed(
        "Take one person who leaves and one who stays. Among the 4,000 people it learnt from, your model puts the "
        f"leaver first in {100 * known:.0f} % of such pairs; among 8,000 new people in {100 * placed.value:.0f} % "
        f"(guessing: 50 %, best possible: {100 * placed.best:.0f} %). {reason}",
        expected="0.87 of the way from guessing to the best possible, on new people",
        got=f"{placed.share:.2f} of the way",
    )
