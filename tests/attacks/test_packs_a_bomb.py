"""Hands in a repository whose one file is small when packed and fills the memory when read."""

from hillclimb.testing import Arena, Attack
from hillclimb.testing.handed import git_object, git_repository, git_tree

BOMB = git_object("blob", bytes(400 << 20))

ATTACK = Attack(
    rows=(21, 45),
    lab="git",
    ends=("broken", "stopped"),
    plain=False,
    files=git_repository(git_tree(("100644", "a.txt", BOMB[0])), BOMB),
)


def test_a_packed_bomb_is_stopped(arena: Arena) -> None:
    arena.defeats(ATTACK)
