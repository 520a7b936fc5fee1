"""A question as one person gets it: values drawn, choices shuffled, and what an answer to it is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

from hillclimb.content.model import Choice, Question, QuestionKind
from hillclimb.content.sums import Values, draw, tolerance, work_out
from hillclimb.ground import Damaged, Seed

GUESS_A_NUMBER = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with everything drawn.

    Choice and code questions have `options` and `right` (an index into them), number questions have `value`;
    `guess` is the chance of a right answer without the skill.
    """

    question: Question
    text: str
    code: str
    options: tuple[str, ...]
    right: int | None
    value: float | None
    guess: float
    whys: tuple[str, ...]
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What an answer was worth: right or not, why, and the right answer as text."""

    right: bool
    why: str
    answer: str


def ask(question: Question, seed: Seed) -> Asked:
    """Return the question as this seed asks it; the same seed always asks the same.

    A question whose text or answer cannot be worked out is refused as Damaged; rules Q003 to Q006 tell its author.
    """
    try:
        return _asked(question, seed)
    except (ValueError, LookupError, StopIteration, AttributeError) as fault:
        raise Damaged(
            f"question {question.slug!r} cannot be asked: {fault}", hint="run `hillclimb pack check` on the pack"
        ) from fault


def _asked(question: Question, seed: Seed) -> Asked:
    values = MappingProxyType(draw(question, seed))
    if question.kind is QuestionKind.NUMBER:
        return Asked(
            question=question,
            text=question.ask.format(**values),
            code=question.code,
            options=(),
            right=None,
            value=work_out(question.answer, values),
            guess=GUESS_A_NUMBER,
            whys=(),
            values=values,
        )
    choices = _shuffled(question.choices, seed)
    return Asked(
        question=question,
        text=question.ask,
        code=question.code,
        options=tuple(choice.text for choice in choices),
        right=next(index for index, choice in enumerate(choices) if choice.right),
        value=None,
        guess=1 / len(choices),
        whys=tuple(choice.why for choice in choices),
        values=values,
    )


def is_right(asked: Asked, *, choice: int | None = None, value: float | None = None) -> Marked:
    """Mark an answer; one that was not given or cannot be one is wrong, with the general explanation."""
    if asked.value is not None:
        return _mark_number(asked, asked.value, value)
    if asked.right is None:
        raise ValueError("an asked question has options or a value")
    given = choice if choice is not None and 0 <= choice < len(asked.options) else asked.right
    return Marked(right=choice == asked.right, why=asked.whys[given], answer=asked.options[asked.right])


def show_number(value: float) -> str:
    """Return a number as a person would write it: whole where it is whole, else four significant digits or so."""
    if abs(value - round(value)) < 1e-9 * max(1.0, abs(value)):
        return f"{round(value)}"
    digits = 6 if 1000 <= abs(value) < 1e6 else 4
    return f"{value:.{digits}g}"


def _shuffled(choices: tuple[Choice, ...], seed: Seed) -> tuple[Choice, ...]:
    order = list(choices)
    seed.child("choices").random().shuffle(order)
    return tuple(order)


def _mark_number(asked: Asked, right: float, value: float | None) -> Marked:
    question, answer = asked.question, show_number(right)
    general = question.why.format(**asked.values)
    if value is None or not math.isfinite(value):
        return Marked(right=False, why=general, answer=answer)
    if abs(value - right) <= tolerance(question, right) * (1 + 1e-9):
        return Marked(right=True, why=general, answer=answer)
    near = [
        (abs(value - wrong), mistake.why)
        for mistake in question.mistakes
        if abs(value - (wrong := work_out(mistake.value, asked.values))) <= tolerance(question, wrong) * (1 + 1e-9)
    ]
    why = min(near)[1].format(**asked.values) if near else general
    return Marked(right=False, why=why, answer=answer)
