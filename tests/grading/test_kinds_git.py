"""A repository is read as Git reads it, without Git; nothing in it acts, and no damage is our fault."""

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hillclimb.content import Lab
from hillclimb.grading import Ending, Judge, Verdict, read_submission
from hillclimb.grading.inside.runners import git as reader
from hillclimb.grading.kinds.git import GitKind, Repository
from hillclimb.ground import Misuse, NotFound

from .kinds import graded, lab_of, why

BODY = """
same([commit.subject for commit in submission.commits()], ["three", "two", "one"], "the history")
same(submission.text("a.txt"), "3\\n", "a.txt")
"""


LAB: Lab


class Repo:
    """A real repository, made with Git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.at = 1_700_000_000
        self("init", "-q", "-b", "main")

    def __call__(self, *arguments: str) -> str:
        self.at += 60
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in self.who.items()}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1", **who},
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    @property
    def who(self) -> dict[str, str]:
        return {"NAME": "Ada Näme", "EMAIL": "ada@example.org", "DATE": f"{self.at} +0200"}

    def commit(self, message: str, **files: str) -> str:
        for name, text in files.items():
            path = self.folder / name.replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self("add", "-A")
        self("commit", "-q", "--allow-empty", "-m", message)
        return self("rev-parse", "HEAD").strip()

    def files(self) -> dict[str, bytes]:
        return dict(GitKind().gather(self.folder, LAB))


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture(scope="module", autouse=True)
def _the_lab(tmp_path_factory: pytest.TempPathFactory) -> None:
    global LAB
    LAB = lab_of(tmp_path_factory.mktemp("lab"), "git", BODY, files=("x.bundle",))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "work")
    for number, word in enumerate(("one", "two", "three"), start=1):
        made.commit(word, a__txt=f"{number}\n")
    return made


class Here:
    """The reader without a worker, behind the calls that `Repository` makes."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.read = reader.read(files, "x.bundle")
        assert isinstance(self.read, reader.Repository), self.read

    def repository(self) -> Repository:
        return Repository(self.read, self.read.history())  # type: ignore[arg-type]


def judged(judge: Judge, files: dict[str, bytes]) -> Verdict:
    return graded(judge, LAB, files)


def test_loose_objects_packs_and_bundles_read_alike(judge: Judge, repo: Repo):
    assert judged(judge, repo.files()).ending is Ending.PASSED
    repo("bundle", "create", "../x.bundle", "--all")
    bundle = {"x.bundle": (repo.folder.parent / "x.bundle").read_bytes()}
    repo("gc", "-q", "--aggressive", "--prune=now")
    assert not any(len(name.split("/")[2]) == 2 for name in repo.files() if name.startswith(".git/objects/"))
    assert judged(judge, repo.files()).ending is Ending.PASSED
    assert judged(judge, bundle).ending is Ending.PASSED


@pytest.mark.parametrize("packed", [False, True])
def test_it_sees_what_git_sees(tmp_path: Path, packed: bool):
    repo, luck = Repo(tmp_path / "big"), random.Random(7)
    names = [f"f{number}__txt" for number in range(6)] + ["deep/er/x__txt"]
    for turn in range(25):
        text = "".join(f"line {luck.randrange(1000)}\n" for _ in range(200))
        repo.commit(f"change {turn}\n\nBecause of ü{turn}.", **{luck.choice(names): text})
        if turn % 6 == 5:
            repo("switch", "-q", "-c", f"side{turn}", "HEAD~2")
            repo.commit(f"side {turn}", **{f"side{turn}__txt": "x\n"})
            repo("switch", "-q", "main")
            repo("merge", "-q", "--no-ff", "-m", f"merge {turn}", f"side{turn}")
    repo("tag", "light", "HEAD~3")
    repo("tag", "-a", "heavy", "-m", "a tag", "HEAD~1")
    if packed:
        repo("gc", "-q", "--aggressive", "--prune=now")
    found = Here(repo.files()).repository()
    commits = found.commits()
    place = {commit.id: number for number, commit in enumerate(commits)}
    assert set(place) == set(repo("rev-list", "HEAD").split())
    assert all(place[commit.id] < place[parent] for commit in commits for parent in commit.parents)
    for commit in commits[:8]:
        fields = repo("show", "-s", "--format=%P%n%an%n%ae%n%at%n%s", commit.id).splitlines()
        assert [" ".join(commit.parents), commit.author, commit.email, str(commit.at), commit.subject] == fields
        assert commit.message == repo("show", "-s", "--format=%B", commit.id).rstrip("\n") + "\n"
    for of in ("HEAD", "side5", "light", "heavy", commits[5].id[:10]):
        assert found.resolve(of) == repo("rev-parse", f"{of}^{{commit}}").strip()
        listed = [line.split() for line in repo("ls-tree", "-r", of).splitlines()]
        assert dict(found.files(of)) == {row[3]: row[0] for row in listed}
        for path in found.files(of):
            assert found.text(path, of) == (repo("show", f"{of}:{path}"))
    assert found.branch == "main"
    assert set(found.tags) == {"light", "heavy"}
    assert [commit.id for commit in found.commits("main", since="side5")] == [
        commit.id for commit in commits if commit.id in repo("rev-list", "side5..main").split()
    ]


def test_hooks_settings_and_helpers_never_run(judge: Judge, repo: Repo, tmp_path: Path):
    trap = tmp_path / "sprung"
    for name in ("post-checkout", "pre-commit", "fsmonitor", "post-index-change", "reference-transaction"):
        hook = repo.folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {trap}\n")
        hook.chmod(0o755)
    with (repo.folder / ".git" / "config").open("a") as file:
        file.write(
            f'[core]\n\tfsmonitor = "touch {trap}"\n\tpager = "touch {trap}"\n[alias]\n\tlog = "!touch {trap}"\n'
        )
    files = repo.files()
    assert judged(judge, files).ending is Ending.PASSED
    assert not trap.exists()
    assert not any("hooks" in name or "config" in name for name in files)


def test_links_out_of_the_repository_are_not_followed(repo: Repo, tmp_path: Path):
    (tmp_path / "secret").write_text("s3cret")
    (repo.folder / ".git" / "refs" / "heads" / "stolen").symlink_to(tmp_path / "secret")
    (repo.folder / ".git" / "objects" / "info").mkdir(exist_ok=True)
    (repo.folder / ".git" / "objects" / "zz").symlink_to(tmp_path)
    assert b"s3cret" not in b"".join(repo.files().values())


def test_a_worktree_is_refused_with_a_way_out(repo: Repo, tmp_path: Path):
    repo("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "tree")
    with pytest.raises(Misuse) as refused:
        read_submission(tmp_path / "tree", LAB)
    assert "git clone" in refused.value.hint


def test_without_a_repository_the_bundle_is_asked_for(tmp_path: Path):
    with pytest.raises(NotFound, match=r"x\.bundle"):
        read_submission(tmp_path, LAB)


def test_a_clone_below_the_folder_is_found(judge: Judge, repo: Repo):
    repo("clone", "-q", str(repo.folder), "../lab/repository")
    files = dict(read_submission(repo.folder.parent / "lab", LAB).files)
    assert judged(judge, files).ending is Ending.PASSED


def test_a_shallow_clone_is_named(judge: Judge, repo: Repo):
    repo("clone", "-q", "--depth", "1", f"file://{repo.folder}", "../shallow")
    files = dict(GitKind().gather(repo.folder.parent / "shallow", LAB))
    verdict = judged(judge, files)
    assert verdict.ending is Ending.BROKEN
    assert "shallow" in why(verdict)


def test_an_empty_repository_has_no_head(judge: Judge, tmp_path: Path):
    verdict = judged(judge, Repo(tmp_path / "empty").files())
    assert verdict.ending is Ending.FAILED
    assert "no branch, tag or commit `HEAD`" in why(verdict)


def test_an_object_that_unpacks_without_end_is_refused(judge: Judge, repo: Repo):
    import zlib

    bomb = zlib.compress(b"blob 999999999\0" + bytes(200 << 20), 9)
    verdict = judged(judge, {**repo.files(), ".git/objects/ab/" + "c" * 38: bomb})
    assert verdict.ending is Ending.BROKEN
    assert "128 MB" in why(verdict)


def test_no_damage_is_our_fault_or_passes_for_another_history(repo: Repo):
    repo("bundle", "create", "../x.bundle", "--all")
    good = (repo.folder.parent / "x.bundle").read_bytes()
    luck = random.Random(11)
    for turn in range(400):
        body = bytearray(good)
        for _ in range(luck.randint(1, 4)):
            body[luck.randrange(len(body))] = luck.randrange(256)
        cut = bytes(body[: luck.randrange(len(body))] if turn % 3 == 0 else body)
        found = reader.read({"x.bundle": cut}, "x.bundle")
        if isinstance(found, dict):
            assert found["error"]
            continue
        try:
            history = found.history()
        except (ValueError, KeyError, IndexError):
            continue  # in a worker: an exception, and so a broken verdict
        assert "error" in history or all(name in found._objects for name in history["commits"])


def test_damage_in_a_worker_is_broken(judge: Judge, repo: Repo):
    files = repo.files()
    for name in [name for name in files if name.startswith(".git/objects/")]:
        damaged = {**files, name: files[name][: len(files[name]) // 2] + b"\0\0\0"}
        assert judged(judge, damaged).ending in (Ending.BROKEN, Ending.FAILED, Ending.PASSED)
    head = {**files, ".git/HEAD": b"\xff\xfe"}
    assert judged(judge, head).ending in (Ending.BROKEN, Ending.FAILED)
