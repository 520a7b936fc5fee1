"""The ceiling on a whole sandbox: made where the system lets us, in both versions, and gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hillclimb.content import Limits
from hillclimb.grading.cgroup import PROTECTION, Group, make_group
from hillclimb.grading.sandbox import ForkSandbox

LIMITS = Limits(seconds=5.0, memory_mb=100, disk_mb=10, output_kb=64, threads=2)
EATS = """
import sys
for entrance in sys.argv[1:]:
    with open(entrance, "w") as file:
        file.write("0")
eaten = [bytearray(b"x" * (1 << 20)) for _ in range(256)]
print("full")
"""


@pytest.fixture
def group():
    """Return a real group, or skip where the system makes none."""
    made = make_group(999)
    if made is None:
        pytest.skip("this system lets us make no control group")
    yield made
    made.close()


def pretended(folder: Path, *, groups: str, mounts: str, controllers: str = "") -> Path:
    """Lay out what a system would show, with a hierarchy below `folder`; return its /proc/self."""
    proc = folder / "proc"
    proc.mkdir()
    (proc / "cgroup").write_text(groups)
    (proc / "mounts").write_text(mounts.format(folder=folder))
    for path in ("v2/user.slice/own.scope", "memory/own", "pids/own"):
        (folder / path).mkdir(parents=True)
        (folder / path / "cgroup.subtree_control").write_text("")
    (folder / "v2/user.slice/cgroup.subtree_control").write_text(controllers)
    return proc


V2 = "cgroup2 {folder}/v2 cgroup2 rw,nosuid 0 0\n"
V1 = "cgroup {folder}/memory cgroup rw,memory 0 0\ncgroup {folder}/pids cgroup rw,pids 0 0\n"


def test_a_group_of_version_2_is_made_beside_our_own(tmp_path):
    proc = pretended(tmp_path, groups="0::/user.slice/own.scope\n", mounts=V2, controllers="cpu memory pids\n")
    made = make_group(3, proc=proc)
    folder = tmp_path / "v2/user.slice" / f"hillclimb-{os.getpid()}-3"
    assert made is not None
    assert made.entrances == (str(folder / "cgroup.procs"),)
    made.allow(LIMITS)
    assert int((folder / "memory.max").read_text()) == (2048 + 6 * 110) << 20
    assert int((folder / "pids.max").read_text()) == 64 + 6 * 66


def test_a_group_of_version_1_is_made_in_both_hierarchies(tmp_path):
    proc = pretended(tmp_path, groups="8:pids:/own\n4:memory:/own\n", mounts=V1)
    made = make_group(4, proc=proc)
    name = f"hillclimb-{os.getpid()}-4"
    assert made is not None
    assert set(made.entrances) == {str(tmp_path / part / "own" / name / "cgroup.procs") for part in ("memory", "pids")}
    made.allow(LIMITS)
    assert (tmp_path / "memory/own" / name / "memory.limit_in_bytes").exists()
    assert (tmp_path / "pids/own" / name / "pids.max").exists()


def test_without_the_controllers_there_is_no_group(tmp_path):
    proc = pretended(tmp_path, groups="0::/user.slice/own.scope\n", mounts=V2, controllers="cpu\n")
    assert make_group(5, proc=proc) is None
    assert not list(tmp_path.rglob("hillclimb-*"))


def test_half_a_group_of_version_1_is_none(tmp_path):
    proc = pretended(tmp_path, groups="4:memory:/own\n", mounts=V1)
    assert make_group(6, proc=proc) is None
    assert not list(tmp_path.rglob("hillclimb-*"))


def test_a_ceiling_is_never_lowered(tmp_path):
    proc = pretended(tmp_path, groups="0::/user.slice/own.scope\n", mounts=V2, controllers="memory pids\n")
    made = make_group(7, proc=proc)
    assert made is not None
    made.allow(LIMITS)
    ceiling = next(tmp_path.rglob("memory.max"))
    before = ceiling.read_text()
    made.allow(Limits(seconds=5.0, memory_mb=10, disk_mb=1, output_kb=64, threads=1))
    assert ceiling.read_text() == before


def test_the_groups_of_judges_that_are_gone_are_swept(tmp_path):
    proc = pretended(tmp_path, groups="0::/user.slice/own.scope\n", mounts=V2, controllers="memory pids\n")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / "v2/user.slice" / f"hillclimb-{gone.pid}-1"
    lives = tmp_path / "v2/user.slice" / f"hillclimb-{os.getppid()}-1"
    left.mkdir()
    lives.mkdir()
    make_group(8, proc=proc)
    assert not left.exists()
    assert lives.exists()


def test_who_takes_more_than_the_ceiling_is_ended_by_the_kernel(group: Group):
    limited = [Path(entrance).parent for entrance in group.entrances]
    for folder in limited:
        for name in ("memory.max", "memory.limit_in_bytes"):
            if (folder / name).exists():
                (folder / name).write_text(str(64 << 20))
    done = subprocess.run([sys.executable, "-c", EATS, *group.entrances], capture_output=True, text=True, check=False)
    assert done.returncode == -9
    assert "full" not in done.stdout


def test_a_sandbox_is_in_its_group_and_leaves_none_behind(group: Group):
    bases = [Path(entrance).parent.parent for entrance in group.entrances]

    def groups() -> set[Path]:
        return {folder for base in bases for folder in base.glob(f"hillclimb-{os.getpid()}-*")}

    before = groups()  # other judges of this process may have theirs
    sandbox = ForkSandbox(("numpy",))
    try:
        sandbox.wait_ready()
        inside = groups() - before
        held = [folder for folder in inside if (folder / "cgroup.procs").read_text().strip()]
        assert PROTECTION in sandbox.protections
        assert len(held) == len(bases)
    finally:
        sandbox.close()
    assert not any(folder.exists() for folder in held)
