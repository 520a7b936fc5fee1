"""Become a service: hang up on the judge, then run the learner's start command as this process's main program."""

from __future__ import annotations

import os
import runpy
import sys
import traceback

_WIRE = 3


def serve(arguments: list[str], environment: dict[str, str]) -> None:
    """Run `-m MODULE …` or a script with its arguments until it ends; what it printed is all that is left of it."""
    home = os.getcwd()
    os.close(_WIRE)  # from here on no descriptor leads to the judge but standard output
    os.environ.update(environment)
    if "DATABASE_URL" in environment:
        os.makedirs("database", exist_ok=True)
    status = 1
    try:
        sys.path[:] = [path for path in sys.path if path != home]
        sys.path.insert(0, home)
        if arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = arguments
            runpy.run_path(os.path.join(home, arguments[0]), run_name="__main__")
        status = 0
    except SystemExit as ending:
        if ending.code is None or isinstance(ending.code, int):
            status = (ending.code or 0) & 0xFF
        else:
            print(ending.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
