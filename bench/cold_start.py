"""Measure how long a command takes from a cold prompt, beside bare Python: .hc/venv/bin/python bench/cold_start.py."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STANDARD = "import argparse, json, sqlite3, dataclasses, pathlib, datetime"


def milliseconds(command: Sequence[str], settings: Mapping[str, str]) -> float:
    """Return how long one whole process took; a failing one ends the measurement."""
    began = time.perf_counter()
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    took = (time.perf_counter() - began) * 1000
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return took


def main() -> None:
    """Print one line for each command: median, slowest of the middle nine tenths, ratio to bare Python."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="runs of each command (default: 21)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        settings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        settings["HILLCLIMB_HOME"] = home
        hc = str(ROOT / "hc")
        milliseconds([hc, "begin", "--role", "practitioner-mle", "--hours", "8", "--yes"], settings)
        commands = {
            "python -c pass": [sys.executable, "-I", "-c", "pass"],
            "python -c 'import json, …'": [sys.executable, "-I", "-c", STANDARD],
            "./hc --version": [hc, "--version"],
            "./hc next --json": [hc, "next", "--json"],
            "./hc status --json": [hc, "status", "--json"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds + 1):  # in turns, so that a busy moment of the machine meets all of them
            for name, command in commands.items():
                times[name].append(milliseconds(command, settings))
    bare = statistics.median(times["python -c pass"][1:])
    print(
        f"{'command':<28}{'median ms':>10}{'p95 ms':>9}{'ratio':>8}    {rounds} rounds, {sys.implementation.cache_tag}"
    )
    for name, taken in times.items():
        warm = sorted(taken[1:])  # the first round writes byte code
        p95 = warm[min(len(warm) - 1, round(0.95 * len(warm)))]
        print(f"{name:<28}{statistics.median(warm):>10.1f}{p95:>9.1f}{statistics.median(warm) / bare:>8.1f}")


if __name__ == "__main__":
    main()
