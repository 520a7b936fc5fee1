"""The map: where each skill stands on it, and how a belief is drawn; places never depend on progress."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hillclimb.actions import State
from hillclimb.content import Area, Pack, SkillGraph
from hillclimb.learner import Belief

KNOWN = 0.85
_RADIUS = 9.0
_COLUMN, _ROW = 34.0, 32.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A skill on the map: its place, its belief, and the arc (an SVG path) from the low to the high end of it.

    `asked` is the level that the role asks for, 0 where it asks for none; `words` is the name in short lines.
    """

    slug: str
    title: str
    area: str
    x: float
    y: float
    belief: Belief
    arc: str
    asked: int
    done: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The whole picture: its size, the skills, and the lines from each that is needed to each that needs it."""

    width: float
    height: float
    spots: Mapping[str, Spot]
    lines: tuple[tuple[Spot, Spot], ...]
    areas: tuple[tuple[Area, tuple[Spot, ...]], ...]

    def free_side(self, slug: str) -> str:
        """Return where a name beside a skill hides least: "start" (on its right), "end" (on its left) or "middle"."""
        here = self.spots[slug]
        row = [spot.x - here.x for spot in self.spots.values() if abs(spot.y - here.y) < _RADIUS and spot is not here]
        right = min([gap for gap in row if gap > 0] + [self.width - here.x])
        left = min([-gap for gap in row if gap < 0] + [here.x])
        needed = 30 + 8 * len(here.title)
        if max(right, left) < needed:
            return "middle"
        return "start" if right >= needed else "end"


def draw_map(state: State, *, across: float = 1.0, up: float = 1.0) -> Atlas:
    """Return the map of a pack with what is believed about the learner, stretched to make room for names."""
    stored = _places(state.pack.folder, state.pack)
    places = {slug: (x * across, y * up) for slug, (x, y) in stored.items()}
    pack, beliefs = state.pack, state.beliefs
    levels = state.role.levels if state.profile is not None else {}
    spots = {
        slug: Spot(
            slug=slug,
            title=skill.title,
            area=skill.area,
            x=places[slug][0],
            y=places[slug][1],
            belief=beliefs[slug],
            arc=arc(places[slug][0], places[slug][1], belief=beliefs[slug]),
            asked=levels.get(slug, 0),
            done=beliefs[slug].p >= KNOWN,
            words=tuple(textwrap.wrap(skill.title, 16)),
        )
        for slug, skill in pack.graph.skills.items()
    }
    lines = tuple(
        (spots[need], spots[slug]) for slug, skill in pack.graph.skills.items() for need in skill.needs if need in spots
    )
    order = {slug: index for index, slug in enumerate(pack.graph.order)}
    areas = tuple(
        (area, tuple(sorted((s for s in spots.values() if s.area == area.slug), key=lambda s: order[s.slug])))
        for area in pack.areas
    )
    return Atlas(
        width=max((spot.x for spot in spots.values()), default=0.0) + 24 * across,
        height=max((spot.y for spot in spots.values()), default=0.0) + 24 * up,
        spots=spots,
        lines=lines,
        areas=tuple(item for item in areas if item[1]),
    )


def arc(x: float, y: float, *, belief: Belief, radius: float = _RADIUS) -> str:
    """Return the path of the ring's arc from `low` to `high`, clockwise with 0 and 1 at the top."""
    low = min(max(belief.low, 0.0), 0.98)
    high = min(max(belief.high, low + 0.02), 0.9999)  # never nothing, never the whole circle
    start, end = low * 2 * math.pi, high * 2 * math.pi
    large = int(end - start > math.pi)
    return (
        f"M{x + radius * math.sin(start):.1f} {y - radius * math.cos(start):.1f}"
        f"A{radius:g} {radius:g} 0 {large} 1 {x + radius * math.sin(end):.1f} {y - radius * math.cos(end):.1f}"
    )


@lru_cache(maxsize=4)
def _stored(path: Path) -> Mapping[str, tuple[float, float]]:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return {slug: (float(x), float(y)) for slug, (x, y) in body["skills"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _places(folder: Path, pack: Pack) -> Mapping[str, tuple[float, float]]:
    """Return the places in the pack's map.json, or worked out anew where it does not hold every skill."""
    stored = _stored(folder / "map.json")
    return stored if all(slug in stored for slug in pack.graph) else lay_out(pack.graph)


def lay_out(graph: SkillGraph) -> Mapping[str, tuple[float, float]]:
    """Return places for a pack without a map: by depth from the bottom up, each near the middle of what it needs."""
    depth: dict[str, int] = {}
    for slug in graph.order:
        depth[slug] = max((depth[need] + 1 for need in graph[slug].needs), default=0)
    rows: dict[int, list[str]] = {}
    for slug in graph.order:
        rows.setdefault(depth[slug], []).append(slug)
    widest = max((len(row) for row in rows.values()), default=1)
    top = max(rows, default=0)
    places: dict[str, tuple[float, float]] = {}
    for level in sorted(rows):
        row = sorted(rows[level], key=lambda slug: _middle(graph, slug, places))
        step = widest / len(row)
        for index, slug in enumerate(row):
            places[slug] = (24 + _COLUMN * (index + 0.5) * step, 24 + _ROW * (top - level))
    return places


def _middle(graph: SkillGraph, slug: str, places: Mapping[str, tuple[float, float]]) -> float:
    needs = [places[need][0] for need in graph[slug].needs if need in places]
    return sum(needs) / len(needs) if needs else 0.0
