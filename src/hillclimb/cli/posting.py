"""Job postings and applications in a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse, Unavailable

if TYPE_CHECKING:
    from hillclimb.actions import Kept, Shortfall, State
    from hillclimb.career import Application, Reading

_FIELDS = ("employer", "title", "place", "stage", "on", "contact", "next", "next_on", "note", "source")
_MEANT = {"asked": "asked for", "welcome": "nice to have", "unneeded": "not needed", "employer": "about them"}


def add(options: argparse.Namespace) -> int:
    """Keep a posting from a file or from what is pasted."""
    from hillclimb import actions
    from hillclimb.actions.posting import read_file
    from hillclimb.career import MOST_BYTES

    desk = desk_of(options)
    if options.source == "-":
        if sys.stdin.isatty():
            print("Paste the posting, then Ctrl-D:", file=sys.stderr)
        body, source = sys.stdin.buffer.read(MOST_BYTES), "pasted"
    else:
        body, source = read_file(Path(options.source)), Path(options.source).name
    kept = actions.keep_posting(desk, body, source=source, title=options.title or "")
    return _shown(desk.state(), kept, as_json=options.json)


def listed(options: argparse.Namespace) -> int:
    """List the postings."""
    from hillclimb import actions

    state = desk_of(options).state()
    if options.json:
        say(actions.postings_json(state))
        return 0
    found = actions.postings(state)
    if not found:
        print("No postings yet. Save one from the web, then: hillclimb postings add page.html")
    for kept in found:
        stated = actions.read_kept(state, kept).stated
        told = " · ".join(filter(None, (stated.seniority, stated.place, stated.work, stated.salary)))
        mark = paint.ink("in the plan", "green") if kept.planned else ""
        print(f"{kept.number:>3}  {paint.ink(kept.title, 'bold')}  {told}  {mark}".rstrip())
    return 0


def show(options: argparse.Namespace) -> int:
    """Show a posting as read."""
    from hillclimb.actions.posting import a_posting

    state = desk_of(options).state()
    return _shown(state, a_posting(state, options.posting), as_json=options.json)


def _shown(state: State, kept: Kept, *, as_json: bool) -> int:
    from hillclimb import actions

    if as_json:
        say(actions.posting_json(state, kept))
        return 0
    for line in _reading_lines(state, kept, actions.read_kept(state, kept)):
        print(line)
    return 0


def _reading_lines(state: State, kept: Kept, reading: Reading) -> Iterator[str]:
    stated = reading.stated
    years = f"{stated.years} years" if stated.years is not None else ""
    yield f"{kept.number}  {paint.ink(kept.title, 'bold')}"
    told = " · ".join(filter(None, (stated.seniority, years, stated.place, stated.work, stated.salary)))
    if told:
        yield f"   {told}"
    for head, skills in (("Asked for", reading.asked), ("Nice to have", reading.welcome)):
        if skills:
            yield f"\n{head}:"
        for skill in skills:
            hits = reading.hits_of(skill)
            words = ", ".join(dict.fromkeys(f"“{hit.words}” (line {hit.line})" for hit in hits[:4]))
            title = state.pack.graph[skill].title if skill in state.pack.graph else skill
            yield paint.wrapped(f"{title}: {words}", "  ", "    ")
    others = [hit for hit in reading.hits if not hit.counts]
    if others:
        yield "\nNamed, and not counted:"
        for hit in others[:12]:
            yield f"  “{hit.words}” (line {hit.line}): {_MEANT.get(hit.meant, 'on offer')}"
    if not reading.hits:
        yield "\nNo skill of this pack is named in it."
    yield f"\nWhat is missing: hillclimb postings gap {kept.number}"


def gap(options: argparse.Namespace) -> int:
    """Print what a posting asks for against what is believed and proven."""
    from hillclimb import actions
    from hillclimb.actions.posting import a_posting

    state = desk_of(options).state()
    kept = a_posting(state, options.posting)
    found = actions.gap(state, kept)
    if options.json:
        say(actions.gap_json(kept, found))
        return 0
    for line in _gap_lines(kept, found):
        print(line)
    return 0


def _gap_lines(kept: Kept, found: Shortfall) -> Iterator[str]:
    yield paint.ink(kept.title, "bold")
    if not found.lacks:
        yield "It asks for no skill of this pack."
        return
    for lack in found.lacks:
        mark = paint.ink("✓", "green") if lack.hours == 0.0 else paint.ink("·", "yellow")
        hours = f"{lack.hours:>5.1f} h" if lack.hours else "      –"
        proof = f"shown by {', '.join(lack.evidence)}" if lack.evidence else ""
        way = f"hillclimb open {lack.ways[0]}" if lack.hours and lack.ways else ""
        nice = " (nice to have)" if lack.welcome else ""
        told = "; ".join(filter(None, (proof, way)))
        yield f"{mark} {lack.title + nice:<50} level {lack.have:.1f} of {lack.target} {hours}  {told}".rstrip()
    yield f"\n{found.ready} of {len(found.lacks)} are there. The rest takes about {found.hours:.0f} h."
    if kept.planned:
        yield f"It is in your plan. Take it out: hillclimb postings plan {kept.number} --undo"
    elif found.after is not None and found.before is not None:
        yield f"In your plan that is {found.more:.0f} h more than now; P80 goes from {found.before} to {found.after}."
        yield f"Put it in: hillclimb postings plan {kept.number}"


def plan(options: argparse.Namespace) -> int:
    """Raise the plan to a posting, or take it out again."""
    from hillclimb import actions
    from hillclimb.actions.posting import a_posting

    desk = desk_of(options)
    before = desk.state()
    after = actions.plan_posting(desk, options.posting, undo=options.undo)
    kept = a_posting(after, options.posting)
    if options.json:
        say(actions.gap_json(kept, actions.gap(after, kept)))
        return 0
    old, new = (sum(task.hours for task in state.tasks) for state in (before, after))
    print(f"{kept.title}: {'out of' if options.undo else 'in'} the plan. Work left: {old:.0f} h → {new:.0f} h.")
    if before.forecast and after.forecast:
        print(f"P80: {before.forecast.p80} → {after.forecast.p80}. See it: hillclimb plan")
    return 0


def drop(options: argparse.Namespace) -> int:
    """Put a posting aside."""
    from hillclimb import actions

    kept = actions.drop_posting(desk_of(options), options.posting)
    if options.json:
        say({"version": 1, "dropped": kept.number, "title": kept.title})
    else:
        print(f"Put aside: {kept.title}")
    return 0


def track(options: argparse.Namespace) -> int:
    """List the applications, begin one, or note what happened."""
    from hillclimb import actions

    desk = desk_of(options)
    says = {name: getattr(options, name) for name in _FIELDS if getattr(options, name) is not None}
    if options.posting and not options.new:
        raise Misuse("--posting begins an application.", hint="hillclimb postings track --new --posting 1")
    if options.new and options.application:
        raise Misuse("A new application has no number yet.", hint="hillclimb postings track --new --employer NAME")
    if options.new:
        actions.note_application(desk, says, posting=options.posting or "", new=True)
    elif options.application:
        actions.note_application(desk, says, which=options.application)
    elif says:
        raise Misuse("Which application?", hint="hillclimb postings track 1 --stage applied, or --new")
    state = desk.state()
    if options.json:
        say(actions.track_json(state))
        return 0
    for line in _track_lines(state):
        print(line)
    return 0


def _track_lines(state: State) -> Iterator[str]:
    from hillclimb import actions
    from hillclimb.career import funnel_lines

    tracked = actions.tracked(state)
    if not tracked.found:
        yield "No applications yet. Begin one: hillclimb postings track --new --posting 1 --employer NAME"
        return
    for number, one in enumerate(tracked.found, start=1):
        yield f"{number:>3}  {_application_line(one, due=one in tracked.due)}"
    yield ""
    yield from funnel_lines(tracked.found)


def _application_line(one: Application, *, due: bool) -> str:
    name = " at ".join(filter(None, (one["title"], one["employer"])))
    when = f"{one.stage} {one['on']}".strip()
    todo = f"next: {one['next'] or 'follow up'} {one['next_on']}".rstrip() if one["next"] or one["next_on"] else ""
    mark = paint.ink("  due", "red") if due else ""
    return f"{paint.ink(name, 'bold')}  {when}  {todo if not one.ended else ''}".rstrip() + mark


def export(options: argparse.Namespace) -> int:
    """Write the tracker into a file."""
    from hillclimb import actions

    state = desk_of(options).state()
    path = Path(options.file)
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("csv", "json", "ics"):
        raise Misuse(f"{path.name!r} does not say what it should hold.", hint="End it in .csv, .json or .ics.")
    try:
        path.write_text(actions.tracker_text(state, kind), encoding="utf-8", newline="")
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
    count = len(actions.tracked(state).found)
    if options.json:
        say({"version": 1, "file": str(path), "applications": count})
    else:
        print(f"{count} application{'s' if count != 1 else ''} in {path}")
    return 0


def take(options: argparse.Namespace) -> int:
    """Take over what another tracker holds."""
    from hillclimb import actions
    from hillclimb.actions.posting import read_file
    from hillclimb.career import decoded

    desk = desk_of(options)
    fresh = actions.import_tracker(desk, decoded(read_file(Path(options.file))))
    if options.json:
        say({"version": 1, "entries": len(fresh), "applications": len({entry.application for entry in fresh})})
    else:
        print(f"{len(fresh)} new entries. See them: hillclimb postings track")
    return 0
