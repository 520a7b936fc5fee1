"""One arena for all attacks: they are aimed at the same judge, one after the other."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hillclimb.testing import Arena
from hillclimb.testing.keeping import Kept

TINY = Path(__file__).parents[1] / "packs" / "tiny"

collect_ignore_glob = [] if sys.platform.startswith("linux") else ["test_*.py"]


@pytest.fixture(scope="session")
def the_arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    arena = Arena(tmp_path_factory.mktemp("arena"))
    yield arena
    arena.close()


@pytest.fixture
def arena(the_arena: Arena, request: pytest.FixtureRequest) -> Arena:
    """The arena, unless this machine lacks what holds the attack of the test's file."""
    if lacking := the_arena.lacks(request.module.ATTACK):
        pytest.skip(f"not on this machine: {lacking}")
    return the_arena


@pytest.fixture(scope="session")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A keeper that all attacks on keepers are aimed at, one after the other."""
    made = Kept(tmp_path_factory.mktemp("kept"), TINY, "double")
    yield made
    made.close()
