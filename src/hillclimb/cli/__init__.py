"""Floor 6: the command line; translates to and from actions."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` takes as long to load as the shortest command
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; a check goes to the keeper when one is awake."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _ready_streams()
        return _written(_run(given))
    except KeyboardInterrupt:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough: what follows is the end
        print("\nInterrupted. Nothing that was recorded is lost.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): that is no error of ours or theirs.
        _drop_output()
        return 0


def _run(given: list[str]) -> int:
    if given[:1] == ["check"]:
        from hillclimb.cli.quick import ask_keeper

        status = ask_keeper(given)
        if status is not None:
            return status
    from hillclimb.cli.front import run

    return run(given)


def _ready_streams() -> None:
    """Make standard streams usable whatever started us: closed ones go nowhere, foreign encodings show escapes."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we run
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _written(status: int) -> int:
    """Return the status once all output is out; 2 where it cannot be written."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        print(f"The output could not be written: {error.strerror}.", file=sys.stderr)
        return status or 2
    return status


def _drop_output() -> None:
    # Otherwise Python tries to write the rest at its end, and complains.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
