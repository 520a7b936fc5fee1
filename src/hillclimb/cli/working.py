"""Commands about the work folder: open, attempts, hint, solution and reset."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, here, say

if TYPE_CHECKING:
    from hillclimb.actions import Attempt


def open_lab(options: argparse.Namespace) -> int:
    """Put a lab into the work folder and say which files to edit."""
    from hillclimb import actions

    opened = actions.open_lab(desk_of(options), options.lab)
    if options.json:
        say(actions.opened_json(opened))
        return 0
    kept = "Your work is still there; nothing was changed." if opened.kept else "The starter and the ticket are there."
    print(paint.ink(opened.lab.title, "bold"))
    print(f"{kept}")
    for name in opened.files:
        print(f"  edit   {opened.folder / name}")
    print(f"  read   {opened.folder / 'TASK.md'}")
    for path in sorted((opened.folder / "data").glob("[!.]*")):
        print(f"  look   {path}")
    print(f"  judge  cd {opened.folder} && hillclimb check")
    return 0


def hint(options: argparse.Namespace) -> int:
    """Print the next hint."""
    from hillclimb import actions

    desk = desk_of(options)
    slug = options.lab or actions.lab_here(desk.home, here())
    number, count, text = actions.hint(desk, slug, options.step)
    if options.json:
        say({"version": 1, "lab": slug, "step": number, "steps": count, "markdown": text})
        return 0
    print(paint.ink(f"Hint {number} of {count}", "bold"))
    print(text)
    return 0


def attempts(options: argparse.Namespace) -> int:
    """Print the attempts at a lab, newest first, or what one of them had changed."""
    from hillclimb import actions

    desk = desk_of(options)
    lab = desk.lab(options.lab or actions.lab_here(desk.home, here()))
    found = (actions.attempt_of(desk, lab, options.show),) if options.show is not None else actions.history(desk, lab)
    if options.json:
        say(actions.history_json(lab, found))
        return 0
    print(paint.ink(lab.title, "bold"))
    if not found:
        print(f"Not judged yet: hillclimb check {lab.slug}")
    for one in found:
        print("\n".join(_attempt_lines(one, whole=options.show is not None)))
    return 0


_LINE_INKS = {"added": ("green",), "removed": ("red",), "place": ("dim",), "same": ()}
_LINE_SIGNS = {"added": "+", "removed": "-", "place": "", "same": " "}


def _attempt_lines(one: Attempt, *, whole: bool) -> Iterator[str]:
    at = one.at.astimezone().strftime("%d %b %H:%M")
    said = f"failed: {one.failed}" if one.failed else one.verdict.headline
    colour = "green" if one.verdict.passed else "red"
    yield f"{one.number:>4}  {paint.ink(at, 'dim')}  {paint.ink(said, colour)}"
    if one.changed is None:
        yield paint.ink("      its files, or those of the attempt before, were not kept", "dim")
    elif not one.changed:
        yield paint.ink("      nothing was changed", "dim")
    for file in one.changed or ():
        yield f"      {file.name}  +{file.added} -{file.removed}"
        for line in file.lines if whole else ():
            yield paint.ink(_LINE_SIGNS[line.kind] + line.text, *_LINE_INKS[line.kind])
        if whole and file.cut:
            yield paint.ink(f"{file.cut} more lines", "dim")


def solution(options: argparse.Namespace) -> int:
    """Print the solution of a lab that was passed, and other right ways."""
    from hillclimb import actions

    desk = desk_of(options)
    found = actions.solution(desk, options.lab or actions.lab_here(desk.home, here()), anyway=options.anyway)
    if options.json:
        say(actions.solution_json(found))
        return 0
    for way, files in {"": found.files, **found.others}.items():
        for name, text in files.items():
            print(paint.ink(f"{name}{f', another way: {way}' if way else ''}", "bold"))
            print(text)
    if found.marked:
        print(paint.wrapped("It is in the record that you read this before a pass: a pass now says little about you."))
    return 0


def reset(options: argparse.Namespace) -> int:
    """Set the work on a lab aside and put the starter back."""
    from hillclimb import actions

    opened, aside = actions.reset_lab(desk_of(options), options.lab)
    if options.json:
        say(actions.opened_json(opened) | {"set_aside": str(aside)})
        return 0
    print(f"Your work is kept in {aside}")
    print(f"The starter is in {opened.folder}")
    return 0
