"""A submission is ordinary files, read once, bounded, and named by a digest; nothing else is followed."""

import os
import socket
import sys
from contextlib import suppress

import pytest

from hillclimb.grading import read_submission
from hillclimb.ground import Misuse, NotFound, Refusal, digest_of

from .labs import NEAR_TWO, make_lab


@pytest.fixture
def lab(tmp_path):
    return make_lab(tmp_path / "lab", NEAR_TWO)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "work.py").write_bytes(b"x = 1\n")
    return tmp_path / "work"


def test_python_files_beside_the_labs_are_read_and_others_are_not(lab, folder):
    (folder / "part").mkdir()
    (folder / "part" / "more.py").write_bytes(b"y = 2\n")
    for name in ("notes.txt", "data.csv", "model.pkl"):
        (folder / name).write_bytes(b"x")
    for skipped in (".git", ".venv", "__pycache__", "node_modules", ".hidden"):
        (folder / skipped).mkdir()
        (folder / skipped / "code.py").write_bytes(b"z = 3\n")
    found = read_submission(folder, lab)
    assert dict(found.files) == {"work.py": b"x = 1\n", "part/more.py": b"y = 2\n"}
    assert found.digest == digest_of(found.files)


def test_the_digest_changes_with_every_byte_and_name(lab, folder):
    first = read_submission(folder, lab).digest
    assert read_submission(folder, lab).digest == first
    (folder / "other.py").write_bytes(b"")
    second = read_submission(folder, lab).digest
    (folder / "work.py").write_bytes(b"x = 2\n")
    assert len({first, second, read_submission(folder, lab).digest}) == 3


def test_a_file_that_is_missing_is_named_with_a_way_out(lab, folder):
    (folder / "work.py").unlink()
    with pytest.raises(NotFound, match=r"work\.py is not in"):
        read_submission(folder, lab)
    with pytest.raises(NotFound, match="There is no folder"):
        read_submission(folder / "nowhere", lab)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files")
@pytest.mark.parametrize("kind", ["link", "dangling", "loop", "folder", "fifo", "socket", "device"])
def test_what_is_no_ordinary_file_is_refused_at_once(lab, folder, kind, monkeypatch):
    path = folder / "work.py"
    path.unlink()
    monkeypatch.chdir(folder)  # the address of a socket must be short
    match kind:
        case "link":
            path.symlink_to("/etc/passwd")
        case "dangling":
            path.symlink_to(folder / "nothing")
        case "loop":
            path.symlink_to(path)
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "socket":
            socket.socket(socket.AF_UNIX).bind("work.py")
        case "device":
            path.symlink_to("/dev/zero")
    with pytest.raises(Misuse):
        read_submission(folder, lab)


def test_links_to_other_python_files_are_not_followed(lab, folder, tmp_path):
    (tmp_path / "secret.py").write_text("KEY = 1")
    (folder / "extra.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "more.py").write_text("KEY = 2")
    (folder / "deep").symlink_to(tmp_path / "elsewhere")
    assert set(read_submission(folder, lab).files) == {"work.py"}


def test_too_much_is_refused_before_it_is_read(lab, folder):
    with (folder / "work.py").open("wb") as file:
        file.truncate(1 << 40)  # a hole: nothing lies on the disk, a terabyte would be read
    with pytest.raises(Misuse, match="2 MB"):
        read_submission(folder, lab)


def test_too_many_files_are_refused(lab, folder):
    for i in range(70):
        (folder / f"m{i}.py").write_bytes(b"")
    with pytest.raises(Misuse, match="at most 64"):
        read_submission(folder, lab)


def test_a_name_that_is_no_text_is_refused_or_read(lab, folder):
    try:
        with open(os.fsencode(folder) + b"/\xff\x1b[31m.py", "wb") as file:
            file.write(b"")
    except OSError:
        pytest.skip("this file system has no such names")
    with suppress(Refusal):
        assert len(read_submission(folder, lab).digest) == 64


def test_bytes_are_taken_as_they_are(lab, folder):
    body = bytes(range(256))
    (folder / "work.py").write_bytes(body)
    assert read_submission(folder, lab).files["work.py"] == body
