"""Announces an answer of 100 MB and sends a byte of it now and then."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43, 23),
    ends=("stopped",),
    says="time",
    plain=False,
    code=WIRE
    + """
import time


def double(x):
    raw(struct.pack(">I", 100 << 20))
    while True:
        raw(b"N")
        time.sleep(0.05)
""",
)


def test_an_unfinished_frame_runs_out_of_time(arena: Arena) -> None:
    arena.defeats(ATTACK)
