"""Grade a submission: run the lab's checks against a jailed worker and turn every ending into a verdict."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading import endings
from hillclimb.grading.billing import Ledger
from hillclimb.grading.blame import MISUSED, reference_holds, told
from hillclimb.grading.crew import Crew
from hillclimb.grading.leaks import secrets_of
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Cancelled, Fault, Stopped, Vanished
from hillclimb.grading.submission import Submission
from hillclimb.grading.traffic.timeline import Timeline
from hillclimb.grading.verdict import Checked, Example, Outcome, Score, Verdict
from hillclimb.ground import Refusal, Seed, Unavailable, now

# What the wire brings back as itself; anything else a learner returns stays behind a Remote.
_PLAIN = (type(None), bool, int, float, str, bytes, list, tuple, dict)
_SHRINK_SECONDS = 0.25
_SHRINK_TURNS = 24
_IMMEASURABLE = 1e6
# A grader that was changed so recently may change again within the second.
_SETTLED_SECONDS = 2.0

Progress = Callable[[Checked], None]
Watched = Callable[[Timeline], None]


class Judge:
    """Holds a warm sandbox per set of libraries and grades with them; close it when done.

    With `require_full` it refuses to judge where a protection is missing, as a team server does.
    """

    def __init__(self, *, jail: bool = True, require_full: bool = False) -> None:
        self._jail = jail
        self._require_full = require_full
        self._sandboxes: dict[tuple[tuple[str, ...], int, bool], ForkSandbox] = {}
        self._graders: dict[Path, tuple[bytes, ModuleType]] = {}

    def __enter__(self) -> Judge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self, lab: Lab) -> ForkSandbox:
        """Start loading what a lab needs and return at once."""
        key = libraries, threads, service = _sandbox_key(lab)
        if key not in self._sandboxes:
            self._sandboxes[key] = ForkSandbox(libraries, threads=threads, jail=self._jail, service=service)
        return self._sandboxes[key]

    def grade(  # noqa: PLR0913 - what a judgement depends on, each by name
        self,
        lab: Lab,
        submission: Submission,
        *,
        seed: Seed,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        watched: Watched | None = None,
        fail_fast: bool = False,
    ) -> Verdict:
        """Judge one submission once, on data drawn from `seed`; raise `Cancelled` once `cancelled` says so.

        `watched` is shown traffic while it grows. With `fail_fast` the first failing check ends it and no smaller case
        is looked for.
        """
        started = time.monotonic()
        try:
            sandbox = self.warm(lab)
            self._refuse_if_open(sandbox)
            grader = self._grader(lab.folder / "grader.py")
            run = _Run(lab, submission, sandbox=sandbox, seed=seed, progress=progress or _silent)
            run.told_by(cancelled, watched)
            run.fail_fast = fail_fast
            verdict = run.judge(grader)
        except (Cancelled, Refusal):
            raise
        except Fault as fault:
            self._forget(lab)
            verdict = endings.unjudged(str(fault))
        except Exception as error:  # noqa: BLE001 - boundary: whatever else goes wrong here is ours, never the learner's
            self._forget(lab)
            verdict = endings.unjudged(told(error))
        return replace(
            verdict,
            lab=lab.slug,
            lab_version=lab.version,
            digest=submission.digest,
            commitment=seed.commitment,
            seconds=time.monotonic() - started,
        )

    def _refuse_if_open(self, sandbox: ForkSandbox) -> None:
        """Refuse to judge with a wall missing where every wall is asked for."""
        if not self._require_full:
            return
        sandbox.wait_ready()
        if sandbox.missing:
            raise Unavailable(
                f"Not judged: this system lacks {', '.join(sandbox.missing)}, and every protection is required.",
                hint="Judge on a Linux with user namespaces, Landlock and seccomp, or without --require full.",
                code="protection-missing",
            )

    def _grader(self, path: Path) -> ModuleType:
        """Return a lab's grader, loaded again only when its file has changed."""
        try:
            text = path.read_bytes()
        except OSError as error:
            raise Fault(f"the lab's grader cannot be read: {error}") from error
        known = self._graders.get(path)
        if known is None or known[0] != text:
            known = self._graders[path] = (text, load_grader(path))
        return known[1]

    def _forget(self, lab: Lab) -> None:
        sandbox = self._sandboxes.pop(_sandbox_key(lab), None)
        if sandbox is not None:
            with suppress(OSError, Fault):
                sandbox.close()

    def close(self) -> None:
        """End every sandbox."""
        for sandbox in self._sandboxes.values():
            sandbox.close()
        self._sandboxes.clear()


def _sandbox_key(lab: Lab) -> tuple[tuple[str, ...], int, bool]:
    return lab.libraries, lab.limits.threads, lab.kind == "service"


class _Uncached(SourceFileLoader):
    """Loads a file without bytecode, which is told from that of an earlier version by whole seconds and length only."""

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """Say that nothing is known of the file, so that no bytecode of it is read or written."""
        raise OSError


def load_grader(path: Path) -> ModuleType:
    """Load a lab's grader.py under a name of its own; it stays in the judge's process."""
    if not path.is_file():
        raise Fault(f"the lab's grader is missing: {path}")
    name = f"hillclimb_grader_{path.parent.name.replace('-', '_')}"
    loader = _Uncached(name, str(path)) if now().timestamp() - path.stat().st_mtime < _SETTLED_SECONDS else None
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None or spec.loader is None:
        raise Fault(f"the lab's grader cannot be loaded: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _silent(checked: Checked) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Over(Exception):
    """The judgement ends here with this verdict."""

    verdict: Verdict


class _Run:
    """One judgement: the state that is shared between its checks."""

    def __init__(
        self, lab: Lab, submission: Submission, *, sandbox: ForkSandbox, seed: Seed, progress: Progress
    ) -> None:
        self.lab = lab
        self._crew = Crew(lab, submission.files, sandbox, secrets=secrets_of(lab, seed))
        self._sandbox = sandbox
        self._seed = seed
        self._progress = progress
        self.fail_fast = False
        self._checks: list[Checked] = []
        self._ledger = Ledger()

    def judge(self, grader: ModuleType) -> Verdict:
        """Run checks, then the score, and return the verdict."""
        from hillclimb.grading.labkit.plans import plans_of

        checks, scoring = plans_of(grader)
        if not checks and scoring is None:
            raise Fault(f"the grader of {self.lab.slug} has no checks")
        score = None
        try:
            module = self._open()
            for plan in checks:
                if plan is checks[-1] and scoring is not None and not self._failed():
                    self._crew.prepare(scoring.draws)
                self._note(self._check(plan, module))
                if self.fail_fast and self._checks[-1].outcome is Outcome.FAILED:
                    raise _Over(endings.summed_up(self._checks, None))
            self._crew.dismiss()
            if scoring is not None:
                score = self._score(scoring)
            verdict = endings.summed_up(self._checks, score)
        except _Over as over:
            done = {check.name for check in self._checks}
            skipped = [
                Checked(name=p.name, outcome=Outcome.SKIPPED, lesson=p.teaches) for p in checks if p.name not in done
            ]
            if scoring is not None and scoring.measure not in done:
                skipped.append(Checked(name=scoring.measure, outcome=Outcome.SKIPPED, lesson=scoring.teaches))
            verdict = replace(over.verdict, checks=(*self._checks, *skipped))
        finally:
            self._crew.dissolve()
        return replace(
            verdict,
            output=self._crew.output,
            protections=self._sandbox.protections,
            missing=self._sandbox.missing,
            peak_mb=self._crew.peak_mb,
            timeline=self._crew.timeline,
            bill=self._ledger.bill,
        )

    def _open(self) -> Any:
        from hillclimb.grading.kinds import Unreadable, kind_of
        from hillclimb.grading.remote import Raised

        self._crew.starts()
        try:
            return kind_of(self.lab.kind).open(self._crew)
        except Unreadable as unreadable:
            raise _Over(endings.broken(unreadable.headline, unreadable.hint)) from None
        except Raised as raised:
            raise _Over(endings.not_imported(self.lab, raised)) from None
        except (Stopped, Vanished) as error:
            raise _Over(endings.cut_short(self.lab, error)) from None

    def told_by(self, cancelled: Callable[[], bool] | None, watched: Watched | None) -> None:
        """Set who is asked now and then whether to give up, and who is shown traffic."""
        self._crew.cancelled, self._crew.watched = cancelled, watched

    def _note(self, checked: Checked) -> None:
        self._checks.append(checked)
        self._progress(checked)

    def _check(self, plan: Any, module: Any) -> Checked:
        from hillclimb.company import Draw

        smaller = (plan.sizes or (0,))[0]  # no case smaller than the author's smallest makes sense
        for size in plan.sizes or (0,):
            for turn in range(plan.tries):
                found = self._tried(plan, module, Draw(self._seed.child("check", plan.name, size, turn)), size=size)
                if found is not None:
                    # A service is shown as it is: to boot it for every smaller case takes longer than it teaches.
                    first = not self.fail_fast and not self._failed() and self.lab.kind != "service"
                    return self._shrunk(plan, module, found, sizes=(smaller, size)) if first else found
            smaller = size
        return Checked(name=plan.name, outcome=Outcome.PASSED, lesson=plan.teaches)

    def _tried(self, plan: Any, module: Any, draw: Any, *, size: int) -> Checked | None:
        values = (module, draw, size) if plan.sizes else (module, draw)
        return self._attempt(plan, values)[1]

    def _shrunk(self, plan: Any, module: Any, found: Checked, *, sizes: tuple[int, int]) -> Checked:
        """Look for a smaller case that fails too: fewer rows, rounder numbers, other luck, for a moment.

        `sizes` are the largest size that passed and the one that failed; smaller is fewer rows, then shorter text.
        """
        from hillclimb.company import Draw

        began = time.monotonic()
        until = began + _SHRINK_SECONDS
        passed, failed = sizes
        best, cost, kept = found, (failed, _length(found)), len(self._checks)
        turn = 0
        while time.monotonic() < until and turn < _SHRINK_TURNS:
            size = cost[0] if turn % 2 or cost[0] - passed <= 1 else (passed + cost[0]) // 2
            draw = Draw(self._seed.child("shrink", plan.name, turn), coarse=True)
            try:
                other = self._tried(plan, module, draw, size=size)
            except (_Over, AttributeError, *MISUSED):  # the search broke off; what the check itself found stands
                del self._checks[kept:]
                self._note(best)
                raise _Over(endings.summed_up(self._checks, None)) from None
            if other is not None and (size, _length(other)) < cost:
                best, cost = other, (size, _length(other))
            elif other is None and size < cost[0] and turn % 2 == 0:
                passed = size
            turn += 1
        self._crew.grant(time.monotonic() - began)
        return best

    def _failed(self) -> bool:
        return any(check.outcome is Outcome.FAILED for check in self._checks)

    def _attempt(self, plan: Any, values: tuple[Any, ...]) -> tuple[Any, Checked | None]:
        """Run a check or score function once; return its result, or what it found wrong."""
        from numpy import errstate

        from hillclimb.grading.kinds import Unreadable
        from hillclimb.grading.labkit.plans import Failed, forget_given, shown_given
        from hillclimb.grading.labkit.showing import show
        from hillclimb.grading.remote import Missing, Raised

        forget_given()
        name = getattr(plan, "name", None) or plan.measure
        self._ledger.turn_to(name if hasattr(plan, "name") else values[-1])  # of a score, each draw has its own page
        try:
            with errstate(all="ignore"):  # what overflows here was the learner's number
                return plan.run(*values), None
        except Failed as failed:
            example = Example(
                given=shown_given(failed),
                expected=failed.expected,
                got=failed.got,
                tolerance=failed.tolerance,
                request=failed.request,
            )
            return None, Checked(
                name=name, outcome=Outcome.FAILED, message=failed.message, lesson=plan.teaches, example=example
            )
        except Raised as raised:
            if raised.kind == "TypeError" and not raised.frames:
                raise _Over(endings.not_callable(raised)) from None
            example = Example(given=shown_given(), got=endings.located(raised))
            message = f"Your code raised {raised}"
            return None, Checked(
                name=name, outcome=Outcome.FAILED, message=message, lesson=plan.teaches, example=example
            )
        except Missing as missing:
            raise _Over(endings.not_defined(self.lab, missing)) from None
        except Unreadable as unreadable:
            raise _Over(endings.broken(unreadable.headline, unreadable.hint)) from None
        except MISUSED as error:
            self._crew.dissolve()  # the reference shares the machine with nobody
            if not reference_holds(self.lab, self._sandbox, plan, values, secrets=self._crew.secrets):
                raise
            message = f"This check cannot use what your code gave it. {told(error).splitlines()[0]}"
            example = Example(given=shown_given())
            self._note(
                Checked(name=name, outcome=Outcome.FAILED, message=message, lesson=plan.teaches, example=example)
            )
            raise _Over(endings.summed_up(self._checks, None)) from None
        except AttributeError as error:
            if not isinstance(error.obj, _PLAIN):
                raise
            message = f"A value came back where an object with `{error.name}` is needed: is there a `return` missing?"
            example = Example(given=shown_given(), expected=f"an object with `{error.name}`", got=show(error.obj))
            return None, Checked(
                name=name, outcome=Outcome.FAILED, message=message, lesson=plan.teaches, example=example
            )
        except (Stopped, Vanished) as error:
            failed_at = Checked(
                name=name, outcome=Outcome.FAILED, message=endings.words(self.lab, error), lesson=plan.teaches
            )
            self._note(failed_at)
            raise _Over(endings.cut_short(self.lab, error)) from None

    def _score(self, plan: Any) -> Score | None:
        from hillclimb.company import Draw

        if self._failed():
            message = "Scored once every check before it passes."
            self._note(Checked(name=plan.measure, outcome=Outcome.SKIPPED, message=message, lesson=plan.teaches))
            return None
        placed = []
        for turn in range(plan.draws):
            module = self._open()
            self._crew.prepare(plan.draws - turn - 1)
            result, found = self._attempt(plan, (module, Draw(self._seed.child("score", turn))))
            self._crew.dismiss()
            if found is not None:
                self._note(found)
                return None
            if not abs(result.share) < _IMMEASURABLE:
                message = "What it returned is too far from everything to be measured."
                self._note(Checked(name=plan.measure, outcome=Outcome.FAILED, message=message, lesson=plan.teaches))
                return None
            placed.append(result)
        score = endings.summarise(placed, plan)
        passed = score.share >= score.bar and score.worst >= score.floor
        self._note(
            Checked(
                name=plan.measure,
                outcome=Outcome.PASSED if passed else Outcome.FAILED,
                message=endings.standing(score.banded()),
                lesson=plan.teaches,
            )
        )
        return score


def _length(check: Checked) -> int:
    """Return how much there is to read in an example."""
    if check.example is None:
        return 0
    return sum(map(len, check.example.given.values())) + len(check.example.expected) + len(check.example.got)
