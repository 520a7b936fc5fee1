"""A service whose responses and log would steer a terminal."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        48,
        37,
    ),
    lab="service",
    plain=False,
    code="""
print("\\x1b]0;owned\\x07\\x1b[2J", flush=True)
serves(lambda path, body: {} if path == "/health" else {"twice": "\\x1b[2J\\u202e"})
""",
)


def test_escapes_are_shown(arena: Arena) -> None:
    arena.defeats(ATTACK)
