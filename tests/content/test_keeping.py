"""A kept pack is the pack; whatever is wrong with what was kept, the pack is read."""

import io
import os
import pickle
import shutil
from hashlib import blake2b
from pathlib import Path

import pytest

from hillclimb.content import keeping, open_pack, read_pack

from .conftest import REAL, TINY, Copy


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "pack.bin"


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch):
    """Make reading the folder itself impossible from here on."""

    def forbid() -> None:
        monkeypatch.setattr(keeping, "read_pack", lambda folder: pytest.fail("the folder was read"))

    return forbid


@pytest.mark.parametrize("folder", [TINY, REAL], ids=["tiny", "real"])
def test_a_kept_pack_equals_the_pack_that_was_read(folder: Path, kept: Path, unread):
    first, problems = open_pack(folder, kept)
    assert (first, problems) == (read_pack(folder).pack, ())
    unread()
    again, problems = open_pack(folder, kept)
    assert (again, problems) == (first, ())
    assert again.graph.order == first.graph.order
    assert again.cards_of == first.cards_of


def bump(path: Path) -> None:
    """Give a file another time and no other difference."""
    os.utime(path, ns=(1, path.stat().st_mtime_ns - 1))


CHANGES = {
    "a card": lambda c: c.change("cards/doubling.toml", "Zero.", "None."),
    "a time": lambda c: bump(c.folder / "roles.toml"),
    "a lab's minutes": lambda c: c.change("labs/double/lab.toml", "minutes = 10", "minutes = 11"),
    "a lab's start": lambda c: c.remove("labs/double/start/doubling.py"),
    "a lesson gone": lambda c: c.remove("lessons/counting.md"),
    "a lesson more": lambda c: c.write("lessons/scaling.md", "# Scaling\n"),
    "a file of questions more": lambda c: c.write("questions/scaling.toml", ""),
    "moves gone": lambda c: c.remove("moved.toml"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_pack_is_read_again(copy: Copy, kept: Path, change, monkeypatch: pytest.MonkeyPatch):
    open_pack(copy.folder, kept)
    assert kept.exists()
    change(copy)
    read = []
    monkeypatch.setattr(keeping, "read_pack", lambda folder: read.append(folder) or read_pack(folder))
    reading = read_pack(copy.folder)
    assert open_pack(copy.folder, kept) == (reading.pack, reading.problems)
    assert read == [copy.folder]


def test_a_pack_that_was_changed_just_now_is_not_kept(copy: Copy, kept: Path):
    os.utime(copy.change("cards/doubling.toml", "Zero.", "None.").folder / "cards/doubling.toml")
    open_pack(copy.folder, kept)
    assert not kept.exists()


def test_another_pack_does_not_take_the_place_of_the_kept_one(copy: Copy, kept: Path):
    open_pack(TINY, kept)
    assert open_pack(copy.folder, kept)[0].folder == copy.folder


def test_a_pack_with_problems_is_not_kept(copy: Copy, kept: Path):
    copy.change("questions/doubling.toml", "kind =", "kindd =")
    assert open_pack(copy.folder, kept)[1]
    assert not kept.exists()


def test_a_broken_file_is_no_harm(kept: Path):
    whole, _ = open_pack(TINY, kept)
    body = kept.read_bytes()
    for broken in (b"", body[:40], body[:-1], body[:100] + b"\xff" + body[101:], b"\0" * len(body)):
        kept.write_bytes(broken)
        assert open_pack(TINY, kept) == (whole, ())
        assert kept.read_bytes() == body


def test_code_in_the_file_does_not_run(kept: Path, tmp_path: Path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "pwned"),)

    open_pack(TINY, kept)
    stamp = kept.read_bytes()[:32]
    body = pickle.dumps(Evil())
    kept.write_bytes(stamp + blake2b(body, digest_size=32).digest() + body)
    assert open_pack(TINY, kept)[0] == read_pack(TINY).pack
    assert not (tmp_path / "pwned").exists()


def text(value: str) -> bytes:
    """Return the pickle of a short text."""
    return b"\x8c" + bytes([len(value)]) + value.encode()


@pytest.mark.parametrize("name", ["Path.touch", "SkillGraph.__init__.__globals__.get", "Path"])
def test_nothing_that_hangs_on_the_model_is_called(kept: Path, tmp_path: Path, name: str):
    open_pack(TINY, kept)
    stamp = kept.read_bytes()[:32]
    path = text("pathlib") + text("PosixPath") + b"\x93" + text(str(tmp_path / "pwned")) + b"\x85R"
    body = b"\x80\x04" + text("hillclimb.content.model") + text(name) + b"\x93" + path + b"\x85R."
    with pytest.raises(pickle.UnpicklingError, match="does not belong"):
        keeping._Careful(io.BytesIO(body)).load()
    kept.write_bytes(stamp + blake2b(body, digest_size=32).digest() + body)
    assert open_pack(TINY, kept)[0] == read_pack(TINY).pack
    assert not (tmp_path / "pwned").exists()


def test_nothing_is_kept_where_nothing_can_be(tmp_path: Path):
    assert open_pack(TINY, tmp_path / "nobody" / "cache" / "pack.bin")[0] == read_pack(TINY).pack
    assert not (tmp_path / "nobody").exists()
    (tmp_path / "cache").write_text("in the way")
    assert open_pack(TINY, tmp_path / "cache" / "pack.bin")[0] == read_pack(TINY).pack
    assert (tmp_path / "cache").read_text() == "in the way"


def test_a_copied_home_is_no_trouble(copy: Copy, kept: Path, tmp_path: Path):
    open_pack(copy.folder, kept)
    moved = Path(shutil.move(copy.folder, tmp_path / "elsewhere"))
    assert open_pack(moved, kept)[0].labs["double"].folder == moved / "labs" / "double"
