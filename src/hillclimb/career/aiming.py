"""What a posting asks of the plan: the level of each skill, and a role raised to what planned postings ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from hillclimb.content import Role, SkillGraph
from hillclimb.record import Event, PostingDropped, PostingPlanned

if TYPE_CHECKING:
    from hillclimb.career.postings import Reading

# The level (0-5) at which a posting of a seniority asks for a skill; one that is only welcome is a level lower.
LEVELS = {"junior": 2, "mid": 3, "senior": 4, "": 3}


def levels_of(reading: Reading, graph: SkillGraph) -> Mapping[str, int]:
    """Return skill -> the level that a posting asks for, as far as the pack knows the skill."""
    level = LEVELS[reading.stated.seniority]
    found = dict.fromkeys(reading.asked, level)
    found.update({skill: max(level - 1, 1) for skill in reading.welcome})
    return {skill: level for skill, level in found.items() if skill in graph}


def planned(events: Iterable[Event]) -> Mapping[str, Mapping[str, float]]:
    """Return posting -> skill UUID -> level, of the postings that the plan was raised to."""
    found: dict[str, Mapping[str, float]] = {}
    for event in events:
        match event.fact:
            case PostingPlanned(posting=posting, levels=levels):
                found.pop(posting, None)
                if levels:
                    found[posting] = levels
            case PostingDropped(posting=posting):
                found.pop(posting, None)
    return found


def raised(role: Role, graph: SkillGraph, levels: Iterable[Mapping[str, float]]) -> Role:
    """Return a role that asks for at least these levels (skill UUID -> level) as well."""
    wanted = dict(role.levels)
    for more in levels:
        for uuid, level in more.items():
            slug = graph.by_uuid.get(uuid)
            if slug is not None:
                wanted[slug] = min(max(wanted.get(slug, 0), int(level)), 5)
    return role if wanted == dict(role.levels) else replace(role, levels=wanted)
