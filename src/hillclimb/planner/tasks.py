"""The work left to reach a role, as tasks: lessons, labs, practice, and study outside the pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from hillclimb.learner import Beliefs, level_of
from hillclimb.planner.model import Done, Task, TaskKind
from hillclimb.record import Event, LabGraded, LessonRead

if TYPE_CHECKING:
    from hillclimb.content import Lab, Pack, Role, Skill

# Used where a pack states no cost for a level.
COST = (0.0, 0.15, 0.5, 1.0, 1.6, 2.6)
LESSON_HOURS = 1 / 3
# Less than this is not worth a line of its own.
LEAST_HOURS = 0.25


def done_from(pack: Pack, events: Iterable[Event]) -> Done:
    """Return what the record says has been finished, as far as the pack still knows it."""
    labs, lessons = set(), set()
    for event in events:
        match event.fact:
            case LabGraded(ending="passed", lab=uuid) if uuid in pack.lab_by_uuid:
                labs.add(pack.lab_by_uuid[uuid].slug)
            case LessonRead(skill=uuid) if uuid in pack.graph.by_uuid:
                lessons.add(pack.graph.by_uuid[uuid])
    return Done(labs=frozenset(labs), lessons=frozenset(lessons))


def tasks_left(pack: Pack, role: Role, beliefs: Beliefs, done: Done) -> tuple[Task, ...]:
    """Return the tasks between what is believed and the levels of a role, in the order of the graph.

    The hours of a skill are `hours · (cost[target] - cost[have])`; its lesson and labs are taken out of them.
    """
    hours = hours_left(pack, role, beliefs)
    labs = [lab for lab in pack.labs.values() if lab.slug not in done.labs and _is_wanted(lab, pack, hours)]
    if not done.labs and pack.labs and first_lab(pack) not in labs:
        labs.append(first_lab(pack))
    taught = _hours_taught(labs, hours)
    tasks: list[Task] = [_lab_task(lab, pack, hours) for lab in sorted(labs, key=lambda lab: _lab_rank(lab, pack))]
    if not done.labs and tasks and tasks[0].slug == first_lab(pack).slug:
        # A working model comes before anything that explains it: the very first lab waits for no reading.
        tasks[0] = replace(tasks[0], needs=(), why="a working model on day one: everything else looks inside it")
    for slug in pack.graph.order:
        left = hours.get(slug, 0.0)
        if left <= 0.0:
            continue
        skill, level = pack.graph[slug], role.levels[slug]
        if slug in pack.lessons and slug not in done.lessons:
            length = min(LESSON_HOURS, left)
            tasks.append(_skill_task(skill, TaskKind.LESSON, length, why=_why(beliefs, slug, level)))
            left -= length
        left -= taught.get(slug, 0.0)
        if left < LEAST_HOURS:
            continue
        inside = slug in pack.lessons or any(slug in lab.teaches for lab in pack.labs.values())
        kind = TaskKind.PRACTICE if inside else TaskKind.STUDY
        tasks.append(_skill_task(skill, kind, left, why=_why(beliefs, slug, level)))
    return tuple(tasks)


def hours_left(pack: Pack, role: Role, beliefs: Beliefs) -> Mapping[str, float]:
    """Return skill slug -> hours to its target level, for skills that are worth a line."""
    found: dict[str, float] = {}
    for slug in pack.graph.order:
        target = role.levels.get(slug, 0)
        if target <= 0 or slug not in beliefs.skills:
            continue
        have = level_of(beliefs[slug])
        hours = pack.graph[slug].hours * (cost_of(pack, target) - cost_of(pack, have))
        if hours >= LEAST_HOURS:
            found[slug] = hours
    return found


def cost_of(pack: Pack, level: float) -> float:
    """Return the cost of a level as a multiple of level-3 hours, in between by straight lines."""
    known = {entry.level: entry.cost for entry in pack.levels} or dict(enumerate(COST))
    steps = sorted(known)
    level = min(max(level, steps[0]), steps[-1])
    for low, high in pairwise(steps):
        if level <= high:
            return known[low] + (known[high] - known[low]) * (level - low) / (high - low)
    return known[steps[-1]]


def first_lab(pack: Pack) -> Lab:
    """Return the lab that everybody starts with: the easiest of the earliest stage."""
    return min(pack.labs.values(), key=lambda lab: _lab_rank(lab, pack))


def _lab_rank(lab: Lab, pack: Pack) -> tuple[int, float, str]:
    return _stage(lab, pack), lab.difficulty, lab.slug


def _stage(lab: Lab, pack: Pack) -> int:
    # The skill it is most about decides; other skills it touches may belong to later stages.
    main = _main_skills(lab, pack)
    return pack.graph[main[0]].stage if main else 1


def _main_skills(lab: Lab, pack: Pack) -> tuple[str, ...]:
    known = [slug for slug in lab.teaches if slug in pack.graph]
    return tuple(sorted(known, key=lambda slug: -lab.teaches[slug]))


def _is_wanted(lab: Lab, pack: Pack, hours: Mapping[str, float]) -> bool:
    return any(slug in hours for slug in lab.teaches if slug in pack.graph)


def _hours_taught(labs: Iterable[Lab], hours: Mapping[str, float]) -> Mapping[str, float]:
    """Return skill -> hours of its work that labs do: a lab's time is shared by weight among what it teaches."""
    taught: dict[str, float] = {}
    for lab in labs:
        wanted = {slug: weight for slug, weight in lab.teaches.items() if slug in hours}
        total = sum(wanted.values())
        for slug, weight in wanted.items():
            taught[slug] = taught.get(slug, 0.0) + lab.minutes / 60 * weight / total
    return taught


def _lab_task(lab: Lab, pack: Pack, hours: Mapping[str, float]) -> Task:
    skills = _main_skills(lab, pack)
    wanted = [slug for slug in skills if slug in hours]
    names = ", ".join(pack.graph[slug].title for slug in wanted[:3])
    return Task(
        key=f"lab:{lab.slug}",
        kind=TaskKind.LAB,
        slug=lab.slug,
        title=lab.title,
        hours=max(lab.minutes, 5) / 60,
        why=f"proves {names}" if names else "the first working model: everything else builds on having seen one",
        skills=skills,
        needs=tuple(need for need in lab.needs if need in pack.graph),
        area=pack.graph[skills[0]].area if skills else "",
        stage=_stage(lab, pack),
        difficulty=lab.difficulty,
    )


def _skill_task(skill: Skill, kind: TaskKind, hours: float, *, why: str) -> Task:
    outside = kind is TaskKind.STUDY
    verb = {TaskKind.LESSON: "Read", TaskKind.PRACTICE: "Practise", TaskKind.STUDY: "Study"}[kind]
    return Task(
        key=f"{kind}:{skill.slug}",
        kind=kind,
        slug=skill.slug,
        title=f"{verb}: {skill.title}",
        hours=hours,
        why=f"{skill.can_do} Not in this pack yet: study it where you like. {why}" if outside else why,
        skills=(skill.slug,),
        needs=skill.needs,
        area=skill.area,
        stage=skill.stage,
        outside=outside,
    )


def _why(beliefs: Beliefs, slug: str, level: int) -> str:
    belief = beliefs[slug]
    return f"believed at {belief.p:.0%} ({belief.low:.0%} to {belief.high:.0%}); the role asks for level {level}"
