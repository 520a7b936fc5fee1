"""The attacks are held on lesser machines too: without namespaces, and for users without any rights."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534
# What each machine must still hold: separation needs no help from the kernel.
SEPARATED = {"walks the frames", "searches the heap", "patches numpy", "writes on every descriptor", "exits at once"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts what is left through /proc"),
]


def attacked(
    *arguments: str, prefix: tuple[str, ...] = (), python: str = sys.executable, env: dict[str, str] | None = None
):
    command = [*prefix, python, "-m", "hillclimb.testing", "attacks", str(ROOT / "tests" / "attacks"), *arguments]
    done = subprocess.run(
        command, env={**os.environ, **(env or {})}, cwd="/", capture_output=True, timeout=500, check=False
    )
    assert done.stdout, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def as_nobody(*arguments: str):
    """Attack as an ordinary user: with a Python that this user may execute, and so without numpy in the jail."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user; everyone else runs the attacks as one anyway")
    prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
    path = os.pathsep.join([str(ROOT / "src"), sysconfig.get_path("purelib")])
    env = {"PYTHONPATH": path, "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        tried = [*prefix, "/usr/bin/env", python, "-c", "import hillclimb.company"]
        if (
            Path(python).exists()
            and subprocess.run(tried, env=env, cwd="/", check=False, capture_output=True).returncode == 0
        ):
            return attacked(*arguments, "--labs", "double", prefix=prefix, python=python, env=env)
    pytest.skip("no Python of this version that an ordinary user may execute")


def test_without_namespaces_the_attacks_are_held():
    report = attacked("--no-jail")
    assert not report["broke"]
    assert set(report["held"]) >= SEPARATED
    assert "private root" not in report["protections"]


def test_an_ordinary_user_is_as_safe():
    report = as_nobody()
    assert not report["broke"]
    assert len(report["held"]) > 80


def test_an_ordinary_user_without_namespaces_is_told_and_held():
    report = as_nobody("--no-jail")
    assert not report["broke"]
    assert "pid namespace" not in report["protections"]
    assert {"reads the judge by tracing", "signals the judge", "overwrites the checks"} <= set(report["held"])
