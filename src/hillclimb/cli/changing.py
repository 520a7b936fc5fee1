"""Commands about changing where one is: the why-interview, roles, the plan, one-on-ones, crossover tasks and teams."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse, NotFound

if TYPE_CHECKING:
    from hillclimb.actions import Desk
    from hillclimb.career import Paper, Run

_LARGEST = 1_000_000


def why_me(options: argparse.Namespace) -> int:
    """Ask what was not answered yet, one question at a time, or take answers from a file."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.file:
        read = read_table(options.file)
        if wrong := [name for name, value in read.items() if not isinstance(value, str)]:
            raise Misuse(f"The answer to {wrong[0]!r} is no text.", hint='pull = "The day on which …"')
        actions.answer_why(desk, read)
    again = options.again or []
    known = actions.whys(desk.state())
    if strange := [slug for slug in again if slug not in {one.why.slug for one in known}]:
        raise NotFound(f"There is no question {strange[0]!r}.", hint="hillclimb why-me --list")
    waiting = [one for one in known if one.why.slug in again or (not again and not one.answer)]
    if waiting and not (options.list or options.file):
        if sys.stdin.isatty() and not options.json:
            _interview(desk, waiting)
        elif again:
            raise Misuse("Without a terminal nobody can be asked.", hint="hillclimb why-me --file answers.toml")
    if options.json:
        say(actions.whys_json(desk.state()))
        return 0
    for one in actions.whys(desk.state()):
        print(f"{paint.ink(one.why.slug, 'bold'):<10} {one.why.ask}")
        print(paint.wrapped(one.answer or "(not answered)", "           "))
    return 0


def _interview(desk: Desk, waiting: Iterable[Any]) -> None:
    from hillclimb import actions

    print("One question at a time; an empty line ends an answer, Enter at once skips, q ends.\n")
    for number, one in enumerate(waiting, start=1):
        print(paint.ink(f"{number}. {one.why.ask}", "bold"))
        print(paint.ink(paint.wrapped(one.why.because), "dim"))
        if one.answer:
            print(paint.wrapped(f"So far: {one.answer}"))
        lines: list[str] = []
        while True:
            try:
                line = input("> " if not lines else "  ")
            except EOFError:
                line = "q" if not lines else ""
            if not lines and line.strip().lower() == "q":
                return
            if not line.strip():
                break
            lines.append(line)
        if lines:
            actions.answer_why(desk, {one.why.slug: "\n".join(lines)})
        print()


def roles(options: argparse.Namespace) -> int:
    """List the roles, or tell one of them."""
    from hillclimb import actions

    state = desk_of(options).state()
    body = actions.roles_json(state, options.role or "")
    if options.json:
        say(body)
        return 0
    for one in body["roles"]:
        mark = " (your aim)" if one["aimed_at"] else ""
        finish = f", as likely as not by {one['forecast']['p50']}" if one["forecast"]["p50"] else ""
        print(f"{paint.ink(one['role'], 'bold')}{mark}: {one['title']}")
        print(paint.wrapped(one["summary"], "  "))
        print(f"  {one['behind']:.0%} of the way is behind you, about {one['hours_left']:.0f} h are left{finish}.")
        if options.role:
            for hour in one["day"]:
                print(paint.wrapped(f"{hour['at']}  {hour['what']}", "  ", "         "))
            if one["asks"]:
                print(paint.wrapped(f"It asks: {'; '.join(one['asks'])}.", "  "))
                print(paint.wrapped(f"Who likes it: {one['likes']} Who does not: {one['dislikes']}", "  "))
            for item in one["tries"]:
                command = f"open {item['lab']}" if item["lab"] else f"interview --skill {item['skill']}"
                print(paint.wrapped(f"Ten minutes: {item['say']}  hillclimb {command}", "  ", "    "))
    if not options.role:
        print("A day in one of them, and what to try: hillclimb roles ROLE")
    return 0


def transition(options: argparse.Namespace) -> int:
    """Show the plan, write it to hand over, keep it, or say what changed."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.changes is not None:
        return _changes(desk, options)
    state = desk.state()
    chosen = options.version_number
    paper = actions.version_of(state, chosen).paper if chosen is not None else actions.paper_of(state)
    target = None
    if options.to:
        target = actions.write_paper(paper, Path(options.to), at=desk.clock())
    if chosen is None and (options.to or options.keep):
        actions.keep_plan(desk, options.note or "")
        state = desk.state()
    if options.json:
        say({**actions.transition_json(state, paper), "file": str(target) if target else None})
        return 0
    if target is None and not options.keep:
        show_paper(paper)
    kept = actions.versions(state)
    for one in kept:
        note = f"  {one.note}" if one.note else ""
        print(f"Version {one.number}, kept on {one.at.astimezone():%Y-%m-%d %H:%M}{note}")
    if target is not None:
        print(f"Written: {target}")
    if missing := actions.unsaid(state):
        print(f"Left out, because you have not said it yet: {', '.join(why.slug for why in missing)}. hillclimb why-me")
    return 0


def _changes(desk: Desk, options: argparse.Namespace) -> int:
    from hillclimb import actions

    state = desk.state()
    found = actions.compared(state, options.changes, options.version_number)
    if options.json:
        paper = actions.paper_of(state)
        say({**actions.transition_json(state, paper), "changes": actions.changes_json(found)})
        return 0
    if not found:
        print("Nothing changed.")
    for title, runs in found:
        print(paint.ink(title, "bold"))
        print(paint.wrapped(" ".join(map(_marked, _near(runs))), "  "))
    return 0


def _near(runs: Iterable[Run]) -> Iterable[Run]:
    from dataclasses import replace

    for run in runs:
        words = run.text.split()
        if run.kind == "same" and len(words) > 12:
            yield replace(run, text=f"{' '.join(words[:5])} … {' '.join(words[-5:])}")
        else:
            yield replace(run, text=" ".join(words))


def _marked(run: Run) -> str:
    match run.kind:
        case "gone":
            return f"[-{run.text}-]"
        case "new":
            return f"{{+{run.text}+}}"
    return run.text


def one_on_one(options: argparse.Namespace) -> int:
    """Show the agenda of the next one-on-one; write one down; settle what was agreed."""
    from hillclimb import actions

    desk = desk_of(options)
    for numbers, done in ((options.done, True), (options.dropped, False)):
        for number in numbers or ():
            actions.settle(desk, number, done=done)
    if options.notes is not None or options.agreed:
        notes = given_text(options.notes or "")
        talk = actions.Talk(
            notes=notes,
            agreed=tuple(options.agreed or ()),
            person=options.person or "",
            mood=options.mood or "",
            day=options.day or "",
        )
        actions.hold(desk, talk)
    elif options.person or options.mood or options.day:
        raise Misuse("What was said or agreed?", hint='hillclimb one-on-one --agreed "Two hours on Fridays"')
    state = desk.state()
    target = actions.write_paper(actions.agenda_of(state), Path(options.to), at=desk.clock()) if options.to else None
    if options.json:
        say({**actions.meetings_json(state), "file": str(target) if target else None})
        return 0
    if target is None:
        show_paper(actions.agenda_of(state))
    else:
        print(f"Written: {target}")
    if told := actions.meetings_json(state)["signal"]:
        print(paint.wrapped(told))
    for meeting in actions.held(state):
        for one in meeting.agreements:
            print(f"  {one.number:>3} {one.outcome:<8} {one.day}  {one.text}")
    return 0


def crossover(options: argparse.Namespace) -> int:
    """Find small ML tasks in the present job; propose one."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.job is not None:
        actions.describe_job(desk, given_text(options.job))
    state = desk.state()
    if options.task is None and options.to:
        raise Misuse("Which task is the proposal about?", hint="hillclimb crossover TASK --to proposal.pdf")
    body = actions.crossover_json(state)
    paper = actions.proposal_of(state, options.task) if options.task else None
    target = actions.write_paper(paper, Path(options.to), at=desk.clock()) if paper and options.to else None
    if options.json:
        say({**body, "file": str(target) if target else None})
    elif paper is not None:
        print(f"Written: {target}") if target else show_paper(paper)
    else:
        _tasks(body)
    return 0


def _tasks(body: Mapping[str, Any]) -> None:
    if not body["tasks"]:
        print("Nothing in it sounds like a known task. Which data is there, what hurts? hillclimb crossover --job …")
    for task in body["tasks"]:
        sure = "" if task["sure"] else paint.ink(" (a guess: only one side was named)", "dim")
        print(f"{paint.ink(task['slug'], 'bold')}: {task['title']}{sure}")
        print(paint.wrapped(task["task"], "  "))
        named = ", ".join([*task["data_words"], *task["pain_words"]])
        for label, text in (
            ("You said", named),
            ("Worth", task["value"]),
            ("Risk", task["risk"]),
            ("Data", task["needs"]),
            ("Practise", f"hillclimb open {task['lab']}" if task["lab"] else "no lab yet"),
        ):
            print(paint.wrapped(f"{label}: {text}", "  ", "    "))
    if body["tasks"]:
        print(f"A page to hand over: hillclimb crossover {body['tasks'][0]['slug']} --to proposal.pdf")


def team_check(options: argparse.Namespace) -> int:
    """Show what to ask, take answers, score teams; or the two rubrics; or ideas."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.answer and not options.team:
        raise Misuse("Which team are the answers about?", hint='hillclimb team-check --team "Pricing" --answer …')
    if options.answer:
        actions.check_team(desk, options.team, pairs(options.answer))
    body = actions.team_json(desk.state())
    if options.json:
        say(body)
    elif options.rubric:
        for row in body["rubric"]:
            print(paint.ink(row["title"], "bold"))
            print(paint.wrapped(f"Software engineer: {row['software']}", "  ", "    "))
            print(paint.wrapped(f"ML engineer: {row['learning']}", "  ", "    "))
            own = "; ".join(row["labs"]) or f"nothing yet. It would be: {row['show']}"
            print(paint.wrapped(f"Your evidence: {own}", "  ", "    "))
    elif options.ideas:
        for note in body["notes"]:
            print(paint.wrapped(f"{note['slug']:<10} {note['title']}. {note['task']}", "", "           "))
        print("Begin one: hillclimb log --template SLUG > note.md, then hillclimb log --note note.md")
    else:
        _asked(body, options.team or "")
    return 0


def _asked(body: Mapping[str, Any], name: str) -> None:
    answers: Mapping[str, str] = next((team["answers"] for team in body["teams"] if team["team"] == name), {})
    for check in body["checks"]:
        given = answers.get(check["slug"], "")
        said = f": {given}" if given else ""
        print(f"{paint.ink(check['slug'], 'bold')} ({check['about']}, counts {check['weight']}){said}")
        print(paint.wrapped(f"{check['item']}. Ask: {check['ask']}", "  "))
        print(paint.wrapped(f"Good: {check['good']} Bad: {check['bad']}", "  "))
    for team in body["teams"]:
        known = f"{team['low']:.0%}" if team["low"] == team["high"] else f"{team['low']:.0%} to {team['high']:.0%}"
        print(f"{team['team']}: {known}, {len(team['answers'])} of {len(body['checks'])} answered")


def note(options: argparse.Namespace) -> int:
    """Print a template for the log, or take a note into it."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.note is None:
        text = actions.template_text(actions.note_template(desk.state(), options.template))
        if options.json:
            say({"version": 1, "template": options.template, "text": text})
        else:
            print(text)
        return 0
    text = sys.stdin.read(_LARGEST) if options.note == "-" else _read(options.note)
    state = actions.take_note(desk, text, template=options.template or "")
    if options.json:
        say(actions.log_json(state, 1))
    else:
        print("Noted.")
    return 0


def show_paper(paper: Paper) -> None:
    """Print a paper for a terminal."""
    from hillclimb.career import markdown_plain

    print(paint.ink(paper.title, "bold"))
    for line in paper.lines:
        print(line)
    for title, text in markdown_plain(paper):
        print("\n" + paint.ink(title, "bold"))
        for line in text.split("\n"):
            hanging = "  " if line.startswith("- ") else ""
            print(line if line.startswith("  ") else paint.wrapped(line, "", hanging))
    print()


def pairs(given: Iterable[str]) -> dict[str, str]:
    """Return NAME=VALUE arguments as a table, or refuse."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Misuse(f"{text!r} is no pair.", hint="Write it like name=value.")
        found[name.strip()] = value.strip()
    return found


def given_text(text: str) -> str:
    """Return a text as it was given, or from standard input where it is `-`."""
    return sys.stdin.read(_LARGEST) if text == "-" else text


def read_table(name: str) -> dict[str, Any]:
    """Return the table of a TOML or JSON file, or refuse."""
    text = _read(name)
    try:
        body = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misuse(f"{name} cannot be read: {error}.", hint='A line of TOML is like: pull = "The day …"') from error
    if not isinstance(body, dict):
        raise Misuse(f"{name} holds no table.", hint='{"pull": "The day …"}')
    return body


def _read(name: str) -> str:
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise Misuse(f"{name} is larger than 1 MB.", hint="A few lines are enough.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NotFound(f"{name} cannot be read: {error.strerror}.", hint="Name a file that is there.") from error
    except UnicodeDecodeError as error:
        raise Misuse(f"{name} is not UTF-8.", hint="Save it as UTF-8.") from error


def options(options: argparse.Namespace) -> int:
    """Lay the options side by side."""
    from hillclimb.cli.weighing import side_by_side

    return side_by_side(options)
