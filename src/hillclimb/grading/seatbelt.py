"""The walls of macOS: a profile for `sandbox-exec`, in force for the parent of all workers and so for each of them.

It has never been run on a Mac: no judgement uses it until the conformance suite (`tests/grading/test_sandbox.py`, which
does on a Mac) has held with it there. Until then a verdict on macOS names separation and limits only.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable

# What a Python needs to start at all: the loader, its cache, time zones and sources of chance.
_SYSTEM = ("/usr/lib", "/usr/share/zoneinfo", "/System/Library", "/Library/Preferences/Logging", "/private/var/db/dyld")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/dtracehelper")
_HEAD = """(version 1)
(deny default)
(allow process-fork)
(allow signal (target self))
(allow sysctl-read)
(allow file-read-metadata)
(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))"""


def profile(program: str, readable: Iterable[str], writable: Iterable[str]) -> str:
    """Return a profile under which `program` may be started once, files be read and written as listed, and no more.

    Network, other programs, other processes and everything that is not named are denied.
    """
    lines = [_HEAD, f"(allow process-exec (literal {_quoted(program)}))"]
    for path in [*_SYSTEM, *readable]:
        lines.append(f"(allow file-read* (subpath {_quoted(path)}))")
    for path in _DEVICES:
        lines.append(f"(allow file-read* file-write-data (literal {_quoted(path)}))")
    for path in writable:
        lines.append(f"(allow file-read* file-write* (subpath {_quoted(path)}))")
    return "\n".join(lines) + "\n"


def wrapped(command: list[str], *, readable: Iterable[str], writable: Iterable[str]) -> list[str]:
    """Return the command behind `sandbox-exec`, or as it is where the system is another or has none."""
    if platform.system() != "Darwin" or shutil.which("sandbox-exec") is None:
        return command
    program = os.path.realpath(command[0])
    return ["sandbox-exec", "-p", profile(program, readable, writable), program, *command[1:]]


def _quoted(path: str) -> str:
    """Return a path as the profile's language writes text; the kernel sees real paths, so links are followed first."""
    real = os.path.realpath(path)
    if any(ord(char) < 32 for char in real):
        raise ValueError(f"a path with control characters cannot be named: {real!r}")
    return '"' + real.replace("\\", "\\\\").replace('"', '\\"') + '"'
