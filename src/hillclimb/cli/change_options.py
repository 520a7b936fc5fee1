"""The options of the commands about changing where one is."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[..., argparse.ArgumentParser]
FILES = "a new file: .md, .html, .pdf or .docx"


def add_change(add: Add) -> None:
    """Add the commands about changing where one is."""
    why = add("why-me", "changing:why_me", "why you, and what for: asked once, used in your plan", "hillclimb why-me")
    why.add_argument("--list", action="store_true", help="what was asked and what you said")
    why.add_argument("--again", metavar="QUESTION", action="append", help="ask this one again; repeat it")
    why.add_argument("--file", metavar="FILE", help="answers from a TOML or JSON file: question = answer")

    roles = add("roles", "changing:roles", "roles: the way to each, a day in it, what to try", "hillclimb roles")
    roles.add_argument("role", metavar="ROLE", nargs="?", help="one role, whole")

    plan = add(
        "transition",
        "changing:transition",
        "a plan that a manager can say yes to, from your record",
        "hillclimb transition --to plan.pdf",
    )
    plan.add_argument("--to", metavar="FILE", help=f"{FILES}; the version is kept")
    plan.add_argument("--keep", action="store_true", help="keep it as a version")
    plan.add_argument("--note", metavar="TEXT", help="what this version is")
    plan.add_argument("--version-number", metavar="N", type=int, help="a version that was kept")
    plan.add_argument("--changes", metavar="N", type=int, help="what changed since version N, word by word")

    meeting = add(
        "one-on-one",
        "changing:one_on_one",
        "the agenda of the next one-on-one, and what was agreed in the last",
        "hillclimb one-on-one --agreed Fridays --with Kim --mood helped",
    )
    meeting.add_argument("--to", metavar="FILE", help=f"the agenda as {FILES}")
    meeting.add_argument("--notes", metavar="TEXT", help="write a meeting down; - reads standard input")
    meeting.add_argument("--agreed", metavar="TEXT", action="append", help="what was agreed in it; repeat it")
    meeting.add_argument("--with", metavar="NAME", dest="person", help="with whom (default: as last time)")
    meeting.add_argument("--day", metavar="DATE", help="when it was (default: today)")
    meeting.add_argument("--mood", choices=("helped", "listened", "put-off"), help="how your plan was met")
    meeting.add_argument("--done", metavar="N", type=int, action="append", help="agreement N is done; repeat it")
    meeting.add_argument("--dropped", metavar="N", type=int, action="append", help="agreement N is dropped")

    options = add(
        "options",
        "changing:options",
        "stay, transfer, new job, degree, bootcamp: three years side by side",
        "hillclimb options --set pay=60000 --set stay.chance=0.8 --weight ml=2",
    )
    options.add_argument("--set", metavar="NAME=NUMBER", action="append", dest="numbers", help="pay, hours, job.pay …")
    options.add_argument("--weight", metavar="NAME=NUMBER", action="append", help="money, ml, safety, time, liking")
    options.add_argument("--file", metavar="FILE", help="numbers and weights from a TOML file")
    options.add_argument("--explain", action="store_true", help="what each number means and how it is used")

    crossover = add(
        "crossover",
        "changing:crossover",
        "small ML tasks worth doing in your present job",
        "hillclimb crossover ticket-duration --to proposal.pdf",
    )
    crossover.add_argument("task", metavar="TASK", nargs="?", help="one of the tasks found: a one-page proposal")
    crossover.add_argument("--job", metavar="TEXT", help="systems, data, what hurts; - reads standard input")
    crossover.add_argument("--to", metavar="FILE", help=f"the proposal as {FILES}")

    team = add(
        "team-check",
        "changing:team_check",
        "what to ask a team and a manager, and how they score",
        "hillclimb team-check --team Pricing --answer ml-in-product=yes",
    )
    team.add_argument("--team", metavar="NAME", help="the team that the answers are about")
    team.add_argument("--answer", metavar="CHECK=ANSWER", action="append", help="yes, partly or no; repeat it")
    team.add_argument(
        "--rubric", action="store_true", help="how software and ML engineers are judged, with your evidence"
    )
    team.add_argument("--ideas", action="store_true", help="ideas that widen your scope, as templates for the log")
