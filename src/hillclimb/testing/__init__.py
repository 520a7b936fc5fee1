"""Beside the floors: conformance suites for the seams, and the arena for attacks; the product never imports it."""

from hillclimb.testing.arena import Arena
from hillclimb.testing.attacks import REQUIREMENTS, WIRE, Attack, read_attacks, security_page
from hillclimb.testing.sandboxes import BareForks, SandboxContract
from hillclimb.testing.traces import Traces, descendants, traces

__all__ = [
    "REQUIREMENTS",
    "WIRE",
    "Arena",
    "Attack",
    "BareForks",
    "SandboxContract",
    "Traces",
    "descendants",
    "read_attacks",
    "security_page",
    "traces",
]
