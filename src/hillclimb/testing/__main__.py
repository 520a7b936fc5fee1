"""Run the attacks without a test runner, or write the page about them: `python -m hillclimb.testing --help`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hillclimb.testing.arena import HONEST, Arena
from hillclimb.testing.attacks import read_attacks, security_page


def main(arguments: Sequence[str]) -> int:
    """Obey one command; return 1 when an attack was not held."""
    parser = argparse.ArgumentParser(prog="python -m hillclimb.testing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    security = commands.add_parser("security", help="write docs/reference/security.md")
    security.add_argument("root", type=Path, nargs="?", default=Path())
    attacks = commands.add_parser("attacks", help="run every attack of a folder and print what came of it as JSON")
    attacks.add_argument("folder", type=Path)
    attacks.add_argument("--no-jail", action="store_true", help="without namespaces, as on a machine that has none")
    attacks.add_argument("--labs", default=",".join(HONEST), help="labs to attack, separated by commas")
    asked = parser.parse_args(arguments)
    if asked.command == "security":
        page = security_page(read_attacks(asked.root / "tests" / "attacks"))
        (asked.root / "docs" / "reference" / "security.md").write_text(page, encoding="utf-8")
        return 0
    report = attacked(asked.folder, jail=not asked.no_jail, labs=asked.labs.split(","))
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 1 if report["broke"] else 0


def attacked(attacks: Path, *, jail: bool, labs: Sequence[str]) -> dict[str, Any]:
    """Run every attack of a folder; return which were held, which broke through, which this machine cannot hold."""
    with tempfile.TemporaryDirectory() as folder:
        arena = Arena(Path(folder), jail=jail, plain=False, labs=labs)
        report: dict[str, Any] = {"protections": arena.protections, "held": [], "lacking": {}, "broke": {}}
        for name, (_, attack) in read_attacks(attacks).items():
            if lacking := arena.lacks(attack):
                report["lacking"][name] = lacking
                continue
            try:
                arena.defeats(attack)
                report["held"].append(name)
            except AssertionError as error:
                report["broke"][name] = str(error)[:1000]
        arena.close()
    return report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
