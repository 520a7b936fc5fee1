"""Run a learner's tests against the implementation that lies beside them and return how each ended."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import os
import unittest
from collections.abc import Callable, Iterator
from typing import Any

_LONGEST = 600
_MOST = 500


def run(modules: list[str]) -> dict[str, Any]:
    """Return {"tests": [[name, "passed" | "failed" | "skipped", message]], "broken": why nothing could be run}."""
    if _has_pytest():
        return _by_pytest(modules)
    tests: list[list[str]] = []
    for name in modules:
        try:
            module = importlib.import_module(name)
        except BaseException as error:
            return {"tests": [], "broken": f"{name}.py cannot be imported: {_line(error)}"}
        tests += [[f"{name}.{title}", *_ended(call)] for title, call in _found(module)]
    return {"tests": tests[:_MOST], "broken": ""}


def _has_pytest() -> bool:
    """Return whether the lab provides pytest; without a private root it may lie there and not be readable."""
    try:
        importlib.import_module("pytest")
    except (ImportError, OSError):
        return False
    return True


def _found(module: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the test functions of a module and the methods of its unittest classes, in the order they are written."""
    for name, value in list(vars(module).items()):
        if name.startswith("test") and inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value) and issubclass(value, unittest.TestCase):
            for method in unittest.defaultTestLoader.getTestCaseNames(value):
                yield f"{name}.{method}", _case(value, method)
        elif inspect.isclass(value) and name.startswith("Test"):
            for method in [item for item in vars(value) if item.startswith("test")]:
                yield f"{name}.{method}", _method(value, method)


def _case(kind: type[unittest.TestCase], method: str) -> Callable[[], Any]:
    def call() -> None:
        kind(method).debug()

    return call


def _method(kind: type[Any], method: str) -> Callable[[], Any]:
    def call() -> None:
        getattr(kind(), method)()

    return call


def _ended(call: Callable[[], Any]) -> list[str]:
    try:
        if inspect.isfunction(call) and inspect.signature(call).parameters:
            return ["failed", "it takes parameters; plain test functions take none here"]
        call()
    except unittest.SkipTest as reason:
        return ["skipped", _line(reason)]
    except BaseException as error:
        return ["failed", _line(error)]
    return ["passed", ""]


def _line(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:_LONGEST]
    except BaseException:
        return type(error).__name__


class _Reports:
    """A pytest plugin that keeps how each test ended."""

    def __init__(self) -> None:
        self.tests: dict[str, list[str]] = {}
        self.broken = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep a test's outcome; a failing set-up or tear-down fails it too."""
        known = self.tests.get(report.nodeid)
        tells = report.when == "call" or report.outcome != "passed"
        if tells and (known is None or known[0] != "failed"):
            self.tests[report.nodeid] = [report.outcome, _crash(report)]

    def pytest_collectreport(self, report: Any) -> None:
        """Keep why tests could not be collected."""
        if report.failed:
            self.broken = f"{report.nodeid} cannot be imported: {_crash(report)}"


def _crash(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else str(report.longrepr or "")
    return str(text)[-_LONGEST:]


def _by_pytest(modules: list[str]) -> dict[str, Any]:
    import pytest

    reports = _Reports()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = ["-q", "-p", "no:cacheprovider", "--rootdir=.", "-c", os.devnull, "--import-mode=importlib"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*arguments, *(f"{name.replace('.', '/')}.py" for name in modules)], plugins=[reports])
    tests = [[name, *ended] for name, ended in reports.tests.items()]
    return {"tests": tests[:_MOST], "broken": reports.broken}
