"""Burns CPU time on several threads at once, outside the interpreter's lock."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(23, 24),
    ends=("stopped",),
    says="time",
    plain=False,
    code="""
import hashlib
import threading


def burn():
    block = bytes(1 << 20)
    while True:
        hashlib.sha256(block)


def double(x):
    threading.stack_size(1 << 18)
    threads = [threading.Thread(target=burn, daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    threads[0].join()
""",
)


def test_time_on_all_cores_counts(arena: Arena) -> None:
    arena.defeats(ATTACK)
