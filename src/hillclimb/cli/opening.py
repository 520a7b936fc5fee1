"""What most commands begin with: the learner's folder, the pack and the record; and JSON on the way out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hillclimb.ground import Misuse

if TYPE_CHECKING:
    from hillclimb.actions import Desk


def desk_of(options: argparse.Namespace) -> Desk:
    """Open the learner's folder that the options name, with the pack."""
    from hillclimb.actions import find_home, find_pack, open_desk

    return open_desk(find_home(options.home), find_pack())


def say(body: Mapping[str, Any]) -> None:
    """Print one JSON value on one line, with escapes where the output could not show every character."""
    plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
    print(json.dumps(body, ensure_ascii=plain), flush=True)


def here() -> Path:
    """Return the folder that the command was called in; refuse where it is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise Misuse("The folder you are in no longer exists.", hint="Go to another one: cd") from None
