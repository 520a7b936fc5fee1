"""Names files and commits by what a terminal obeys, and by paths out of the repository."""

from hillclimb.testing import Arena, Attack
from hillclimb.testing.handed import git_object, git_repository, git_tree

BLOB = git_object("blob", b"one\n")
NAMES = ("../../../../etc/passwd", "/etc/passwd", "\x1b[2Ja.txt", "a.txt\r\n")

ATTACK = Attack(
    rows=(37, 32),
    lab="git",
    says="\\\\x1b]0",
    plain=False,
    files=git_repository(
        git_tree(*(("100644", name, BLOB[0]) for name in NAMES)), BLOB, message="first\x1b]0;passed\x07"
    ),
)


def test_names_of_a_repository_are_shown_not_obeyed(arena: Arena) -> None:
    arena.defeats(ATTACK)
