"""Plans in words: what to do next and why, and what an event changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hillclimb.learner import Beliefs
from hillclimb.planner.model import Outlook, Plan, Step, Task, TaskKind

if TYPE_CHECKING:
    from hillclimb.content import Role, SkillGraph

# A change of less than this in a task is not worth a sentence.
LEAST_CHANGE = 0.25
MOST_SENTENCES = 6
SITTING_MINUTES = 90


def next_step(plan: Plan, beliefs: Beliefs, *, graph: SkillGraph, role: Role, due_cards: int = 0) -> Step:
    """Return what to do now: the plan's first task; reviews when cards wait and nothing else does."""
    task = next(
        (item.task for week in plan.weeks for item in week.items if item.task.kind is not TaskKind.REVIEW), None
    )
    if task is None and plan.overflow:
        return Step(what="Set your study hours", why=plan.note, minutes=2, command="hillclimb begin")
    if task is None:
        return _nothing_left(role, due_cards)
    minutes = max(5, round(task.hours * plan.stretch * 60))
    why = _because(task, beliefs, graph, role)
    facts = {"hours": task.hours, "due_cards": float(due_cards)}
    if due_cards:
        why += f" {_due(due_cards)} as well: hillclimb review."
    return Step(
        what=task.title,
        why=why,
        minutes=min(minutes, SITTING_MINUTES),
        command=command_for(task),
        task=task,
        facts=facts,
    )


def command_for(task: Task) -> str:
    """Return what to type to start a task."""
    match task.kind:
        case TaskKind.LAB:
            return f"hillclimb open {task.slug}"
        case TaskKind.LESSON:
            return f"hillclimb lesson {task.slug}"
        case TaskKind.REVIEW:
            return "hillclimb review"
        case TaskKind.PRACTICE | TaskKind.STUDY:
            return f"hillclimb why {task.slug}"


def explain_change(before: Outlook, after: Outlook) -> tuple[str, ...]:
    """Return what moved between two outlooks, in plain sentences: the dates first, then the work."""
    found = list(_dates(before, after))
    was = {task.key: task for task in before.plan.tasks}
    now = {task.key: task for task in after.plan.tasks}
    changes: list[tuple[float, str, str]] = []
    for key in {**was, **now}:
        old, new = was.get(key), now.get(key)
        delta = (new.hours if new else 0.0) - (old.hours if old else 0.0)
        if new is None and old is not None:
            changes.append((-abs(delta), key, f"{_name(old)} is no longer needed: {_hours(old.hours)} less."))
        elif old is None and new is not None:
            changes.append((-abs(delta), key, f"{_name(new)} was added: {_hours(new.hours)}."))
        elif new is not None and abs(delta) >= LEAST_CHANGE:
            verb = "more" if delta > 0 else "less"
            changes.append((-abs(delta), key, f"{_name(new)} needs {_hours(abs(delta))} {verb}."))
    changes.sort()
    found += [sentence for _, _, sentence in changes[:MOST_SENTENCES]]
    if len(changes) > MOST_SENTENCES:
        found.append(f"{_count(len(changes) - MOST_SENTENCES, 'smaller change')} besides.")
    return tuple(found)


def _dates(before: Outlook, after: Outlook) -> tuple[str, ...]:
    old, new = before.forecast, after.forecast
    if old is None and new is None:
        return ()
    if new is None:
        return ("There is no forecast any more: no study hours are set.",)
    if old is None:
        return (f"A forecast can be made now: done by {new.p50} as likely as not, by {new.p80} four times in five.",)
    found = []
    for name, then, now in (("P50", old.p50, new.p50), ("P80", old.p80, new.p80)):
        if then != now:
            found.append(f"Finish {name} moved from {then} to {now} ({_shift(then, now)}).")
    return tuple(found)


def _shift(then: date, now: date) -> str:
    days = (now - then).days
    return f"{_count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _because(task: Task, beliefs: Beliefs, graph: SkillGraph, role: Role) -> str:
    wanted = [slug for slug in task.skills if slug in beliefs.skills]
    if not wanted:
        return f"{task.why}."
    slug = max(wanted, key=lambda name: (role.levels.get(name, 0), -beliefs[name].p))
    belief = beliefs[slug]
    opens = _opened(graph, slug)
    sentence = (
        f"{role.title} asks for level {role.levels[slug]} in {graph[slug].title}; we put it at "
        if slug in role.levels
        else f"We put {graph[slug].title} at "
    )
    sentence += f"{belief.p:.0%} ({belief.low:.0%} to {belief.high:.0%})"
    return (
        f"{sentence}, and {_count(opens, 'more skill')} build{'s' if opens == 1 else ''} on it."
        if opens
        else f"{sentence}."
    )


def _opened(graph: SkillGraph, slug: str) -> int:
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        for name in graph.opens.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return len(found)


def _nothing_left(role: Role, due_cards: int) -> Step:
    if due_cards:
        why = f"{_due(due_cards)}, and all else for {role.title} is done."
        return Step(what="Review what is due", why=why, minutes=max(5, due_cards // 3), command="hillclimb review")
    why = f"Every level that {role.title} asks for is believed to be reached."
    return Step(what="Choose where to go next", why=why, minutes=5, command="hillclimb begin")


def _name(task: Task) -> str:
    return f"{task.kind.capitalize()} {task.slug}"


def _hours(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours < 1.0 else f"{hours:.1f} h"


def _due(cards: int) -> str:
    return f"{_count(cards, 'card')} {'is' if cards == 1 else 'are'} due"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
