"""Commands for authors (pack check, prove, new-lab, table and draw) and for reports (report, completion)."""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import say
from hillclimb.ground import Misuse, Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Mutated, Proof


def check(options: argparse.Namespace) -> int:
    """Print everything wrong with a pack; status 1 when there is anything."""
    from hillclimb import actions

    folder = Path(options.folder) if options.folder else actions.find_pack()
    problems = actions.check_pack_folder(folder)
    if options.json:
        found = [
            {
                "rule": problem.rule,
                "file": problem.place.file,
                "line": problem.place.line,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ]
        say({"version": 1, "problems": found})
    else:
        name = folder.resolve().name
        for problem in problems:
            print(problem)
        print(f"{len(problems)} problems in {name}." if problems else f"{name}: no problems.")
    return 1 if problems else 0


def prove(options: argparse.Namespace) -> int:
    """Run a pack's labs and examples, or what is asked for instead; status 1 when anything is not as it must be."""
    from hillclimb import actions

    folder = Path(options.pack) if options.pack else actions.find_pack()
    told = None if options.json else _told
    if options.mutants:
        return _mutants(options, folder)
    if options.watch:
        return _watch(options, folder)
    if options.repeat is not None:
        if options.repeat < 1:
            raise Misuse("--repeat needs at least one run.", hint="hillclimb pack prove --repeat 30")
        proofs = actions.prove_repeats(folder, options.labs, times=options.repeat, told=told)
    else:
        proofs = actions.prove(folder, options.labs, told=told)
    bad = [proof for proof in proofs if proof.fault]
    if options.json:
        body = [{"name": item.name, "fault": item.fault, "seconds": round(item.seconds, 3)} for item in proofs]
        say({"version": 1, "proofs": body})
    else:
        print(f"{len(proofs) - len(bad)} of {len(proofs)} proofs hold.")
    return 1 if bad else 0


def _told(proof: Proof) -> None:
    mark = paint.ink("✗", "red") if proof.fault else paint.ink("✓", "green")
    if proof.fault or ":" in proof.name:
        print(f"{mark} {proof.name}" + (f": {proof.fault}" if proof.fault else f"  {proof.seconds:.2f} s"), flush=True)


def _mutants(options: argparse.Namespace, folder: Path) -> int:
    """Print what became of the mutants of each lab; status 1 where too many passed."""
    from hillclimb import actions

    told = None if options.json else _told_mutants
    found = actions.prove_mutants(folder, options.labs, told=told)
    bad = [item for item in found if not item.holds]
    if options.json:
        say({"version": 1, "bar": actions.MUTANT_BAR, "labs": [actions.mutated_json(item) for item in found]})
    else:
        print(
            f"{len(found) - len(bad)} of {len(found)} labs reject at least {actions.MUTANT_BAR:.0%} of their mutants."
        )
    return 1 if bad else 0


def _told_mutants(item: Mutated) -> None:
    mark = paint.ink("✓", "green") if item.holds else paint.ink("✗", "red")
    if item.fault:
        print(f"{mark} {item.lab}: {item.fault}", flush=True)
        return
    equivalent = f", {item.equivalent} more are equivalent" if item.equivalent else ""
    print(f"{mark} {item.lab}: {item.rejected} of {item.mutants} rejected ({item.share:.1%}){equivalent}", flush=True)
    for words, places in (("passes", item.surviving), ("could not be judged", item.unjudged)):
        for one in places:
            print(f"    {one.file}:{one.line} {words} ({one.slip}): {one.change}")
    for change in item.stale:
        print(f"    mutants.toml lists a change that no mutant makes: {change}")


def _watch(options: argparse.Namespace, folder: Path) -> int:
    """Prove the labs that are named, then each one again whose files are saved."""
    from watchfiles import DefaultFilter, watch

    from hillclimb import actions

    if options.json or not options.labs:
        raise Misuse("--watch is for people, and for labs by name.", hint="hillclimb pack prove linear --watch")
    labs = {lab.folder.resolve(): lab.slug for lab in actions.labs_of(folder, options.labs)}
    print(f"Watching {', '.join(labs.values())}. Ctrl-C ends it.", flush=True)
    waiting = list(labs.values())
    saves = watch(*labs, watch_filter=DefaultFilter(), debounce=200, step=50, raise_interrupt=True)
    while True:
        try:
            proofs = actions.prove(folder, waiting, told=_told)
            print(f"{sum(not proof.fault for proof in proofs)} of {len(proofs)} proofs hold.", flush=True)
        except Refusal as refusal:  # a file that is half saved ends one turn, not the watching
            print(f"{refusal.message} {refusal.hint}", file=sys.stderr)
        changed = {Path(path).resolve() for _, path in next(saves)}
        waiting = [slug for root, slug in labs.items() if any(root in path.parents for path in changed)]
        print("\n" + "─" * 60)


def new_lab(options: argparse.Namespace) -> int:
    """Write the beginnings of a lab into a pack and say what is left to do."""
    from hillclimb import actions

    folder = Path(options.pack) if options.pack else actions.find_pack()
    made = actions.new_lab(folder, options.lab, kind=options.kind, skill=options.teaches)
    names = [path.relative_to(folder).as_posix() for path in made]
    if options.json:
        say({"version": 1, "lab": options.lab, "kind": options.kind, "files": names})
        return 0
    for name in names:
        print(f"  {name}")
    print(f"The lab {options.lab} proves as it is; what is left to write is marked FILL IN.")
    print(f"Type: {paint.ink(f'hillclimb pack prove {options.lab} --watch', 'cyan')}")
    return 0


def table(options: argparse.Namespace) -> int:
    """Print the page that lists a pack's labs and what was measured of them."""
    from hillclimb import actions

    folder = Path(options.folder) if options.folder else actions.find_pack()
    page = actions.lab_table(folder)
    if options.json:
        say({"version": 1, "page": page})
    else:
        sys.stdout.write(page)
    return 0


def draw(options: argparse.Namespace) -> int:
    """Draw the figures of lessons anew and say which of them changed."""
    from hillclimb import actions

    folder = Path(options.pack) if options.pack else actions.find_pack()
    changed = [path.relative_to(folder).as_posix() for path in actions.draw_figures(folder, options.skills)]
    if options.json:
        say({"version": 1, "changed": changed})
    else:
        for name in changed:
            print(f"  {name}")
        print(f"{len(changed)} figures changed.")
    return 0


def report(options: argparse.Namespace) -> int:
    """Print what we need to know when something is our fault; nothing of the learner's is in it."""
    import hillclimb
    from hillclimb.grading import ForkSandbox

    sandbox = ForkSandbox(())
    try:
        sandbox.wait_ready()
        protections, missing, fault = list(sandbox.protections), list(sandbox.missing), ""
    except Exception as error:  # noqa: BLE001 - boundary: the report tells what is broken
        protections, missing, fault = [], [], str(error)
    finally:
        sandbox.close()
    body = {
        "version": 1,
        "hillclimb": hillclimb.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "protections": protections,
        "missing": missing,
        "fault": fault,
    }
    if options.json:
        say(body)
    else:
        for name, value in body.items():
            print(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    return 0


def completion(options: argparse.Namespace) -> int:
    """Print a completion script: `hillclimb completion bash > ~/.local/share/bash-completion/completions/hillclimb`."""
    import shtab

    from hillclimb.cli.front import build_parser

    script = shtab.complete(build_parser(), shell=options.shell)
    if options.json:
        say({"version": 1, "shell": options.shell, "script": script})
    else:
        sys.stdout.write(script)
    return 0
