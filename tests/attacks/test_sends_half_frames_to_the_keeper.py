"""Sends half a length or half a request to the keeper and hangs up, or waits for ever."""

from hillclimb.testing import Attack
from hillclimb.testing.keeping import Kept

ATTACK = Attack(rows=(46,), lab="keeper", ends=("refused",), plain=False)


def test_half_a_frame_is_no_request(keeper: Kept) -> None:
    whole = keeper.request("check", "double")
    for part in (b"", whole[:2], whole[:4], whole[:-1]):
        assert not keeper.said_to(part)
    keeper.checks()


def test_whoever_waits_is_left(keeper: Kept) -> None:
    with keeper.line() as silent, keeper.line() as half:
        half.sendall(b"\0\0")
        keeper.checks()  # after both had their time
        assert silent.recv(1) == b""
        assert half.recv(1) == b""
