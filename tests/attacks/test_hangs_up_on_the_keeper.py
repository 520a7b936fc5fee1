"""Asks the keeper for a check and hangs up before, during and after it."""

from hillclimb.testing import Attack
from hillclimb.testing.keeping import Kept

ATTACK = Attack(rows=(46,), lab="keeper", ends=("given up",), plain=False)


def test_hanging_up_gives_up_one_check(keeper: Kept) -> None:
    whole = keeper.request("check", "double", "--from", str(keeper.work), "--home", str(keeper.home))
    for wanted in (0, 5, 9):
        with keeper.line() as channel:
            channel.sendall(whole)
            if wanted:
                channel.recv(wanted)
    keeper.checks()
