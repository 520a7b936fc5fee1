"""Events read as sightings: which skill showed what, how strongly, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from hillclimb.learner.gauss import Outcome
from hillclimb.learner.model import EvidenceKind
from hillclimb.record import CardReviewed, LabGraded, QuestionAnswered, SkillContested

# A lab is many questions at once; passing it also means that something was learnt on the way (`growth`).
LAB_PASS_POWER = 4.0
LAB_PASS_GROWTH = 2.0
LAB_FAIL_POWER = 0.3
LAB_AGAIN = 0.25
# A pass once the solution was read shows that it can be typed, and little more.
LAB_SHOWN = 0.05
LAB_GUESS = 0.02
# A lab that only touches a skill can be passed without it: what is missing of a full share counts as luck by this much.
LAB_TOUCH = 0.3
# A lab is about what it teaches; of what lies around that it shows less than a question does for its power.
LAB_SPREAD = 0.4
HINT_COST = 0.35
ATTEMPT_COST = 0.08
HINT_EASES = 0.4
# The same question again shows less: its answer was explained the first time.
QUESTION_AGAIN = 0.5
# Recalling a card is easier than doing the thing, and one review is little.
CARD_POWER = 0.03
CARD_GUESS = 0.1
CARD_DIFFICULTY = -3.5
# “I don't” is taken at its word: so many answers that nobody could have slipped on. “I know this” proves nothing.
CONTEST_POWER = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One outcome on one skill (its UUID). `growth` is variance added first: what the work itself may have taught;
    `spread` is the share of the outcome that neighbours may learn of; `answers` says whether it was work that counts
    for the form.
    """

    skill: str
    outcome: Outcome
    kind: EvidenceKind
    ref: str
    note: str
    title: str = ""
    growth: float = 0.0
    spread: float = 1.0
    answers: bool = True


def of_question(fact: QuestionAnswered, *, seen_before: int, title: str) -> Sighting | None:
    """Return what an answer shows; None for an outcome or occasion that this release does not know."""
    if fact.outcome not in ("right", "wrong", "unknown") or fact.occasion not in ("placement", "quiz"):
        return None
    difficulty = _within(fact.difficulty, -4.0, 4.0, otherwise=0.0)
    again = ", asked before" if seen_before else ""
    honest = fact.outcome == "unknown"
    return Sighting(
        skill=fact.skill,
        outcome=Outcome(
            right=fact.outcome == "right",
            difficulty=difficulty,
            power=QUESTION_AGAIN if seen_before else 1.0,
            guess=0.0 if honest else _within(fact.guess, 0.0, 0.9, otherwise=0.25),
            slip=0.02 if honest else 0.05,
        ),
        kind=EvidenceKind(fact.occasion),
        ref=fact.question,
        title=title,
        note=_answer_in_words(fact, difficulty, title) + again,
    )


def of_placement(fact: QuestionAnswered, *, title: str) -> Sighting:
    """Return an answer of which the map itself worked out what it shows."""
    difficulty = _within(fact.difficulty, -4.0, 4.0, otherwise=0.0)
    return Sighting(
        skill=fact.skill,
        outcome=Outcome(right=fact.outcome == "right", difficulty=difficulty),
        kind=EvidenceKind.PLACEMENT,
        ref=fact.question,
        title=title,
        note=_answer_in_words(fact, difficulty, title),
    )


def of_contest(fact: SkillContested) -> Sighting | None:
    """Return what the learner's word shows: “I don't” lowers a belief; “I know this” waits for its proof."""
    if fact.direction != "not":
        return None
    return Sighting(
        skill=fact.skill,
        outcome=Outcome(right=False, difficulty=0.0, power=CONTEST_POWER, slip=0.02),
        kind=EvidenceKind.CONTEST,
        ref="",
        note="you said that you do not have this",
        spread=1.0 / CONTEST_POWER,
        answers=False,
    )


def lab_outcome(passed: bool, difficulty: float, *, share: float, power: float | None = None) -> Outcome:
    """Return what a lab shows on a skill that it teaches by this share; unaided at the first attempt by default."""
    usual = LAB_PASS_POWER if passed else LAB_FAIL_POWER
    return Outcome(
        right=passed,
        difficulty=difficulty,
        power=(usual if power is None else power) * share,
        guess=LAB_GUESS + LAB_TOUCH * (1.0 - share),
        slip=0.02,
    )


def of_lab(fact: LabGraded, *, passed_before: int, title: str) -> tuple[Sighting, ...]:
    """Return what a judged lab shows on each skill it teaches; nothing for a broken or stopped one."""
    if fact.ending not in ("passed", "failed"):
        return ()
    passed = fact.ending == "passed"
    hints, attempt = min(max(0, fact.hints), 10), max(1, fact.attempt)
    difficulty = _within(fact.difficulty, -4.0, 4.0, otherwise=0.0)
    if passed:
        alone = 1.0 / ((1.0 + HINT_COST * hints) * (1.0 + ATTEMPT_COST * min(attempt - 1, 10)))
        power, growth = LAB_PASS_POWER * alone, LAB_PASS_GROWTH * alone
        difficulty -= HINT_EASES * hints
        if fact.shown:
            power, growth = power * LAB_SHOWN, growth * LAB_SHOWN
        if passed_before:
            power, growth = power * LAB_AGAIN, 0.0
    else:
        power, growth = LAB_FAIL_POWER / attempt, 0.0
    name = f"lab {f'“{title}”' if ' ' in title else title}" if title else "a lab"
    note = f"{fact.ending} {name} on the {_nth(attempt)} attempt with {_hints(hints)}"
    note += ", passed before" if passed and passed_before else ""
    note += ", its solution read before" if passed and fact.shown else ""
    found = []
    for skill, share in fact.teaches.items():
        weight = _within(share, 0.0, 1.0, otherwise=0.0)
        if weight > 0.0:
            found.append(
                Sighting(
                    skill=skill,
                    outcome=lab_outcome(passed, difficulty, share=weight, power=power),
                    kind=EvidenceKind.LAB,
                    ref=fact.lab,
                    title=title,
                    note=note if weight >= 1.0 else f"{note} (counts {weight:.0%} here)",
                    growth=growth * weight,
                    spread=LAB_SPREAD,
                )
            )
    return tuple(found)


def of_card(fact: CardReviewed, *, title: str) -> Sighting | None:
    """Return what a card review shows; None for a rating that does not exist."""
    if fact.rating not in (1, 2, 3, 4):
        return None
    right = fact.rating > 1
    name = f" “{title}”" if title else ""
    return Sighting(
        skill=fact.skill,
        outcome=Outcome(right=right, difficulty=CARD_DIFFICULTY, power=CARD_POWER, guess=CARD_GUESS),
        kind=EvidenceKind.CARD,
        ref=fact.card,
        title=title,
        note=f"{'remembered' if right else 'forgot'} a card{name}",
        spread=0.0,
        answers=False,
    )


def _answer_in_words(fact: QuestionAnswered, difficulty: float, title: str) -> str:
    said = {"right": "right answer to", "wrong": "wrong answer to"}.get(fact.outcome, "“I don’t know” to")
    return f"{said} {_hardness(difficulty)} question" + (f" “{title}”" if title else "")


def _hardness(difficulty: float) -> str:
    if difficulty >= 0.75:
        return "a hard"
    return "an easy" if difficulty <= -0.75 else "a middling"


def _hints(count: int) -> str:
    return {0: "no hints", 1: "1 hint"}.get(count, f"{count} hints")


def _nth(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _within(value: float, low: float, high: float, *, otherwise: float) -> float:
    return min(max(value, low), high) if value == value else otherwise
