"""The options of the commands about job postings."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

_STAGE = "found, applied, screen, task, interview, offer, accepted; or declined, rejected, withdrawn"


def add_postings(add: Callable[..., argparse.ArgumentParser], group: Callable[[str, str, str], Any]) -> None:
    """Add the commands about job postings."""
    parts = group("postings", "read job postings, close the gap, track applications", "hillclimb postings list")
    kept = add("add", "posting:add", "keep a posting and read it into skills", "hillclimb postings add job.html", parts)
    kept.add_argument("source", metavar="FILE", help="a saved page or text file; - reads what you paste")
    kept.add_argument("--title", metavar="TEXT", help="what to call it (default: its first line)")
    add("list", "posting:listed", "the postings you kept", "hillclimb postings list", parts)
    for name, handler, text in (
        ("show", "posting:show", "a posting with every hit: its words, its line, how it is meant"),
        ("gap", "posting:gap", "what a posting asks for against what you can show, and the hours between"),
        ("drop", "posting:drop", "put a posting aside"),
    ):
        one = add(name, handler, text, f"hillclimb postings {name} 1", parts)
        one.add_argument("posting", metavar="N", help="its number in the list")
    plan = add("plan", "posting:plan", "put the gap of a posting into your plan", "hillclimb postings plan 1", parts)
    plan.add_argument("posting", metavar="N", help="its number in the list")
    plan.add_argument("--undo", action="store_true", help="take it out of the plan again")
    _add_feeds(add, parts)
    _add_tracker(add, parts)


def _add_feeds(add: Callable[..., argparse.ArgumentParser], parts: Any) -> None:
    feeds = add(
        "feeds",
        "following:feeds",
        "what your feeds of postings hold; follow one, ask them anew",
        "hillclimb postings feeds --refresh",
        parts,
    )
    how = feeds.add_mutually_exclusive_group()
    how.add_argument("--add", metavar="URL", help="follow this feed (RSS, Atom, JSON Feed)")
    how.add_argument("--remove", metavar="N", help="follow the Nth no more")
    how.add_argument("--refresh", action="store_true", help="ask each feed once; without it nothing is fetched")
    how.add_argument("--keep", metavar="N", type=int, help="keep the Nth item as a posting")
    feeds.add_argument("--allow-private", action="store_true", help="addresses in your own network, too")
    alerts = add(
        "alerts",
        "following:alerts",
        "what to look for in feeds, by place and words",
        "hillclimb postings alerts near --place Köln --word python",
        parts,
    )
    alerts.add_argument("name", metavar="NAME", nargs="?", help="what to call it; without one, all are listed")
    alerts.add_argument("--place", action="append", metavar="TEXT", help="one of these places")
    alerts.add_argument("--word", action="append", metavar="TEXT", help="one of these words or phrases")
    alerts.add_argument("--remove", action="store_true", help="take it away")


def _add_tracker(add: Callable[..., argparse.ArgumentParser], parts: Any) -> None:
    track = add(
        "track",
        "posting:track",
        "your applications: note what happened, see the funnel and what is due",
        "hillclimb postings track 1 --stage interview --on 2026-12-03 --next thanks --next-on 2026-12-04",
        parts,
    )
    track.add_argument("application", metavar="N", nargs="?", help="its number; without one, all are listed")
    track.add_argument("--new", action="store_true", help="begin an application")
    track.add_argument("--posting", metavar="P", help="with --new: of this posting that you kept")
    track.add_argument("--stage", metavar="STAGE", help=_STAGE)
    for name, what in (
        ("employer", "who offers the job"),
        ("title", "what the job is called"),
        ("place", "where it is"),
        ("on", "the day of the stage, such as 2026-12-03 (default: today)"),
        ("contact", "whom you talk to"),
        ("next", "what to do next"),
        ("next-on", "the day to do it"),
        ("note", "anything else"),
        ("source", "where it was advertised"),
    ):
        track.add_argument(f"--{name}", metavar="TEXT", help=f"{what}; empty clears it" if name == "next" else what)
    export = add(
        "export",
        "posting:export",
        "your tracker as CSV, JSON, or reminders for a calendar",
        "hillclimb postings export applications.csv",
        parts,
    )
    export.add_argument("file", metavar="FILE", help="its ending decides: .csv, .json or .ics")
    taken = add(
        "import",
        "posting:take",
        "take over what another tracker holds; nothing is lost",
        "hillclimb postings import applications.csv",
        parts,
    )
    taken.add_argument("file", metavar="FILE", help="CSV or JSON; a spreadsheet needs a column employer or title")
