"""The commands that prove: evidence, its key, badges, and checking what others hand over."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse

if TYPE_CHECKING:
    from hillclimb.actions import Rejudged
    from hillclimb.career import Examined

T = TypeVar("T")


def unlocked(work: Callable[[str], T]) -> T:
    """Do something with the key's passphrase: none, HILLCLIMB_PASSPHRASE, or what is typed when it is locked."""
    try:
        return work(os.environ.get("HILLCLIMB_PASSPHRASE", ""))
    except Misuse as refusal:
        if refusal.code != "passphrase" or not sys.stdin.isatty():
            raise
    return work(_typed("Passphrase of your key: "))


def _typed(ask: str) -> str:
    from getpass import getpass

    return getpass(ask)


def evidence_list(options: argparse.Namespace) -> int:
    """List the verdicts that count."""
    from hillclimb import actions

    desk = desk_of(options)
    pieces = actions.evidence(desk.state(), desk.home, every=options.all)
    body = actions.evidence_json(pieces, desk.home)
    if options.json:
        say(body)
        return 0
    for row in body["evidence"]:
        score = f"{row['score']:.2f}" if row["score"] is not None else "–"
        marks = ("signed" if row["signed_by"] else "", "files kept" if row["kept"] else "", row["commit"][:10])
        told = paint.ink(", ".join(mark for mark in marks if mark), "dim")
        print(f"  {row['lab']:<20} {row['judged_at'][:10]}  score {score:<5} hints {row['hints']}  {told}")
    if not body["evidence"]:
        print("Nothing yet: each lab that you pass counts. Type: hillclimb next")
    else:
        print(f"Key: {body['key'] or 'made when the first evidence is signed'}")
        print("Hand it out: hillclimb evidence export --to DIR")
    return 0


def evidence_export(options: argparse.Namespace) -> int:
    """Write signed evidence into a folder."""
    from hillclimb import actions

    desk, target = desk_of(options), Path(options.to)
    files = unlocked(
        lambda word: actions.export_evidence(desk, target, options.labs, code=options.with_code, passphrase=word)
    )
    return _written(options, files, key=actions.key_name(desk.home))


def evidence_key(options: argparse.Namespace) -> int:
    """Show the key, or make, copy, take over or lock it."""
    from hillclimb import actions

    desk = desk_of(options)
    home = desk.home
    if options.new:
        actions.make_key(home)
    elif options.export:
        unlocked(lambda word: actions.export_key(home, Path(options.export), passphrase=word))
    elif options.take:
        unlocked(lambda word: actions.import_key(home, Path(options.take), passphrase=word))
    elif options.lock or options.unlock:
        if not sys.stdin.isatty() and options.lock:
            raise Misuse("A new passphrase is typed in a terminal.", hint="Type it there; it is shown nowhere.")
        new = _typed("New passphrase: ") if options.lock else ""
        if options.lock and (not new or new != _typed("Again: ")):
            raise Misuse("The two were not the same, or empty.", hint="Try again; nothing was changed.")
        unlocked(lambda word: actions.relock_key(home, passphrase=word, new=new))
    name = actions.key_name(home)
    lost = [key for key in actions.lost_keys(desk.record.events()) if key != name]
    body = {"version": 1, "key": name, "file": str(home.key), "locked": actions.is_locked(home), "others": lost}
    if options.json:
        say(body)
        return 0
    print(f"Your key: {name or 'none yet; it is made when the first evidence is signed'}")
    if name:
        print(paint.ink(f"In {home.key}, {'locked with a passphrase' if body['locked'] else 'not locked'}.", "dim"))
    for other in lost:
        print(f"Evidence of yours was also signed with {other}; it stays good.")
    return 0


def badge(options: argparse.Namespace) -> int:
    """List the badges, or write those that are earned into a folder."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.to is not None:
        named = options.name or ""
        files = unlocked(
            lambda word: actions.export_badges(desk, Path(options.to), options.badges, name=named, passphrase=word)
        )
        return _written(options, files, key=actions.key_name(desk.home))
    if options.badges or options.name:
        raise Misuse("Where should the badge go?", hint="Add --to DIR.")
    body = actions.badges_json(actions.badges(desk.state()))
    if options.json:
        say(body)
        return 0
    for row in body["badges"]:
        mark = paint.ink("✓", "green") if row["earned"] else "·"
        passed = len(row["labs"]) - len(row["missing"])
        print(f"  {mark} {row['badge']:<24} {row['title']:<60} {passed}/{len(row['labs'])} labs")
    print("Hand an earned one out: hillclimb badge --to DIR")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Check a file that somebody handed over; 0 where it holds, 1 where it does not."""
    from hillclimb import actions

    path = Path(options.file)
    if options.files and not options.rejudge:
        raise Misuse("--files is for --rejudge.", hint="Add --rejudge, or leave --files out.")
    found = actions.verify(path, trust=[Path(name) for name in options.trust or ()])
    again = _again(options, path, found) if options.rejudge else None
    if options.json:
        say(actions.examined_json(path, found, again))
    else:
        _tell(path, found)
        for line in actions.told(again, found) if again is not None else ():
            print(paint.wrapped(line))
    if again is not None and again.verdict.ending.value == "unjudged":
        return 3
    return 0 if found.holds and (again is None or again.verdict.passed) else 1


def _again(options: argparse.Namespace, path: Path, found: Examined) -> Rejudged:
    from hillclimb import actions
    from hillclimb.grading import Judge

    places = [Path(options.files)] if options.files else [path.parent / path.name.removesuffix(".evidence.json")]
    desk = desk_of(options)
    with Judge() as judge:
        return actions.rejudge(desk.pack, desk.home, found, places=places, judge=judge)


def _tell(path: Path, found: Examined) -> None:
    colour = "green" if found.holds else "red"
    verdict = "it holds" if found.holds else "it does NOT hold"
    print(paint.ink(f"{_plain(str(path))}: {verdict}.", "bold", colour))
    if not found.holds:
        _list("Wrong:", found.wrong)
        return
    _list(f"What the {found.kind} says:", found.says)
    _list("Proven:", found.proven)
    _list("Not proven:", found.unproven)


def _list(head: str, lines: Iterable[str]) -> None:
    print(paint.ink(head, "bold"))
    for line in lines:
        print(paint.wrapped(_plain(line), "  - ", "    "))


def _plain(text: str) -> str:
    from hillclimb.career.examining import plain

    return plain(text)


def _written(options: argparse.Namespace, files: Iterable[Path], **more: object) -> int:
    names = [str(path) for path in files]
    if options.json:
        say({"version": 1, "files": names, **more})
        return 0
    for name in names:
        print(name)
    return 0
