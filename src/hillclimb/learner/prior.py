"""What is believed before anything was seen: from the depth of a skill and the declared background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hillclimb.content import Skill, SkillGraph

# Logits of solving a typical task alone, for somebody of whom nothing is known.
BASE = -4.9
PER_STEP = 0.15
DEEPEST = 10
# Logits for a declared level 0-5, and how much a step of depth takes from it.
_DECLARED = (BASE, -2.5, -0.2, 3.7, 5.6, 7.0)
_DECLARED_PER_STEP = 0.05
# The variance of that: wide, because nobody has shown anything yet.
VARIANCE = 4.0**2
# So much of it is shared by all skills: what somebody shows here says a little about everything.
GENERAL_VARIANCE = 1.0


def depths(graph: SkillGraph) -> Mapping[str, int]:
    """Return skill slug -> the length of the longest chain of skills below it."""
    found: dict[str, int] = {}
    for slug in graph.order:
        found[slug] = max((found[need] + 1 for need in graph[slug].needs), default=0)
    return found


def base(depth: int) -> float:
    """Return the prior logit of a skill so deep in the graph: deeper starts lower."""
    return BASE - PER_STEP * min(depth, DEEPEST)


def declared_level(skill: Skill, background: str) -> int:
    """Return the level (0-5) that a background stands for; 0 for a background the pack does not know."""
    return min(max(skill.prior.get(background, 0), 0), len(_DECLARED) - 1)


def declared_weight(skill: Skill, background: str, depth: int) -> float:
    """Return how many logits a declared background adds to a skill, never negative."""
    level = declared_level(skill, background)
    if level == 0:
        return 0.0
    return max(0.0, _DECLARED[level] - _DECLARED_PER_STEP * min(depth, DEEPEST) - base(depth))
