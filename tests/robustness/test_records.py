"""A record that is locked, read-only, cut off, foreign or from the future, and disks that are full."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import TRACES, Done, Terminal, refused

SOLUTION = "def double(x): return 2 * x\n"


def _truncate(record: Path) -> None:
    record.write_bytes(record.read_bytes()[:5000])


def _newer(record: Path) -> None:
    connection = sqlite3.connect(record)
    connection.execute("PRAGMA user_version=99")
    connection.close()


def _foreign(record: Path) -> None:
    record.unlink()
    connection = sqlite3.connect(record)
    connection.execute("CREATE TABLE bookmark (url TEXT)")
    connection.close()


SPOILT: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "cut off": (_truncate, "is damaged", "backups"),
    "garbage": (lambda record: record.write_bytes(b"garbage " * 1000), "is damaged", "backups"),
    "a few bytes": (lambda record: record.write_bytes(b"hello"), "is damaged", "backups"),
    "emptied": (lambda record: record.write_bytes(b""), "is gone or empty", "backups"),
    "removed": (lambda record: record.unlink(), "is gone or empty", "backups"),
    "newer": (_newer, "newer Hillclimb", "Update"),
    "foreign": (_foreign, "not a Hillclimb record", "HILLCLIMB_HOME"),
    "a folder": (lambda record: (record.unlink(), record.mkdir()), "cannot be written", "HILLCLIMB_HOME"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_record_is_told_and_left_as_it_is(terminal: Terminal, how: str) -> None:
    spoil, words, way_out = SPOILT[how]
    terminal.begin().hand_in(SOLUTION)
    record = terminal.home / "record.db"
    spoil(record)
    before = record.read_bytes() if record.is_file() else None
    for line in ("status", "begin --yes"):
        done = terminal.run(*line.split())
        assert words in refused(done)
        assert way_out in done.lines[1]
    assert (record.read_bytes() if record.is_file() else None) == before
    machine = terminal.run("check", "double", "--json")
    assert machine.status == 2
    assert words in machine.json["error"]["message"]


def test_the_way_out_of_a_spoilt_record_works(terminal: Terminal) -> None:
    terminal.begin()
    record = terminal.home / "record.db"
    record.write_bytes(b"garbage " * 1000)
    hint = terminal.run("status").lines[1]
    assert str(terminal.home / "backups") in hint
    for name in ("record.db", "record.db-wal", "record.db-shm"):
        (terminal.home / name).unlink(missing_ok=True)
    (newest,) = (terminal.home / "backups").iterdir()
    shutil.copy(newest, record)
    assert terminal.said("status")["events"] == 1


def test_a_locked_record_is_told_and_the_verdict_is_not_lost_on_the_way(terminal: Terminal) -> None:
    terminal.begin().hand_in(SOLUTION)
    holder = sqlite3.connect(terminal.home / "record.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert terminal.said("status")["events"] == 2, "looking goes on"
    done = terminal.run("check", "double")
    assert "locked by another program" in refused(done)
    assert "doubles" in done.out, "what was judged was shown"
    holder.execute("ROLLBACK")
    holder.close()
    assert terminal.said("check", "double")["attempt"] == 1


def _held(done: Done) -> None:
    assert done.status == 2, done
    assert not any(trace in done.out + done.err for trace in TRACES)


@pytest.mark.skipif(os.getuid() != 0, reason="becoming another user needs root")
def test_a_folder_that_may_not_be_written_is_told() -> None:
    with tempfile.TemporaryDirectory() as base:  # pytest's own folders are closed to other users
        Path(base).chmod(0o755)
        _another_user(Terminal(home=Path(base) / "home"))


def _another_user(terminal: Terminal) -> None:
    terminal.begin().hand_in(SOLUTION)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-m", "hillclimb"]

    def run(*words: str) -> Done:
        process = subprocess.run([*nobody, *words], env=terminal.variables(), capture_output=True, text=True, cwd="/")
        return Done(process.returncode, process.stdout, process.stderr)

    assert "cannot be written" in refused(run("begin", "--yes"))
    assert "cannot be" in refused(run("open", "double"))
    assert "could not be set aside" in refused(run("reset", "double"))
    assert terminal.events() == ["profile-declared", "lab-opened"]
    assert (terminal.home / "work" / "double" / "doubling.py").read_text() == SOLUTION


# ---- full disks

ROOM_FOR_NOTHING = 100
ROOM_FOR_LITTLE = 3000


def limited(terminal: Terminal, most: int, *words: str) -> Done:
    """Run a command that can write no file larger than so many bytes: every longer write fails as on a full disk."""
    script = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
        "from hillclimb.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    process = subprocess.run(
        [sys.executable, "-c", script, *words], env=terminal.variables(), capture_output=True, text=True
    )
    return Done(process.returncode, process.stdout, process.stderr)


def test_a_limit_does_what_a_full_disk_does(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("most", [ROOM_FOR_NOTHING, ROOM_FOR_LITTLE])
def test_a_disk_that_is_full_at_the_beginning_is_told(terminal: Terminal, most: int) -> None:
    done = limited(terminal, most, "begin", "--yes")
    assert "could not be written" in refused(done)
    assert "free some space" in done.lines[1]
    assert terminal.begin().events() == ["profile-declared"]


def test_a_disk_that_is_full_while_a_lab_is_opened_leaves_no_half_file(terminal: Terminal, tmp_path: Path) -> None:
    own = terminal.begin().own_pack(tmp_path / "pack")
    (own.pack / "labs/double/start/large.txt").write_bytes(b"x" * 200_000)
    done = limited(own, 100_000, "open", "double")
    assert "work/double cannot be written: File too large." in refused(done)
    assert "free space" in done.lines[1]
    folder = own.home / "work" / "double"
    left = {path.name for path in folder.rglob("*") if path.is_file()}
    assert left <= {"TASK.md", "README.md", "numbers.csv", "doubling.py"}, "whole files or none"
    assert own.events() == ["profile-declared"]
    own.did("open", "double")
    assert (folder / "large.txt").stat().st_size == 200_000
    assert own.events() == ["profile-declared", "lab-opened"]


def test_a_disk_that_is_full_while_a_verdict_is_recorded_keeps_what_was_there(terminal: Terminal) -> None:
    terminal.begin().hand_in(SOLUTION)
    done = limited(terminal, ROOM_FOR_LITTLE, "check", "double")
    assert "doubles" in done.out or "could not" in done.err
    assert done.status in (2, 3), done
    assert not any(trace in done.out + done.err for trace in TRACES)
    assert terminal.events() == ["profile-declared", "lab-opened"]
    assert terminal.said("check", "double")["attempt"] == 1


@pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root")
def test_a_home_on_a_disk_that_is_really_full(terminal: Terminal) -> None:
    terminal.home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(terminal.home)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no mounts here")
    try:
        terminal.begin().hand_in(SOLUTION)
        fill = ["dd", "if=/dev/zero", f"of={terminal.home / 'junk'}", "bs=4096"]
        assert subprocess.run(fill, capture_output=True).returncode == 1, "until there is no space"
        for line in ("check double", "hint double", "reset double", "lesson doubling"):
            done = terminal.run(*line.split())
            _held(done)
            assert "free some space" in done.err, done
        assert (terminal.home / "work" / "double" / "doubling.py").read_text() == SOLUTION
        (terminal.home / "junk").unlink()
        assert terminal.events() == ["profile-declared", "lab-opened"]
        assert terminal.said("check", "double")["verdict"] == "passed"
    finally:
        subprocess.run(["umount", str(terminal.home)], check=True)
