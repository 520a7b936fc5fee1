"""Takes memory through shared maps, anonymous files, pipes and shared memory segments."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(21,),
    plain=False,
    code="""
import ctypes
import mmap
import os


def attack():
    taken, kept = 0, []

    def shared():
        kept.append(mmap.mmap(-1, 32 << 20))
        kept[-1].write(b"x" * (32 << 20))

    def anonymous():
        os.pwrite(os.memfd_create("x"), b"x" * (32 << 20), 0)

    def segment():
        if ctypes.CDLL(None).shmget(0, 32 << 20, 0o600) < 0:
            raise OSError

    for way in (shared, anonymous, segment):
        try:
            for _ in range(12):
                way()
                taken += 32
        except (OSError, ValueError, MemoryError):
            continue
    return taken >= 384
""",
)


def test_memory_is_bounded_however_it_is_taken(arena: Arena) -> None:
    arena.defeats(ATTACK)
