"""What must come before what, and what is worth most per hour among the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hillclimb.planner.model import Task, TaskKind

if TYPE_CHECKING:
    from hillclimb.content import SkillGraph

# What a task opens counts too, less at every step.
UNLOCKED = 0.6
_READING = (TaskKind.LESSON, TaskKind.STUDY)
_FIRST = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """For each task key: what comes before and after it, and its rank (stage, then value per hour; low goes first)."""

    before: Mapping[str, frozenset[str]]
    after: Mapping[str, tuple[str, ...]]
    rank: Mapping[str, tuple[int, float, str]]


def order_of(tasks: Sequence[Task], graph: SkillGraph) -> Order:
    """Return how tasks depend on each other through the graph, without cycles by construction.

    Reading (lessons, study) follows the graph. Labs follow the reading of what they need, the lesson of what they are
    about and easier labs that teach what they need; only the first lab waits for no lesson of its own: a working model
    comes before its insides. Practice follows the reading and labs of its skill, and the practice it builds on.
    """
    before = {task.key: set[str]() for task in tasks}
    reading = _gates(tasks, graph, _READING)
    practice = _gates(tasks, graph, (TaskKind.PRACTICE,))
    lessons = {task.skills[0]: (task.key,) for task in tasks if task.kind is TaskKind.LESSON}
    labs = sorted((task for task in tasks if task.kind is TaskKind.LAB), key=lambda lab: _lab_rank(lab))
    teaches: dict[str, list[Task]] = {}
    for lab in labs:
        for slug in lab.skills:
            teaches.setdefault(slug, []).append(lab)
    for task in tasks:
        known = [slug for slug in task.skills if slug in graph]
        needs = [slug for slug in task.needs if slug in graph]
        if task.kind in _READING:
            before[task.key].update(*(reading[slug] for slug in needs))
        elif task.kind is TaskKind.LAB:
            before[task.key].update(*(reading[slug] for slug in needs))
            earlier = (lab for slug in needs for lab in teaches.get(slug, ()) if _lab_rank(lab) < _lab_rank(task))
            before[task.key].update(lab.key for lab in earlier)
            if task is not labs[0]:
                before[task.key].update(lessons.get(task.skills[0], ()) if task.skills else ())
        else:
            before[task.key].update(*(reading[slug] for slug in known), *(practice[slug] for slug in needs))
            before[task.key].update(lab.key for slug in known for lab in teaches.get(slug, ()))
    return Order(
        before={key: frozenset(found) for key, found in before.items()},
        after={key: tuple(found) for key, found in _waiting(before).items()},
        rank=_ranks(tasks, before, first=labs[0].key if labs else ""),
    )


def _lab_rank(lab: Task) -> tuple[int, float, str]:
    return lab.stage, lab.difficulty, lab.slug


def _gates(tasks: Iterable[Task], graph: SkillGraph, kinds: tuple[TaskKind, ...]) -> Mapping[str, frozenset[str]]:
    """Return skill -> keys of the nearest tasks of these kinds at or below it: skills without one are seen through."""
    own: dict[str, set[str]] = {}
    for task in tasks:
        if task.kind in kinds:
            own.setdefault(task.skills[0], set()).add(task.key)
    found: dict[str, frozenset[str]] = {}
    for slug in graph.order:
        below = frozenset[str]().union(*(found[need] for need in graph[slug].needs))
        found[slug] = frozenset(own[slug]) if slug in own else below
    return found


def _ranks(
    tasks: Sequence[Task], before: Mapping[str, set[str]], *, first: str
) -> Mapping[str, tuple[int, float, str]]:
    """Return the ranks: nothing is ranked after what waits for it, so that what unlocks a first win comes first."""
    by_key = {task.key: task for task in tasks}
    waiting = _waiting(before)
    stage: dict[str, int] = {}
    value: dict[str, float] = {}
    for key in reversed(_sorted_keys(before)):
        task = by_key[key]
        # What this pack teaches goes before what must be found elsewhere, unless that is needed for it.
        own = _FIRST if key == first else task.stage + task.outside
        stage[key] = min((own, *(stage[later] for later in waiting[key])))
        value[key] = len(task.skills) + UNLOCKED * max((value[later] for later in waiting[key]), default=0.0)
        value[key] += 0.05 * len(waiting[key])
    return {key: (stage[key], -value[key] / max(by_key[key].hours, 0.1), key) for key in by_key}


def _waiting(before: Mapping[str, set[str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {key: [] for key in before}
    for key, earlier in before.items():
        for name in earlier:
            found[name].append(key)
    return found


def _sorted_keys(before: Mapping[str, set[str]]) -> list[str]:
    """Return the keys so that each stands after all that come before it (Kahn)."""
    waiting = _waiting(before)
    open_count = {key: len(earlier) for key, earlier in before.items()}
    ready = sorted(key for key, count in open_count.items() if count == 0)
    found: list[str] = []
    while ready:
        key = ready.pop()
        found.append(key)
        for later in waiting[key]:
            open_count[later] -= 1
            if open_count[later] == 0:
                ready.append(later)
    if len(found) != len(before):
        raise ValueError("tasks wait for each other in a circle")
    return found
