"""Adaptive placement: which question tells most about the whole map, and when enough is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from typing import TYPE_CHECKING

from hillclimb.learner.gauss import Outcome, entropy, information
from hillclimb.learner.model import Beliefs
from hillclimb.learner.spread import Reaches, reaches

if TYPE_CHECKING:
    from hillclimb.content import Question, SkillGraph

# A number cannot be guessed; this is what a lucky slip of the pen is worth.
GUESS_NUMBER = 0.02
# Enough is known when the average skill in question is right with this probability.
KNOWN = 0.92
FEWEST = 10
MOST = 22
# More than so many questions on one skill belong to a quiz.
MOST_EACH = 3


def next_question(
    graph: SkillGraph,
    beliefs: Beliefs,
    questions: Mapping[str, Question],
    *,
    asked: Container[str],
    only_skills: Collection[str] | None = None,
) -> Question | None:
    """Return the question (never one asked before) expected to tell most, or None when there is none left.

    At most three are asked about one skill.

    The score is the expected information about its own skill times the uncertainty that it reaches through the graph;
    ties go to the order of the pack.
    """
    reach = reaches(graph)
    worth: dict[str, float] = {}
    done = Counter(question.skill for uuid, question in questions.items() if uuid in asked)
    best: Question | None = None
    best_score = 0.0
    for uuid, question in questions.items():
        slug = question.skill
        if uuid in asked or slug not in graph or done[slug] >= MOST_EACH:
            continue
        if only_skills is not None and slug not in only_skills:
            continue
        if slug not in worth:
            worth[slug] = _uncertainty_reached(beliefs, slug, reach)
        belief = beliefs[slug]
        shape = Outcome(right=True, difficulty=question.difficulty, guess=guess_of(question))
        score = worth[slug] * information(belief.mean, belief.sd**2, shape)
        if score > best_score * (1 + 1e-12):
            best, best_score = question, score
    return best


def placement_done(
    beliefs: Beliefs, asked_count: int, *, among: Iterable[str] | None = None, most: int = MOST
) -> str | None:
    """Return why a placement should end now: `known`, `length`, or None to go on.

    `among` are the skills that its questions can tell about (all by default).
    """
    if asked_count >= most:
        return "length"
    if asked_count >= FEWEST and certainty(beliefs, among=among) >= KNOWN:
        return "known"
    return None


def certainty(beliefs: Beliefs, *, among: Iterable[str] | None = None) -> float:
    """Return the expected share of skills that would be called right (known or not) today; 1 for no skill at all."""
    names = [slug for slug in (beliefs.skills if among is None else among) if slug in beliefs.skills]
    if not names:
        return 1.0
    return sum(max(beliefs[slug].p, 1.0 - beliefs[slug].p) for slug in names) / len(names)


def guess_of(question: Question) -> float:
    """Return the chance of a right answer without the skill."""
    return 1.0 / len(question.choices) if question.choices else GUESS_NUMBER


def _uncertainty_reached(beliefs: Beliefs, slug: str, reach: Reaches) -> float:
    p = beliefs[slug].p
    total = entropy(p)
    for right, chance in ((True, p), (False, 1.0 - p)):
        total += chance * sum(there.share * entropy(beliefs[there.skill].p) for there in reach.of(slug, right=right))
    return total
