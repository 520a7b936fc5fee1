"""Every sandbox keeps the contract."""

import sys

import pytest

from hillclimb.grading import ForkSandbox
from hillclimb.testing import SandboxContract


class TestJailed(SandboxContract):
    @classmethod
    def make(cls) -> ForkSandbox:
        return ForkSandbox(())


class TestWithoutNamespaces(SandboxContract):
    @classmethod
    def make(cls) -> ForkSandbox:
        return ForkSandbox((), jail=False)


class TestWithNumpy(SandboxContract):
    @classmethod
    def make(cls) -> ForkSandbox:
        return ForkSandbox(("numpy",))


@pytest.mark.skipif(sys.platform != "darwin", reason="the profile is for macOS")
class TestUnderTheProfileOfMacOS(SandboxContract):
    @classmethod
    def make(cls) -> ForkSandbox:
        class Profiled(ForkSandbox):
            profiled = True

        return Profiled(())
