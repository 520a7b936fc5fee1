"""What passed is kept as it was judged, with the commit that holds it; a hostile repository runs nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import hillclimb
from hillclimb.actions import Desk, check, open_lab
from hillclimb.actions.preserving import commit_of, files_in, kept_files, lab_digest, preserve
from hillclimb.grading import Judge
from hillclimb.ground import digest_of
from hillclimb.record import LabGraded

RIGHT = "def double(x):\n    return x + x\n"


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def handed_in(desk: Desk, text: str = RIGHT) -> Path:
    folder = open_lab(desk, "double").folder
    (folder / "doubling.py").write_text(text)
    return folder


def newest(desk: Desk) -> LabGraded:
    return [event.fact for event in desk.record.events() if isinstance(event.fact, LabGraded)][-1]


def test_a_pass_keeps_its_files_and_names_judge_lab_and_commit(begun: Desk, judge: Judge) -> None:
    folder = handed_in(begun)
    git(folder, "init")
    git(folder, "add", "doubling.py")
    git(folder, "commit", "-m", "Double")
    check(begun, "double", judge=judge)
    fact = newest(begun)
    assert fact.judge == hillclimb.__version__
    assert fact.lab_digest == lab_digest(begun.pack.labs["double"])
    assert fact.commit == git(folder, "rev-parse", "HEAD")
    (folder / "doubling.py").write_text("def double(x): return x * 2\n")
    assert kept_files(begun.home, fact.digest) == {"doubling.py": RIGHT.encode()}


def test_a_failure_keeps_its_files_and_names_no_commit(begun: Desk, judge: Judge) -> None:
    wrong = "def double(x):\n    return x + 2\n"
    folder = handed_in(begun, wrong)
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "wrong")
    check(begun, "double", judge=judge)
    assert newest(begun).commit == ""
    assert kept_files(begun.home, newest(begun).digest) == {"doubling.py": wrong.encode()}


def test_what_is_not_committed_has_no_commit(begun: Desk, tmp_path: Path) -> None:
    folder = handed_in(begun)
    files = {"doubling.py": RIGHT.encode()}
    assert commit_of(folder, files) == ""
    git(folder, "init")
    assert commit_of(folder, files) == ""
    git(folder, "add", "doubling.py")
    git(folder, "commit", "-m", "Double")
    assert commit_of(folder, files)
    assert commit_of(folder, {"doubling.py": b"other"}) == ""
    assert commit_of(folder, {**files, "more.py": b""}) == ""


def test_files_that_changed_while_they_were_judged_are_not_kept(begun: Desk) -> None:
    folder = handed_in(begun)
    assert preserve(begun.home, begun.pack.labs["double"], folder, digest="00" * 32, passed=True) == ""
    assert not (begun.home.folder / "kept").exists()


def test_kept_files_that_were_changed_are_none(begun: Desk) -> None:
    files = {"doubling.py": RIGHT.encode()}
    digest = digest_of(files)
    preserve(begun.home, begun.pack.labs["double"], handed_in(begun), digest=digest, passed=True)
    assert kept_files(begun.home, digest) == files
    (begun.home.kept(digest) / "doubling.py").write_text("other")
    assert kept_files(begun.home, digest) is None
    assert kept_files(begun.home, "../../etc") is None
    assert files_in(begun.home.kept(digest), digest, most=3) is None


def test_a_hostile_repository_runs_nothing(begun: Desk, tmp_path: Path) -> None:
    folder = handed_in(begun)
    git(folder, "init")
    git(folder, "add", "doubling.py")
    git(folder, "commit", "-m", "Double")
    trap = f"touch {tmp_path}/sprung"
    settings = "core.fsmonitor core.sshCommand core.pager core.askPass credential.helper filter.x.smudge filter.x.clean"
    for name in settings.split():
        git(folder, "config", name, trap)
    git(folder, "config", "remote.origin.url", "ssh://localhost/x")
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "extensions.partialClone", "origin")
    git(folder, "config", "protocol.ssh.allow", "always")
    (folder / ".gitattributes").write_text("* filter=x\n")
    assert commit_of(folder, {"doubling.py": RIGHT.encode()})
    for loose in (folder / ".git/objects").rglob("*"):  # the blob is missing: a partial clone would fetch it
        if loose.is_file():
            loose.unlink()
    assert commit_of(folder, {"doubling.py": RIGHT.encode()}) == ""
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("change", ["grader.py", "task.md", "solution/doubling.py"])
def test_a_changed_lab_has_another_digest(begun: Desk, tmp_path: Path, change: str) -> None:
    import shutil
    from dataclasses import replace

    lab = begun.pack.labs["double"]
    copy = replace(lab, folder=Path(shutil.copytree(lab.folder, tmp_path / "double")))
    assert lab_digest(copy) == lab_digest(lab)
    (copy.folder / change).write_text("# other\n")
    assert lab_digest(copy) != lab_digest(lab)
