"""Time the app's start to its first page, and warm pages, beside importing its web framework.

    .hc/venv/bin/python bench/first_page.py [RUNS]

The yardstick is a fresh process that imports FastAPI, uvicorn and Jinja2 and ends. Traffic goes to 127.0.0.1 only.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

YARDSTICK = [sys.executable, "-c", "import fastapi, uvicorn, jinja2"]
PAGES = ("/", "/map", "/plan", "/labs", "/skills/linear-regression", "/review", "/log")


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetched(port: int, page: str) -> tuple[float, int]:
    """Return the seconds and the bytes of one page."""
    started = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=20) as answer:
        size = len(answer.read())
    return time.perf_counter() - started, size


def first_page(environment: dict[str, str]) -> tuple[float, dict[str, tuple[float, int]]]:
    """Start the app, wait for its home page, then time every page warm; end it again."""
    port = free_port()
    started = time.perf_counter()
    app = subprocess.Popen(
        [sys.executable, "-m", "hillclimb", "up", "--port", str(port), "--no-browser"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                fetched(port, "/")
                break
            except OSError:
                if time.perf_counter() - started > 60 or app.poll() is not None:
                    raise SystemExit("the app did not start") from None
                time.sleep(0.005)
        first = time.perf_counter() - started
        warm = {}
        for page in PAGES:
            fetched(port, page)
            tries = [fetched(port, page) for _ in range(9)]
            warm[page] = (statistics.median(seconds for seconds, _ in tries), tries[0][1])
        return first, warm
    finally:
        app.terminate()
        app.wait(10)


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        environment |= {"HILLCLIMB_HOME": str(Path(folder, "home")), "HILLCLIMB_KEEPER": "off"}
        subprocess.run(
            [sys.executable, "-m", "hillclimb", "begin", "--yes"], env=environment, check=True, capture_output=True
        )
        firsts, yardsticks = [], []
        warm: dict[str, tuple[float, int]] = {}
        for _ in range(runs):
            started = time.perf_counter()
            subprocess.run(YARDSTICK, env=environment, check=True)
            yardsticks.append(time.perf_counter() - started)
            first, warm = first_page(environment)
            firsts.append(first)
    yardstick, first = statistics.median(yardsticks), statistics.median(firsts)
    ratio = first / yardstick
    print(f"from `hillclimb up` to the first page: {first * 1e3:.0f} ms, {ratio:.2f} of importing the framework")
    for page, (seconds, size) in warm.items():
        print(f"  {page:<28} {seconds * 1e3:6.1f} ms  {size / 1024:6.1f} KB")


if __name__ == "__main__":
    main()
