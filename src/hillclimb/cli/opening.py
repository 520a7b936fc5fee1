"""What most commands begin with: the learner's folder, the pack and the record; and JSON on the way out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.actions import Desk


def desk_of(options: argparse.Namespace) -> Desk:
    """Open the learner's folder that the options name, with the pack."""
    from hillclimb.actions import find_home, find_pack, open_desk

    return open_desk(find_home(options.home), find_pack())


def say(body: Mapping[str, Any]) -> None:
    """Print one JSON value on one line."""
    print(json.dumps(body, ensure_ascii=False), flush=True)
