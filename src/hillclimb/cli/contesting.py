"""Contest a belief in a terminal, and as JSON lines for scripts."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.cli.placing import parsed, read_answer, show_question
from hillclimb.ground import Misuse, Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Desk, State


def contest(options: argparse.Namespace) -> int:
    """Lower a belief at once, or ask three questions to raise it."""
    from hillclimb import actions

    desk = desk_of(options)
    skill = desk.skill(options.skill)
    if options.know and not options.json and not sys.stdin.isatty():
        raise Misuse("Without a terminal use --json.", hint="It prints a question and reads one JSON answer per line.")
    before = desk.state()
    state = actions.contest(desk, skill.slug, know=options.know)
    if options.know:
        state = _proof(desk, skill.slug, as_json=options.json)
    body = actions.contested_json(before, state, skill.slug)
    if options.json:
        say(body)
        return 0
    found = body["contested"]
    print(paint.ink(f"{skill.title}: {found['before']:.0%} before, {found['belief']:.0%} now.", "bold"))
    if options.know:
        print(f"{found['right']} of {found['asked']} right. The rest a lab can show: hillclimb why {skill.slug}")
    else:
        print("Taken at your word; the plan has followed. See it: hillclimb plan")
    return 0


def _proof(desk: Desk, skill: str, *, as_json: bool) -> State:
    from hillclimb import actions

    state = desk.state()
    while (asked := actions.proof_question(state, skill)) is not None:
        going = actions.proof(state, skill)
        number = len(going.answers) + 1 if going else 1
        started = time.monotonic()
        answer: dict[str, Any] | None
        if as_json:
            say(actions.asked_json(asked, number))
            line = sys.stdin.readline()
            try:
                answer = parsed(line) if line else None
            except Refusal as refusal:
                say({"version": 1, "error": {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}})
                continue
        else:
            print(paint.ink(f"Question {number} of {actions.QUESTIONS}", "bold"))
            show_question(asked)
            answer = read_answer(asked)
        if answer is None:
            break
        try:
            done = actions.answer_proof(desk, skill, seconds=time.monotonic() - started, **answer)
        except Misuse as refusal:
            if not as_json:
                raise
            say({"version": 1, "error": {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}})
            continue
        state = done.state
        if not as_json:
            word = {"right": "Right.", "wrong": "Not so."}.get(done.outcome, "Good to know.")
            print(paint.wrapped(f"{word} {done.marked.why}") + "\n")
    return state
