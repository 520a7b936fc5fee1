"""The placement in a terminal, and as JSON lines for scripts."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse, Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Desk, Result
    from hillclimb.content import Asked


def place(options: argparse.Namespace) -> int:
    """Ask until the map is known well enough, or until the learner pauses."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.result:
        found = actions.placement_result(desk.state())
        if options.json:
            say(actions.result_json(found))
        else:
            _tell(found)
        return 0
    if options.skip:
        state = actions.skip_placement(desk)
        _result(actions.placement_json(state), as_json=options.json)
        return 0
    if options.batch or options.json:
        return _batch(desk)
    if not sys.stdin.isatty():
        raise Misuse("Without a terminal use --batch.", hint="hillclimb place --batch reads one JSON answer per line.")
    return _talk(desk)


def _batch(desk: Desk) -> int:
    from hillclimb import actions

    state = actions.start_placement(desk)
    while (asked := actions.placement_question(state)) is not None:
        say(actions.asked_json(asked, len(actions.standing(state).asked) + 1))
        line = sys.stdin.readline()
        if not line:  # the script has gone: what was answered counts
            break
        try:
            answer = parsed(line)
            state = actions.answer_placement(desk, asked.question.uuid, **answer).state
        except Refusal as refusal:
            say({"version": 1, "error": {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}})
    say(actions.placement_json(desk.state()))
    return 0


def parsed(line: str) -> dict[str, Any]:
    """Return one JSON line as an answer, or refuse it."""
    way_out = '{"choice": 0}, {"value": 1.5} or {"dont_know": true}'
    try:
        body = json.loads(line)
    except json.JSONDecodeError:
        raise Misuse("That line is not JSON.", hint=way_out) from None
    if not isinstance(body, dict):
        raise Misuse("An answer is a JSON object.", hint=way_out)
    choice, value, dont_know = body.get("choice"), body.get("value"), body.get("dont_know", False)
    if choice is not None and (isinstance(choice, bool) or not isinstance(choice, int)):
        raise Misuse("`choice` is a whole number.", hint=way_out)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Misuse("`value` is a number.", hint=way_out)
    return {"choice": choice, "value": None if value is None else float(value), "dont_know": dont_know is True}


def _talk(desk: Desk) -> int:
    from hillclimb import actions

    state = actions.start_placement(desk)
    print("Enter ? for “I don't know” (an honest answer), or q to pause. Everything is kept.\n")
    while (asked := actions.placement_question(state)) is not None:
        here = actions.standing(state)
        print(paint.ink(f"Question {len(here.asked) + 1}", "bold") + f"   the map is {here.certainty:.0%} sure")
        show_question(asked)
        started = time.monotonic()
        answer = read_answer(asked)
        if answer is None:
            print("Paused. Take it up again with: hillclimb place")
            return 0
        done = actions.answer_placement(desk, asked.question.uuid, seconds=time.monotonic() - started, **answer)
        state = done.state
        words = {
            "right": paint.ink("Right.", "green"),
            "wrong": paint.ink("Not so.", "red"),
            "unknown": "Good to know.",
        }
        tail = "" if done.outcome == "right" else f" The answer is {done.marked.answer}."
        print(paint.wrapped(f"{words[done.outcome]}{tail} {done.marked.why}") + "\n")
    if actions.standing(state).asked:
        _tell(actions.placement_result(state))
    else:
        _result(actions.placement_json(state), as_json=False)
    return 0


def _tell(found: Result) -> None:
    """Print what a placement found."""
    hours, role = found.hours, found.state.role.title
    turn = "more" if hours.answers >= 0 else "taken back"
    brought = f"{hours.declared:.0f} by what you brought along, {abs(hours.answers):.0f} {turn} by your answers."
    print(paint.wrapped(f"{hours.saved:.0f} of the {hours.total:.0f} hours to {role} need not be learnt: {brought}"))
    said = f"{found.right} right, {found.wrong} wrong, {found.unknown} honestly unknown."
    some = f"Of the {found.questioned} skills with questions we expect to call {found.certainty:.0%} right"
    rest = f"of all {found.skills} {found.certainty_all:.0%}; {found.open} are open."
    print(paint.wrapped(f"{said} {some}, {rest}"))
    for title, skills in (
        ("Credited, and why", found.credited),
        ("More than your background let us expect", found.more),
        ("Less than it let us expect", found.less),
        ("Your frontier: what builds on things you probably have", found.frontier),
    ):
        if skills:
            print("\n" + paint.ink(title, "bold"))
            for one in skills:
                saved = f", {one.hours:.0f} h saved" if one.hours >= 0.5 else ""
                was = f", {one.before:.0%} before" if skills in (found.more, found.less) else ""
                print(paint.wrapped(f"{one.after:4.0%}  {one.title}{was}{saved}", "  ", " " * 8))
                if one.why and skills is not found.frontier:
                    print(paint.ink(paint.wrapped(", ".join(one.why), " " * 8, " " * 8), "dim"))
    print("\nThe whole map: hillclimb status    On the web: hillclimb up, then /place/result")


def show_question(asked: Asked) -> None:
    """Print a question with its choices."""
    print(paint.wrapped(asked.text.strip()))
    if asked.code:
        print("\n" + "\n".join(f"    {line}" for line in asked.code.strip().splitlines()) + "\n")
    for number, option in enumerate(asked.options, start=1):
        print(paint.wrapped(option, f"  {number}  ", "     "))


def read_answer(asked: Asked) -> dict[str, Any] | None:
    """Return what is typed as an answer; None to pause."""
    prompt = f"1 to {len(asked.options)}, ? or q: " if asked.options else "A number, ? or q: "
    while True:
        try:
            text = input(prompt).strip().lower()
        except EOFError:
            return None
        if text in ("q", "quit"):
            return None
        if text == "?":
            return {"dont_know": True}
        if asked.options and text.isdigit() and 1 <= int(text) <= len(asked.options):
            return {"choice": int(text) - 1}
        if not asked.options:
            try:
                return {"value": float(text.replace(",", "."))}
            except ValueError:
                pass
        print("That is not one of the answers.")


def _result(body: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say(body)
        return
    found = body["result"]
    print(paint.ink(f"Placed after {found['asked']} questions; the map is {found['certainty']:.0%} sure.", "bold"))
    print(f"{found['right']} right, {found['unknown']} honestly unknown. {len(found['known'])} skills count as known.")
    print("See the whole map: hillclimb status    What to do now: hillclimb next")
