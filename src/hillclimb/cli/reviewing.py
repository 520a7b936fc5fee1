"""Review in a terminal: one card at a time, 1 to 4."""

from __future__ import annotations

import argparse
import sys
import time

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse


def review(options: argparse.Namespace) -> int:
    """Ask what is due today; with --json list it, with --card and --rating record one answer."""
    from hillclimb import actions

    desk = desk_of(options)
    if (options.card is None) != (options.rating is None):
        raise Misuse("--card and --rating go together.", hint="hillclimb review --card UUID --rating 3")
    if options.card is not None:
        state = actions.review(desk, options.card, options.rating)
        if options.json:
            say(actions.due_json(state, options.limit))
        return 0
    state = desk.state()
    if options.json or not sys.stdin.isatty():
        if options.json:
            say(actions.due_json(state, options.limit))
        else:
            print(
                f"{len(actions.due_cards(state, options.limit))} cards are due. Review them in a terminal or the app."
            )
        return 0
    cards = actions.due_cards(state, options.limit)
    if not cards:
        print("Nothing is due. Lessons you read and labs you try bring their cards here.")
        return 0
    for number, (card, memory) in enumerate(cards, start=1):
        kind = "new" if memory.new else f"{memory.recall:.0%} likely still known"
        title = desk.pack.graph[card.skill].title
        print(paint.ink(f"\n{number} of {len(cards)}", "bold") + paint.ink(f"  {title}, {kind}", "dim"))
        print(paint.wrapped(card.front))
        if card.code:
            print("\n" + "\n".join(f"    {line}" for line in card.code.strip().splitlines()))
        started = time.monotonic()
        if _read("Enter shows the answer, q stops: ") == "q":
            break
        if card.prints:
            print(paint.ink(card.prints, "cyan"))
        print(paint.ink(paint.wrapped(card.back), "cyan"))
        rating = _rating()
        if rating is None:
            break
        actions.review(desk, card.uuid, rating, seconds=time.monotonic() - started)
    return 0


def _rating() -> int | None:
    while True:
        answer = _read("1 again  2 hard  3 good  4 easy  (q stops): ")
        if answer == "q":
            return None
        if answer in ("1", "2", "3", "4"):
            return int(answer)


def _read(prompt: str) -> str:
    try:
        return input(prompt).strip().lower()
    except EOFError:
        return "q"
