"""Study time in a terminal: what was seen, and the learner's word against it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse

if TYPE_CHECKING:
    from hillclimb.actions import Row


def spent(options: argparse.Namespace) -> int:
    """Show where the time went, or correct it."""
    from hillclimb import actions

    desk = desk_of(options)
    if (options.what is None) != (options.minutes is None):
        raise Misuse("Name what took how long, or nothing.", hint="hillclimb time first-model --minutes 90")
    if options.what is None:
        state = desk.state()
    else:
        state = actions.correct_time(desk, options.what, options.minutes)
    if options.json:
        say(actions.time_json(state))
        return 0
    if options.what is not None:
        print(f"{options.what} counts as {length(options.minutes)} so far. The forecast has followed.\n")
    for week in actions.weeks(state, 4):
        name = f"{week.start.day} {week.start:%b}"
        planned = f" of {length(week.planned * 60)} planned" if week.planned else ""
        rest = "" if week.over else " so far"
        print(f"  week of {name:>6}   {length(week.studied * 60)}{planned}{rest}")
    found = actions.rows(state)
    if not found:
        print("\nNo study was seen yet: checks, reviews, answers and pages read in the app count.")
        return 0
    print()
    for row in found:
        estimate = f"   estimate {length(row.estimate)}" if row.estimate else ""
        print(f"  {length(row.minutes):>9}  {row.title}{paint.ink(estimate + _note(row), 'dim')}")
    stretch = state.pace.stretch
    print(
        paint.wrapped(
            f"\nWork is taken to need {stretch:.2f} times its estimate (from {state.pace.tasks_seen} of your tasks and "
            "what is usual). A pause of more than 15 minutes is not counted; put it right with: hillclimb time WHAT "
            "--minutes M"
        )
    )
    return 0


def length(minutes: float) -> str:
    """Return minutes as a person says them."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def _note(row: Row) -> str:
    if row.corrected:
        return f"   as you said (seen: {length(row.seen)})"
    return f"   and pauses of {length(row.unseen)} that may have been work" if row.unseen > row.seen else ""
