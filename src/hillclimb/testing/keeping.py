"""A keeper of one's own to be aimed at, and what a client says to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from hillclimb.cli.quick import frame, greeted, socket_path

_PATIENCE = 60.0


class Kept:
    """A running keeper for a folder of its own, with the pack and the lab whose reference is an honest submission."""

    def __init__(self, folder: Path, pack: Path, lab: str) -> None:
        self.pack = pack
        self.lab = lab
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.work = pack / "labs" / lab / "solution"
        self.path = socket_path(["--home", str(self.home)])
        self.environment = {**os.environ, "HILLCLIMB_PACK": str(pack), "PYTHONPATH": str(Path(__file__).parents[2])}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hillclimb.cli.keeper", str(self.home), lab],
            env=self.environment,
            cwd="/",
        )
        until = time.monotonic() + _PATIENCE
        while not os.path.exists(self.path) and time.monotonic() < until:
            time.sleep(0.05)
        self.checks()

    def line(self) -> socket.socket:
        """Return a new line to it, on which nothing was said yet."""
        channel = socket.socket(socket.AF_UNIX)
        channel.settimeout(_PATIENCE)
        channel.connect(self.path)
        return channel

    def said_to(self, *parts: bytes) -> bytes:
        """Say parts, hang up, and return all that came back."""
        with self.line() as channel:
            try:
                for part in parts:
                    channel.sendall(part)
                channel.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: channel.recv(65536), b""))
            except (BrokenPipeError, ConnectionResetError):
                return b""

    def request(self, *arguments: str) -> bytes:
        """Return the frame of an honest request."""
        fields = ["/", str(self.pack), "", "100", *arguments]
        return frame(b"\0".join(map(os.fsencode, fields)))

    def checks(self) -> None:
        """Assert that it judges an honest submission, and that it passes."""
        channel = greeted(self.path)
        assert channel is not None, "it does not listen"
        channel.settimeout(_PATIENCE)
        channel.sendall(self.request("check", self.lab, "--from", str(self.work), "--home", str(self.home), "--json"))
        got = b"".join(iter(lambda: channel.recv(65536), b""))
        channel.close()
        assert got.startswith(frame(b"+")), got[:200]
        assert got.endswith(frame(b"=0")), got[-500:]

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()
