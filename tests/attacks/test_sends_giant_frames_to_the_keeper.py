"""Announces a request of gigabytes to the keeper, and sends as much of it as is taken."""

from hillclimb.testing import Attack
from hillclimb.testing.keeping import Kept

ATTACK = Attack(rows=(46,), lab="keeper", ends=("refused",), plain=False)


def test_a_giant_frame_is_not_read(keeper: Kept) -> None:
    for size in (0xFFFFFFFF, 1 << 30, (1 << 16) + 1):
        assert not keeper.said_to(size.to_bytes(4, "big"), bytes(1 << 20))
    keeper.checks()
