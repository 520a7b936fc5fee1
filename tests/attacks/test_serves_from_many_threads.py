"""A service that starts threads until there can be no more, and answers rightly once it has 300."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        20,
    ),
    lab="service",
    needs=("own user|user namespace",),
    plain=False,
    code="""
threading.stack_size(1 << 16)
done = threading.Event()
made = 0
try:
    for _ in range(300):
        threading.Thread(target=done.wait, daemon=True).start()
        made += 1
except RuntimeError:
    pass
if made < 300:
    done.set()
when(made == 300)
""",
)


def test_a_services_threads_are_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
