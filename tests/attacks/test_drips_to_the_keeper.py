"""Sends its request to the keeper one byte at a time, so that each of them comes in time."""

import time

from hillclimb.testing import Attack
from hillclimb.testing.keeping import Kept

ATTACK = Attack(rows=(46,), lab="keeper", ends=("refused",), plain=False)


def test_a_request_has_one_deadline_for_all_of_it(keeper: Kept) -> None:
    whole, sent = keeper.request("check", "double", *["x"] * 1000), 0
    with keeper.line() as channel:
        for byte in whole[:300]:
            try:
                channel.sendall(bytes([byte]))
            except OSError:
                break
            sent += 1
            time.sleep(0.02)
        assert sent < 300
    keeper.checks()
