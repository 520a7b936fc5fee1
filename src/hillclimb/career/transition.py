"""The transition plan: what the record and the why-interview say, as a document that a manager can say yes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hillclimb.career.paper import Block, Bullets, Paper, Prose, Section, Table

_ROWS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """When something may be reached: as likely as not (`p50`) and four times in five (`p80`)."""

    title: str
    p50: date
    p80: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What an area still takes: the hours left, and the skills that lack most."""

    area: str
    hours: float
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passed lab: its title, the day, the share of what is possible (None without a score), and its skills."""

    title: str
    day: date
    share: float | None
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Some weeks of the plan: the first day, the hours, and what is worked on."""

    start: date
    hours: float
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the record says for a plan; `role` is (title, summary), `end` None without study hours."""

    today: date
    role: tuple[str, str]
    weekly: float
    behind: float
    hours_left: float
    end: Expected | None
    stages: tuple[Expected, ...] = ()
    gap: tuple[Lack, ...] = ()
    shown: tuple[Shown, ...] = ()
    next: tuple[Ahead, ...] = ()
    labs: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()


def transition_plan(standing: Standing, answers: Mapping[str, Sequence[str]]) -> Paper:
    """Return the plan; `answers` are the answers for each part of it, and a part without any is left out."""

    def said(part: str) -> tuple[Block, ...]:
        return tuple(Prose(text=text, quoted=True) for text in answers.get(part, ()))

    who, to = " ".join(answers.get("name", ())), " ".join(answers.get("to", ()))
    sections = [
        Section(title="Why", blocks=(*said("why"), *said("direction"))),
        Section(title="Where to", blocks=tuple(_target(standing))),
        Section(title="What I bring", blocks=(*said("work"), *_brings(standing))),
        Section(title="Evidence so far", blocks=tuple(_evidence(standing))),
        Section(title="The gap", blocks=tuple(_gap(standing))),
        Section(title="The plan", blocks=tuple(_plan(standing))),
        Section(title="The next 90 days", blocks=tuple(_next(standing))),
        Section(title="What I ask for", blocks=said("hours")),
        Section(title="What the team gets", blocks=said("benefit")),
        Section(title="What it risks, and what keeps that small", blocks=said("risk")),
        Section(title="How we will know", blocks=(*said("measure"), *_signs(standing))),
    ]
    lines = [line for line in (who, f"For {to}" if to else "", _day(standing.today)) if line]
    return Paper(
        title=f"Transition plan: {standing.role[0]}",
        lines=tuple(lines),
        sections=tuple(section for section in sections if section.blocks),
        foot=(
            "Made from a study record with Hillclimb. Dates are re-forecast from the hours really studied: the first "
            "is as likely as not, the second is kept four times in five. Every result was judged on hidden data."
        ),
    )


def _target(standing: Standing) -> Iterator[Block]:
    title, summary = standing.role
    yield Prose(text=f"{title}. {summary}")


def _brings(standing: Standing) -> Iterator[Block]:
    if standing.brings:
        known = "; ".join(standing.brings)
        yield Prose(text=f"Credited from my work as a software engineer, and not studied again: {known}.")


def _evidence(standing: Standing) -> Iterator[Block]:
    if not standing.shown:
        yield Prose(text="Nothing is passed yet: the first result is due in the next 90 days.")
        return
    shown = standing.shown[-_ROWS:]
    yield Table(
        head=("Passed", "On", "Of what is possible", "Shows"),
        rows=tuple(
            (one.title, _short(one.day), "–" if one.share is None else f"{one.share:.0%}", ", ".join(one.skills[:3]))
            for one in reversed(shown)
        ),
        figures=(2,),
    )
    if len(standing.shown) > _ROWS:
        yield Prose(text=f"And {len(standing.shown) - _ROWS} more.")


def _gap(standing: Standing) -> Iterator[Block]:
    if not standing.gap:
        yield Prose(text="None: every skill is at the level that the role asks for.")
        return
    yield Prose(
        text=f"{standing.behind:.0%} of the way is behind me; about {standing.hours_left:.0f} hours of work are left."
    )
    rest = standing.gap[_ROWS:]
    rows = [(one.area, f"{one.hours:.0f}", ", ".join(one.skills)) for one in standing.gap[:_ROWS]]
    if rest:
        rows.append(("Other areas", f"{sum(one.hours for one in rest):.0f}", ", ".join(one.area for one in rest)))
    yield Table(head=("Area", "Hours", "Most of it in"), rows=tuple(rows), figures=(1,))


def _plan(standing: Standing) -> Iterator[Block]:
    if standing.end is None:
        yield Prose(text="No study hours are set yet.")
        return
    yield Prose(
        text=(
            f"At {standing.weekly:g} hours a week I am there by {_day(standing.end.p50)} as likely as not, and by "
            f"{_day(standing.end.p80)} four times in five."
        )
    )
    if standing.stages:
        rows = tuple((one.title, _short(one.p50), _short(one.p80)) for one in standing.stages)
        yield Table(head=("Stage", "As likely as not by", "Four times in five by"), rows=rows, figures=(1, 2))


def _next(standing: Standing) -> Iterator[Block]:
    if standing.next:
        rows = tuple((_short(one.start), f"{one.hours:.0f}", "; ".join(one.titles)) for one in standing.next)
        yield Table(head=("From", "Hours", "Work"), rows=rows, figures=(1,))


def _signs(standing: Standing) -> Iterator[Block]:
    if standing.labs:
        yield Prose(text="By the end of these 90 days, judged on hidden data:")
        yield Bullets(items=tuple(f"passed: {title}" for title in standing.labs), boxes=True)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
