"""The command line's front: arguments, one place where refusals become messages, and exit statuses.

0 done or passed, 1 a submission or a pack failed, 2 misuse or a refusal, 3 unjudged (ours), 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn

import hillclimb
from hillclimb.cli.change_options import add_change
from hillclimb.cli.posting_options import add_postings
from hillclimb.cli.proof_options import add_proof, grouped
from hillclimb.ground import Misuse, Refusal

_START = """\
start here:
  hillclimb up                  open the app in your browser
  hillclimb begin               three questions, then a plan
  hillclimb next                what to do now, and why
  hillclimb open first-model    put a lab into your work folder
  hillclimb check               judge it
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose misuse is a Refusal like any other, and which takes options by their whole names only."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **{"allow_abbrev": False, **named})

    def error(self, message: str) -> NoReturn:
        raise Misuse(f"{message}.", hint=f"Try: {self.prog} --help")


class _Front(_Parser):
    """The parser of all commands, whose help begins with the five that a newcomer needs and groups the rest."""

    def format_help(self) -> str:
        listed = next(action for action in self._actions if isinstance(action, argparse._SubParsersAction))
        usage = "usage: hillclimb COMMAND [--json] [--home DIR] …"
        hint = "hillclimb COMMAND --help explains a command and shows an example; --version tells the version."
        return f"{usage}\n\n{self.description}\n\n{_START}\n{grouped(listed)}\n{hint}\n"


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 10**6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no share from 0 to 1")
    return share


def build_parser() -> argparse.ArgumentParser:  # noqa: PLR0915 - one statement per option, nothing else
    """Return the parser of every command; the names of handlers are loaded only when one runs."""
    parser = _Front(
        prog="hillclimb",
        description="The training ground where working software engineers become machine-learning engineers.",
    )
    parser.add_argument("--version", action="version", version=f"hillclimb {hillclimb.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON (its shape is in docs/reference/cli.md)")
    shared.add_argument("--home", metavar="DIR", help="your folder (default: HILLCLIMB_HOME or ~/.hillclimb)")

    def add(name: str, handler: str, text: str, example: str, within: Any = commands) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = within.add_parser(
            name,
            parents=[shared],
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(handler=handler)
        return made

    up = add("up", "serving:up", "start the app and open the browser", "hillclimb up --port 8700 --no-browser")
    up.add_argument("--port", type=int, default=8700, help="port on 127.0.0.1 (default 8700)")
    up.add_argument("--no-browser", action="store_true", help="print the address only")

    begin = add(
        "begin",
        "learning:begin",
        "say where you come from, where you want to go, and when you can study",
        "hillclimb begin --role practitioner-mle --hours 9 --background python --yes",
    )
    begin.add_argument("--role", help="a role of the pack; `hillclimb begin` lists them")
    begin.add_argument("--hours", help="9 (a week), mon=1.5,sat=4, or seven numbers from Monday")
    begin.add_argument("--background", choices=("typed", "python"), help="the language you come from")
    begin.add_argument("--yes", action="store_true", help="ask nothing; use the defaults for what is not given")

    place = add("place", "placing:place", "be placed: about 20 questions, pause any time", "hillclimb place")
    place.add_argument("--batch", action="store_true", help="JSON lines: prints a question, reads an answer")
    place.add_argument("--result", action="store_true", help="what it found: credited and why, surprises, hours saved")
    place.add_argument("--skip", action="store_true", help="end the placement here; it can be taken up again")

    add("status", "learning:status", "where you stand, this week and what is next", "hillclimb status --json")
    add("next", "learning:next_step", "what to do now and why, in three lines", "hillclimb next")
    plan = add("plan", "learning:plan", "the weeks ahead and the forecast", "hillclimb plan --weeks 4")
    plan.add_argument("--weeks", type=_count, help="how many weeks to show (default: 6, or all with --json)")
    _add_planning(add)

    labs = add("labs", "learning:labs", "the labs of the pack and how you stand on each", "hillclimb labs")
    del labs
    opened = add("open", "working:open_lab", "put a lab into your work folder", "hillclimb open first-model")
    opened.add_argument("lab", metavar="LAB")
    check = add("check", "checking:check", "judge a lab", "hillclimb check first-model --watch")
    check.add_argument("lab", metavar="LAB", nargs="?", help="default: the lab of the folder you are in")
    check.add_argument("--from", dest="source", metavar="DIR", help="judge another folder; recorded only with --record")
    check.add_argument("--record", action="store_true", help="record a verdict of --from")
    check.add_argument("--watch", action="store_true", help="judge again on every save, until Ctrl-C")
    check.add_argument("--require", choices=("full",), help="refuse to judge where a protection is missing")
    ran = add("run", "running:run", "run a lab's service in the jail, to try it by hand", "hillclimb run first-service")
    ran.add_argument("lab", metavar="LAB", nargs="?", help="default: the lab of the folder you are in")
    ran.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 in front of it (default 8000)")
    ran.add_argument("--replay", action="store_true", help="send again what showed the first broken promise, and end")
    logs = add("logs", "running:logs", "what a lab's service printed last", "hillclimb logs first-service")
    logs.add_argument("lab", metavar="LAB", nargs="?", help="default: the lab of the folder you are in")
    tried = add(
        "attempts", "working:attempts", "your attempts at a lab, and what changed between them", "hillclimb attempts"
    )
    tried.add_argument("lab", metavar="LAB", nargs="?", help="default: the lab of the folder you are in")
    tried.add_argument("--show", type=int, metavar="N", help="what attempt N had changed, line by line")
    hint = add("hint", "working:hint", "the next hint for a lab", "hillclimb hint first-model")
    hint.add_argument("lab", metavar="LAB", nargs="?")
    hint.add_argument("--step", type=int, help="a hint you have seen, or one ahead")
    solved = add(
        "solution", "working:solution", "our solution of a lab that you passed", "hillclimb solution first-model"
    )
    solved.add_argument("lab", metavar="LAB", nargs="?", help="default: the lab of the folder you are in")
    solved.add_argument("--anyway", action="store_true", help="before a pass, too; a later pass then says little")
    reset = add("reset", "working:reset", "set your work on a lab aside and start over", "hillclimb reset first-model")
    reset.add_argument("lab", metavar="LAB")

    lesson = add("lesson", "learning:lesson", "read the lesson of a skill", "hillclimb lesson linear-regression")
    lesson.add_argument("skill", metavar="SKILL")
    why = add("why", "learning:why", "the evidence behind a belief", "hillclimb why linear-regression")
    why.add_argument("skill", metavar="SKILL")
    contest = add(
        "contest",
        "contesting:contest",
        "disagree with a belief: prove it, or have it lowered",
        "hillclimb contest linear-regression --not",
    )
    contest.add_argument("skill", metavar="SKILL")
    said = contest.add_mutually_exclusive_group(required=True)
    said.add_argument("--know", action="store_true", help="“I know this”: three questions show it")
    said.add_argument("--not", action="store_true", dest="lacks", help="“I don't”: lowers it at once")
    review = add("review", "reviewing:review", "review what is due today", "hillclimb review")
    review.add_argument("--limit", type=_count, default=20, help="at most so many cards (default 20)")
    review.add_argument("--card", metavar="UUID", help="rate one card without being asked (with --rating)")
    review.add_argument("--rating", type=int, choices=(1, 2, 3, 4), help="1 again, 2 hard, 3 good, 4 easy")
    review.add_argument("--more", action="store_true", help="go on beyond the minutes of the day")
    review.add_argument("--undo", action="store_true", help="take the last rating back")
    review.add_argument("--stats", action="store_true", help="how much stays, and what comes")
    settings = add(
        "settings",
        "reviewing:settings",
        "show or change how reviews go",
        "hillclimb settings --retention 0.9 --minutes 15 --exam 2027-03-01",
    )
    settings.add_argument("--retention", type=float, metavar="SHARE", help="recall at which a card comes back (0.85)")
    settings.add_argument("--minutes", type=float, help="minutes for reviews on a day (10)")
    settings.add_argument("--exam", metavar="DATE", help="know as much as possible on that day, or none")
    spent = add(
        "time",
        "timing:spent",
        "where your study time went, by week and by task; correct it",
        "hillclimb time first-model --minutes 90",
    )
    spent.add_argument("what", metavar="WHAT", nargs="?", help="a lab, lesson:SKILL, or a day of a week (2026-03-02)")
    spent.add_argument("--minutes", type=float, metavar="M", help="all the time that really went into it so far")
    mock = add("interview", "interviewing:interview", "practise interviews", "hillclimb interview --level junior")
    mock.add_argument("--skill", metavar="SKILL", help="about this skill only")
    mock.add_argument("--level", choices=("junior", "mid", "senior"), help="questions for this seniority only")
    mock.add_argument("--minutes", type=float, default=20.0, help="ask no new question after so many (20)")
    mock.add_argument("--result", action="store_true", help="how each topic stands, weakest first")
    log = add("log", "learning:log", "everything that happened, newest first", "hillclimb log --newest 20")
    log.add_argument("--newest", type=_count, help="only so many entries")
    log.add_argument("--find", metavar="WORDS", default="", help="only what holds all of these words")
    log.add_argument("--template", metavar="SLUG", help="a template to write into (`team-check --ideas` lists them)")
    log.add_argument("--note", metavar="FILE", help="take a note into the log; - reads standard input")

    def group(name: str, text: str, example: str) -> Any:
        made = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        return made.add_subparsers(dest="part", metavar="COMMAND", parser_class=_Parser, required=True)

    add_proof(add, group)
    add_postings(add, group)
    add_change(add)
    parts = group("pack", "for authors: check and prove a pack", "hillclimb pack check packs/ml-engineering")
    checked = add("check", "packing:check", "find everything wrong with a pack", "hillclimb pack check", parts)
    checked.add_argument("folder", metavar="FOLDER", nargs="?", help="default: the pack that came with Hillclimb")
    proved = add(
        "prove", "packing:prove", "run every lab's solutions and every example", "hillclimb pack prove linear", parts
    )
    proved.add_argument("labs", metavar="LAB", nargs="*", help="default: all labs and all examples")
    proved.add_argument("--pack", metavar="FOLDER", help="default: the pack that came with Hillclimb")
    how = proved.add_mutually_exclusive_group()
    how.add_argument("--mutants", action="store_true", help="judge slips in each reference: 95 %% must be rejected")
    how.add_argument("--repeat", type=int, metavar="N", help="judge each right and wrong solution N times on new data")
    how.add_argument("--watch", action="store_true", help="prove a lab again on every save, until Ctrl-C")
    fresh = add(
        "new-lab",
        "packing:new_lab",
        "scaffold a lab that proves, with its prose left to write",
        "hillclimb pack new-lab premium-bands --kind module --teaches glm",
        parts,
    )
    fresh.add_argument("lab", metavar="SLUG", help="its name in files and commands")
    fresh.add_argument("--kind", default="module", help="module, command, service …; `pack-format.md` has all")
    fresh.add_argument("--teaches", metavar="SKILL", required=True, help="the skill that a pass is evidence for")
    fresh.add_argument("--pack", metavar="FOLDER", help="default: the pack that came with Hillclimb")
    told = add(
        "table", "packing:table", "the labs and what was measured of them", "hillclimb pack table > labs.md", parts
    )
    told.add_argument("folder", metavar="FOLDER", nargs="?", help="default: the pack that came with Hillclimb")
    drawn = add("draw", "packing:draw", "draw the figures of lessons", "hillclimb pack draw linear-regression", parts)
    drawn.add_argument("skills", metavar="SKILL", nargs="*", help="default: every lesson")
    drawn.add_argument("--pack", metavar="FOLDER", help="default: the pack that came with Hillclimb")
    add("report", "packing:report", "what to send us when something is our fault", "hillclimb report > report.txt")
    place_of_scripts = "~/.local/share/bash-completion/completions/hillclimb"
    shells = add(
        "completion",
        "packing:completion",
        "print a completion script for your shell",
        f"hillclimb completion bash > {place_of_scripts}",
    )
    shells.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return parser


def _add_planning(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that plan around a life."""
    away = add("away", "planning:away", "days with fewer study hours, or none", "hillclimb away 2026-12-21 2027-01-03")
    away.add_argument("first", metavar="FROM", nargs="?", help="the first day, such as 2026-12-21")
    away.add_argument("last", metavar="TO", nargs="?", help="the last day (default: FROM)")
    away.add_argument("--share", type=_share, help="share of your hours that is kept, 0 to 1 (default: 0; on call 0.5)")
    away.add_argument("--why", choices=("holiday", "on-call", "pause"), help="default: holiday")
    away.add_argument("--remove", metavar="N", help="take back the Nth of the list")
    deadline = add(
        "deadline", "planning:deadline", "the odds of a date, and what can give", "hillclimb deadline 2027-06-30"
    )
    deadline.add_argument("day", metavar="DATE", nargs="?", help="the day to be done by; default: the one set last")
    deadline.add_argument("--clear", action="store_true", help="no deadline any more")
    compared = add(
        "compare", "planning:compare", "two roles or two weeks side by side", "hillclimb compare --hours 6 --hours 9"
    )
    compared.add_argument("--role", action="append", help="a role of the pack; repeat it")
    compared.add_argument("--hours", action="append", help="hours as for `begin`; repeat it")


def run(given: Sequence[str]) -> int:
    """Run one command and return its exit status; the one place where refusals and faults become messages."""
    as_json = "--json" in given or "--batch" in given
    try:
        options = build_parser().parse_args(given)
        if options.command is None:
            build_parser().print_help()
            return 0
        return _handler(options.handler)(options)
    except SystemExit as ended:  # --help and --version
        return int(ended.code or 0)
    except Refusal as refusal:
        return refused(refusal, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as error:  # boundary: no learner sees a traceback
        if _interrupt_in(error):
            raise KeyboardInterrupt from error
        return our_fault(error, as_json=as_json)


def _interrupt_in(error: BaseException | None) -> bool:
    """Return whether an interrupt is behind an error: some libraries (and class bodies) wrap what reaches them."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _handler(name: str) -> Callable[[argparse.Namespace], int]:
    module, function = name.split(":")
    found: Callable[[argparse.Namespace], int] = getattr(import_module(f"hillclimb.cli.{module}"), function)
    return found


def refused(refusal: Refusal, *, as_json: bool) -> int:
    """Say a refusal, as JSON or in words, and return the status for it."""
    if as_json:
        body = {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}
        try:
            print(json.dumps({"version": 1, "error": body}), flush=True)
        except BrokenPipeError:
            raise
        except OSError:  # nowhere to write JSON to
            print(refusal.message, file=sys.stderr)
    else:
        print(refusal.message, file=sys.stderr)
        if refusal.hint:
            print(refusal.hint, file=sys.stderr)
    return 2


def our_fault(error: Exception, *, as_json: bool) -> int:
    """Say that something is our fault, without a traceback unless HILLCLIMB_DEBUG asks for it."""
    if os.environ.get("HILLCLIMB_DEBUG"):
        raise error
    message = f"This is our fault: {type(error).__name__}: {error}"
    hint = "Nothing that was recorded is lost. HILLCLIMB_DEBUG=1 shows where; `hillclimb report` says what to send us."
    if isinstance(error, OSError) and error.errno == 28:
        message, hint = "The disk is full.", "Free some space and repeat the command. What was recorded before is safe."
    refused(Refusal(message, hint=hint, code="our-fault"), as_json=as_json)
    return 3
