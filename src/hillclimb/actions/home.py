"""Where a learner's things are: one folder, and the packs that came with the program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import hillclimb
from hillclimb.ground import Misuse, NotFound, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The learner's folder: copying it is the backup."""

    folder: Path

    @property
    def record(self) -> Path:
        """The record of everything that happened."""
        return self.folder / "record.db"

    @property
    def work(self) -> Path:
        """The labs that were opened, one folder each."""
        return self.folder / "work"

    @property
    def backups(self) -> Path:
        """Copies of the record, one per day of use."""
        return self.folder / "backups"

    @property
    def pack(self) -> Path:
        """The pack as it was last read; it may be deleted at any time."""
        return self.folder / "cache" / "pack.bin"

    def log(self, slug: str) -> Path:
        """What a lab's service printed when it was run or judged last."""
        return self.folder / "logs" / f"{slug}.log"

    def lab(self, slug: str) -> Path:
        """The work folder of a lab."""
        return self.work / slug

    @property
    def key(self) -> Path:
        """The learner's own key, which signs evidence."""
        return self.folder / "keys" / "ed25519.pem"

    def kept(self, digest: str) -> Path:
        """The files of a submission that passed, as they were judged."""
        return self.folder / "kept" / digest

    def writeup(self, slug: str) -> Path:
        """What the learner wrote about a lab, for a portfolio."""
        return self.folder / "writeups" / f"{slug}.md"


def find_home(override: str | None = None, *, environment: Mapping[str, str] = os.environ) -> Home:
    """Return the learner's folder: `--home`, else HILLCLIMB_HOME, else ~/.hillclimb."""
    if override == "":
        raise Misuse("--home is empty.", hint="Name a folder, or leave --home out.")
    text = override or environment.get("HILLCLIMB_HOME") or ""
    try:
        folder = Path(text).expanduser() if text else Path.home() / ".hillclimb"
    except RuntimeError:
        raise Misuse("Your home folder is not known here.", hint="Set HILLCLIMB_HOME to a folder of yours.") from None
    try:
        str(folder.absolute()).encode()
    except UnicodeEncodeError:  # SQLite and the web speak UTF-8
        raise Misuse("The name of your folder is not valid UTF-8.", hint="Choose another with --home.") from None
    except FileNotFoundError:
        raise Misuse("The folder you are in no longer exists.", hint="Go to another one: cd") from None
    return Home(folder=folder.absolute())


def find_pack(*, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the curriculum: HILLCLIMB_PACK, else the pack beside the source, else the one in the wheel."""
    chosen = environment.get("HILLCLIMB_PACK")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        if not (folder / "pack.toml").is_file():
            raise NotFound(f"{folder} holds no pack.toml.", hint="HILLCLIMB_PACK names the folder of a pack.")
        return folder
    package = Path(hillclimb.__file__).parent
    for packs in (package.parents[1] / "packs", package / "_packs"):
        if (packs / "ml-engineering" / "pack.toml").is_file():
            return packs / "ml-engineering"
    raise Unavailable(
        "The curriculum is missing from this copy of Hillclimb.", hint="Clone it again, or set HILLCLIMB_PACK."
    )
