"""The short way of a check: hand it to the keeper over a private socket and print what comes back.

Nothing heavy is imported here: this module is what a check costs before the judge begins.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import BinaryIO

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
        stream = _greeted(channel, given)
        return None if stream is None else _relayed(stream, as_json="--json" in given)
    finally:
        channel.close()


def _greeted(channel: socket.socket, given: list[str]) -> BinaryIO | None:
    """Hand the check over; return what comes back, or None when nobody takes it."""
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
    except (OSError, ValueError):
        return None
    return stream


def _relayed(stream: BinaryIO, *, as_json: bool) -> int:
    """Print what the keeper says until it says a status."""
    while True:
        try:
            message = json.loads(stream.readline())
        except (OSError, ValueError):
            break
        if "status" in message:
            return int(message["status"])
        target = sys.stderr if message.get("error") else sys.stdout
        target.write(message["text"])
        target.flush()
    text, hint = "The keeper ended before the verdict; nothing that was recorded is lost.", "Repeat the command."
    if as_json:
        print(json.dumps({"version": 1, "error": {"code": "keeper-ended", "message": text, "hint": hint}}))
    else:
        print(f"{text}\n{hint}", file=sys.stderr)
    return 3


def _columns() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 100
