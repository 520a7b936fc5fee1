"""Review in a terminal: one card at a time, answered or recalled, then 1 to 4; and how reviews go."""

from __future__ import annotations

import argparse
import sys
import textwrap
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse

if TYPE_CHECKING:
    from hillclimb.actions import Desk, Judged, Remembered, State
    from hillclimb.content import Card, Posed
    from hillclimb.learner import Memory, Retention


def review(options: argparse.Namespace) -> int:
    """Ask what is due today; with --json list it; record one, take one back, or tell how much stays."""
    from hillclimb import actions

    desk = desk_of(options)
    if (options.card is None) != (options.rating is None):
        raise Misuse("--card and --rating go together.", hint="hillclimb review --card UUID --rating 3")
    if options.undo:
        card, state = actions.undo_review(desk)
        if options.json:
            say(actions.due_json(state, options.limit, more=options.more))
        else:
            print(f"Taken back: the last rating of “{card.front.splitlines()[0]}”.")
        return 0
    if options.stats:
        found = actions.remembered(desk.state())
        if options.json:
            say(actions.remembered_json(found))
        else:
            print("\n".join(_statistics(found)))
        return 0
    if options.card is not None:
        state = actions.review(desk, options.card, options.rating)
        if options.json:
            say(actions.due_json(state, options.limit, more=options.more))
        return 0
    state = desk.state()
    if options.json:
        say(actions.due_json(state, options.limit, more=options.more))
        return 0
    cards = actions.due_cards(state, options.limit, more=options.more)
    if not sys.stdin.isatty():
        print(f"{len(cards)} cards are due. Review them in a terminal or the app.")
        return 0
    if cards:
        _sit(desk, state, cards)
    _tell_rest(desk.state())
    return 0


def _statistics(found: Remembered) -> Iterator[str]:
    yield paint.ink("What stays", "bold")
    yield f"  {found.seen} cards seen, {found.old} of them come back after more than three weeks"
    yield f"  {found.reviewed} reviews; on {found.days} of the last 30 days, {found.minutes:.0f} minutes"
    if found.ever is None:
        yield paint.wrapped("Nothing tests your memory yet: a card does when it comes back after a day or more.")
    else:
        yield paint.ink(f"{'':<27}reviews   remembered      foretold", "dim")
        if found.recent is not None:
            yield f"  {'30 days':<30}{_stays(found.recent)}"
        yield f"  {'ever':<30}{_stays(found.ever)}"
        for title, held in found.areas.items():
            yield f"  {textwrap.shorten(title, 29, placeholder='…'):<30}{_stays(held)}"
        yield paint.ink("by days since last seen", "dim")
        for gap in found.gaps:
            yield f"  {f'{gap.days:.0f} days':<30}{_stays(gap.found)}"
    week = found.ahead[:7]
    cards, minutes = sum(load.cards for load in week), sum(load.minutes for load in week)
    yield paint.ink("What comes", "bold")
    yield f"  {cards} cards in the next seven days, about {minutes:.0f} minutes"


def _stays(held: Retention) -> str:
    told = f"{held.reviews:>4}   {held.held:>4.0%} ({held.low:.0%} to {held.high:.0%})"
    return f"{told:<26}{held.foretold:>5.0%}" + ("  not as foretold" if held.surprising else "")


def settings(options: argparse.Namespace) -> int:
    """Show or change how reviews go."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.retention is None and options.minutes is None and options.exam is None:
        state = desk.state()
    else:
        state = actions.set_reviews(desk, retention=options.retention, minutes=options.minutes, exam=options.exam)
    if options.json:
        say(actions.reviews_json(state))
        return 0
    terms = state.terms
    print(paint.ink("Reviews", "bold"))
    share = f"{terms.retention:.0%}"
    print(f"  retention  {terms.retention:<6g} a card comes back when you would still know it with {share}")
    print(f"  minutes    {terms.minutes:<6g} a day")
    print(f"  exam       {terms.exam or 'none'}")
    cost = f"With 800 cards {share} takes about {actions.minutes_at(terms.retention):.0f} minutes on a study"
    print(paint.wrapped(f"\n{cost} day. From 90% to 95% costs a third more time for three points of recall."))
    print(paint.wrapped(actions.fitting(state).note))
    return 0


def _sit(desk: Desk, state: State, cards: tuple[tuple[Card, Memory], ...]) -> None:
    from hillclimb import actions

    print(paint.ink("q stops; u after an answer takes the rating before it back. Everything is kept.", "dim"))
    for number, (card, memory) in enumerate(cards, start=1):
        kind = "new" if memory.new else f"{memory.recall:.0%} likely still known"
        told = [desk.pack.graph[card.skill].title, kind, actions.because_of(state, memory)]
        print(paint.ink(f"\n{number} of {len(cards)}", "bold") + paint.ink(f"  {', '.join(filter(None, told))}", "dim"))
        asked = actions.posed(state, card)
        started = time.monotonic()
        judged, stop = _answer(state, asked, started)
        if stop:
            return
        seconds = time.monotonic() - started
        if asked.answer:
            print(paint.ink(asked.answer, "cyan"))
        print(paint.ink(paint.wrapped(asked.back), "cyan"))
        rating = _rating(desk, suggested=None if judged is None else judged.rating)
        if rating is None:
            return
        actions.review(desk, card.uuid, rating, seconds=seconds, judged=judged)


def _answer(state: State, asked: Posed, started: float) -> tuple[Judged | None, bool]:
    """Show a card and wait for an answer; return what it was worth (None where none was given) and whether to stop."""
    from hillclimb import actions

    print(paint.wrapped(asked.front))
    if asked.card.code:
        print("\n" + "\n".join(f"    {line}" for line in asked.card.code.strip().splitlines()))
    for number, step in enumerate(asked.steps, start=1):
        print(paint.wrapped(step, f"  {chr(96 + number)}  ", "     "))
    prompt = _prompt(asked)
    while True:
        text = _read(prompt)
        if text.strip().lower() == "q":
            return None, True
        if not asked.judged or not text.strip():
            return None, False
        try:
            given = _given(asked, text)
        except Misuse as misuse:
            print(f"{misuse.message} {misuse.hint}")
            continue
        judged = actions.judge(state, asked.card.uuid, given, seconds=time.monotonic() - started)
        print(paint.ink("Right.", "green") if judged.right else paint.ink("Not so.", "red"))
        return judged, False


def _prompt(asked: Posed) -> str:
    if asked.steps:
        letters = "".join(chr(97 + index) for index in reversed(range(len(asked.steps))))
        return f"The letters, first step first, such as {letters}; Enter shows it: "
    if asked.value is not None:
        return "A number; Enter shows it: "
    return "What it prints; Enter shows it: " if asked.judged else "Enter shows the answer: "


def _given(asked: Posed, text: str) -> str | float | tuple[int, ...]:
    """Return what was typed; the steps of an order are lettered, and typed first to last."""
    from hillclimb import actions

    if not asked.steps:
        return actions.read_answer(asked.card, text.replace("\\n", "\n"))
    letters = [char for char in text.lower() if char.isalpha()]
    known = [chr(97 + index) for index in range(len(asked.steps))]
    if sorted(letters) != known:
        raise Misuse(f"That is not each of {', '.join(known)} once.", hint="The first step first.")
    return tuple(letters.index(letter) + 1 for letter in known)


def _rating(desk: Desk, *, suggested: int | None) -> int | None:
    from hillclimb import actions

    usual = "" if suggested is None else f"Enter takes {suggested}, "
    while True:
        answer = _read(f"1 again  2 hard  3 good  4 easy  ({usual}u undo, q stops): ").strip().lower()
        if answer == "q":
            return None
        if not answer and suggested is not None:
            return suggested
        if answer == "u":
            last = actions.last_review(desk.state())
            print("There is nothing to take back." if last is None else _undone(desk))
        if answer in ("1", "2", "3", "4"):
            return int(answer)


def _undone(desk: Desk) -> str:
    from hillclimb import actions

    card, _ = actions.undo_review(desk)
    return f"Taken back: the rating of “{card.front.splitlines()[0]}”. It is asked again the next time."


def _tell_rest(state: State) -> None:
    """Say what stays and how long it would take, or that nothing is due."""
    queue = state.queue
    if state.terms.minutes <= 0 and (queue.stays or queue.fresh):
        print("You set reviews to 0 minutes a day, so nothing is asked; what you had learnt is kept.")
        print(f"{queue.stays} cards are due, {queue.fresh} are new: hillclimb settings --minutes 10")
    elif queue.stays and queue.exam is not None:
        print(f"{queue.stays} cards that are due wait: before the exam on {queue.exam} others are worth more.")
    elif queue.stays:
        plan = f"worked off in {_days(queue.days)}" if queue.days else "never worked off"
        print(f"{queue.stays} more are due, at {state.terms.minutes:g} minutes a day {plan}; none is lost.")
        print("Go on all the same: hillclimb review --more")
    elif not queue.cards:
        print("Nothing is due. Lessons you read and labs you try bring their cards here.")


def _days(days: int | None) -> str:
    return "a day" if days == 1 else f"{days} days"


def _read(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        return "q"
