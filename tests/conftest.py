"""What holds for every test: in the gate, a journey that found no browser has failed, not been skipped."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


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
