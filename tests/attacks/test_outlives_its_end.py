"""A service that ignores SIGTERM, with threads that go on whatever becomes of the others."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        31,
    ),
    lab="service",
    says="still there",
    plain=False,
    code="""
import signal
import time

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
for _ in range(8):
    threading.Thread(target=time.sleep, args=(600,)).start()
serves()
""",
)


def test_sigterm_is_followed_by_sigkill(arena: Arena) -> None:
    arena.defeats(ATTACK)
