"""Run the README's `./hc up`: it prints an address, answers there, and ends on Ctrl-C without a traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 30


def main() -> None:
    """Start the app as the README says, ask for its first page, and stop it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if not re.search(r"^\./hc up\b", readme, re.MULTILINE):
        sys.exit("README.md has no line that starts with ./hc up")
    with tempfile.TemporaryDirectory() as home:
        settings = {**os.environ, "HILLCLIMB_HOME": home, "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        started = time.monotonic()
        process = subprocess.Popen(
            [ROOT / "hc", "up"], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        try:
            visit(process, started)
        finally:
            watchdog.cancel()
            process.kill()


def visit(process: subprocess.Popen[str], started: float) -> None:
    """Wait for the address, fetch the first page, press Ctrl-C and read how it ended."""
    assert process.stdout is not None
    said: list[str] = []
    address = None
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://[\w.]+:\d+\S*", line):
            address = found[0]
            break
    if address is None:
        sys.exit(f"./hc up said no address:\n{''.join(said)}")
    print(f"{time.monotonic() - started:.2f} s to the address {address}")
    page = first_page(address)
    print(f"{time.monotonic() - started:.2f} s to the first page, {len(page)} bytes")
    process.send_signal(signal.SIGINT)
    said.append(process.stdout.read())
    status = process.wait()
    if status not in (0, 130, -signal.SIGINT) or "Traceback" in "".join(said):
        sys.exit(f"./hc up did not end well on Ctrl-C (status {status}):\n{''.join(said)}")


def first_page(address: str) -> bytes:
    """Return the first page, waiting while the server opens its door."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as reply:
                page: bytes = reply.read()
        except ConnectionError as problem:
            refused: BaseException = problem
        except urllib.error.URLError as problem:
            if not isinstance(problem.reason, ConnectionError):
                raise
            refused = problem
        else:
            if b"<html" not in page.lower():
                sys.exit(f"{address} is no page: {page[:200]!r}")
            return page
        if time.monotonic() > deadline:
            sys.exit(f"{address} refuses connections: {refused}")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
