"""Floor 6: the command line; translates to and from actions."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; a check goes to the keeper when one is awake."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["check"]:
        from hillclimb.cli.quick import ask_keeper

        status = ask_keeper(given)
        if status is not None:
            return status
    from hillclimb.cli.main import main as run

    return run(given)
