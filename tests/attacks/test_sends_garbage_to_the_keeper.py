"""Says to the keeper what is no request: garbage, other commands, numbers that are none, half a text."""

import os

from hillclimb.cli.quick import frame
from hillclimb.testing import Attack
from hillclimb.testing.keeping import Kept

ATTACK = Attack(rows=(46,), lab="keeper", ends=("refused",), plain=False)


def test_garbage_is_no_request(keeper: Kept) -> None:
    bodies = [b"", b"\0", b"\xff" * 1000, b"/\0\0\0many\0check", b"/\0\0\0100\0up", b"{}", b"\0" * 5000]
    for body in bodies:
        assert not keeper.said_to(frame(body)), body[:50]
    assert not keeper.said_to(os.urandom(4096))
    keeper.checks()


def test_arguments_that_end_a_program_do_not_end_the_keeper(keeper: Kept) -> None:
    for arguments in (
        ["check", "--help"],
        ["check", "--nonsense"],
        ["check", "../../etc"],
    ):
        said = keeper.said_to(keeper.request(*arguments))
        assert said[-6:-1] == frame(b"=0")[:5], said[-200:]
    keeper.checks()
