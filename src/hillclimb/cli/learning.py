"""Commands about the learner: begin, status, next, plan, labs, lesson, why and log."""

from __future__ import annotations

import argparse
import sys

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse


def begin(options: argparse.Namespace) -> int:
    """Ask (or take from the options) where from, where to and when."""
    from hillclimb import actions

    desk = desk_of(options)
    roles = desk.pack.roles
    answers = (options.role, options.hours, options.background)
    if not options.yes and None in answers:
        if options.json or not sys.stdin.isatty():
            raise Misuse(
                "Without a terminal (or with --json) nothing can be asked.",
                hint="hillclimb begin --role practitioner-mle --hours 9 --background typed --yes",
            )
        options.background = options.background or _choose("Where do you come from?", dict(actions.BACKGROUNDS))
        described = {slug: f"{role.title}. {role.summary}" for slug, role in roles.items()}
        options.role = options.role or _choose("Where do you want to go?", described)
        options.hours = options.hours or _ask_hours()
    role = options.role or next(iter(roles))
    state = actions.begin(
        desk, role=role, hours=actions.spread_hours(options.hours or "9"), background=options.background or "typed"
    )
    if options.json:
        say(actions.profile_json(state) | {"next": actions.step_json(state.step)})
        return 0
    known = sum(item.novice_hours for item in desk.pack.foundation)
    print(paint.ink(f"Towards {state.role.title}, {sum(state.hours):g} hours a week.", "bold"))
    print(paint.wrapped(f"You bring about {known:g} hours of engineering that a novice would still have to learn."))
    if state.forecast is not None and state.tasks:
        print(
            f"Forecast today: {state.forecast.p50:%-d %B %Y} (P50), {state.forecast.p80:%-d %B %Y} (P80). "
            "It gets sharper with every answer."
        )
    print("\nPlacement (about 20 questions, pause any time): hillclimb place")
    print("Or start with your first model right away:       hillclimb open first-model")
    return 0


def _choose(question: str, options: dict[str, str]) -> str:
    print(paint.ink(question, "bold"))
    names = list(options)
    for number, name in enumerate(names, start=1):
        print(paint.wrapped(options[name], f"  {number}  ", "     "))
    while True:
        answer = _read(f"Number 1 to {len(names)}: ")
        if answer in names:
            return answer
        if answer.isdigit() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        print(f"A number from 1 to {len(names)}, please.")


def _ask_hours() -> str:
    from hillclimb.actions import spread_hours

    print(paint.ink("How many hours can you study?", "bold"))
    print("  9 for nine hours a week, or by day: mon=1.5,wed=1.5,sat=4")
    while True:
        answer = _read("Hours: ")
        try:
            spread_hours(answer)
        except Misuse as misuse:
            print(f"{misuse.message} {misuse.hint}")
            continue
        return answer


def _read(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        raise Misuse("The questions were not answered; nothing was recorded.", hint="Again: hillclimb begin") from None


def status(options: argparse.Namespace) -> int:
    """Print where the learner stands."""
    from hillclimb import actions

    state = desk_of(options).state()
    if options.json:
        say(actions.status_json(state))
    else:
        for line in paint.status_lines(state):
            print(line)
    return 0


def next_step(options: argparse.Namespace) -> int:
    """Print the next step in three lines."""
    from hillclimb import actions

    state = desk_of(options).state()
    _ = state.role
    if options.json:
        say(actions.step_json(state.step))
    else:
        print("\n".join(paint.next_lines(state)))
    return 0


def plan(options: argparse.Namespace) -> int:
    """Print the weeks ahead and the forecast."""
    from hillclimb import actions

    state = desk_of(options).state()
    _ = state.role  # refuse before `begin`
    if options.json:
        say(actions.plan_json(state, options.weeks))
        return 0
    found = state.forecast
    if not state.tasks:
        print(f"Nothing is left to plan: every level that {state.role.title} asks for is believed to be reached.")
        return 0
    for number in range(min(options.weeks or 6, len(state.plan.weeks))):
        for line in paint.week_lines(state, number):
            print(line)
    if found is not None:
        print(f"\n{len(state.plan.weeks)} weeks in all at your pace.")
        print(
            f"Finish: {found.p50:%-d %B %Y} (P50), {found.p80:%-d %B %Y} (P80), from {found.samples} sampled futures."
        )
        print(paint.wrapped(actions.pace_told(state)))
        for stage in actions.stages(state):
            print(f"  {stage.forecast.p50:%b %Y} to {stage.forecast.p80:%b %Y}  {stage.title}")
        for number, sentence in enumerate(actions.moved(state)):
            print(paint.wrapped(sentence, "Since a week ago: " if number == 0 else " " * 18, " " * 18))
    if state.plan.note:
        print(paint.wrapped(state.plan.note))
    return 0


def labs(options: argparse.Namespace) -> int:
    """List the labs with how the learner stands on each."""
    from hillclimb import actions

    desk = desk_of(options)
    state = desk.state()
    rows = [
        {
            "lab": lab.slug,
            "title": lab.title,
            "minutes": lab.minutes,
            "opened": desk.home.lab(lab.slug).is_dir(),
            "attempts": actions.attempts(state, lab),
            "passed": lab.slug in state.done.labs,
            "teaches": list(lab.teaches),
        }
        for lab in desk.pack.labs.values()
    ]
    if options.json:
        say({"version": 1, "labs": rows})
        return 0
    for row in rows:
        mark = paint.ink("✓", "green") if row["passed"] else "·"
        print(f"  {mark} {row['lab']:<18} {row['title']:<48} {row['minutes']:>4} min  {row['attempts']} checks")
    return 0


def lesson(options: argparse.Namespace) -> int:
    """Print a lesson."""
    from hillclimb import actions

    desk = desk_of(options)
    text = actions.read_lesson(desk, options.skill)
    if options.json:
        say({"version": 1, "skill": options.skill, "markdown": text})
    else:
        print(text)
    return 0


def why(options: argparse.Namespace) -> int:
    """Print the evidence behind a belief."""
    from hillclimb import actions

    desk = desk_of(options)
    skill = desk.skill(options.skill)
    body = actions.why_json(desk.state(), skill.slug)
    if options.json:
        say(body)
    else:
        for line in paint.why_lines(body):
            print(line)
    return 0


def log(options: argparse.Namespace) -> int:
    """Print what happened, newest first."""
    if options.note is not None or options.template is not None:
        from hillclimb.cli.changing import note

        return note(options)
    from hillclimb import actions

    state = desk_of(options).state()
    if options.json:
        say(actions.log_json(state, options.newest, options.find))
        return 0
    for entry in actions.log(state, newest=options.newest, find=options.find):
        print(f"{entry.at.astimezone():%Y-%m-%d %H:%M}  {entry.text}")
    return 0
