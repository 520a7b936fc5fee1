"""The gate, the locks and what is written about them agree with one another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from .conftest import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
GATE = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-boot.lock")


def pins(lock: str) -> set[str]:
    """Return the `name==version ; marker` of each requirement in a lock."""
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    return {line.removesuffix(" \\") for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in requirements}


def commands(document: str) -> list[str]:
    """Return the lines of a document's shell blocks, without their comments."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def test_every_dependency_is_pinned() -> None:
    assert names(PROJECT["project"]["dependencies"]) <= names(sorted(pins("requirements.lock")))
    assert names(PROJECT["dependency-groups"]["dev"]) <= names(sorted(pins("requirements-dev.lock")))


def test_the_dev_lock_holds_the_run_lock_at_the_same_versions() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_and_hashes_everything(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|@ |^-", text, re.MULTILINE)
    for requirement in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_torch_is_in_no_lock(lock: str) -> None:
    assert not {name for name in names(sorted(pins(lock))) if name == "torch" or name.startswith("nvidia")}


def test_the_gate_runs_every_command_that_contributors_are_told_to_run() -> None:
    told = commands("CONTRIBUTING.md")
    assert "./hc pack prove" in told
    gate = GATE.replace('"$bin/', ".hc/venv/bin/").replace('"', "")
    missing = [command for command in told if command not in gate]
    assert not missing


def test_the_gate_runs_the_readmes_two_commands() -> None:
    told = commands("README.md")
    assert {"./hc up", "./hc test"} <= set(told)
    assert ".ci/readme_up.py" in GATE
    assert GATE.rstrip().endswith("./hc test"), "the last line of the gate is pytest's own"


def test_the_gate_and_the_launcher_are_well_formed() -> None:
    for script, shell in ((".ci/run", "bash"), ("hc", "sh"), (".ci/lock", "sh")):
        path = REPOSITORY / script
        assert os.access(path, os.X_OK), script
        done = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("required", "word"), [("1", "failed"), ("0", "skipped")])
def test_a_browser_test_may_be_skipped_at_home_but_not_in_the_gate(tmp_path: Path, required: str, word: str) -> None:
    (tmp_path / "conftest.py").write_text((REPOSITORY / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: needs one\n")
    (tmp_path / "test_page.py").write_text(
        "import pytest\n\n@pytest.mark.browser\ndef test_page():\n    pytest.skip('no browser')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "HILLCLIMB_REQUIRE_BROWSER": required, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"1 {word}" in done.stdout, done.stdout


@pytest.mark.slow
def test_a_wheel_carries_the_packs_and_the_pages(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as archive:
        held = set(archive.namelist())
    packs = [path for path in (REPOSITORY / "packs").rglob("*.toml") if path.is_file()]
    assert packs
    for path in packs:
        assert f"hillclimb/_packs/{path.relative_to(REPOSITORY / 'packs').as_posix()}" in held
    assert "hillclimb/py.typed" in held
    assert any(name.startswith("hillclimb/web/static/") for name in held)
    assert not any("__pycache__" in name for name in held)
