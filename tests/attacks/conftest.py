"""One arena for all attacks: they are aimed at the same judge, one after the other."""

import sys
from collections.abc import Iterator

import pytest

from hillclimb.testing import Arena, Attack

collect_ignore_glob = [] if sys.platform.startswith("linux") else ["test_*.py"]


@pytest.fixture(scope="session")
def the_arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    arena = Arena(tmp_path_factory.mktemp("arena"))
    yield arena
    arena.close()


@pytest.fixture
def arena(the_arena: Arena, request: pytest.FixtureRequest) -> Arena:
    """The arena, unless this machine lacks what holds the attack of the test's file."""
    attack = getattr(request.module, "ATTACK", None)
    if isinstance(attack, Attack):
        for need in attack.needs:
            if not any(name in the_arena.protections for name in need.split("|")):
                pytest.skip(f"no {need} on this machine")
    return the_arena
