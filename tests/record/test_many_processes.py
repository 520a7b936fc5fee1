"""Several processes at one record, processes that are killed, and places that cannot be written."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hillclimb.ground import Unavailable
from hillclimb.record import SqliteRecord
from tests.record.facts import AT, read

# Appends one fact after another and says each number only once the fact is in: what was said must be there for good.
APPENDER = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from hillclimb.ground import Refusal
from hillclimb.record import LessonRead, SqliteRecord

path, name, count, size, most = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
record = SqliteRecord(path)
at = datetime(2026, 3, 2, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    try:
        record.append([LessonRead(skill=f"{name}-{number}" + "x" * size)] * 2, at=at)
    except Refusal as refusal:
        print(refusal.code, refusal.message, flush=True)
        sys.exit(2)
    print(number, flush=True)
"""


def appender(path: Path, name: str, *, count: int = 100_000, size: int = 0, most: int = 0) -> subprocess.Popen[str]:
    """Start a process that appends facts in pairs, and waits for a line before its first."""
    made = subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(path), name, str(count), str(size), str(most)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "ready\n"
    return made


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> list[str]:
    """Return what a process said up to its end."""
    assert process.stdout is not None
    lines = process.stdout.read().splitlines()
    process.wait()
    return lines


def found(path: Path, name: str) -> list[str]:
    """Return the numbers of a process that are in the record, after checking that the record is sound."""
    events = SqliteRecord(path).events()
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), "a gap in the record"
    assert len({event.uuid for event in events}) == len(events)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    skills = [event.fact.skill.rstrip("x") for event in events]  # type: ignore[attr-defined]
    assert skills[::2] == skills[1::2], "half an append"
    return [skill.rpartition("-")[2] for skill in skills[::2] if skill.startswith(f"{name}-")]


def test_four_processes_that_begin_a_record_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "home" / "record.db"
    names = ["ada", "bea", "cy", "dan"]
    writers = [appender(path, name, count=12) for name in names]
    assert not path.exists(), "nobody has begun it yet"
    for writer in writers:
        go(writer)
    for writer in writers:
        assert said(writer) == [str(number) for number in range(12)]
    for name in names:
        assert found(path, name) == [str(number) for number in range(12)]


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "home" / "record.db"
    chance = random.Random(20260302)
    kept: dict[str, list[str]] = {}
    for turn in range(6):
        name = f"turn{turn}"
        writer = appender(path, name, size=3000)
        go(writer)
        assert writer.stdout is not None
        seen = [writer.stdout.readline().strip() for _ in range(chance.randint(1, 5))]
        time.sleep(chance.uniform(0.0, 0.02))
        writer.send_signal(signal.SIGKILL)
        seen += said(writer)
        assert writer.returncode == -signal.SIGKILL
        written = found(path, name)
        assert written[: len(seen)] == seen, "an acknowledged fact is lost"
        assert len(written) <= len(seen) + 1, "at most the one that was being said"
        kept[name] = written
    for name, written in kept.items():
        assert found(path, name) == written, "what was there once stays"


# Kills a child right after each statement of its first append; whoever comes next must find no obstacle.
BEGINNER = """
import os, signal, sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from hillclimb.record import LessonRead, SqliteRecord, store

class Counting(sqlite3.Connection):
    left = 0
    def execute(self, *values):
        result = super().execute(*values)
        Counting.left -= 1
        if Counting.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
connect = sqlite3.connect
at = datetime(2026, 3, 2, tzinfo=UTC)
for step in range(1, 60):
    record = SqliteRecord(Path(sys.argv[1], str(step), "record.db"))
    child = os.fork()
    if not child:
        Counting.left = step
        store.sqlite3.connect = lambda *values, **named: connect(*values, factory=Counting, **named)
        record.append([LessonRead(skill="first")], at=at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    before = record.last()
    after = record.append([LessonRead(skill="second")], at=at)[0].seq
    print(step, status, before, after)
    if status == 0:
        break
"""


def test_a_killed_beginner_leaves_a_record_that_can_be_begun(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", BEGINNER, str(tmp_path)], capture_output=True, text=True)
    assert done.stderr == ""
    rows = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    *killed, (_, status, before, _) = rows
    assert (status, before) == (0, 1), "in the end it was not killed any more"
    assert len(killed) > 8
    assert all(status == signal.SIGKILL and before in (0, 1) for _, status, before, _ in killed)
    assert all(after == before + 1 for _, _, before, after in rows)


# ---- places that cannot be written


def _as_nobody(script: str, *values: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a user whom file rights hold (root passes them all)."""
    command = [sys.executable, "-c", script, *values]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    return subprocess.run(command, capture_output=True, text=True)


TRY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hillclimb.ground import Refusal
from hillclimb.record import LessonRead, SqliteRecord
record = SqliteRecord(Path(sys.argv[1]))
for use in (record.events, lambda: record.append([LessonRead(skill="x")], at=datetime(2026, 3, 2, tzinfo=UTC))):
    try:
        print("did", len(use()))
    except Refusal as refusal:
        print(refusal.code, "|", refusal.message, "|", refusal.hint)
"""


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user can enter and write (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory() as base:
        Path(base).chmod(0o755)
        folder = Path(base) / "home"
        folder.mkdir()
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


def test_a_record_that_may_not_be_written_can_be_read_or_says_so(shared_folder: Path) -> None:
    path = shared_folder / "record.db"
    SqliteRecord(path).append([read(1)], at=AT)
    path.chmod(0o444)
    done = _as_nobody(TRY, str(path))
    assert done.stderr == ""
    reading, writing = done.stdout.splitlines()
    assert reading == "did 1"
    assert writing.startswith("record-read-only | ")
    assert "cannot be written" in writing
    assert "rights" in writing
    assert SqliteRecord(path).last() == 1


def test_a_folder_that_may_not_be_written_refuses_and_loses_nothing(shared_folder: Path) -> None:
    path = shared_folder / "record.db"
    SqliteRecord(path).append([read(1)], at=AT)
    shared_folder.chmod(0o555)
    done = _as_nobody(TRY, str(path))
    assert done.stderr == ""
    assert all("cannot be written" in line or line == "did 1" for line in done.stdout.splitlines())
    assert "record-read-only" in done.stdout.splitlines()[1]
    (shared_folder / "record.db").unlink()
    done = _as_nobody(TRY, str(path))
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "did 0"
    assert "cannot be written" in done.stdout.splitlines()[1]


def test_a_folder_that_may_not_be_entered_refuses(shared_folder: Path) -> None:
    shared_folder.chmod(0o600)
    done = _as_nobody(TRY, str(shared_folder / "record.db"))
    assert done.stderr == ""
    assert all("cannot be used" in line and "HILLCLIMB_HOME" in line for line in done.stdout.splitlines())


def test_a_full_disk_refuses_one_append_and_keeps_all_before_it(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    writer = appender(path, "w", size=20_000, most=700_000)  # a limit on file size fails writes as a full disk does
    go(writer)
    *numbers, last = said(writer)
    assert writer.returncode == 2
    assert last.startswith("disk-full The record ")
    assert len(numbers) > 2
    assert found(path, "w") == numbers, "nothing acknowledged is lost, nothing else is there"
    assert SqliteRecord(path).append([read(1), read(1)], at=AT)[0].seq == 2 * len(numbers) + 1, "there is room again"


def test_a_disk_full_from_the_start_refuses(tmp_path: Path) -> None:
    writer = appender(tmp_path / "record.db", "w", count=1, most=2000)
    go(writer)
    assert said(writer)[-1].startswith("disk-full ")
    assert SqliteRecord(tmp_path / "record.db").append([read(1)], at=AT)[0].seq == 1


@pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk needs root")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no mounts here")
    try:
        record = SqliteRecord(disk / "record.db")
        record.append([read(1)], at=AT)
        (disk / "junk").write_bytes(b"x" * (150 << 10))

        def fill() -> None:
            for number in range(1000):
                record.append([read(number)] * 40, at=AT)

        with pytest.raises(Unavailable) as refused:
            fill()
        assert refused.value.code == "disk-full"
        (disk / "junk").unlink()
        kept = record.last()
        assert kept % 40 == 1, "whole appends only"
        assert record.append([read(-1)], at=AT)[0].seq == kept + 1
    finally:
        subprocess.run(["umount", str(disk)], check=True)
