"""How far evidence reaches through the graph: down to what a skill needs, up to what builds on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hillclimb.content import SkillGraph

# The share of an answer that counts at each step away; further away it is dropped. What the graph says outright (who
# can do it has what it needs) counts most; that a failure keeps all above out counts less, because people know
# odd things; the other two directions count little. Chosen on simulated learners (docs/why/beliefs.md).
SUCCESS_BELOW = (0.7, 0.5, 0.3, 0.2)
SUCCESS_ABOVE = (0.3, 0.15)
FAILURE_ABOVE = (0.4, 0.2, 0.1)
FAILURE_BELOW = (0.15, 0.08)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A skill that evidence reaches, with the share that counts there; `below` if it is needed by the source."""

    skill: str
    share: float
    below: bool


class Reaches:
    """For each skill, where success and failure on it reach; worked out once when first asked for."""

    def __init__(self, graph: SkillGraph) -> None:
        self._graph = graph
        self._found: dict[tuple[str, bool], tuple[Reach, ...]] = {}

    def of(self, slug: str, *, right: bool) -> tuple[Reach, ...]:
        """Return where a success (or a failure) on a skill reaches, nearest first, in a fixed order."""
        key = (slug, right)
        if key not in self._found:
            down, up = (SUCCESS_BELOW, SUCCESS_ABOVE) if right else (FAILURE_BELOW, FAILURE_ABOVE)
            below = _rings(slug, self._needs, down, below=True)
            above = _rings(slug, self._graph.opens.__getitem__, up, below=False)
            self._found[key] = (*below, *above)
        return self._found[key]

    def _needs(self, slug: str) -> tuple[str, ...]:
        return self._graph[slug].needs


def reaches(graph: SkillGraph) -> Reaches:
    """Return the reach of evidence through a graph."""
    return Reaches(graph)


def _rings(
    slug: str, next_to: Callable[[str], Iterable[str]], shares: tuple[float, ...], *, below: bool
) -> tuple[Reach, ...]:
    found: list[Reach] = []
    seen, ring = {slug}, [slug]
    for share in shares:
        ring = [name for at in ring for name in next_to(at) if name not in seen]
        ring = list(dict.fromkeys(ring))
        seen.update(ring)
        found += [Reach(skill=name, share=share, below=below) for name in ring]
    return tuple(found)
