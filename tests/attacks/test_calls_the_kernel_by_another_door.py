"""Makes system calls by the ways for 32-bit programs, whose numbers mean other calls."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(20, 27),
    ends=("broken", "failed"),
    needs=("seccomp",),
    plain=False,
    code="""
import ctypes
import mmap
import platform


def attack():
    if platform.machine() != "x86_64":
        raise SystemExit
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex("b814000000cd80c3"))
    here = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if ctypes.CFUNCTYPE(ctypes.c_int)(here)() > 0:
        return True
    return ctypes.CDLL(None).syscall(0x40000000 | 39) > 0
""",
)


def test_the_old_doors_of_the_kernel_are_closed(arena: Arena) -> None:
    arena.defeats(ATTACK)
