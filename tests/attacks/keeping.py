"""A keeper of one's own to be aimed at, and what a client says to it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from hillclimb.cli.quick import frame, greeted, socket_path

ROOT = Path(__file__).parents[2]
PACK = ROOT / "tests" / "packs" / "tiny"


class Kept:
    """A running keeper for a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.work = PACK / "labs" / "double" / "solution"
        self.path = socket_path(["--home", str(self.home)])
        self.environment = {**os.environ, "HILLCLIMB_PACK": str(PACK), "PYTHONPATH": str(ROOT / "src")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hillclimb.cli.keeper", str(self.home), "double"],
            env=self.environment,
            cwd="/",
        )
        until = time.monotonic() + 60
        while not os.path.exists(self.path) and time.monotonic() < until:
            time.sleep(0.05)
        self.checks()

    def line(self) -> socket.socket:
        """Return a line to it, without a word said."""
        channel = socket.socket(socket.AF_UNIX)
        channel.settimeout(60)
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
        fields = ["/", str(PACK), "", "100", *arguments]
        return frame(b"\0".join(map(os.fsencode, fields)))

    def checks(self) -> None:
        """Assert that it judges an honest submission, and that it passes."""
        channel = greeted(self.path)
        assert channel is not None, "it does not listen"
        channel.settimeout(60)
        channel.sendall(self.request("check", "double", "--from", str(self.work), "--home", str(self.home), "--json"))
        got = b"".join(iter(lambda: channel.recv(65536), b""))
        channel.close()
        assert got.startswith(frame(b"+")), got[:200]
        assert got.endswith(frame(b"=0")), got[-500:]

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()
