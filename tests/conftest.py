"""What holds for every test: interrupts arrive, and in the gate a journey without a browser has failed."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A gate that runs in the background of a shell ignores Ctrl-C, and would hand that down to every command tested.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a browser test into a failure where HILLCLIMB_REQUIRE_BROWSER=1."""
    report = yield
    wanted = os.environ.get("HILLCLIMB_REQUIRE_BROWSER") == "1" and item.get_closest_marker("browser") is not None
    if wanted and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped although HILLCLIMB_REQUIRE_BROWSER=1: {report.longrepr}"
    return report
