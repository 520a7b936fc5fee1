"""Rules about questions: that each can be asked and answered, whatever its seed draws."""

from __future__ import annotations

from collections.abc import Iterator

from hillclimb.content.model import Place, Problem, Question, QuestionKind
from hillclimb.content.reading import Found
from hillclimb.content.rules.drawn import names_in, shown_in, undrawable, unworkable_for
from hillclimb.content.sums import FUNCTIONS, Values, draw, tolerance, work_out
from hillclimb.content.tables import nearest
from hillclimb.ground import Seed

SAMPLES = 50
QUESTIONS = 4
CHOICES = (3, 5)
MISTAKES = 2
HARDEST = 2.5


def _numbers(found: Found) -> Iterator[Question]:
    for question in found.questions:
        if question.kind is QuestionKind.NUMBER and not list(undrawable(question.draw)):
            yield question


def _with_choices(found: Found) -> Iterator[Question]:
    yield from (question for question in found.questions if question.kind is not QuestionKind.NUMBER)


def _samples(question: Question) -> tuple[Values, ...]:
    return tuple(draw(question, Seed.of("check", number)) for number in range(SAMPLES if question.draw else 1))


def _problem(rule: str, question: Question, message: str, *, hint: str = "") -> Problem:
    return Problem(rule=rule, place=question.place, message=f"question {question.slug!r} {message}", hint=hint)


def one_right(found: Found) -> Iterator[Problem]:
    """Rule Q001: a question with choices has three to five, exactly one of them right."""
    for question in _with_choices(found):
        right = sum(choice.right for choice in question.choices)
        if right != 1:
            yield _problem("Q001", question, f"has {right} right choices, not exactly one")
        if not CHOICES[0] <= len(question.choices) <= CHOICES[1]:
            yield _problem("Q001", question, f"has {len(question.choices)} choices, not three to five")


def stray_questions(found: Found) -> Iterator[Problem]:
    """Rule Q002: questions stand in a file that is named after a skill that the pack defines."""
    skills = {skill.slug for skill in found.skills}
    for path in sorted((found.folder / "questions").glob("*.toml")):
        if path.stem not in skills:
            place = Place(file=f"questions/{path.name}")
            message = f"questions for {path.stem!r}, which no file defines"
            yield Problem(rule="Q002", place=place, message=message, hint=nearest(path.stem, skills))


def unworkable(found: Found) -> Iterator[Problem]:
    """Rule Q003: answer and mistakes are sums over drawn names that have a value for every draw."""
    for question in _numbers(found):
        samples = _samples(question)
        for expression in (question.answer, *(mistake.value for mistake in question.mistakes)):
            if not expression:
                continue
            unknown = names_in(expression) - question.draw.keys()
            if unknown:
                name = min(unknown)
                hint = nearest(name, [*question.draw, *FUNCTIONS])
                yield _problem("Q003", question, f"uses {name!r} in {expression!r}, which it does not draw", hint=hint)
                continue
            fault = next(filter(None, (unworkable_for(expression, values) for values in samples)), "")
            if fault:
                yield _problem("Q003", question, fault)


def mistake_is_right(found: Found) -> Iterator[Problem]:
    """Rule Q004: no mistake comes near the answer for any draw."""
    for question in _numbers(found):
        samples = _samples(question)
        for mistake in question.mistakes:
            for values in samples:
                if _same(question, mistake.value, values):
                    drawn = ", ".join(f"{name} = {value}" for name, value in values.items())
                    message = f"has the mistake {mistake.value!r} that is right for {drawn or 'every draw'}"
                    yield _problem("Q004", question, message, hint="narrow the draw or change the mistake")
                    break


def _same(question: Question, mistake: str, values: Values) -> bool:
    try:
        answer, wrong = work_out(question.answer, values), work_out(mistake, values)
    except ValueError:
        return False
    return abs(wrong - answer) <= 2 * tolerance(question, answer)


def placeholders(found: Found) -> Iterator[Problem]:
    """Rule Q005: what stands in braces in the texts of a number question is a drawn name."""
    for question in _numbers(found):
        values = draw(question, Seed.of("check", 0))
        for text in (question.ask, question.why, *(mistake.why for mistake in question.mistakes)):
            try:
                text.format(**values)
            except (LookupError, ValueError, AttributeError) as fault:
                hint = "write literal braces as {{ and }}"
                shown = text if len(text) <= 50 else f"{text[:47]}..."
                yield _problem(
                    "Q005", question, f"has a text that cannot be filled in: {fault!r} in {shown!r}", hint=hint
                )


def incomplete(found: Found) -> Iterator[Problem]:
    """Rule Q006: a question has all that its kind needs, and nothing of another kind."""
    for question in found.questions:
        number = question.kind is QuestionKind.NUMBER
        if number:
            wanted = {"answer": question.answer, "why": question.why}
            yield from (_problem("Q006", question, f"has no {name}") for name, value in wanted.items() if not value)
            if (question.relative > 0) == (question.absolute > 0):
                hint = "give one of tolerance and absolute, above 0"
                yield _problem("Q006", question, "does not say how near is near enough", hint=hint)
            if len(question.mistakes) < MISTAKES:
                yield _problem("Q006", question, f"has {len(question.mistakes)} of at least {MISTAKES} mistakes")
            if question.choices:
                yield _problem("Q006", question, "asks for a number and gives choices")
        elif question.answer or question.draw or question.mistakes:
            yield _problem("Q006", question, "gives choices and draws numbers", hint='say kind = "number"')
        if (question.kind is QuestionKind.CODE) != bool(question.code) and not (number and question.code):
            yield _problem("Q006", question, "has no code" if not question.code else "has code", hint='kind = "code"')


def equal_choices(found: Found) -> Iterator[Problem]:
    """Rule Q007: no two choices read the same."""
    for question in _with_choices(found):
        texts = [choice.text for choice in question.choices]
        for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
            yield _problem("Q007", question, f"has the choice {text!r} twice")


def draws(found: Found) -> Iterator[Problem]:
    """Rule Q008: each value is drawn from a list, or between a lower and a higher bound."""
    for question in found.questions:
        for fault in undrawable(question.draw):
            yield _problem("Q008", question, fault)


def few_questions(found: Found) -> Iterator[Problem]:
    """Rule Q009: a skill that a lab teaches has at least four questions."""
    known = {skill.slug for skill in found.skills}
    for slug in dict.fromkeys(slug for lab in found.labs for slug in lab.teaches if slug in known):
        count = sum(question.skill == slug for question in found.questions)
        if count < QUESTIONS:
            message = f"labs teach {slug!r}, but it has {count} of at least {QUESTIONS} questions"
            yield Problem(rule="Q009", place=Place(file=f"questions/{slug}.toml"), message=message)


def difficulty(found: Found) -> Iterator[Problem]:
    """Rule Q010: a difficulty lies between -2.5 and 2.5."""
    for question in found.questions:
        if abs(question.difficulty) > HARDEST:
            yield _problem("Q010", question, f"has difficulty {question.difficulty:g}", hint="-2.5 to 2.5")


def near_zero(found: Found) -> Iterator[Problem]:
    """Rule Q011: an answer that can be 0 has an absolute tolerance."""
    for question in _numbers(found):
        if question.relative and any(_is_zero(question.answer, values) for values in _samples(question)):
            hint = "a share of 0 is 0: give absolute instead"
            yield _problem("Q011", question, "has a relative tolerance, but its answer can be 0", hint=hint)


def hidden_values(found: Found) -> Iterator[Problem]:
    """Rule Q012: what the answer depends on is shown in the question."""
    for question in _numbers(found):
        shown = shown_in(question.ask + question.code, otherwise=question.draw)
        for name in sorted((names_in(question.answer) & question.draw.keys()) - shown):
            yield _problem("Q012", question, f"has an answer that depends on {name!r}, which it never shows")


def _is_zero(expression: str, values: Values) -> bool:
    try:
        return work_out(expression, values) == 0
    except ValueError:
        return False
