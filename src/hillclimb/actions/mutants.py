"""Grade the graders: how many mutants of each reference its checks reject, and whether its verdicts hold still."""

from __future__ import annotations

import multiprocessing
import os
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hillclimb.actions.drawing import Proof
from hillclimb.actions.packing import fault_of_wrong, files_of, labs_of
from hillclimb.content import Lab, read_lab
from hillclimb.ground import Seed, digest_of

MUTANT_BAR = 0.95
# Kinds whose reference is no program, or is itself judged by mutants.
_UNMUTATED = {"answers", "git", "tests"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A mutant that passed its lab, or that could not be judged."""

    file: str
    line: int
    slip: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutated:
    """What became of the mutants of one lab. `equivalent` ones are listed in its mutants.toml and count for nothing.

    `stale` are listed changes that no mutant makes; `fault` says why a lab could not be tried at all.
    """

    lab: str
    mutants: int = 0
    rejected: int = 0
    equivalent: int = 0
    surviving: tuple[Survivor, ...] = ()
    unjudged: tuple[Survivor, ...] = ()
    stale: tuple[str, ...] = ()
    fault: str = ""
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """The share of mutants that were rejected; 1 where there are none."""
        return self.rejected / self.mutants if self.mutants else 1.0

    @property
    def holds(self) -> bool:
        """Whether enough were rejected and nothing else is wrong."""
        return self.share >= MUTANT_BAR and not (self.unjudged or self.stale or self.fault)


def mutated_json(item: Mutated) -> dict[str, Any]:
    """Return the documented JSON shape of one lab's mutants."""

    def places(found: Sequence[Survivor]) -> list[dict[str, Any]]:
        return [{"file": one.file, "line": one.line, "slip": one.slip, "change": one.change} for one in found]

    return {
        "lab": item.lab,
        "mutants": item.mutants,
        "rejected": item.rejected,
        "equivalent": item.equivalent,
        "share": round(item.share, 4),
        "surviving": places(item.surviving),
        "unjudged": places(item.unjudged),
        "stale": list(item.stale),
        "fault": item.fault,
        "seconds": round(item.seconds, 1),
    }


def prove_mutants(
    folder: Path,
    labs: Sequence[str] = (),
    *,
    workers: int | None = None,
    told: Callable[[Mutated], None] | None = None,
) -> tuple[Mutated, ...]:
    """Judge every mutant of the references of a pack's labs (all, or those named), side by side."""
    found = [lab for lab in labs_of(folder, labs) if lab.kind not in _UNMUTATED]
    parts = workers or os.cpu_count() or 1
    jobs = [(lab.slug, (str(lab.folder), str(folder), part, parts)) for lab in found for part in range(parts)]
    done: dict[str, list[tuple[_Judged, ...]]] = {lab.slug: [] for lab in found}
    results: list[Mutated] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(parts, mp_context=context) as pool:
        waiting = {pool.submit(_judge_part, *values): slug for slug, values in jobs}
        for finished in as_completed(waiting):
            slug = waiting[finished]
            done[slug].append(finished.result())
            if len(done[slug]) == parts:
                lab = next(lab for lab in found if lab.slug == slug)
                results.append(_summed_up(lab, [item for part in done[slug] for item in part]))
                if told is not None:
                    told(results[-1])
    return tuple(sorted(results, key=lambda item: item.lab))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """How one mutant ended: "fault" for a lab that cannot be tried, with the reason as its change."""

    survivor: Survivor
    ending: str
    seconds: float


def _judge_part(lab_folder: str, pack_folder: str, part: int, parts: int) -> tuple[_Judged, ...]:
    """Judge every `parts`-th mutant of a lab, each until its first failure and a few times as long as the reference."""
    from hillclimb.grading import Judge, Submission
    from hillclimb.grading.mutating import mutants_of

    lab, _ = read_lab(Path(lab_folder), Path(pack_folder))
    if lab is None:
        return (_fault("it cannot be read"),)
    files = files_of(lab.folder / "solution")
    seed = Seed.of("mutants", lab.slug)
    found: list[_Judged] = []
    with Judge() as judge:
        reference = judge.grade(lab, Submission(files=files, digest=digest_of(files)), seed=seed)
        if not reference.passed:
            return (_fault(f"its reference does not pass: {reference.headline}"),)
        patience = min(lab.limits.seconds, 3 * reference.seconds + 2)
        hurried = replace(lab, limits=replace(lab.limits, seconds=patience))
        for mutant in mutants_of(files)[part::parts]:
            changed = files | {mutant.file: mutant.source}
            submission = Submission(files=changed, digest=digest_of(changed))
            verdict = judge.grade(hurried, submission, seed=seed, fail_fast=True)
            survivor = Survivor(file=mutant.file, line=mutant.line, slip=mutant.slip, change=mutant.change)
            found.append(_Judged(survivor=survivor, ending=verdict.ending.value, seconds=verdict.seconds))
    return tuple(found)


def _fault(reason: str) -> _Judged:
    return _Judged(survivor=Survivor(file="", line=0, slip="", change=reason), ending="fault", seconds=0.0)


def _summed_up(lab: Lab, judged: Sequence[_Judged]) -> Mutated:
    faults = [item.survivor.change for item in judged if item.ending == "fault"]
    listed, unreadable = equivalents(lab)
    if faults or unreadable:
        return Mutated(lab=lab.slug, fault=faults[0] if faults else unreadable)
    made = {item.survivor.change for item in judged}
    kept = [item for item in judged if not (item.ending == "passed" and item.survivor.change in listed)]

    def of(*endings: str) -> tuple[Survivor, ...]:
        chosen = [item.survivor for item in kept if item.ending in endings]
        return tuple(sorted(chosen, key=lambda one: (one.file, one.line, one.change)))

    return Mutated(
        lab=lab.slug,
        mutants=len(kept),
        rejected=len(of("failed", "broken", "stopped")),
        equivalent=len(judged) - len(kept),
        surviving=of("passed"),
        unjudged=of("unjudged"),
        stale=tuple(sorted(change for change in listed if change not in made)),
        seconds=sum(item.seconds for item in judged),
    )


def equivalents(lab: Lab) -> tuple[frozenset[str], str]:
    """Return the changes that a lab lists as equivalent, and what is wrong with its mutants.toml (nothing: "")."""
    path = lab.folder / "mutants.toml"
    if not path.is_file():
        return frozenset(), ""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]
        return frozenset(row["change"] for row in rows if row["reason"]), ""
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        return frozenset(), f"mutants.toml cannot be read: {error}"


def prove_repeats(
    folder: Path,
    labs: Sequence[str] = (),
    *,
    times: int,
    told: Callable[[Proof], None] | None = None,
) -> tuple[Proof, ...]:
    """Judge each right and wrong solution `times` times, each time on other data; every run must end as it should."""
    jobs = [(str(lab.folder), str(folder), name, times) for lab in labs_of(folder, labs) for name in _named(lab)]
    proofs: list[Proof] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as pool:
        waiting: list[Future[Proof]] = [pool.submit(_repeat, *job) for job in jobs]
        for finished in as_completed(waiting):
            proofs.append(finished.result())
            if told is not None:
                told(proofs[-1])
    return tuple(sorted(proofs, key=lambda proof: proof.name))


def _named(lab: Lab) -> list[str]:
    others = sorted(f"right/{path.name}" for path in lab.folder.glob("right/*") if path.is_dir())
    return ["solution", *others, *(f"wrong/{name}" for name in lab.wrong)]


def _repeat(lab_folder: str, pack_folder: str, name: str, times: int) -> Proof:
    from hillclimb.grading import Judge, Submission

    lab, _ = read_lab(Path(lab_folder), Path(pack_folder))
    if lab is None:
        return Proof(name=f"{Path(lab_folder).name}: {name} × {times}", fault="it cannot be read")
    files = files_of(lab.folder / "solution") | files_of(lab.folder / name)
    submission = Submission(files=files, digest=digest_of(files))
    faults: list[str] = []
    seconds = 0.0
    with Judge() as judge:
        for turn in range(times):
            seed = Seed.of("repeat", lab.slug, turn)
            verdict = judge.grade(lab, submission, seed=seed, fail_fast=True)
            seconds += verdict.seconds
            if name.startswith("wrong/"):
                fault = fault_of_wrong(lab.folder / name, verdict)
            else:
                failure = verdict.first_failure
                fault = "" if verdict.passed else f"{verdict.headline} {failure.message if failure else verdict.hint}"
            faults += [f"run {turn + 1}: {fault}"] if fault else []
    told = f"{len(faults)} of {times} runs; {faults[0]}" if faults else ""
    return Proof(name=f"{lab.slug}: {name} × {times}", fault=told, seconds=seconds / max(1, times))
