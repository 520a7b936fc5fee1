"""Small labs of any kind, judged as a learner's would be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hillclimb.content import Lab, Limits, Place
from hillclimb.grading import Judge, Submission, Verdict
from hillclimb.ground import Seed, digest_of

_HEAD = """
from hillclimb.company import Draw
from hillclimb.grading.labkit import *
from hillclimb.grading.labkit import Bug, ask, database, disguised


@check("the check")
def the_check(submission, draw):
"""


def lab_of(folder: Path, kind: str, body: str, *, entry: str = "", files: tuple[str, ...] = (), **more: Any) -> Lab:
    """Return a lab whose one check is `body`, lines in which `submission` and `draw` are known."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    (folder / "grader.py").write_text(_HEAD + lines + "\n", encoding="utf-8")
    return Lab(
        slug="lab",
        uuid="00000000-0000-4000-8000-000000000999",
        title="Lab",
        version=1,
        teaches={},
        needs=(),
        difficulty=0.0,
        minutes=1,
        kind=kind,
        entry=entry,
        files=files or ((f"{entry}.py",) if entry else ()),
        libraries=tuple(more.get("libraries", ())),
        limits=Limits(seconds=more.get("seconds", 5.0), memory_mb=512, disk_mb=more.get("disk_mb", 16), output_kb=64),
        folder=folder,
        place=Place(file="lab.toml"),
    )


def graded(judge: Judge, lab: Lab, files: Mapping[str, str | bytes]) -> Verdict:
    """Judge files as they are."""
    body = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    return judge.grade(lab, Submission(files=body, digest=digest_of(body)), seed=Seed.of("kinds"))


def why(verdict: Verdict) -> str:
    """Return what a verdict says first, whatever its ending, with its example."""
    failure = verdict.first_failure
    example = failure.example if failure else None
    shown = f"{example.expected} {example.got}" if example else ""
    return f"{verdict.ending}: {failure.message if failure else verdict.headline} {verdict.hint} {shown}"
