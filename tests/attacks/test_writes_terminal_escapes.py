"""Prints, raises and names things with sequences that clear, retitle or type into a terminal."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(37,),
    ends=("broken",),
    says="did you mean",
    plain=False,
    code=r"""
import sys

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\b"
print(ESCAPES)
print(ESCAPES, file=sys.stderr)
globals()["doubl" + ESCAPES] = globals()["doubel\x1b[5n"] = lambda x: x + x
Odd = type("Odd" + ESCAPES, (ValueError,), {})
""",
)


def test_control_characters_are_shown_not_obeyed(arena: Arena) -> None:
    arena.defeats(ATTACK)
