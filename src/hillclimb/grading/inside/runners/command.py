"""Run a script as the main program, with arguments, input files and a folder of its own; return what it left."""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import stat
import sys
import traceback
from typing import Any

_MOST_TEXT = 1 << 20
_MOST_LISTED = 200
_SHOWN = 8 << 10


def run(  # noqa: PLR0913 - called over the wire, by position
    script: str, arguments: list[str], files: dict[str, bytes], stdin: bytes, outputs: list[str], most_bytes: int
) -> dict[str, Any]:
    """Return status, stdout, stderr, the wanted files (name -> bytes), and the names of all that lie there."""
    home = os.getcwd()
    folder = os.path.join(home, "_run")
    os.mkdir(folder)
    for name, body in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(body)
    os.chdir(folder)
    sys.argv = [script, *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    out, err = io.BytesIO(), io.BytesIO()
    streams = [
        io.TextIOWrapper(buffer, encoding="utf-8", errors="replace", write_through=True) for buffer in (out, err)
    ]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        status, crashed = _status(os.path.join(home, script), home)
    for shown in (out, err):  # the learner sees what the first run printed
        sys.stdout.write(shown.getvalue()[:_SHOWN].decode("utf-8", "replace"))
    kept: dict[str, bytes] = {}
    left_out: dict[str, str] = {}
    for name in outputs:
        found = _read(os.path.join(folder, name), most_bytes)
        if isinstance(found, bytes):
            kept[name] = found
            most_bytes -= len(found)
        elif found:
            left_out[name] = found
    return {
        "status": status,
        "crashed": crashed,
        "stdout": out.getvalue()[:_MOST_TEXT].decode("utf-8", "replace"),
        "stderr": err.getvalue()[-_MOST_TEXT:].decode("utf-8", "replace"),
        "files": kept,
        "left_out": left_out,
        "wrote": _listed(folder),
    }


def _status(path: str, home: str) -> tuple[int, str]:
    """Run it; return its exit status and the type of what it raised. A traceback shows the learner's own lines only."""
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as ending:
        if ending.code is None or isinstance(ending.code, int):
            return (ending.code or 0) & 0xFF, ""
        print(ending.code, file=sys.stderr)
        return 1, ""
    except BaseException as error:
        steps = [step for step in traceback.extract_tb(error.__traceback__) if step.filename.startswith(home + "/")]
        for step in steps:
            name = os.path.relpath(step.filename, home)
            if not name.startswith("_hillclimb_"):
                print(f"{name}:{step.lineno}: {step.line}", file=sys.stderr)
        print("".join(traceback.format_exception_only(error)).strip(), file=sys.stderr)
        return 1, type(error).__name__
    return 0, ""


def _read(path: str, most: int) -> bytes | str:
    """Return an ordinary file's bytes, or why not, or nothing where there is none."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode) or state.st_size > most:
        os.close(handle)
        too_large = f"it has {state.st_size} bytes; {most} are read at most"
        return too_large if stat.S_ISREG(state.st_mode) else "it is not an ordinary file"
    with os.fdopen(handle, "rb") as file:
        return file.read(most)


def _listed(folder: str) -> list[str]:
    found: list[str] = []
    for root, _, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(root, name), folder) for name in names]
        if len(found) > _MOST_LISTED:
            break
    return sorted(found)[:_MOST_LISTED]
