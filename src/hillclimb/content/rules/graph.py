"""Rules about skills and the roles that aim at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hillclimb.content.model import Place, Problem, Skill
from hillclimb.content.reading import Found
from hillclimb.content.tables import nearest

TOP = 5


def _skills(found: Found) -> Mapping[str, Skill]:
    return {skill.slug: skill for skill in found.skills}


def unknown_needs(found: Found) -> Iterator[Problem]:
    """Rule S001: a skill needs only skills that the pack defines."""
    skills = _skills(found)
    for skill in found.skills:
        for need in skill.needs:
            if need not in skills:
                message = f"skill {skill.slug!r} needs {need!r}, which no file defines"
                yield Problem(rule="S001", place=skill.place, message=message, hint=nearest(need, skills))


def cycles(found: Found) -> Iterator[Problem]:
    """Rule S002: no skill needs itself, directly or through others."""
    skills = _skills(found)
    done: set[str] = set()
    for start in skills:
        trail: list[tuple[str, Iterator[str]]] = [(start, iter(skills[start].needs))] if start not in done else []
        while trail:
            slug, needs = trail[-1]
            need = next(needs, None)
            if need is None:
                done.add(slug)
                trail.pop()
            elif need in (on_trail := [name for name, _ in trail]):
                ring = [*on_trail[on_trail.index(need) :], need]
                yield Problem(
                    rule="S002",
                    place=skills[need].place,
                    message=f"skills need each other in a circle: {' -> '.join(ring)}",
                    hint="leave out the need that is only a help",
                )
            elif need in skills and need not in done:
                trail.append((need, iter(skills[need].needs)))


def later_needs(found: Found) -> Iterator[Problem]:
    """Rule S003: a skill needs nothing of a later stage; stage 0 runs beside the others and may need any."""
    skills = _skills(found)
    for skill in found.skills:
        for need in skill.needs:
            if skill.stage and need in skills and skills[need].stage > skill.stage:
                message = f"skill {skill.slug!r} of stage {skill.stage} needs {need!r} of stage {skills[need].stage}"
                yield Problem(rule="S003", place=skill.place, message=message, hint="move one of the two")


def hours(found: Found) -> Iterator[Problem]:
    """Rule S004: a skill takes time."""
    for skill in found.skills:
        if skill.hours <= 0:
            message = f"skill {skill.slug!r} takes {skill.hours:g} hours"
            yield Problem(rule="S004", place=skill.place, message=message, hint="give hours above 0")


def priors(found: Found) -> Iterator[Problem]:
    """Rule S005: what is assumed on arrival is a level from 0 to 5."""
    for skill in found.skills:
        for background, level in skill.prior.items():
            if not 0 <= level <= TOP:
                message = f"skill {skill.slug!r} assumes level {level} for {background!r}"
                yield Problem(rule="S005", place=skill.place, message=message, hint="levels go from 0 to 5")


def areas(found: Found) -> Iterator[Problem]:
    """Rule S006: skills stand in the file of an area that roles.toml lists."""
    known = {area.slug for area in found.areas}
    for area in dict.fromkeys(skill.area for skill in found.skills):
        if area not in known:
            first = next(skill for skill in found.skills if skill.area == area)
            message = f"area {area!r} is not in roles.toml"
            yield Problem(rule="S006", place=first.place, message=message, hint=nearest(area, known))


def can_do(found: Found) -> Iterator[Problem]:
    """Rule S007: what a person can do begins with Can and ends with a full stop."""
    for skill in found.skills:
        if not (skill.can_do.startswith("Can ") and skill.can_do.endswith(".")):
            message = f"can_do of skill {skill.slug!r} is no sentence that begins with Can"
            yield Problem(rule="S007", place=skill.place, message=message, hint="Can do this, observably.")


def stages(found: Found) -> Iterator[Problem]:
    """Rule S008: a skill belongs to a stage that roles.toml lists, where it lists any."""
    known = {stage.stage for stage in found.stages}
    for skill in found.skills:
        if known and skill.stage not in known:
            message = f"skill {skill.slug!r} is of stage {skill.stage}, which is not in roles.toml"
            yield Problem(rule="S008", place=skill.place, message=message, hint="list the stage or change it")


def moves(found: Found) -> Iterator[Problem]:
    """Rule S009: moved.toml sends each skill that is gone, once, to skills of the pack, by shares from above 0 to 1."""
    skills, gone = _skills(found), set[str]()
    here = {skill.uuid: skill.slug for skill in found.skills}
    for move in found.moved:
        if move.uuid in here:
            message = f"{move.uuid} is no skill that is gone: it is {here[move.uuid]!r}"
            yield Problem(rule="S009", place=move.place, message=message, hint="remove the entry")
        if move.uuid in gone:
            message = f"{move.uuid} is moved twice"
            yield Problem(rule="S009", place=move.place, message=message, hint="put both into one `to`")
        gone.add(move.uuid)
        for slug, share in move.to.items():
            if slug not in skills:
                message = f"{move.uuid} goes to the unknown skill {slug!r}"
                yield Problem(rule="S009", place=move.place, message=message, hint=nearest(slug, skills))
            if not 0.0 < share <= 1.0:
                message = f"{move.uuid} goes to {slug!r} by a share of {share:g}"
                yield Problem(rule="S009", place=move.place, message=message, hint="shares go from above 0 to 1")


def role_skills(found: Found) -> Iterator[Problem]:
    """Rule R001: a role names only skills that the pack defines."""
    skills = _skills(found)
    for role in found.roles:
        for slug in role.levels:
            if slug not in skills:
                message = f"role {role.slug!r} requires {slug!r}, which no file defines"
                yield Problem(rule="R001", place=role.place, message=message, hint=nearest(slug, skills))


def role_levels(found: Found) -> Iterator[Problem]:
    """Rule R002: a role requires levels from 0 to 5."""
    for role in found.roles:
        for slug, level in role.levels.items():
            if not 0 <= level <= TOP:
                message = f"role {role.slug!r} requires level {level} of {slug!r}"
                yield Problem(rule="R002", place=role.place, message=message, hint="levels go from 0 to 5")


def scale(found: Found) -> Iterator[Problem]:
    """Rule R003: the level scale goes from 0 to 5 in order, costs 0 at 0 and 1 at 3, and never falls."""
    costs = [level.cost for level in found.levels]
    in_order = [level.level for level in found.levels] == list(range(TOP + 1))
    if not in_order or costs != sorted(costs) or costs[0] != 0 or costs[3] != 1:
        message = "the level scale is not 0, 1, 2, 3, 4, 5 with rising costs from 0 that are 1 at level 3"
        yield Problem(rule="R003", place=Place(file="roles.toml"), message=message)
