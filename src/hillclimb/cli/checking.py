"""The command that judges: once, or on every save."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hillclimb.cli import paint
from hillclimb.cli.opening import here, say
from hillclimb.ground import Damaged, Misuse, NotFound, Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Desk, Home, Report, State
    from hillclimb.content import Lab
    from hillclimb.grading import Checked, Judge

_STATUS = {"passed": 0, "failed": 1, "broken": 1, "stopped": 1, "unjudged": 3}


class Bench(Protocol):
    """What a check is done with: a judge, the learner's desk, and the state before it if that is known."""

    judge: Judge
    state: State | None

    def open_desk(self, home: Path) -> Desk:
        """Return the desk of a learner's folder."""

    def cancelled(self) -> bool:
        """Return whether whoever asked has gone."""


class Alone:
    """A bench for one command: nothing is known and nothing is kept."""

    def __init__(self, judge: Judge, *, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.judge = judge
        self._cancelled = cancelled
        self.state: State | None = None
        self._desk: Desk | None = None

    def open_desk(self, home: Path) -> Desk:
        """Read the pack and open the desk."""
        from hillclimb.actions import Home, find_pack, open_desk

        if self._desk is None:
            self._desk = open_desk(Home(folder=home), find_pack())
        return self._desk

    def prepare(self, home: Path) -> None:
        """Work out how things stand before the verdict."""
        self.state = self.open_desk(home).state()
        if self.state.profile is not None:
            _ = self.state.outlook

    def cancelled(self) -> bool:
        """Return whether the judgement was overtaken."""
        return self._cancelled()


def check(options: argparse.Namespace) -> int:
    """Judge a lab's folder and print the verdict; the status tells how it ended."""
    from hillclimb.actions import find_home, find_pack
    from hillclimb.cli.keeper import wake
    from hillclimb.grading import Judge

    if options.watch and options.json:
        raise Misuse("--watch is for people.", hint="Call check --json once per save instead.")
    home, pack = find_home(options.home), find_pack()
    lab = _lab(options, home, pack)
    with Judge(require_full=options.require == "full") as judge:
        judge.warm(lab)  # the libraries load while this process is still reading
        if options.watch:
            return _watch(options, home, lab, judge=judge)
        bench = Alone(judge)
        if _recorded(options):
            bench.prepare(home.folder)  # meanwhile the libraries load in the sandbox
        report = _once(options, home, lab, bench=bench)
    if home.folder.is_dir():
        wake(home.folder, lab.slug)  # the next check finds a warm judge
    return _STATUS[report.verdict.ending.value]


def check_warm(options: argparse.Namespace, bench: Bench) -> int:
    """Judge for somebody else with what is warm already."""
    from hillclimb.actions import find_home, find_pack

    home, pack = find_home(options.home), find_pack()
    return _STATUS[_once(options, home, _lab(options, home, pack), bench=bench).verdict.ending.value]


def _lab(options: argparse.Namespace, home: Home, pack: Path) -> Lab:
    from hillclimb.actions import lab_here
    from hillclimb.content import read_lab

    slug = options.lab
    if slug is None and options.source is None:
        slug = lab_here(home, here())
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


def _once(options: argparse.Namespace, home: Home, lab: Lab, *, bench: Bench) -> Report:
    from hillclimb.actions import Report, judge_folder, note_verdict, report_json

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
    verdict = judge_folder(
        bench.judge, lab, folder, progress=None if options.json else progress, cancelled=bench.cancelled
    )
    if _recorded(options) and verdict.ending.value != "unjudged":
        report = note_verdict(bench.open_desk(home.folder), lab, verdict, before=bench.state, folder=folder)
        bench.state = report.after
    else:
        report = Report(verdict=verdict, lab=lab, recorded=False)
    if options.json:
        say(report_json(report))
    else:
        for line in _rest(report):
            print(line)
    return report


def _recorded(options: argparse.Namespace) -> bool:
    """Return whether a verdict goes into the record."""
    return not options.source or bool(options.record)


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
    saved, ended = threading.Event(), threading.Event()
    bench = Alone(judge, cancelled=saved.is_set)

    kinds = tuple({Path(name).suffix for name in lab.files} - {""})

    def listen() -> None:
        for _ in watch(
            folder, watch_filter=PythonFilter(extra_extensions=kinds), debounce=100, step=20, stop_event=ended
        ):
            saved.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        while True:
            saved.clear()
            _judged_quietly(options, home, lab, bench=bench)
            while not saved.wait(0.2):
                pass
            print("\n" + "─" * 60)
    finally:
        ended.set()
        listener.join(2.0)


def _judged_quietly(options: argparse.Namespace, home: Home, lab: Lab, *, bench: Bench) -> None:
    """Judge once; a file that is missing for a moment (an editor's save) ends one judgement, not the watching."""
    from hillclimb.grading import Cancelled

    try:
        _once(options, home, lab, bench=bench)
    except Cancelled:
        _note_save(options, home, lab, bench=bench)
        print("Saved again: this judgement was given up.")
    except Refusal as refusal:
        _note_save(options, home, lab, bench=bench)
        print(f"{refusal.message} {refusal.hint}", file=sys.stderr)


def _note_save(options: argparse.Namespace, home: Home, lab: Lab, *, bench: Bench) -> None:
    """Keep that there was work, where no verdict says so; what cannot be written must not end the watching."""
    from hillclimb.actions import note_save

    if _recorded(options):
        with contextlib.suppress(Refusal):
            note_save(bench.open_desk(home.folder), lab.slug)
