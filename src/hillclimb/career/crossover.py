"""The crossover finder: from a few lines about a job to small ML tasks worth doing there, and a one-page proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hillclimb.career.paper import Bullets, Paper, Prose, Section, Table
from hillclimb.content import Pattern, Point, is_made

LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A pattern with the words of the job that speak for it; `sure` when both its data and its pain were named."""

    pattern: Pattern
    data: tuple[str, ...]
    pains: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether the job named both data that it needs and a pain that it eases."""
        return bool(self.data and self.pains)


def matches(patterns: Iterable[Pattern], job: str) -> tuple[Match, ...]:
    """Return the patterns of which a job names data or pains: sure ones first, then by how many words speak for them.

    One of which only data, or only two pains, are named is a guess and comes after all sure ones.
    """
    text = job[:LONGEST]
    found = [
        Match(pattern=pattern, data=_said(pattern.data, text), pains=_said(pattern.pains, text)) for pattern in patterns
    ]
    named = [match for match in found if match.data or len(match.pains) > 1]
    return tuple(
        sorted(named, key=lambda match: (not match.sure, -len(match.pains), -len(match.data), match.pattern.slug))
    )


def proposal(match: Match, *, job: str, lab: str = "", who: str = "", today: date) -> Paper:
    """Return a page that proposes a task to the owner of a system; `lab` is the title of the lab to practise on."""
    pattern = match.pattern
    practice = f" I practise it first on simulated data: {lab}." if lab else ""
    sections = (
        Section(
            title="The problem",
            blocks=(Prose(text=job.strip()[:1200], quoted=True),),
        ),
        Section(title="What I would build", blocks=(Prose(text=pattern.task),)),
        Section(title="What it is worth", blocks=(Prose(text=pattern.value),)),
        Section(
            title="How we will know",
            blocks=(
                Table(
                    head=("Measure", "What it must beat"),
                    rows=((pattern.measure, pattern.baseline),),
                ),
                Prose(text="If it does not beat that within the time below, it stops, and we know it for little."),
            ),
        ),
        Section(title="What can go wrong", blocks=(Prose(text=pattern.risk),)),
        Section(
            title="What it takes",
            blocks=(
                Bullets(
                    items=(
                        f"Data: {pattern.needs}",
                        f"Time: about {pattern.weeks} weeks of evenings for a first version.{practice}",
                        f"First step: {pattern.first}",
                    )
                ),
            ),
        ),
        Section(
            title="To decide",
            blocks=(
                Bullets(
                    items=(
                        "Who owns the system, and who is asked before anything changes in it",
                        "Whether I may read the data",
                        "The day on which we look at the result",
                    ),
                    boxes=True,
                ),
            ),
        ),
    )
    lines = tuple(line for line in (who, f"{today.day} {today:%B %Y}") if line)
    return Paper(title=f"Proposal: {pattern.title}", lines=lines, sections=sections)


def _said(words: Iterable[str], text: str) -> tuple[str, ...]:
    return tuple(word.rstrip("*") for word in words if is_made(Point(say=word, words=(word,)), text))
