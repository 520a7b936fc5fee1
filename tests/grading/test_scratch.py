"""A folder that a worker filled goes away whatever it did to it."""

import os
from pathlib import Path

from hillclimb.grading.scratch import remove


def test_deep_locked_and_linked_things_are_removed_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    folder = tmp_path / "scratch"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path / "kept")
    os.link(tmp_path / "kept" / "file", folder / "hard")
    os.mkfifo(folder / "fifo")
    (folder / "locked" / "inner").mkdir(parents=True)
    (folder / "locked" / "inner" / "file").write_text("x")
    (folder / "locked" / "inner").chmod(0)
    (folder / "locked").chmod(0)
    monkeypatch.chdir(folder)
    for _ in range(3000):  # deeper than a path may be long and than calls may nest
        os.mkdir("down")
        os.chdir("down")
    Path("bottom").write_text("x")
    os.chdir(tmp_path)
    remove(str(folder))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept" / "file").read_text() == "x"
