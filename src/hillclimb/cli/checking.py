"""The command that judges: once, or on every save."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import say
from hillclimb.ground import Damaged, Misuse, NotFound, Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Home, Report
    from hillclimb.content import Lab
    from hillclimb.grading import Checked, Judge

_STATUS = {"passed": 0, "failed": 1, "broken": 1, "stopped": 1, "unjudged": 3}


def check(options: argparse.Namespace) -> int:
    """Judge a lab's folder and print the verdict; the status tells how it ended."""
    from hillclimb.actions import find_home, find_pack
    from hillclimb.grading import Judge

    if options.watch and options.json:
        raise Misuse("--watch is for people.", hint="Call check --json once per save instead.")
    home, pack = find_home(options.home), find_pack()
    lab = _lab(options, home, pack)
    with Judge() as judge:
        judge.warm(lab)  # the libraries load while this process is still reading
        if options.watch:
            return _watch(options, home, lab, judge=judge)
        report = _once(options, home, lab, judge=judge)
    return _STATUS[report.verdict.ending.value]


def _lab(options: argparse.Namespace, home: Home, pack: Path) -> Lab:
    from hillclimb.actions import lab_here
    from hillclimb.content import read_lab

    slug = options.lab
    if slug is None and options.source is None:
        slug = lab_here(home, Path.cwd())
    if slug is None:
        raise Misuse("--from needs the name of a lab.", hint="hillclimb check first-model --from DIR")
    folder = pack / "labs" / Path(slug).name
    if Path(slug).name != slug or not folder.is_dir():
        known = sorted(path.name for path in (pack / "labs").iterdir() if path.is_dir())
        raise NotFound(f"There is no lab {slug!r}.", hint=f"There are: {', '.join(known)}")
    lab, problems = read_lab(folder, pack)
    if lab is None:
        raise Damaged(f"The lab {slug} cannot be read: {problems[0]}", hint="Run `hillclimb pack check`.")
    return lab


def _once(options: argparse.Namespace, home: Home, lab: Lab, *, judge: Judge) -> Report:
    from hillclimb.actions import Report, find_pack, judge_folder, note_verdict, open_desk, report_json

    folder = Path(options.source) if options.source else home.lab(lab.slug)
    if not options.source and not folder.is_dir():
        raise NotFound(f"{lab.title} was not opened yet.", hint=f"Start with: hillclimb open {lab.slug}")
    shown: set[str] = set()

    def progress(checked: Checked) -> None:
        first = checked.outcome.value == "failed" and "failed" not in shown
        shown.add(checked.outcome.value)
        print(paint.check_lines(checked, example=first), flush=True)

    if not options.json:
        print(paint.ink(paint.limits_line(lab), "dim"), flush=True)
    verdict = judge_folder(judge, lab, folder, progress=None if options.json else progress)
    keep = (not options.source or options.record) and verdict.ending.value != "unjudged"
    if keep:
        report = note_verdict(open_desk(home, find_pack()), lab, verdict)
    else:
        report = Report(verdict=verdict, lab=lab, recorded=False)
    if options.json:
        say(report_json(report))
    else:
        for line in _rest(report):
            print(line)
    return report


def _rest(report: Report) -> Iterator[str]:
    for check in report.verdict.checks:
        if check.outcome.value == "skipped" and not check.message:
            yield paint.check_lines(check, example=False)
    yield from paint.verdict_tail(report.verdict)
    yield from paint.report_tail(report)


def _watch(options: argparse.Namespace, home: Home, lab: Lab, *, judge: Judge) -> int:
    from watchfiles import PythonFilter, watch

    folder = Path(options.source) if options.source else home.lab(lab.slug)
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", hint=f"Start with: hillclimb open {lab.slug}")
    print(f"Watching {folder}. Ctrl-C ends it.")
    _judged_quietly(options, home, lab, judge=judge)
    for _ in watch(folder, watch_filter=PythonFilter(), debounce=100, step=20, raise_interrupt=True):
        print("\n" + "─" * 60)
        _judged_quietly(options, home, lab, judge=judge)
    return 0


def _judged_quietly(options: argparse.Namespace, home: Home, lab: Lab, *, judge: Judge) -> None:
    """Judge once; a file that is missing for a moment (an editor's save) ends one judgement, not the watching."""
    try:
        _once(options, home, lab, judge=judge)
    except Refusal as refusal:
        print(f"{refusal.message} {refusal.hint}", file=sys.stderr)
