"""The options of the commands that prove and hand out, and the order in which --help shows all commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

# What `hillclimb --help` shows after the five things to start with.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("start", ("up", "begin", "place", "status", "next", "plan")),
    ("work on labs", ("labs", "open", "check", "attempts", "run", "logs", "hint", "solution", "reset")),
    ("learn and remember", ("lesson", "why", "contest", "review", "settings", "interview")),
    ("plan around your life", ("away", "deadline", "compare", "time", "log")),
    ("change where you are", ("why-me", "roles", "options", "crossover", "team-check", "transition", "one-on-one")),
    ("prove it", ("evidence", "verify", "badge", "portfolio")),
    ("keep it", ("backup", "export", "import")),
    ("find a job", ("postings",)),
    ("for authors, and about this program", ("pack", "report", "completion")),
)
Add = Callable[..., argparse.ArgumentParser]


def add_proof(add: Add, group: Callable[[str, str, str], Any]) -> None:
    """Add the commands that prove."""
    parts = group("evidence", "what your passed labs prove, signed", "hillclimb evidence list")
    listed = add("list", "proving:evidence_list", "the verdicts that count", "hillclimb evidence list", parts)
    listed.add_argument("--all", action="store_true", help="every pass, not only the best of each lab")
    export = add(
        "export",
        "proving:evidence_export",
        "write signed evidence into a folder, with a script that checks it",
        "hillclimb evidence export linear --to proof --with-code",
        parts,
    )
    export.add_argument("labs", metavar="LAB", nargs="*", help="default: every lab that you passed")
    export.add_argument("--to", metavar="DIR", required=True, help="the folder to write into")
    export.add_argument("--with-code", action="store_true", help="your files too, so that anybody can judge them again")
    key = add("key", "proving:evidence_key", "your key and its fingerprint", "hillclimb evidence key", parts)
    how = key.add_mutually_exclusive_group()
    how.add_argument("--new", action="store_true", help="make a key, where there is none or it is lost")
    how.add_argument("--export", metavar="FILE", help="write a copy of the key to keep elsewhere")
    how.add_argument("--import", metavar="FILE", dest="take", help="take a key over from such a copy")
    how.add_argument("--lock", action="store_true", help="lock it with a passphrase")
    how.add_argument("--unlock", action="store_true", help="unlock it for good")

    verify = add(
        "verify",
        "proving:verify",
        "check evidence or a badge: what it proves and what it does not",
        "hillclimb verify proof/linear.evidence.json",
    )
    verify.add_argument("file", metavar="FILE", help="evidence, or a badge (.svg, .json, .jwt)")
    verify.add_argument("--rejudge", action="store_true", help="run the submission once more, in the jail")
    verify.add_argument("--files", metavar="DIR", help="where its files are (default: beside FILE, or in your folder)")
    verify.add_argument("--trust", metavar="FILE", action="append", help="public key of a server that you trust")

    badge = add("badge", "proving:badge", "your badges, and what each takes", "hillclimb badge")
    badge.add_argument("badges", metavar="BADGE", nargs="*", help="default: every badge that is earned")
    badge.add_argument("--to", metavar="DIR", help="write them into this folder, as image, JSON and JWT")
    badge.add_argument("--name", metavar="TEXT", help="your name in the badge (default: nobody is named)")

    shown = add(
        "portfolio",
        "showing:portfolio",
        "a folder of pages about what you built, with its evidence",
        "hillclimb portfolio linear --to site --name Alex",
    )
    shown.add_argument("labs", metavar="LAB", nargs="*", help="default: every lab that you passed")
    shown.add_argument("--to", metavar="DIR", help="the folder to write into (default: portfolio in your folder)")
    shown.add_argument("--name", metavar="TEXT", help="your name (default: nobody is named)")
    shown.add_argument("--headline", metavar="TEXT", help="one line about you")
    shown.add_argument("--code", metavar="URL", help="where your code is; each project links to URL/LAB")
    shown.add_argument("--with-code", action="store_true", help="copy your files into it")
    shown.add_argument("--with-writeups", action="store_true", help="show what you wrote about the labs")
    shown.add_argument("--draft", action="store_true", help="write a draft about LAB into your own folder")

    saved = add(
        "backup",
        "moving:backup",
        "copy the record now, or put a copy back",
        "hillclimb backup",
    )
    which = saved.add_mutually_exclusive_group()
    which.add_argument("--list", action="store_true", dest="listed", help="the copies that there are")
    which.add_argument("--restore", metavar="NAME", help="put this copy back; what it replaces is copied before")
    export = add(
        "export",
        "moving:export",
        "everything about you into one file, as JSON and CSV",
        "hillclimb export hillclimb.zip",
    )
    export.add_argument("file", metavar="FILE", help="a new zip file")
    export.add_argument("--with-key", action="store_true", help="your key too: whoever has it can sign as you")
    restored = add(
        "import",
        "moving:restore",
        "restore such a file into an empty folder",
        "hillclimb import hillclimb.zip --home restored",
    )
    restored.add_argument("file", metavar="FILE", help="what `hillclimb export` wrote")


def grouped(listed: Any) -> str:
    """Return the commands of a subparsers action by group, one line each; a new one that has no group comes last."""
    helps = {choice.dest: choice.help or "" for choice in listed._choices_actions}
    placed = {name for _, names in GROUPS for name in names}
    rest = tuple(name for name in helps if name not in placed)
    lines: list[str] = []
    for head, names in (*GROUPS, *([("more", rest)] if rest else [])):
        there = [name for name in names if name in helps]
        if there:
            lines += [f"{head}:", *(f"  {name:<12} {helps[name]}" for name in there), ""]
    return "\n".join(lines)
