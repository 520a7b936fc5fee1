"""Judges `tuning`: fits are made here, on the rows that are asked for; then the promise is held against the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hillclimb.company import Draw, cancellations
from hillclimb.grading.labkit import Failed, Module, Placed, check, expect, given, near, numbers, score

Trial = tuple[int, np.ndarray, np.ndarray]
SETTINGS, BUDGET = 40, 500
LEAST_BUDGET = 30
NEIGHBOURS = (1, 5, 15, 45)
NOISE_SETS, NOISE_ROWS = 40, 100
SIGNAL_SETS, SIGNAL_ROWS = 2, 160
NEW_ROWS = 400
OFF = 0.0325
MOST_ROUNDS = 200


@dataclass(frozen=True)
class Tuned:
    """What a search answered and what it asked for on the way."""

    setting: int
    estimate: float
    trials: tuple[Trial, ...]


Losses = Callable[[Sequence[Trial]], list[float]]


def tuned(submission: Module, rows: int, losses: Losses, *, budget: int, seed: int) -> Tuned:
    """Run a search to its end, making the fits that it asks for."""
    run = submission.Run(rows, SETTINGS, budget, seed)
    asked: list[Trial] = []
    seen: set[bytes] = set()
    for _ in range(MOST_ROUNDS):
        trials = [checked(trial, rows, seen) for trial in run.trials]
        asked += trials
        if len(asked) > budget:
            raise Failed(
                f"With {SETTINGS} settings and a budget of {budget} fits it asks for {len(asked)} or more.",
                expected=f"at most {budget}",
                got=f"{len(asked)}",
            )
        if not trials:
            return answered(run.answer, tuple(asked))
        run.tell(losses(trials))
    raise Failed(f"After {MOST_ROUNDS} lists of trials the search has not returned an answer.", expected="an answer")


def checked(trial: Sequence[np.ndarray], rows: int, seen: set[bytes]) -> Trial:
    """Return a trial that makes sense, or fail; rows that were `seen` before are not looked at again."""
    setting = int(trial[0])
    expect(0 <= setting < SETTINGS, "A setting is a number from 0 to settings - 1.", got=str(setting))
    key = b"|".join(np.asarray(part).tobytes() for part in trial[1:])
    if key in seen:
        return setting, trial[1], trial[2]
    train, valid = (numbers(part, "the rows of a trial") for part in trial[1:])
    for part, what in ((train, "fit on"), (valid, "score")):
        flat = part.ndim == 1 and part.size > 0
        expect(flat, f"A trial needs rows to {what}.", expected="row numbers, shape (m,)", got=part)
        whole = (part == np.rint(part)).all() and part.min() >= 0 and part.max() < rows
        once = len(np.unique(part)) == len(part)
        expect(whole and once, "Row numbers are whole, differ, and lie below rows.", got=part)
    shared = np.intersect1d(train, valid)
    expect(
        not shared.size,
        f"A trial fits on {len(train)} rows and scores {len(valid)}, and {shared.size} are in both.",
        expected="no row in both",
        got=shared,
    )
    if trial[1].dtype == np.int64 and trial[2].dtype == np.int64:
        seen.add(key)
    return setting, train.astype(np.int64), valid.astype(np.int64)


def answered(answer: object, trials: tuple[Trial, ...]) -> Tuned:
    """Return the answer of a search, or fail saying what is wrong with it."""
    given_back = isinstance(answer, list | tuple) and len(answer) == 2
    expect(given_back, "search must return a setting and the loss to expect.", expected="(setting, loss)", got=answer)
    setting = numbers(answer[0], "the chosen setting", shape=(), low=0, high=SETTINGS - 1)
    expect(setting == np.rint(setting), "The chosen setting is a whole number.", got=str(setting))
    return Tuned(setting=int(setting), estimate=float(numbers(answer[1], "the expected loss", shape=())), trials=trials)


class Book:
    """Policyholders, what became of them, and forty settings of a nearest-neighbour model to fit to them."""

    def __init__(self, draw: Draw, rows: int, *, noise: bool) -> None:
        task = cancellations(draw.child("people"), rows + NEW_ROWS)
        known = [(task.inputs[name] - centre) / width for name, centre, width in
                 (("calls", 2, 1.4), ("tenure_months", 36, 24), ("monthly_premium", 48, 20))]  # fmt: skip
        other = [draw.child("other", i).normal(task.rows) for i in range(9)]
        columns = np.column_stack(other if noise else known + other)          # (n, 9) or (n, 12)
        self.columns = columns.astype(np.float32)                             # near enough to say who is near
        self.p = np.full(task.rows, 0.5) if noise else task.truth.expected
        self.y = draw.child("y").bernoulli(self.p) if noise else task.outcome
        luck = draw.child("settings")
        width = columns.shape[1]
        self.subsets = [np.sort(luck.child(i).permutation(width)[: 2 + i % 3]) for i in range(SETTINGS)]
        self.rows = rows
        if noise:                                                             # sorted by outcome
            order = np.argsort(self.y[:rows], kind="stable")
            self.y[:rows], self.columns[:rows] = self.y[:rows][order], self.columns[:rows][order]

    def predict(self, settings: Sequence[int], train: np.ndarray, new: np.ndarray) -> np.ndarray:
        """Return the mean outcome of the nearest training rows under each of these settings, shape (s, m)."""
        said = np.empty((len(settings), len(new)))
        many = np.array([NEIGHBOURS[setting % len(NEIGHBOURS)] for setting in settings])
        keep = np.zeros((len(settings), self.columns.shape[1]), dtype=np.float32)
        for place, setting in enumerate(settings):
            keep[place, self.subsets[setting]] = 1.0
        a, b = self.columns[new] * keep[:, None, :], self.columns[train]      # (s, m, c), (t, c)
        far = (b**2) @ keep.T                                                 # (t, s): what differs between rows
        far = far.T[:, None, :] - 2 * a @ b.T                                 # (s, m, t), up to a constant per new row
        for k in np.unique(many):
            rows = np.flatnonzero(many == k)
            least = min(int(k), len(train))
            near_by = np.argpartition(far[rows], least - 1, axis=2)[:, :, :least]
            said[rows] = self.y[train][near_by].mean(axis=2)
        return said

    def losses(self, trials: Sequence[Trial], *, decide: bool) -> list[float]:
        """Return the share of wrong decisions, or the squared error of the chances, for each trial."""
        alike: dict[tuple[bytes, bytes], list[int]] = {}
        for place, (_, train, valid) in enumerate(trials):
            alike.setdefault((train.tobytes(), valid.tobytes()), []).append(place)
        found = np.empty(len(trials))
        for places in alike.values():
            _, train, valid = trials[places[0]]
            said = self.predict([trials[place][0] for place in places], train, valid)
            off = ((said > 0.5) != self.y[valid]) if decide else (said - self.y[valid]) ** 2
            found[places] = off.mean(axis=1)
        return [float(loss) for loss in found]

    def errors(self, trials: Sequence[Trial]) -> list[float]:
        """Return the share of wrong decisions of each trial."""
        return self.losses(trials, decide=True)

    def briers(self, trials: Sequence[Trial]) -> list[float]:
        """Return the mean squared error of the chances of each trial."""
        return self.losses(trials, decide=False)

    def true_briers(self) -> np.ndarray:
        """Return the expected squared error on new policyholders of each setting, fitted to all rows."""
        new = np.arange(self.rows, len(self.y))
        said, p = self.predict(range(SETTINGS), np.arange(self.rows), new), self.p[new]
        return np.asarray(np.mean((said - p) ** 2 + p * (1 - p), axis=1))


@check("scores no row that it has fitted to", teaches="cross-validation", sizes=(12, 40))
def apart(submission: Module, draw: Draw, size: int) -> None:
    luck = draw.uniform(SETTINGS)
    given(rows=size, settings=SETTINGS, budget=BUDGET, seed=1)
    found = tuned(submission, size, lambda trials: [float(luck[trial[0]]) for trial in trials], budget=10**6, seed=1)
    expect(found.trials, "The search asks for no trial at all.", expected="lists of (setting, train, valid)")


@check("stays within its budget", teaches="hyperparameter-search", sizes=(LEAST_BUDGET, 33, 36, 77, BUDGET))
def frugal(submission: Module, draw: Draw, size: int) -> None:
    luck = draw.uniform(SETTINGS)
    given(rows=60, settings=SETTINGS, budget=size, seed=2)
    found = tuned(submission, 60, lambda trials: [float(luck[trial[0]]) for trial in trials], budget=size, seed=2)
    tried = {trial[0] for trial in found.trials}
    expect(found.setting in tried, "It chooses a setting that it never tried.", got=f"setting {found.setting}")
    wanted = min(SETTINGS, size // 20)
    expect(
        len(tried) >= wanted,
        f"With a budget of {size} fits it compares {len(tried)} settings.",
        expected=f"at least {wanted}",
        got=f"{len(tried)}",
    )


@check("chooses the setting that loses least", teaches="hyperparameter-search", tries=4)
def plain(submission: Module, draw: Draw) -> None:
    best = int(draw.integers(0, SETTINGS, 1)[0])
    loss = np.where(np.arange(SETTINGS) == best, 0.1, 0.3 + 0.1 * draw.uniform(SETTINGS))
    given(rows=60, settings=SETTINGS, budget=1000, seed=3, losses=loss)
    found = tuned(submission, 60, lambda trials: [float(loss[trial[0]]) for trial in trials], budget=1000, seed=3)
    near(found.setting, best, "the chosen setting", why="Its loss is .1 on whatever rows, all others lose .3 or more.")
    near(found.estimate, 0.1, "the expected loss", rtol=1e-9, why="It loses .1 on whatever rows.")


@check("gives the same answer to the same seed", teaches="hyperparameter-search")
def twice(submission: Module, draw: Draw) -> None:
    luck = draw.uniform(SETTINGS)
    given(rows=60, settings=SETTINGS, budget=BUDGET, seed=5)
    first, again = (
        tuned(submission, 60, lambda asked: [float(luck[s] + v.std()) for s, _, v in asked], budget=BUDGET, seed=5)
        for _ in range(2)
    )
    near(again.estimate, first.estimate, "the expected loss", rtol=1e-9, why="All luck must come from the seed.")
    near(again.setting, first.setting, "the chosen setting", why="All luck must come from the seed.")


@check("finds nothing where there is nothing", teaches="hyperparameter-search")
def noise(submission: Module, draw: Draw) -> None:
    given(rows=NOISE_ROWS, settings=SETTINGS, budget=BUDGET, outcome="a fair coin, sorted", loss="wrong decisions")
    said = []
    for i in range(NOISE_SETS):
        book = Book(draw.child(i), NOISE_ROWS, noise=True)
        said.append(tuned(submission, NOISE_ROWS, book.errors, budget=BUDGET, seed=100 + i).estimate)
    mean = float(np.mean(said))
    why = (
        "Settings look good on the rows that chose them: estimate on rows that had no say in the choice."
        if mean < 0.5
        else "The rows come sorted by outcome: deal them at random."
    )
    expect(
        abs(mean - 0.5) <= OFF,
        f"The outcome is the toss of a coin, and every setting is wrong in half of all new cases. Over {NOISE_SETS} "
        f"books the search expects to be wrong in {mean:.1%}. {why}",
        expected=f"within {OFF:.1%} of 50%",
        got=f"{mean:.1%}",
    )


@score("share of what the best setting saves, against one drawn at random", bar=0.5, floor=0.0, draws=4,
       teaches="hyperparameter-search")  # fmt: skip
def gained(submission: Module, draw: Draw) -> Placed:
    chosen, naive, best = [], [], []
    for i in range(SIGNAL_SETS):
        book = Book(draw.child(i), SIGNAL_ROWS, noise=False)
        found = tuned(submission, SIGNAL_ROWS, book.briers, budget=BUDGET, seed=300 + i)
        losses = book.true_briers()
        chosen.append(losses[found.setting])
        naive.append(losses.mean())
        best.append(losses.min())
    return Placed(value=float(np.mean(chosen)), baseline=float(np.mean(naive)), best=float(np.mean(best)))
