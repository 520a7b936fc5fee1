"""The short way of a check: hand it to the keeper over a private socket and print what comes back.

Nothing heavy is imported here: this module is what a check costs before the judge begins.
"""

from __future__ import annotations

import json
import os
import socket
import sys

GREETING_SECONDS = 0.3


def socket_path(given: list[str]) -> str:
    """Return where the keeper of the learner's folder listens, following --home and HILLCLIMB_HOME."""
    home = os.environ.get("HILLCLIMB_HOME") or "~/.hillclimb"
    for number, word in enumerate(given):
        if word == "--home" and number + 1 < len(given):
            home = given[number + 1]
        elif word.startswith("--home="):
            home = word.removeprefix("--home=")
    return os.path.join(os.path.abspath(os.path.expanduser(home)), "run", "keeper.sock")


def ask_keeper(given: list[str]) -> int | None:
    """Have the keeper run a check; return its exit status, or None when it is to be run here instead."""
    if os.environ.get("HILLCLIMB_KEEPER") == "off" or {"--watch", "--require", "-h", "--help"} & set(given):
        return None
    channel = socket.socket(socket.AF_UNIX)
    try:
        channel.settimeout(GREETING_SECONDS)
        channel.connect(socket_path(given))
        request = {
            "arguments": given,
            "folder": os.getcwd(),
            "pack": os.environ.get("HILLCLIMB_PACK", ""),
            "colour": sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
            "columns": _columns(),
        }
        channel.sendall(json.dumps(request).encode() + b"\n")
        stream = channel.makefile("rb")
        if json.loads(stream.readline() or b"{}").get("ready") is not True:
            return None
        channel.settimeout(None)
        for line in stream:
            message = json.loads(line)
            if "status" in message:
                return int(message["status"])
            target = sys.stderr if message.get("error") else sys.stdout
            target.write(message["text"])
            target.flush()
        print("The keeper ended before the verdict; nothing is lost. Repeat the command.", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nInterrupted. Nothing that was recorded is lost.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except (OSError, ValueError):
        return None
    finally:
        channel.close()


def _columns() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 100
