"""Commands about the work folder: open, hint and reset."""

from __future__ import annotations

import argparse

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, here, say


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
