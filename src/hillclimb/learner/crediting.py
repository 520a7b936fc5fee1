"""What a judged lab says about cards: a pass used what they hold, a failure shows which of them to look at again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hillclimb.content import Lab, SkillGraph
from hillclimb.record import LabGraded

# The chance that a passed lab used a card, as good as a review: one of what it teaches (times the lab's share), of what
# it names as needed, of what a taught skill needs, and of what that needs. Judgements, not measured: see
# docs/why/memory.md.
TAUGHT = 0.6
NAMED = 0.35
NEEDED = 0.3
BELOW = 0.15
# A hint told what a card would have asked.
HINT_KEEPS = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What ties labs to cards: the graph, and the labs of the pack by UUID."""

    graph: SkillGraph
    labs: Mapping[str, Lab]


def credit_of(fact: LabGraded, ties: Ties) -> Mapping[str, float]:
    """Return skill slug -> the chance (0-1) that a passed lab used each of its cards; none if its solution was read."""
    found: dict[str, float] = {}
    if fact.shown:
        return found

    def give(slug: str, part: float) -> None:
        if slug in ties.graph:
            found[slug] = max(found.get(slug, 0.0), part)

    for slug, share in _taught(fact, ties.graph):
        give(slug, TAUGHT * share)
        for need in ties.graph[slug].needs:
            give(need, NEEDED * share)
            for below in ties.graph[need].needs:
                give(below, BELOW * share)
    lab = ties.labs.get(fact.lab)
    for need in lab.needs if lab is not None else ():
        give(need, NAMED)
    kept = HINT_KEEPS ** min(max(fact.hints, 0), 10)
    return {slug: part * kept for slug, part in found.items()}


def pulled(fact: LabGraded, ties: Ties) -> tuple[str, ...]:
    """Return the skills whose cards a failed lab pulls forward: those that its failed checks point to, else its needs.

    A lab that is gone, or names no needs, stands for what its taught skills need.
    """
    graph = ties.graph
    pointed = dict.fromkeys(lesson for lesson in _lessons(fact.verdict) if lesson in graph)
    if pointed:
        return tuple(pointed)
    lab = ties.labs.get(fact.lab)
    if lab is not None and lab.needs:
        return tuple(need for need in lab.needs if need in graph)
    return tuple(dict.fromkeys(need for slug, _ in _taught(fact, graph) for need in graph[slug].needs))


def _taught(fact: LabGraded, graph: SkillGraph) -> Iterator[tuple[str, float]]:
    for uuid, weight in fact.teaches.items():
        share = min(max(weight, 0.0), 1.0) if math.isfinite(weight) else 0.0
        for slug, part in graph.heirs(uuid):
            if share * part > 0.0:
                yield slug, share * part


def _lessons(verdict: Mapping[str, object]) -> Iterator[str]:
    checks = verdict.get("checks")
    for check in checks if isinstance(checks, list | tuple) else ():
        if isinstance(check, Mapping) and check.get("outcome") == "failed" and isinstance(check.get("lesson"), str):
            yield check["lesson"]
