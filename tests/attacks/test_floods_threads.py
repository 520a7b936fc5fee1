"""Starts threads with tiny stacks until it has hundreds."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(20,),
    needs=("own user|user namespace",),
    code="""
import threading


def attack():
    threading.stack_size(65536)
    done = threading.Event()
    started = []
    try:
        for _ in range(300):
            thread = threading.Thread(target=done.wait, daemon=True)
            thread.start()
            started.append(thread)
    finally:
        done.set()
    return len(started) == 300
""",
)


def test_the_number_of_threads_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
