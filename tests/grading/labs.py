"""Small labs made on the spot, and ways to judge against them."""

from pathlib import Path

from hillclimb.content import Lab, Limits, Place
from hillclimb.grading import Judge, Submission, Verdict
from hillclimb.ground import Seed, digest_of

HEAD = """
from hillclimb.grading.labkit import Placed, check, expect, near, numbers, same, score, unchanged
import numpy as np
"""
NEAR_TWO = '@check("gives two")\ndef two(submission, draw):\n    near(submission.f(1), 2.0, "f(1)")\n'


def make_lab(
    folder: Path, grader: str, *, solution: str = "def f(*values):\n    return 2.0\n", numpy: bool = False, **limits
) -> Lab:
    (folder / "solution").mkdir(parents=True)
    (folder / "grader.py").write_text(HEAD + grader, encoding="utf-8")
    (folder / "solution" / "work.py").write_text(solution, encoding="utf-8")
    return Lab(
        slug="small",
        uuid="00000000-0000-4000-8000-000000000998",
        title="Small",
        version=1,
        teaches={},
        needs=(),
        difficulty=0.0,
        minutes=1,
        kind="module",
        entry="work",
        files=("work.py",),
        libraries=("numpy",) if numpy else (),
        limits=Limits(**{"seconds": 2.0, "memory_mb": 128, "disk_mb": 4, "output_kb": 32, "threads": 1} | limits),
        folder=folder,
        place=Place(file="labs/small/lab.toml"),
    )


def judged(judge: Judge, lab: Lab, code: str | bytes, **more: bytes) -> Verdict:
    body = code if isinstance(code, bytes) else code.encode()
    files = {"work.py": body} | {f"{name}.py": text for name, text in more.items()}
    return judge.grade(lab, Submission(files=files, digest=digest_of(files)), seed=Seed.fresh())
