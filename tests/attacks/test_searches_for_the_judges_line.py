"""A service that writes frames and verdicts on every descriptor that it has."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        14,
    ),
    lab="service",
    plain=False,
    code="""
reached = 0
for number in range(3, 256):
    try:
        reached += os.write(number, b"\\0\\0\\0\\1T")
    except OSError:
        pass
when(reached)
""",
)


def test_no_descriptor_of_a_service_leads_to_the_judge(arena: Arena) -> None:
    arena.defeats(ATTACK)
