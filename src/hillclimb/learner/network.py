"""The map as a Bayesian network: who has a skill most likely has what it needs; particles carry what answers say.

A skill is had with a probability that rises with the learner's level in its area, and hardly ever while something that
it needs is missing (noisy-AND). The levels of areas hang together through one general level; how much, and how often
somebody has a skill without its needs, differs between people and is inferred too. Inference is sequential Monte Carlo:
weigh the particles by the answer, draw them anew, and move each by sweeps of Gibbs sampling.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hillclimb.ground import Seed
from hillclimb.learner.gauss import sigmoid

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    from hillclimb.content import SkillGraph

    Floats: TypeAlias = NDArray[np.float32]
    Ints: TypeAlias = NDArray[np.int64]

PARTICLES = 1600
SWEEPS = 1
# Levels in standard deviations, and how steeply having a skill rises with the level of its area.
_GRID = tuple(-2.4 + 0.6 * i for i in range(9))
SLOPE = 1.7
# Four kinds of people: how far one level stands for all areas, how often a skill is had without its needs, how common.
KINDS = ((0.85, 0.04, 0.3), (0.65, 0.1, 0.25), (0.45, 0.18, 0.25), (0.25, 0.3, 0.2))
# A prior chance is somebody's guess: so much of it is believed, the rest is what is usual once all needs are met; and
# no skill is harder or easier than so many standard deviations.
TRUST, USUAL, HARDEST = 0.35, 0.75, 2.0
# Logits above the middling question for those who have a skill, below it for those who have not; and a slip.
HAVING, LACKING, SLIP = 2.6, 3.2, 0.04
# A right answer after much longer than a question takes is the more likely luck: up to so much more, between these.
SLOW_LUCK, SLOW_FROM, SLOW_TO = 0.15, 180.0, 600.0
_SURE = 0.003


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer as the network takes it in: the skill's slug, and its chance if the skill is had and if it is not."""

    skill: str
    if_had: float
    if_not: float


def reply(skill: str, outcome: str, *, difficulty: float, guess: float, seconds: float = 0.0) -> Reply:
    """Return what an answer says: `right`, `wrong` or an honest `unknown`."""
    if outcome == "unknown":
        return Reply(skill=skill, if_had=0.04, if_not=0.9)
    if outcome == "right" and seconds > SLOW_FROM:
        guess = guess + SLOW_LUCK * min(1.0, (seconds - SLOW_FROM) / (SLOW_TO - SLOW_FROM))
    had, lacking = chances(difficulty, guess)
    if outcome == "right":
        return Reply(skill=skill, if_had=had, if_not=lacking)
    return Reply(skill=skill, if_had=1.0 - had, if_not=1.0 - lacking)


def chances(difficulty: float, guess: float) -> tuple[float, float]:
    """Return the chances of a right answer with and without the skill."""
    d = min(max(difficulty, -4.0), 4.0) if difficulty == difficulty else 0.0
    g = min(max(guess, 0.0), 0.6) if guess == guess else 0.25
    span = 1.0 - g - SLIP
    return g + span * sigmoid(HAVING - d), g + span * sigmoid(-LACKING - d)


@dataclass(frozen=True)
class Frame:
    """What stays the same while a placement goes on: the graph as arrays and the tables of probabilities."""

    names: tuple[str, ...]
    area: Ints
    needs: Floats
    batches: tuple[_Batch, ...]
    had: Floats

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Slug -> column."""
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def areas(self) -> tuple[Ints, ...]:
        """The columns of each area."""
        import numpy as np

        return tuple(np.flatnonzero(self.area == number) for number in range(int(self.area.max(initial=0)) + 1))

    @cached_property
    def log_had(self) -> Floats:
        """Log P(had | level, nothing missing), column by level."""
        import numpy as np

        found: Floats = np.log(self.had)
        return found

    @cached_property
    def log_not(self) -> Floats:
        """Log P(not had | level), kind (0 for nothing missing, then 1 + kind) by column by level."""
        import numpy as np

        leaks = np.array([1.0, *(kind[1] for kind in KINDS)], dtype=np.float32)
        found: Floats = np.log1p(-leaks[:, None, None] * self.had[None])
        return found


@dataclass(frozen=True)
class _Batch:
    """Columns that can be drawn at once: none needs another, and no skill needs two of them."""

    columns: Ints
    parents: Ints
    children: Ints
    gather: Floats


@dataclass(frozen=True)
class Network:
    """What is believed about every skill after some replies: particles, one row each. `known` is the average.

    `kinds`, `general` and `levels` are numbers of kinds and of grid points.
    """

    frame: Frame
    seed: Seed
    replies: tuple[Reply, ...]
    x: Floats
    kinds: Ints
    general: Ints
    levels: Ints
    known: Floats

    def after(self, given: Reply) -> Network:
        """Return the network after one more reply; the same one for the same seed and replies."""
        import numpy as np

        if given.skill not in self.frame.index:
            return replace(self, replies=(*self.replies, given))
        rng = np.random.default_rng(list(self.seed.child("reply", len(self.replies)).key))
        column = self.frame.index[given.skill]
        weights = np.where(self.x[:, column] > 0.5, given.if_had, given.if_not).astype(np.float64)
        weights /= weights.sum()
        count = len(weights)
        spots = (np.arange(count) + rng.random()) / count
        rows = np.minimum(np.searchsorted(np.cumsum(weights), spots), count - 1)
        state = _Sweep(self, rows, (*self.replies, given))
        known = sum(state.sweep(rng) for _ in range(SWEEPS)) / SWEEPS
        return Network(
            frame=self.frame,
            seed=self.seed,
            replies=state.replies,
            x=state.x,
            kinds=state.kinds,
            general=state.general,
            levels=state.levels,
            known=np.clip(known, _SURE, 1.0 - _SURE),
        )

    @cached_property
    def chances(self) -> Mapping[str, float]:
        """Slug -> the probability that the skill is had."""
        return {name: float(p) for name, p in zip(self.frame.names, self.known, strict=True)}

    def entropy_after(self, skills: Sequence[str], shapes: Sequence[tuple[float, float]]) -> list[float]:
        """Return the expected entropy of the whole map, in bits, after a question on each skill.

        `shapes` are the chances of a right answer with and without the skill.
        """
        import numpy as np

        columns = np.array([self.frame.index[skill] for skill in skills])
        had, lacking = (np.array(side, dtype=np.float32)[:, None] for side in zip(*shapes, strict=True))
        p = self.x.mean(0)
        both = self.x[:, columns].T @ self.x / np.float32(len(self.x))
        right = had * p[columns][:, None] + lacking * (1 - p[columns][:, None])
        if_right = (had * both + lacking * (p - both)) / right
        if_wrong = ((1 - had) * both + (1 - lacking) * (p - both)) / (1 - right)
        found = right[:, 0] * _entropies(if_right) + (1 - right[:, 0]) * _entropies(if_wrong)
        return [float(value) for value in found]


def network(graph: SkillGraph, chances: Mapping[str, float], seed: Seed, *, proven: Collection[str] = ()) -> Network:
    """Return the network before any reply, in which each skill is had with about the chance that is believed so far.

    What is `proven` is taken as it is; what is not is somebody's guess and is believed by a third.
    """
    import numpy as np

    rng = np.random.default_rng(list(seed.child("begin").key))
    names = graph.order
    index = {name: number for number, name in enumerate(names)}
    areas = {area: number for number, area in enumerate(dict.fromkeys(graph[name].area for name in names))}
    area = np.array([areas[graph[name].area] for name in names], dtype=np.int64)
    needs = np.zeros((len(names), len(names)), dtype=np.float32)
    for name in names:
        for need in graph[name].needs:
            needs[index[need], index[name]] = 1.0
    shares = np.cumsum([kind[2] for kind in KINDS])
    kinds = np.searchsorted(shares / shares[-1], (np.arange(PARTICLES) + 0.5) / PARTICLES).astype(np.int64)
    rng.shuffle(kinds)
    general = _drawn(np.broadcast_to(_log_bell(0.0, 1.0), (PARTICLES, len(_GRID))), rng)
    tied = _ties()
    levels = np.stack([_drawn(tied[kinds, general], rng) for _ in areas], axis=1)
    x = np.zeros((PARTICLES, len(names)), dtype=np.float32)
    had = np.zeros((len(names), len(_GRID)), dtype=np.float32)
    leak = np.array([kind[1] for kind in KINDS])[kinds]
    offers = np.linspace(-7.0, 7.0, 281)
    usual = np.abs(offers) <= HARDEST
    curves = 1.0 / (1.0 + np.exp(-SLOPE * (np.array(_GRID)[None] - offers[:, None])))
    for name in names:
        column = index[name]
        at = levels[:, area[column]]
        open_ = np.where((1 - x) @ needs[:, column] > 0.5, leak, 1.0)
        share = np.bincount(at, weights=open_, minlength=len(_GRID)) / PARTICLES
        trust = 1.0 if name in proven else TRUST
        aim = trust * chances[name] + (1.0 - trust) * USUAL * float(share.sum())
        miss = np.abs(curves @ share - aim)
        hard = int(np.where(usual | (name in proven), miss, 2.0).argmin())
        had[column] = np.clip(curves[hard], 1e-4, 1 - 1e-4)
        x[:, column] = rng.random(PARTICLES) < had[column][at] * open_
    frame = Frame(names=names, area=area, needs=needs, batches=_batches(needs), had=had)
    known = np.clip(x.mean(0), _SURE, 1.0 - _SURE)
    return Network(frame=frame, seed=seed, replies=(), x=x, kinds=kinds, general=general, levels=levels, known=known)


class _Sweep:
    """Particles on the move."""

    def __init__(self, net: Network, rows: Ints, replies: tuple[Reply, ...]) -> None:
        import numpy as np

        self.frame, self.replies = net.frame, replies
        self.x, self.kinds = net.x[rows], net.kinds[rows]
        self.general, self.levels = net.general[rows], net.levels[rows]
        self.leaks = np.array([kind[1] for kind in KINDS], dtype=np.float32)
        self.said = np.zeros(len(net.frame.names), dtype=np.float32)
        for reply in replies:
            if reply.skill in net.frame.index:
                self.said[net.frame.index[reply.skill]] += math.log(reply.if_had / reply.if_not)

    def sweep(self, rng: np.random.Generator) -> Floats:
        """Move every part of every particle once; return the average chance of each skill on the way."""
        self._draw_levels(rng)
        self._draw_general(rng)
        self._draw_kinds(rng)
        return self._draw_skills(rng)

    def _draw_skills(self, rng: np.random.Generator) -> Floats:
        import numpy as np

        frame, x = self.frame, self.x
        count = len(x)
        leak = self.leaks[self.kinds][:, None]
        columns = np.arange(len(frame.names))
        had = frame.had[columns, self.levels[:, frame.area]]
        # What a skill says about a need of its own whose absence alone would keep it out.
        if_not = np.log((1.0 - had) / (1.0 - leak * had))
        if_had = -np.log(leak)
        says = np.where(x > 0.5, if_had, if_not)
        missing = (1.0 - x) @ frame.needs
        known = np.zeros(len(frame.names), dtype=np.float32)
        for batch in frame.batches:
            cols = batch.columns
            p = had[:, cols] * np.where(missing[:, cols] > 0.5, leak, 1.0)
            odds = np.log(p / (1.0 - p)) + self.said[cols]
            if len(batch.children):
                alone = missing[:, batch.children] - (1.0 - x[:, batch.parents]) < 0.5
                odds += (says[:, batch.children] * alone) @ batch.gather
            chance = 1.0 / (1.0 + np.exp(-odds))
            known[cols] = chance.mean(0)
            new = (rng.random((count, len(cols)), dtype=np.float32) < chance).astype(np.float32)
            missing += (x[:, cols] - new) @ frame.needs[cols]
            x[:, cols] = new
            says[:, cols] = np.where(new > 0.5, if_had, if_not[:, cols])
        self.missing = missing
        return known

    def _draw_levels(self, rng: np.random.Generator) -> None:
        import numpy as np

        frame, tied = self.frame, _ties()[self.kinds, self.general]
        missing = (1.0 - self.x) @ frame.needs > 0.5
        self.bad = missing
        lacks = 1.0 - self.x
        free, barred = lacks * ~missing, lacks * missing
        for number, cols in enumerate(frame.areas):
            odds = tied + self.x[:, cols] @ frame.log_had[cols] + free[:, cols] @ frame.log_not[0, cols]
            for kind in range(len(KINDS)):
                rows = np.flatnonzero(self.kinds == kind)
                odds[rows] += barred[np.ix_(rows, cols)] @ frame.log_not[1 + kind, cols]
            self.levels[:, number] = _drawn(odds, rng)

    def _draw_general(self, rng: np.random.Generator) -> None:
        import numpy as np

        tied = _ties().transpose(0, 2, 1)  # kind, level, general
        odds = np.tile(_log_bell(0.0, 1.0), (len(self.x), 1))
        for number in range(self.levels.shape[1]):
            odds += tied[self.kinds, self.levels[:, number]]
        self.general = _drawn(odds, rng)

    def _draw_kinds(self, rng: np.random.Generator) -> None:
        import numpy as np

        frame, tied = self.frame, _ties()
        at = self.levels[:, frame.area]
        columns = np.arange(len(frame.names))
        with_ = (self.x * self.bad).sum(1)
        without = (1.0 - self.x) * self.bad
        odds = np.zeros((len(self.x), len(KINDS)), dtype=np.float32)
        for kind, (_, leak, share) in enumerate(KINDS):
            odds[:, kind] = math.log(share) + with_ * math.log(leak)
            odds[:, kind] += (without * frame.log_not[1 + kind][columns, at]).sum(1)
            for number in range(self.levels.shape[1]):
                odds[:, kind] += tied[kind, self.general, self.levels[:, number]]
        self.kinds = _drawn(odds, rng)


def _log_bell(mean: float, sd: float) -> Floats:
    """Return the log-probabilities of the grid points under a normal distribution."""
    import numpy as np

    odds = -0.5 * ((np.array(_GRID) - mean) / sd) ** 2
    found: Floats = (odds - np.log(np.exp(odds).sum())).astype(np.float32)
    return found


def _ties() -> Floats:
    """Return log P(level of an area | general level): kind by general by level."""
    import numpy as np

    return np.array([[_log_bell(tie * g, math.sqrt(1.0 - tie * tie)) for g in _GRID] for tie, _, _ in KINDS])


def _drawn(odds: Floats, rng: np.random.Generator) -> Ints:
    """Return one draw per row from unnormalised log-probabilities."""
    import numpy as np

    p = np.exp(odds - odds.max(1, keepdims=True))
    heaps = np.cumsum(p, axis=1)
    found: Ints = (heaps < rng.random((len(p), 1)) * heaps[:, -1:]).sum(1).clip(0, p.shape[1] - 1)
    return found


def _entropies(p: Floats) -> Floats:
    """Return the sum of entropies of each row, in bits."""
    import numpy as np

    p = np.clip(p, 1e-6, 1 - 1e-6)
    found: Floats = -(p * np.log2(p) + (1 - p) * np.log2(1 - p)).sum(1)
    return found


def _batches(needs: Floats) -> tuple[_Batch, ...]:
    import numpy as np

    near = (needs + needs.T + needs @ needs.T) > 0.5
    colour = np.full(len(needs), -1)
    for column in range(len(needs)):
        taken = set(colour[near[column]].tolist())
        colour[column] = next(number for number in range(len(needs) + 1) if number not in taken)
    found = []
    for number in range(int(colour.max(initial=-1)) + 1):
        columns = np.flatnonzero(colour == number)
        place = {int(column): spot for spot, column in enumerate(columns)}
        parents, children = np.nonzero(needs * (colour == number)[:, None])
        gather = np.zeros((len(parents), len(columns)), dtype=np.float32)
        for edge, parent in enumerate(parents):
            gather[edge, place[int(parent)]] = 1.0
        found.append(_Batch(columns=columns, parents=parents, children=children, gather=gather))
    return tuple(found)
