"""Teams and managers: the score of what was found out about them, and the two rubrics with one's own evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hillclimb.content import Criterion, TeamCheck
from hillclimb.record import Event, TeamChecked

MOST = 2
POINTS = {"no": 0.0, "partly": 1.0, "yes": 2.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as far as it is known: check (UUID) -> points, and its score from `low` to `high`, 0 to 1.

    `low` counts what is not known yet as no, `high` as yes.
    """

    name: str
    answers: Mapping[str, float]
    low: float
    high: float
    open: tuple[TeamCheck, ...]

    @property
    def known(self) -> bool:
        """Whether every question is answered."""
        return not self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A criterion with the evidence of one's own: the titles of passed labs that speak for it."""

    criterion: Criterion
    labs: tuple[str, ...]


def teams_asked(events: Iterable[Event], checks: Sequence[TeamCheck]) -> tuple[Team, ...]:
    """Return every team that was asked about, the best first by what it is at least."""
    answers: dict[str, dict[str, float]] = {}
    for event in events:
        if isinstance(event.fact, TeamChecked):
            answers.setdefault(event.fact.team, {}).update(event.fact.answers)
    found = [team_of(name, given, checks) for name, given in answers.items()]
    return tuple(sorted(found, key=lambda team: (-team.low, -team.high, team.name)))


def team_of(name: str, answers: Mapping[str, float], checks: Sequence[TeamCheck]) -> Team:
    """Return how a team stands by its answers."""
    known = {check.uuid: min(max(answers[check.uuid], 0.0), MOST) for check in checks if check.uuid in answers}
    total = sum(check.weight for check in checks) * MOST or 1
    got = sum(check.weight * known[check.uuid] for check in checks if check.uuid in known)
    left = tuple(check for check in checks if check.uuid not in known)
    most = got + sum(check.weight * MOST for check in left)
    return Team(name=name, answers=known, low=got / total, high=most / total, open=left)


def rubric(criteria: Iterable[Criterion], passed: Iterable[tuple[str, Iterable[str]]]) -> tuple[Judged, ...]:
    """Return each criterion with the labs (title, skills that a pass shows) that speak for it."""
    shown = [(title, frozenset(skills)) for title, skills in passed]
    return tuple(
        Judged(
            criterion=criterion,
            labs=tuple(title for title, skills in shown if skills & frozenset(criterion.skills)),
        )
        for criterion in criteria
    )
