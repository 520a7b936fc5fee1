"""The commands that take everything elsewhere, and bring it back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hillclimb.cli.opening import desk_of, say

if TYPE_CHECKING:
    from hillclimb.actions import Export


def export(options: argparse.Namespace) -> int:
    """Write everything into one file."""
    from hillclimb import actions

    done = actions.export_all(desk_of(options), Path(options.file), key=options.with_key)
    return _told(options, done, f"{done.events} events and {done.files} files are in {done.path}", "Left out")


def backup(options: argparse.Namespace) -> int:
    """Copy the record now, list the copies, or put one back."""
    from hillclimb import actions

    desk = desk_of(options)
    done = actions.restore_backup(desk, options.restore) if options.restore else None
    made = None if done is not None or options.listed else actions.back_up(desk)
    if options.json:
        say(actions.backups_json(desk.home))
    elif done is not None:
        print(f"The record holds the {done.events} events of {options.restore} again; before it held {done.before}.")
        print(f"Those are in {done.kept.name}.")
    elif made is not None:
        print(f"Copied to {desk.home.backups / made.name}")
    else:
        for one in actions.backups(desk.home):
            print(f"{one.at:%Y-%m-%d %H:%M}  {one.bytes / 1024:>8.0f} KB  {one.name}")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Restore such a file into an empty folder."""
    from hillclimb import actions

    done = actions.import_all(actions.find_home(options.home), Path(options.file))
    return _told(
        options, done, f"{done.events} events and {done.files} files are back in {done.path}", "Left as it was"
    )


def _told(options: argparse.Namespace, done: Export, words: str, about: str) -> int:
    from hillclimb import actions

    if options.json:
        say(actions.moved_json(done))
        return 0
    print(f"{words}.")
    for name in done.left:
        print(f"{about}: {name}")
    return 0
