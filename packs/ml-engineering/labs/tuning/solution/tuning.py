"""Choose a setting within a budget of fits, and say honestly what it will lose on new rows."""

from collections.abc import Generator

import numpy as np

Trial = tuple[int, np.ndarray, np.ndarray]      # a setting, the rows to fit on, the rows to score
Tuned = tuple[int, float]                       # the chosen setting, and the loss to expect of it on new rows

OUTER, INNER = 3, 3                             # parts that judge a choice, parts that choose


def search(rows: int, settings: int, budget: int, seed: int) -> Generator[list[Trial], list[float], Tuned]:
    """Yield lists of trials, receive their losses, and return the chosen setting and its expected loss."""
    luck = np.random.default_rng(seed)
    # Every row serves twice here: it chooses settings for others, and it judges a choice that it had no part in.
    # Choosing inside each outer part and once more on all rows costs (OUTER + 1) times INNER fits per setting.
    tried = min(settings, (budget - OUTER) // ((OUTER + 1) * INNER))
    candidates = luck.permutation(settings)[:tried]                 # (tried,): a random part, if not all can be paid

    honest = []                                                     # one loss per row set that no choice has seen
    for train, valid in folds(np.arange(rows), OUTER, luck):
        losses = yield trials(candidates, train, luck)              # the inner search sees the rows of train only
        losses = yield [(chosen(candidates, losses), train, valid)]
        honest.append(losses[0])

    losses = yield trials(candidates, np.arange(rows), luck)        # the same search once more, now on all rows
    # What was estimated is the whole procedure, search included; its estimate never took part in a choice.
    return chosen(candidates, losses), float(np.mean(honest))


def trials(candidates: np.ndarray, rows: np.ndarray, luck: np.random.Generator) -> list[Trial]:
    """Return each candidate on each of INNER folds of these rows, one candidate after the other."""
    parts = folds(rows, INNER, luck)                                # the same folds for all: a fair comparison
    return [(int(setting), train, valid) for setting in candidates for train, valid in parts]


def chosen(candidates: np.ndarray, losses: list[float]) -> int:
    """Return the candidate with the least mean loss over its folds."""
    return int(candidates[np.argmin(np.reshape(losses, (-1, INNER)).mean(axis=1))])


def folds(rows: np.ndarray, parts: int, luck: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Deal rows at random into parts; return (all others, the part) for each."""
    pieces = np.array_split(luck.permutation(rows), parts)
    return [(np.concatenate(pieces[:i] + pieces[i + 1 :]), piece) for i, piece in enumerate(pieces)]


class Run:
    """Runs a search one list of trials at a time; the desk calls this. Leave it as it is."""

    def __init__(self, rows: int, settings: int, budget: int, seed: int) -> None:
        self.steps = search(rows, settings, budget, seed)
        self.answer = None
        self.trials = self.next(None)

    def tell(self, losses: list[float]) -> None:
        """Take the losses of the trials that were asked for last, in their order."""
        self.trials = self.next([float(loss) for loss in losses])

    def next(self, losses):
        """Return the next list of trials, or an empty one when the search has returned its answer."""
        try:
            return [(int(setting), np.asarray(train), np.asarray(valid)) for setting, train, valid in
                    self.steps.send(losses)]
        except StopIteration as end:
            self.answer = end.value
            return []
