"""What a verdict says, in words: one function per way in which a judgement can end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading.seam import Stopped, Vanished
from hillclimb.grading.verdict import Checked, Ending, Outcome, Score, Stop, Verdict


def unjudged(reason: str) -> Verdict:
    """Return the verdict on a fault of ours."""
    return Verdict(
        ending=Ending.UNJUDGED,
        headline="This could not be judged, and that is our fault: it costs you nothing and nothing was recorded.",
        hint="Try again; if it stays, run `hillclimb report` and send us what it writes.\n" + reason.strip(),
    )


def summed_up(checks: Sequence[Checked], score: Score | None) -> Verdict:
    """Return the verdict on a run that came to its end."""
    failed = [check for check in checks if check.outcome is Outcome.FAILED]
    if failed:
        headline = f"Not yet: {len(failed)} of {len(checks)} checks failed. First: {failed[0].name}."
        return Verdict(ending=Ending.FAILED, headline=headline, checks=tuple(checks), score=score)
    reached = f" Score {score.banded().share:.2f} of what is possible (bar {score.bar:g})." if score else ""
    headline = f"Passed: all {len(checks)} checks.{reached}"
    return Verdict(ending=Ending.PASSED, headline=headline, checks=tuple(checks), score=score)


def broken(headline: str, hint: str = "", frames: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict on what cannot be imported or called."""
    headline = " ".join(headline.split())  # no message of the learner's code makes lines of its own here
    return Verdict(ending=Ending.BROKEN, headline=headline, hint=hint, frames=frames)


def not_imported(lab: Lab, raised: Any) -> Verdict:
    """Return the verdict on a submission whose import raised."""
    files = ", ".join(lab.files)
    if raised.module:
        allowed = " and ".join(["the standard library", *lab.libraries])
        return broken(
            f"{files} imports `{raised.module}`, which this lab does not provide.",
            f"This lab is done with {allowed}.",
            _frames(raised),
        )
    if "SyntaxError" in raised.kinds and raised.frames:
        file, line, _, text = raised.frames[-1]
        message = raised.message.split(" (")[0]
        return broken(
            f"{file}, line {line} is not valid Python: {message}.", "Nothing was run.", (f"{file}:{line}: {text}",)
        )
    return broken(
        f"{files} cannot be imported: {raised}.", "The code at the top level of the module raised.", _frames(raised)
    )


def not_callable(raised: Any) -> Verdict:
    """Return the verdict on a function whose parameters are not those of the task."""
    return broken(
        f"It cannot be called as the task says: {raised.message}.",
        "Compare the names and the order of the parameters with the task.",
    )


def not_defined(lab: Lab, missing: Any) -> Verdict:
    """Return the verdict on a name that the task asks for and nobody defined."""
    top = missing.owner == lab.entry
    where = f"in {lab.entry.replace('.', '/')}.py" if top else f"on {missing.owner}"
    near = f"; did you mean `{missing.near[0]}`?" if missing.near else "."
    return broken(f"`{missing.name}` is not defined {where}{near}", "The task says which names it needs.")


def words(lab: Lab, error: Stopped | Vanished) -> str:
    """Return what became of a run that did not end by itself."""
    if isinstance(error, Stopped):
        return f"Stopped: it used more than the {_allowed(lab, error)} of {error.limit} that this lab allows."
    return f"Your code ended the process: {error}."


def _allowed(lab: Lab, error: Stopped) -> str:
    limits = lab.limits
    amounts = {"memory": f"{limits.memory_mb} MB", "disk": f"{limits.disk_mb} MB"}
    return error.allowed or amounts.get(error.limit, "")


def cut_short(lab: Lab, error: Stopped | Vanished) -> Verdict:
    """Return the verdict on a run that a limit, or the submission itself, ended."""
    if isinstance(error, Vanished):
        return broken(f"Your code ended the process: {error}.", "A submission returns; it does not exit.")
    hints = {
        "time": "Look for a loop that never ends, or for work that grows with the square of the rows.",
        "memory": "Look for an array of rows × rows, or for a list that grows without end.",
        "output": "Remove prints inside loops.",
        "disk": "A submission returns its results; it does not need files.",
    }
    return Verdict(
        ending=Ending.STOPPED,
        headline=words(lab, error),
        stop=Stop(limit=error.limit, allowed=_allowed(lab, error)),
        hint=hints.get(error.limit, ""),
    )


def summarise(placed: list[Any], plan: Any) -> Score:
    """Return the score over all draws: means, the standard error of the share, and the worst share."""
    count = len(placed)
    shares = [item.share for item in placed]
    mean = sum(shares) / count
    spread = sum((share - mean) ** 2 for share in shares) / (count - 1) if count > 1 else 0.0
    return Score(
        measure=plan.measure,
        value=sum(item.value for item in placed) / count,
        baseline=sum(item.baseline for item in placed) / count,
        best=sum(item.best for item in placed) / count,
        share=mean,
        error=(spread / count) ** 0.5,
        worst=min(shares),
        bar=plan.bar,
        floor=plan.floor,
        draws=count,
    )


def standing(score: Score) -> str:
    """Return where a score stands, in words."""
    where = f"{score.share:.2f} ± {score.error:.2f} of the way from the naive baseline to the best possible"
    if score.share < score.bar:
        return f"{where}; the bar is {score.bar:g}."
    if score.worst < score.floor:
        return (
            f"{where}, but one data set in {score.draws} fell to {score.worst:.2f}; none may lie below {score.floor:g}."
        )
    return f"{where}; the bar is {score.bar:g}."


def _frames(raised: Any) -> tuple[str, ...]:
    return tuple(f"{file}:{line}: {text}" for file, line, _, text in raised.frames)


def located(raised: Any) -> str:
    """Return an exception of the learner's code with the lines of theirs that led to it."""
    return "\n".join([*_frames(raised), str(raised)])
