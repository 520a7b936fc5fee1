"""Hands in a repository of few folders, each of which holds the one below it many times."""

from hillclimb.testing import Arena, Attack
from hillclimb.testing.handed import git_object, git_repository, git_tree


def nested(deep: int) -> list[tuple[str, bytes]]:
    """Return trees of which each holds the next one 16 times."""
    found = [git_object("tree", b"")]
    for _ in range(deep):
        found.append(git_object("tree", git_tree(*((("40000", f"{i:x}", found[-1][0])) for i in range(16)))))
    return found


TREES = nested(12)

ATTACK = Attack(
    rows=(23, 45),
    lab="git",
    ends=("broken", "stopped", "failed"),
    plain=False,
    files=git_repository(git_tree(("40000", "all", TREES[-1][0])), *TREES),
)


def test_a_bomb_of_folders_is_stopped(arena: Arena) -> None:
    arena.defeats(ATTACK)
