"""What would change a belief most: the lab or question whose outcome is expected to move it furthest."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hillclimb.learner.gauss import Outcome, chance_right, mastery, moved
from hillclimb.learner.model import Belief
from hillclimb.learner.sighting import lab_outcome

if TYPE_CHECKING:
    from hillclimb.content import Lab, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to do (`lab` or `question`), the `chance` that it goes right, and what would then be believed."""

    kind: str
    slug: str
    title: str
    chance: float
    if_right: float
    if_wrong: float
    now: float

    @property
    def effect(self) -> float:
        """How far the belief is expected to move, up or down."""
        return self.chance * abs(self.if_right - self.now) + (1.0 - self.chance) * abs(self.if_wrong - self.now)


def would_change(
    belief: Belief,
    *,
    labs: Iterable[Lab] = (),
    questions: Iterable[Question] = (),
    passed: Collection[str] = (),
) -> Change | None:
    """Return what would change a belief most among labs not `passed` (slugs) and questions; None if nothing would."""
    found: list[Change] = []
    for lab in labs:
        share = lab.teaches.get(belief.skill, 0.0)
        if share > 0.0 and lab.slug not in passed:
            good, bad = (lab_outcome(right, lab.difficulty, share=share) for right in (True, False))
            found.append(_change(belief, ("lab", lab.slug, lab.title), good=good, bad=bad))
    for question in questions:
        if question.skill == belief.skill:
            guess = 1.0 / len(question.choices) if question.choices else 0.02
            good, bad = (Outcome(right=right, difficulty=question.difficulty, guess=guess) for right in (True, False))
            found.append(_change(belief, ("question", question.slug, question.slug), good=good, bad=bad))
    return max(found, key=lambda change: change.effect, default=None)


def _change(belief: Belief, what: tuple[str, str, str], *, good: Outcome, bad: Outcome) -> Change:
    (kind, slug, title), var = what, belief.sd**2
    return Change(
        kind=kind,
        slug=slug,
        title=title,
        chance=chance_right(belief.mean, var, good),
        if_right=mastery(*moved(belief.mean, var, good))[0],
        if_wrong=mastery(*moved(belief.mean, var, bad))[0],
        now=belief.p,
    )
