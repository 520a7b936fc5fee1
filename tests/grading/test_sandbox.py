"""Every sandbox keeps the contract."""

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
