"""The tiny pack, and copies of it that a test may break."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from hillclimb.content import Problem, Reading, check_pack, read_pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"
REAL = Path(__file__).parents[2] / "packs" / "ml-engineering"


@dataclass(frozen=True)
class Copy:
    """A copy of the tiny pack that can be changed."""

    folder: Path

    def change(self, file: str, old: str, new: str) -> "Copy":
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def drop(self, file: str, pattern: str) -> "Copy":
        path = self.folder / file
        text, count = re.subn(pattern, "", path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert count, f"{file} has nothing like {pattern!r}"
        path.write_text(text, encoding="utf-8")
        return self

    def write(self, file: str, text: str) -> "Copy":
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def add(self, file: str, text: str) -> "Copy":
        return self.write(file, (self.folder / file).read_text(encoding="utf-8") + text)

    def remove(self, file: str) -> "Copy":
        path = self.folder / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self

    def read(self) -> Reading:
        return read_pack(self.folder)

    def problems(self) -> tuple[Problem, ...]:
        return check_pack(self.read())


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__"))))
