"""Measure a lab: judge each right and wrong solution on many seeds and write `calibration.toml` beside its grader.

    python bench/calibrate.py first-model --seeds 100
    python bench/calibrate.py first-model --mutants

The first measures the solutions, the second counts how many slips in the reference are rejected; each keeps what the
other wrote. `hillclimb pack table` makes the table of all labs from these files.

Right solutions are `solution/` and, where a lab has them, `right/<approach>/`; wrong ones are `wrong/<mistake>/`. Each
is judged exactly as a learner's submission would be. A bar is good when every right solution passes on at least 995
seeds of 1,000 and every wrong one on at most 5.
"""

from __future__ import annotations

import argparse
import statistics
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from hillclimb.actions import graded_digest, prove_mutants
from hillclimb.content import Lab, read_lab
from hillclimb.grading import Ending, Judge, Submission, Verdict
from hillclimb.ground import Seed, digest_of

PACK = Path(__file__).parents[1] / "packs" / "ml-engineering"


def main() -> None:
    """Measure one lab and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", help="the slug of the lab")
    parser.add_argument("--seeds", type=int, default=25, help="how many judgements of each solution")
    parser.add_argument("--only", default="", help="measure this one alone, print it and write nothing")
    parser.add_argument("--mutants", action="store_true", help="count the mutants of the reference instead")
    asked = parser.parse_args()
    lab, problems = read_lab(PACK / "labs" / asked.lab, PACK)
    if lab is None:
        raise SystemExit("\n".join(map(str, problems)))
    if asked.only:
        print("\n".join(part for _, part in measured(lab, [asked.only], seeds=asked.seeds)))
        return
    path = lab.folder / "calibration.toml"
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    solved, _, mutants = old.partition("\n[mutants]\n")
    if asked.mutants:
        mutants = counted(lab)
        print(mutants)
    else:
        parts = list(measured(lab, list(solutions(lab)), seeds=asked.seeds))
        head = heading(lab, next(verdicts for verdicts, _ in parts))
        solved = "\n".join([f"# Written by: python bench/calibrate.py {lab.slug} --seeds {asked.seeds}\n", head])
        solved += "\n" + "\n".join(part for _, part in parts)
    text = solved.rstrip("\n") + "\n" + (f"\n[mutants]\n{mutants.strip()}\n" if mutants else "")
    path.write_text(text, encoding="utf-8")


def measured(lab: Lab, names: Sequence[str], *, seeds: int) -> Iterator[tuple[list[Verdict], str]]:
    """Yield the verdicts and the table of each solution that is named."""
    with Judge() as judge:
        for name in names:
            verdicts = judged(judge, lab, name, seeds=seeds)
            part = "\n".join(described(name, verdicts, expected_failure(lab, name))) + "\n"
            print(part, flush=True)
            yield verdicts, part


def heading(lab: Lab, verdicts: Sequence[Verdict]) -> str:
    """Return the table that says of what, when and against which bar the lab was measured."""
    lines = [
        "[lab]",
        f"measured = {today()}",
        f'digest = "{graded_digest(lab)}"',
        f"checks = {len(verdicts[0].checks)}",
    ]
    if verdicts[0].score is not None:
        score = verdicts[0].score
        lines += [f"bar = {score.bar:g}", f"floor = {score.floor:g}", f"draws = {score.draws}"]
    return "\n".join(lines) + "\n"


def counted(lab: Lab) -> str:
    """Return the body of the table of mutants."""
    (found,) = prove_mutants(PACK, [lab.slug])
    if not found.holds:
        raise SystemExit(
            f"{found.lab}: {found.fault or f'{found.rejected} of {found.mutants} rejected'}; nothing written"
        )
    lines = [f"measured = {today()}", f'digest = "{graded_digest(lab)}"']
    lines += [f"made = {found.mutants + found.equivalent}", f"equivalent = {found.equivalent}"]
    return "\n".join([*lines, f"rejected = {found.rejected}"]) + "\n"


def solutions(lab: Lab) -> Iterator[str]:
    """Yield the folders to judge: the right ones, then the wrong ones."""
    yield "solution"
    for kind in ("right", "wrong"):
        yield from sorted(f"{kind}/{path.name}" for path in (lab.folder / kind).glob("*/"))


def judged(judge: Judge, lab: Lab, name: str, *, seeds: int) -> list[Verdict]:
    """Judge one folder on each seed, a wrong one until its first failing check.

    Files that it does not have are those of the solution.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in (lab.folder / "solution", lab.folder / name)
        for path in folder.rglob("*")
        if path.suffix in (".py", ".sql") or path.name == "service.toml"
    }
    submission = Submission(files=files, digest=digest_of(files))
    wrong = name.startswith("wrong/")
    return [judge.grade(lab, submission, seed=Seed.of(seed), fail_fast=wrong) for seed in range(seeds)]


def expected_failure(lab: Lab, name: str) -> str:
    """Return the check or the ending that a wrong solution says it fails with, or nothing for a right one."""
    path = lab.folder / name / "fails.toml"
    fails = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return str(fails.get("check") or fails.get("ending") or "")


def described(name: str, verdicts: Sequence[Verdict], expected: str) -> Iterator[str]:
    """Yield one table of calibration.toml."""
    endings = Counter(ending_of(verdict) for verdict in verdicts)
    shares = [verdict.score.share for verdict in verdicts if verdict.score is not None]
    worst = [verdict.score.worst for verdict in verdicts if verdict.score is not None]
    yield f"[{'.'.join(quoted(part) for part in name.split('/'))}]"
    yield f"seeds = {len(verdicts)}"
    yield f"passed = {sum(verdict.ending is Ending.PASSED for verdict in verdicts)}"
    if expected:
        yield f"as_named = {endings[expected]}"
    failures = {ending: count for ending, count in endings.most_common() if ending != Ending.PASSED}
    if failures:
        yield f"first_failure = {{ {', '.join(f'{quoted(name)} = {count}' for name, count in failures.items())} }}"
    if shares:
        yield f"share = {spread(shares)}"
        yield f"worst_draw = {spread(worst)}"
    yield f"seconds = {statistics.median(verdict.seconds for verdict in verdicts):.2f}"


def today() -> date:
    """Return the day of a measurement."""
    return datetime.now(UTC).date()


def ending_of(verdict: Verdict) -> str:
    """Return the first failing check where there is one, else how the judgement ended."""
    first = verdict.first_failure
    return first.name if verdict.ending is Ending.FAILED and first is not None else str(verdict.ending)


def spread(values: Sequence[float]) -> str:
    """Return mean, standard deviation, least and greatest as an inline table."""
    sd = statistics.stdev(values) if len(values) > 1 else 0.0
    mean, least, most = statistics.mean(values), min(values), max(values)
    return f"{{ mean = {mean:.4f}, sd = {sd:.4f}, min = {least:.4f}, max = {most:.4f} }}"


def quoted(text: str) -> str:
    """Return a TOML key."""
    return text if text.replace("-", "").replace("_", "").isalnum() else '"' + text.replace('"', '\\"') + '"'


if __name__ == "__main__":
    main()
