"""Drafts of write-ups: what the log tells of one lab, with the questions that only the learner can answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hillclimb.career.portfolio import opening
from hillclimb.content import Lab
from hillclimb.record import Event, HintShown, LabGraded, LabOpened

# A write-up in which one of these still stands is not finished.
PROMPT = "[Say "


def draft(lab: Lab, events: Iterable[Event]) -> str:
    """Return a write-up to finish, in Markdown; it is the learner's own and stays in their folder until chosen."""
    mine = [event for event in events if getattr(event.fact, "lab", "") == lab.uuid]
    parts = [
        f"# {lab.title}",
        "## The problem",
        opening(lab.task),
        "[Say in your own words why it matters, and to whom.]",
        "## What I tried",
        "\n".join(_steps(mine)),
        "[Say what you expected before each try, and what the result taught you.]",
        "## What made it work",
        "[Say what the idea is, with the one formula or the ten lines of code that carry it.]",
        "## How I know that it works",
        "\n".join(_shown(mine)),
        "[Say what was not tested, and when it would break.]",
        "## What I would do next",
        "[Say what a week more would buy, in money or in minutes.]",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def is_finished(text: str) -> bool:
    """Return whether nothing is left of a draft's prompts."""
    return PROMPT not in text


def _steps(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        day = f"{event.at:%Y-%m-%d}"
        match event.fact:
            case LabOpened():
                yield f"- {day}: began."
            case HintShown(step=step):
                yield f"- {day}: read hint {step}."
            case LabGraded(ending="passed", attempt=attempt):
                yield f"- {day}: passed at try {attempt}."
            case LabGraded(attempt=attempt, verdict=verdict) if verdict:
                failed = next((check for check in verdict["checks"] if check["outcome"] == "failed"), None)
                why = f"“{failed['name']}” failed" if failed else verdict["headline"]
                yield f"- {day}: try {attempt}: {why}."


def _shown(events: Iterable[Event]) -> Iterator[str]:
    passes = [event.fact for event in events if isinstance(event.fact, LabGraded) and event.fact.ending == "passed"]
    if not passes or not passes[-1].verdict:
        return
    verdict = passes[-1].verdict
    score = verdict.get("score")
    if score:
        yield (
            f"- {score['measure']} {score['value']:.4g} on average over {score['draws']} fresh data sets; the naive "
            f"baseline has {score['baseline']:.4g}, the best possible {score['best']:.4g}."
        )
    yield from (f"- {check['name']}" for check in verdict["checks"] if check["outcome"] == "passed")
