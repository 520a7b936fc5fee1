"""Check and prove a pack: every rule, then every lab's own solutions and every piece of code that content shows."""

from __future__ import annotations

import ast
import multiprocessing
import os
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from hillclimb.actions.drawing import Proof, prove_examples
from hillclimb.content import Lab, Problem, check_pack, read_lab, read_pack
from hillclimb.ground import NotFound, Seed, digest_of

_RUNS = 2


def check_pack_folder(folder: Path) -> tuple[Problem, ...]:
    """Return all that is wrong with a pack, without running any of its code."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", hint="Name the folder that holds pack.toml.")
    return check_pack(read_pack(folder))


def prove(
    folder: Path, labs: Sequence[str] = (), *, workers: int | None = None, told: Callable[[Proof], None] | None = None
) -> tuple[Proof, ...]:
    """Run a pack's labs (all, or those named) side by side, and without names its examples too; return every proof.

    A start must fail, a solution must pass twice with the same verdict inside half its limits, every right/ must pass,
    and each wrong/ must first fail the check that it names.
    """
    # What may take long begins first, so that no core waits for it in the end.
    longest = sorted(labs_of(folder, labs), key=lambda lab: -lab.limits.seconds * len(lab.wrong))
    jobs: list[tuple[Callable[..., tuple[Proof, ...]], tuple[Any, ...]]] = [
        (prove_lab, (str(lab.folder), str(folder))) for lab in longest
    ]
    if not labs:
        jobs += [(prove_examples, (str(folder), part, 4)) for part in range(4)]
    proofs: list[Proof] = []
    # Spawned, not forked: a judge must not inherit the threads of whoever asks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context) as pool:
        waiting = [pool.submit(job, *values) for job, values in jobs]
        for done in as_completed(waiting):
            for proof in done.result():
                proofs.append(proof)
                if told is not None:
                    told(proof)
    return tuple(sorted(proofs, key=lambda proof: proof.name))


def labs_of(folder: Path, labs: Sequence[str] = ()) -> tuple[Lab, ...]:
    """Return the labs of a pack that are named, or all of them."""
    pack = read_pack(folder).pack
    if pack is None:
        raise NotFound(f"{folder} is not a pack that can be read.", hint="Run `hillclimb pack check` first.")
    unknown = [name for name in labs if name not in pack.labs]
    if unknown:
        raise NotFound(f"There is no lab {unknown[0]!r} in this pack.", hint=f"There are: {', '.join(pack.labs)}")
    return tuple(pack.labs[name] for name in labs or pack.labs)


def prove_lab(lab_folder: str, pack_folder: str) -> tuple[Proof, ...]:
    """Run one lab's solution, starter and wrong solutions."""
    from hillclimb.grading import Judge

    lab, problems = read_lab(Path(lab_folder), Path(pack_folder))
    if lab is None:
        return (Proof(name=Path(lab_folder).name, fault=str(problems[0]) if problems else "it cannot be read"),)
    with Judge() as judge:
        return tuple(_proofs(lab, judge))


def _proofs(lab: Lab, judge: Any) -> Iterator[Proof]:
    from hillclimb.grading import Ending

    solution = files_of(lab.folder / "solution")
    first, second = (_judged(judge, lab, solution) for _ in range(_RUNS))
    fault = ""
    if not (first.passed and second.passed):
        fault = f"the solution must pass; {(second if first.passed else first).headline}"
        failure = first.first_failure or second.first_failure
        fault += f" {failure.message}" if failure else f" {first.hint}"
    elif _outcomes(first) != _outcomes(second):
        fault = "two runs of the solution differ"
    elif max(first.seconds, second.seconds) > lab.limits.seconds / 2:
        fault = f"the solution takes {first.seconds:.1f} s, more than half of {lab.limits.seconds:g} s"
    elif max(first.peak_mb, second.peak_mb) > lab.limits.memory_mb / 2 + 200:
        fault = f"the solution takes {first.peak_mb:.0f} MB, more than half of {lab.limits.memory_mb} MB"
    yield Proof(name=f"{lab.slug}: solution", fault=fault, seconds=first.seconds)
    start = _judged(judge, lab, files_of(lab.folder / "start"))
    good = start.ending in (Ending.FAILED, Ending.BROKEN)
    yield Proof(
        name=f"{lab.slug}: start",
        fault="" if good else f"the start must fail; it {start.ending}",
        seconds=start.seconds,
    )
    for folder in sorted(path for path in lab.folder.glob("right/*") if path.is_dir()):
        verdict = _judged(judge, lab, solution | files_of(folder))
        fault = "" if verdict.passed else f"another right solution must pass; {verdict.headline}"
        yield Proof(name=f"{lab.slug}: right/{folder.name}", fault=fault, seconds=verdict.seconds)
    for name in lab.wrong:
        folder = lab.folder / "wrong" / name
        verdict = _judged(judge, lab, solution | files_of(folder), fail_fast=True)
        yield Proof(name=f"{lab.slug}: wrong/{name}", fault=fault_of_wrong(folder, verdict), seconds=verdict.seconds)
    yield from _nonsense_proofs(lab, judge, solution)


_NONSENSE = ("None", "'text'", "[]", "{}", "object()", "float('nan')")
_SPOILT = """

def _spoil(owner, name):
    def returns_nonsense(*args, **kwargs):
        return {value}
    setattr(owner, name, returns_nonsense)


import sys as _sys
_owner = _sys.modules[__name__]
for _part in {path!r}.split(".")[:-1]:
    _owner = getattr(_owner, _part)
_spoil(_owner, {path!r}.split(".")[-1])
"""


def _nonsense_proofs(lab: Lab, judge: Any, solution: dict[str, bytes]) -> Iterator[Proof]:
    """Let each function and method of the reference return nonsense: that is the learner's failure, never our fault.

    Every kind of nonsense is judged until a check fails, and one of them, another for each function, by all checks.
    """
    from hillclimb.grading import Ending

    if lab.kind not in ("module", "predictions"):
        return  # no other kind's answers are used without a look at their types
    entry = f"{lab.entry.replace('.', '/')}.py"
    for place, path in enumerate(_callables(solution.get(entry, b""))):
        faults, began = [], time.monotonic()
        for turn, value in enumerate(_NONSENSE):
            spoilt = solution | {entry: solution[entry] + _SPOILT.format(path=path, value=value).encode()}
            verdict = _judged(judge, lab, spoilt, fail_fast=turn != place % len(_NONSENSE))
            if verdict.ending is Ending.UNJUDGED:
                faults.append(f"returning {value} is called our fault: {verdict.hint.strip().splitlines()[-1]}")
        taken = time.monotonic() - began
        yield Proof(name=f"{lab.slug}: nonsense from {path}", fault="; ".join(faults), seconds=taken)


def _callables(source: bytes) -> Iterator[str]:
    """Yield the public functions of a module, and the public methods of its classes, as dotted names."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            yield from (f"{node.name}.{item.name}" for item in methods if not item.name.startswith("_"))


def fault_of_wrong(folder: Path, verdict: Any) -> str:
    """Return how a verdict on a wrong solution differs from what its fails.toml says, or nothing."""
    try:
        wanted = tomllib.loads((folder / "fails.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        return f"fails.toml cannot be read: {error}"
    failure = verdict.first_failure
    if "ending" in wanted:
        right = verdict.ending.value == wanted["ending"]
        return "" if right else f"must end as {wanted['ending']}; it {verdict.ending.value}: {verdict.headline}"
    if verdict.ending.value == "failed" and failure is not None and failure.name == wanted.get("check"):
        return ""
    found = (
        f"it failed {failure.name!r} first" if failure else f"it ended as {verdict.ending.value}: {verdict.headline}"
    )
    return f"must fail {wanted.get('check')!r}; {found}"


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files below a solution's folder by relative name, as they would be submitted."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "fails.toml" and "__pycache__" not in path.parts
    }


def _judged(judge: Any, lab: Lab, files: dict[str, bytes], *, fail_fast: bool = False) -> Any:
    from hillclimb.grading import Submission

    # The same data for both runs of a solution, so that a verdict which differs is not luck.
    submission, seed = Submission(files=files, digest=digest_of(files)), Seed.of("prove", lab.slug)
    return judge.grade(lab, submission, seed=seed, fail_fast=fail_fast)


def _outcomes(verdict: Any) -> tuple[Any, ...]:
    return (verdict.ending, verdict.score, *((check.name, check.outcome) for check in verdict.checks))
