"""Rules about advice: that it names only what the pack has, and that its words can be found."""

from __future__ import annotations

from collections.abc import Iterator

from hillclimb.content.model import Problem
from hillclimb.content.reading import Found
from hillclimb.content.tables import nearest


def strange_names(found: Found) -> Iterator[Problem]:
    """Rule V001: advice names only skills, labs and roles that the pack defines."""
    skills = {skill.slug for skill in found.skills}
    labs = {lab.slug for lab in found.labs}
    roles = {role.slug for role in found.roles}
    advice = found.advice
    named = [(one.place, "skill", slug) for one in advice.patterns for slug in one.skills]
    named += [(one.place, "skill", slug) for one in advice.criteria for slug in one.skills]
    named += [(one.place, "lab", one.lab) for one in advice.patterns if one.lab]
    named += [(day.place, "role", day.role) for day in advice.days]
    named += [(day.place, "lab", one.lab) for day in advice.days for one in day.tries if one.lab]
    named += [(day.place, "skill", one.skill) for day in advice.days for one in day.tries if one.skill]
    known = {"skill": skills, "lab": labs, "role": roles}
    for place, kind, slug in named:
        if slug not in known[kind]:
            message = f"advice names the {kind} {slug!r}, which no file defines"
            yield Problem(rule="V001", place=place, message=message, hint=nearest(slug, known[kind]))


def thin_advice(found: Found) -> Iterator[Problem]:
    """Rule V002: a pattern has words for data and for pains, a check weighs 1 to 3, a try leads to one lab or skill."""
    for pattern in found.advice.patterns:
        if any(not words or any(not one.strip(" *") for one in words) for words in (pattern.data, pattern.pains)):
            message = f"the pattern {pattern.slug!r} has no words for data or for pains"
            yield Problem(rule="V002", place=pattern.place, message=message)
    for check in found.advice.checks:
        if check.weight not in (1, 2, 3):
            yield Problem(rule="V002", place=check.place, message=f"the check {check.slug!r} weighs {check.weight}")
    for day in found.advice.days:
        if any(bool(one.lab) == bool(one.skill) for one in day.tries):
            message = f"the day of {day.role!r} has something to try without one lab or one skill"
            yield Problem(rule="V002", place=day.place, message=message)


def advice_twice(found: Found) -> Iterator[Problem]:
    """Rule V003: no two pieces of advice of a kind share a slug, and no role has two days."""
    advice = found.advice
    for kind, things in (
        ("question", advice.whys),
        ("pattern", advice.patterns),
        ("check", advice.checks),
        ("criterion", advice.criteria),
        ("note", advice.notes),
    ):
        seen: set[str] = set()
        for thing in things:
            if thing.slug in seen:
                yield Problem(rule="V003", place=thing.place, message=f"{kind} {thing.slug!r} is there twice")
            seen.add(thing.slug)
    roles: set[str] = set()
    for day in advice.days:
        if day.role in roles:
            yield Problem(rule="V003", place=day.place, message=f"the role {day.role!r} has two days")
        roles.add(day.role)
