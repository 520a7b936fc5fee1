"""Asks the keeper as another user, who could even reach its socket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hillclimb.testing import Attack
from hillclimb.testing.keeping import Kept

ATTACK = Attack(rows=(46,), lab="keeper", ends=("refused",), plain=False)


ASKS = """
import os, socket, sys

os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
channel = socket.socket(socket.AF_UNIX)
channel.settimeout(60)
try:
    channel.connect(sys.argv[1])
    channel.sendall(bytes.fromhex(sys.argv[2]))
    print("answered" if channel.recv(1) else "nothing")
except OSError as error:
    print(type(error).__name__)
"""


def asked(keeper: Kept) -> str:
    whole = keeper.request("check", "double", "--from", str(keeper.work), "--home", str(keeper.home))
    command = [sys.executable, "-I", "-c", ASKS, keeper.path, whole.hex()]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can ask as somebody else")
def test_another_user_gets_no_answer(keeper: Kept) -> None:
    assert asked(keeper) == "PermissionError"
    closed = {place: place.stat().st_mode for place in [Path(keeper.path), *Path(keeper.path).parents]}
    try:
        for place, mode in closed.items():
            place.chmod(mode | 0o005 | (0o002 if place.is_socket() else 0))
        assert asked(keeper) in ("nothing", "ConnectionResetError", "BrokenPipeError")
    finally:
        for place, mode in closed.items():
            place.chmod(mode)
    keeper.checks()
