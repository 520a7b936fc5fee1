"""Practise interviews in a terminal, and as JSON lines for scripts."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse, Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Desk, Round, State
    from hillclimb.content import Interview


def interview(options: argparse.Namespace) -> int:
    """Ask one question after the other, or show which topics are weak."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.result:
        return _standing(desk.state(), as_json=options.json)
    questions = actions.interview_questions(desk.state(), skill=options.skill or "", level=options.level or "")
    actions.ask_interview(desk, desk.state(), questions)  # refuse before anything is printed
    if options.json:
        return _lines(desk, questions)
    if not sys.stdin.isatty():
        raise Misuse("Without a terminal use --json.", hint="It prints a question and reads one JSON answer per line.")
    return _talk(desk, questions, minutes=options.minutes)


def _talk(desk: Desk, questions: tuple[Interview, ...], *, minutes: float) -> int:
    from hillclimb import actions

    print("Answer as you would aloud, then an empty line. q ends. Every answer is kept.\n")
    began, asked = time.monotonic(), 0
    while not asked or time.monotonic() - began < minutes * 60:
        question = actions.ask_interview(desk, desk.state(), questions)
        print(paint.ink(f"{desk.pack.graph[question.skill].title}, {question.level.value}", "bold"))
        print(paint.wrapped(question.ask))
        if question.code:
            print("\n" + question.code)
        print(paint.ink(f"(about {question.minutes} min)", "dim"))
        started = time.monotonic()
        said = _said()
        if said is None:
            break
        asked += 1
        done = actions.answer_interview(desk, question, said, seconds=time.monotonic() - started)
        for line in _marked(done):
            print(line)
        _claims(desk, done)
        print()
    return _standing(desk.state(), as_json=False) if asked else 0


def _said() -> str | None:
    """Return what is typed until an empty line, or None where the learner has enough."""
    lines: list[str] = []
    while True:
        try:
            line = input("> " if not lines else "  ")
        except EOFError:
            return "\n".join(lines) or None
        if not lines and line.strip().lower() == "q":
            return None
        if line.strip():
            lines.append(line)
        elif lines:
            return "\n".join(lines)


def _marked(done: Round) -> Iterator[str]:
    yield ""
    for number, point in enumerate(done.question.points):
        made = number in done.marks.made
        sign = paint.ink("✓", "green") if made else paint.ink("·", "yellow")
        yield f"{sign} {number + 1} {point.say}"
    yield ""
    yield paint.wrapped(f"A good answer: {done.question.answer}")
    for mistake in done.question.mistakes:
        yield paint.wrapped(f"Often said, and wrong: “{mistake.said}” {mistake.why}")
    yield paint.wrapped(f"Asked next: {' '.join(done.question.follow_ups)}")


def _claims(desk: Desk, done: Round) -> None:
    """Ask which points were made in other words, until the answer makes sense."""
    from hillclimb import actions

    while len(done.marks.made) < done.marks.points:
        try:
            typed = input("Did you say others in your own words? Their numbers, or Enter: ")
            numbers = [int(part) - 1 for part in typed.replace(",", " ").split()]
            if numbers:
                actions.claim_points(desk, done.event, numbers)
        except EOFError:
            return
        except ValueError:
            print("Numbers like 2 4, please.")
            continue
        except Misuse as refusal:
            print(f"{refusal.message} {refusal.hint}")
            continue
        return


def _standing(state: State, *, as_json: bool) -> int:
    from hillclimb import actions

    if as_json:
        say(actions.standing_json(state))
        return 0
    found = actions.interview_standing(state)
    if not found:
        print("No interview question was answered yet. Type: hillclimb interview")
    for topic in found:
        title = state.pack.graph[topic.skill].title
        way_out = f"hillclimb lesson {topic.skill}" if topic.weak and topic.skill in state.pack.lessons else ""
        print(f"  {title:<44} {topic.share:>4.0%} of the points   {paint.ink(way_out, 'dim')}".rstrip())
    return 0


def _lines(desk: Desk, questions: tuple[Interview, ...]) -> int:
    """Print a question, read an answer, print its marks, read what is claimed; again, until the input ends."""
    from hillclimb import actions

    while True:
        question = actions.ask_interview(desk, desk.state(), questions)
        say(actions.question_json(question))
        started = time.monotonic()
        done = _heard(lambda body, asked=question, began=started: _answered(desk, asked, body, began=began))
        if done is None:
            return 0
        say(actions.round_json(done))
        claimed = _heard(lambda body, event=done.event: actions.claim_points(desk, event, _numbers(body)))
        if claimed is None:
            return 0
        say({"version": 1, "answer": claimed.event, "share": round(claimed.share, 3)})


def _answered(desk: Desk, question: Interview, body: dict[str, Any], *, began: float) -> Round:
    from hillclimb import actions

    said = body.get("say")
    if not isinstance(said, str):
        raise Misuse("`say` is a text.", hint='{"say": "Because the likelihood …"}')
    return actions.answer_interview(desk, question, said, seconds=time.monotonic() - began)


def _numbers(body: dict[str, Any]) -> list[int]:
    claimed = body.get("claim")
    if not isinstance(claimed, list) or any(isinstance(item, bool) or not isinstance(item, int) for item in claimed):
        raise Misuse("`claim` is a list of points, counted from 0.", hint='{"claim": []}')
    return claimed


def _heard(use: Any) -> Any:
    """Return what became of the next line that makes sense, telling what is wrong with others; None at the end."""
    while line := sys.stdin.readline():
        try:
            body = json.loads(line)
            if not isinstance(body, dict):
                raise Misuse("Each line is a JSON object.", hint='{"say": "…"}, then {"claim": []}')
            return use(body)
        except json.JSONDecodeError:
            refusal: Refusal = Misuse("That line is not JSON.", hint='{"say": "…"}, then {"claim": []}')
        except Misuse as found:
            refusal = found
        say({"version": 1, "error": {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}})
    return None
