"""Adaptive placement: which question tells most about the whole map, and when enough is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

from hillclimb.ground import Seed
from hillclimb.learner.gauss import STRETCH
from hillclimb.learner.model import Beliefs
from hillclimb.learner.network import Network, Reply, chances, network, reply
from hillclimb.record import QuestionAnswered

if TYPE_CHECKING:
    from hillclimb.content import Question, SkillGraph

# A number cannot be guessed; this is what a lucky slip of the pen is worth.
GUESS_NUMBER = 0.02
# Enough is known when the average skill in question is right with this probability.
KNOWN = 0.92
FEWEST = 10
MOST = 22
# More than so many questions on one skill belong to a quiz.
MOST_EACH = 3
# Shifts smaller than this are not worth keeping.
_LEAST_SHIFT = 0.02
_KEPT = 64
_NORMAL = NormalDist()


@dataclass(frozen=True, kw_only=True)
class Session:
    """A placement under way: the network after the answers so far, and the chances `before` the newest of them."""

    graph: SkillGraph
    network: Network
    before: Mapping[str, float]

    def after(self, fact: QuestionAnswered) -> Session:
        """Return the session after one more answer; one on a skill that is gone changes nothing."""
        slug = self.graph.by_uuid.get(fact.skill)
        if slug is None or fact.outcome not in ("right", "wrong", "unknown"):
            return self
        given = reply(slug, fact.outcome, difficulty=fact.difficulty, guess=fact.guess, seconds=fact.seconds)
        before = self.network.chances if self.network.replies else self.before
        return replace(self, network=_moved(_Start(self.network), given), before=before)

    def told(self, fact: QuestionAnswered) -> QuestionAnswered:
        """Return the newest answer with how far it moved every skill: what the record keeps.

        The first answer also brings what was believed so far into line with the map.
        """
        shifts: dict[str, float] = {}
        for slug, p in self.network.chances.items():
            shift = _scaled(p) - _scaled(self.before[slug])
            if abs(shift) >= _LEAST_SHIFT or self.graph[slug].uuid == fact.skill:
                shifts[self.graph[slug].uuid] = round(shift, 3)
        return replace(fact, shifts=shifts)


def placing(graph: SkillGraph, prior: Beliefs, answers: Iterable[QuestionAnswered], *, seed: Seed) -> Session:
    """Return a placement that began with these beliefs, after its answers; the same for the same seed.

    Networks are kept for the next call, so that a placement asked one question at a time does each answer once.
    """
    before = {slug: prior[slug].p for slug in graph.order}
    proven = frozenset(slug for slug in graph.order if prior[slug].proven)
    session = Session(graph=graph, network=_begun(_Map(graph), tuple(before.values()), proven, seed), before=before)
    for fact in answers:
        session = session.after(fact)
    return session


def next_question(  # noqa: PLR0913 - what is asked about, each by name
    graph: SkillGraph,
    beliefs: Beliefs,
    questions: Mapping[str, Question],
    *,
    asked: Container[str],
    only_skills: Collection[str] | None = None,
    session: Session | None = None,
) -> Question | None:
    """Return the question (never one asked before) that leaves the whole map clearest, or None when none is left.

    At most three are asked about one skill. Without a session the map is taken as the beliefs have it. Ties go to the
    order of the pack.
    """
    done = Counter(question.skill for uuid, question in questions.items() if uuid in asked)
    left = [
        question
        for uuid, question in questions.items()
        if uuid not in asked
        and question.skill in graph
        and done[question.skill] < MOST_EACH
        and (only_skills is None or question.skill in only_skills)
    ]
    if not left:
        return None
    net = (session or placing(graph, beliefs, (), seed=Seed.of("map"))).network
    shapes = [chances(question.difficulty, guess_of(question)) for question in left]
    clear = net.entropy_after([question.skill for question in left], shapes)
    return left[min(range(len(left)), key=lambda spot: (round(clear[spot], 6), spot))]


def placement_done(
    beliefs: Beliefs, asked_count: int, *, among: Iterable[str] | None = None, most: int = MOST
) -> str | None:
    """Return why a placement should end now: `known`, `length`, or None to go on.

    `among` are the skills that its questions can tell about (all by default).
    """
    if asked_count >= most:
        return "length"
    if asked_count >= FEWEST and certainty(beliefs, among=among) >= KNOWN:
        return "known"
    return None


def certainty(beliefs: Beliefs, *, among: Iterable[str] | None = None) -> float:
    """Return the expected share of skills that would be called right (known or not) today; 1 for no skill at all."""
    names = [slug for slug in (beliefs.skills if among is None else among) if slug in beliefs.skills]
    if not names:
        return 1.0
    return sum(max(beliefs[slug].p, 1.0 - beliefs[slug].p) for slug in names) / len(names)


def guess_of(question: Question) -> float:
    """Return the chance of a right answer without the skill."""
    return 1.0 / len(question.choices) if question.choices else GUESS_NUMBER


def _scaled(p: float) -> float:
    """Return the logit of an average, on the curve that beliefs use."""
    return STRETCH * _NORMAL.inv_cdf(min(max(p, 0.003), 0.997))


class _Map:
    """A graph as a key: what the network reads of it."""

    def __init__(self, graph: SkillGraph) -> None:
        self.graph = graph
        self._shape = tuple((slug, graph[slug].area, graph[slug].needs) for slug in graph.order)

    def __hash__(self) -> int:
        return hash(self._shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Map) and other._shape == self._shape


@lru_cache(maxsize=4)
def _begun(shape: _Map, p: tuple[float, ...], proven: frozenset[str], seed: Seed) -> Network:
    return network(shape.graph, dict(zip(shape.graph.order, p, strict=True)), seed, proven=proven)


class _Start:
    """A network as a key: itself, and nothing else."""

    def __init__(self, net: Network) -> None:
        self.net = net

    def __hash__(self) -> int:
        return id(self.net)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Start) and other.net is self.net


@lru_cache(maxsize=_KEPT)
def _moved(start: _Start, given: Reply) -> Network:
    return start.net.after(given)
