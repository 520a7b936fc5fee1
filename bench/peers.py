"""Grade one exercise by otter-grader, nbgrader, pytest and Hillclimb, whole processes each, and print the ratios.

    .hc/venv/bin/python bench/peers.py [least-squares | chances] [RUNS]

`exercises/least-squares` is eight checks of four functions in NumPy, `exercises/chances` four of a pipeline of
scikit-learn that is trained in each. Each grader gets the same tests in its own form, made by its own tools (`otter
assign`, `nbgrader generate_assignment`). The peers live in an environment of their own, made from PyPI in the folder
that HILLCLIMB_PEERS names and kept there, or in one that is removed again; HILLCLIMB_PEERS=off leaves them out. What
cannot be installed or run here is said.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

from check_latency import end_keeper

HERE = Path(__file__).parent
NAME = next((word for word in sys.argv[1:] if not word.isdecimal()), "least-squares")
EXERCISE = HERE / "exercises" / NAME
ENTRY = NAME.replace("-", "_")
# Runs the tests in one process until they are as quick as they get: what is left is their own work.
ALONE = """
import sys, time
sys.path.insert(0, ".")
import test_{entry} as tests
best = 9.0
for _ in range(20):
    began = time.perf_counter()
    for name in [name for name in vars(tests) if name.startswith("test_")]:
        getattr(tests, name)()
    best = min(best, time.perf_counter() - began)
print(best)
"""
SOURCES = {"otter-grader": "otter-grader==7.0.0", "nbgrader": "nbgrader==0.9.5"}
Cell = dict[str, object]


def main() -> None:
    """Measure and print."""
    runs = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 5)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(os.environ.get("HILLCLIMB_PEERS") or Path(folder, "peers"))
        measured = {name: values for name, values in _measured(Path(folder), place, runs) if values}
    ours = statistics.median(measured["hillclimb check, warm"])
    print(f"\n{EXERCISE.name}, {runs} runs each, median (min to max) in ms, and how many of ours, warm, fit into it")
    for name, values in measured.items():
        middle = statistics.median(values)
        spread = f"({min(values) * 1e3:.0f} to {max(values) * 1e3:.0f})"
        print(f"  {name:<24} {middle * 1e3:7.0f} {spread:<16} {middle / ours:6.1f}")


def _measured(folder: Path, place: Path, runs: int) -> Iterator[tuple[str, list[float]]]:
    yield from ours(folder, runs)
    yield from pytest(folder, runs)
    if os.environ.get("HILLCLIMB_PEERS") == "off":
        return
    for name, measure in (("otter-grader", otter), ("nbgrader", nbgrader)):
        try:
            yield f"{name}", measure(environment(place, name), folder / name, runs)
        except (OSError, subprocess.CalledProcessError, RuntimeError) as error:
            print(f"{name} could not be measured here: {_why(error)}")


def _why(error: Exception) -> str:
    said = getattr(error, "stderr", "") or getattr(error, "stdout", "") or ""
    return f"{error} {said.strip()[-600:]}"


def environment(place: Path, name: str) -> Path:
    """Return the programs of the peers' own environment, with this peer installed."""
    programs = place / "bin"
    if not programs.is_dir():
        venv.create(place, with_pip=True)
    packages = [SOURCES[name], "numpy", "scikit-learn", "ipykernel"]
    if not (programs / name.removesuffix("-grader")).exists():
        run([str(programs / "python"), "-m", "pip", "install", "--quiet", *packages], place)
    return programs


def run(command: list[str], folder: Path, **more: str) -> str:
    """Run a command in a folder and return what it printed; raise if it fails."""
    where = {"cwd": folder, "env": {**os.environ, **more}}
    return subprocess.run(command, **where, capture_output=True, text=True, check=True).stdout


def timed(command: list[str], folder: Path, runs: int, **more: str) -> list[float]:
    """Return the seconds of some runs of a command, after one that is not counted."""
    found = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        run(command, folder, **more)
        found.append(time.perf_counter() - started)
    return found[1:]


def ours(folder: Path, runs: int) -> Iterator[tuple[str, list[float]]]:
    """Measure `hillclimb check`, cold and warm, on a pack that holds the exercise alone beside the real skills."""
    real, pack = HERE.parent / "packs/ml-engineering", folder / "pack"
    shutil.copytree(real, pack, ignore=lambda place, names: names if place == str(real / "labs") else [])
    shutil.copytree(EXERCISE, pack / "labs" / EXERCISE.name)
    home = folder / "home"
    work = folder / "work"
    shutil.copytree(EXERCISE / "solution", work)
    setting = {"HILLCLIMB_HOME": str(home), "HILLCLIMB_PACK": str(pack), "HILLCLIMB_KEEPER": "off"}
    home.mkdir()
    check = [sys.executable, "-m", "hillclimb", "check", EXERCISE.name, "--from", str(work), "--json"]
    yield "hillclimb check, cold", timed(check, folder, runs, **setting)
    setting["HILLCLIMB_KEEPER"] = "on"
    run(check, folder, **setting)
    time.sleep(3)
    yield "hillclimb check, warm", timed(check, folder, runs, **setting)
    end_keeper(home)


def pytest(folder: Path, runs: int) -> Iterator[tuple[str, list[float]]]:
    """Measure a fresh pytest process, and the tests themselves where everything is loaded."""
    work = folder / "pytest"
    shutil.copytree(EXERCISE / "solution", work)
    shutil.copy(EXERCISE / f"test_{ENTRY}.py", work)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"test_{ENTRY}.py"]
    yield "pytest, fresh process", timed(command, work, runs, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    alone = run([sys.executable, "-c", ALONE.format(entry=ENTRY)], work, OMP_NUM_THREADS="1")
    yield "the tests' own work", [float(alone)]


def tests() -> list[tuple[str, str]]:
    """Return (name, code that raises unless it holds) of each test of the exercise."""
    text = (EXERCISE / f"test_{ENTRY}.py").read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    table = ast.unparse(functions.pop("table"))
    return [
        (name, f"import numpy as np\n{table}\n{ast.unparse(function)}\n{name}()")
        for name, function in functions.items()
    ]


def solution() -> str:
    """Return the code that is graded."""
    return (EXERCISE / "solution" / f"{ENTRY}.py").read_text(encoding="utf-8")


def notebook(cells: list[Cell]) -> str:
    """Return a Jupyter notebook."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for number, cell in enumerate(cells):
        cell.setdefault("metadata", {})
        cell["id"] = f"cell{number}"
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def otter(programs: Path, folder: Path, runs: int) -> list[float]:
    """Measure `otter run` on what `otter assign` made."""
    folder.mkdir()
    cells: list[Cell] = [{"cell_type": "raw", "source": "# ASSIGNMENT CONFIG\nsolutions_pdf: false\n"}]
    cells += [{"cell_type": "code", "source": "import numpy as np"}]
    for number, (name, code) in enumerate(tests()):
        answer = solution() if number == 0 else "answered = True"
        cells += [
            {"cell_type": "raw", "source": f"# BEGIN QUESTION\nname: {name}\npoints: 1"},
            {"cell_type": "raw", "source": "# BEGIN SOLUTION"},
            {"cell_type": "code", "source": answer},
            {"cell_type": "raw", "source": "# END SOLUTION"},
            {"cell_type": "raw", "source": "# BEGIN TESTS"},
            {"cell_type": "code", "source": f"# HIDDEN\n{code}"},
            {"cell_type": "raw", "source": "# END TESTS"},
            {"cell_type": "raw", "source": "# END QUESTION"},
        ]
    (folder / "exercise.ipynb").write_text(notebook(cells), encoding="utf-8")
    path = {"PATH": f"{programs}:{os.environ['PATH']}"}
    run([str(programs / "otter"), "assign", "exercise.ipynb", "dist", "--no-run-tests"], folder, **path)
    (autograder,) = (folder / "dist/autograder").glob("*.zip")
    answers = folder / "dist/autograder/exercise.ipynb"
    command = [str(programs / "otter"), "run", str(answers), "-a", str(autograder), "-o", str(folder), "--no-logo"]
    found = timed(command, folder, runs, **path)
    graded = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    reached = sum(float(test.get("score", 0)) for test in graded["tests"])
    if reached < len(tests()):
        raise RuntimeError(f"otter gave {reached} of {len(tests())} points to the solution")
    return found


def nbgrader(programs: Path, folder: Path, runs: int) -> list[float]:
    """Measure `nbgrader autograde` on what `nbgrader generate_assignment` made."""
    source = folder / "source/one"
    source.mkdir(parents=True)

    def marked(name: str, *, graded: bool) -> Cell:
        told = {"grade": graded, "grade_id": name, "locked": graded, "schema_version": 3, "solution": not graded}
        return {"nbgrader": {**told, "task": False, **({"points": 1} if graded else {})}}

    cells: list[Cell] = [{"cell_type": "code", "source": solution(), "metadata": marked("answer", graded=False)}]
    cells += [{"cell_type": "code", "source": code, "metadata": marked(name, graded=True)} for name, code in tests()]
    (source / "exercise.ipynb").write_text(notebook(cells), encoding="utf-8")
    program = str(programs / "nbgrader")
    path = {"PATH": f"{programs}:{os.environ['PATH']}"}
    run([program, "generate_assignment", "one", "--create", f"--course-dir={folder}"], folder, **path)
    submitted = folder / "submitted/someone/one"
    submitted.mkdir(parents=True)
    shutil.copy(source / "exercise.ipynb", submitted)
    found = timed([program, "autograde", "one", "--create", "--force", f"--course-dir={folder}"], folder, runs, **path)
    graded = (folder / "autograded/someone/one/exercise.ipynb").read_text(encoding="utf-8")
    if '"output_type": "error"' in graded:
        raise RuntimeError("nbgrader failed the solution")
    return found


if __name__ == "__main__":
    main()
