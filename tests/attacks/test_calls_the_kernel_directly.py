"""Makes system calls by number: anonymous files, keys, io_uring, bpf, userfaultfd, perf, System V memory."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(20, 27),
    needs=("seccomp",),
    code="""
import ctypes
import platform

CALLS = {
    "x86_64": [(319, b"x", 0), (135, 0xFFFFFFFF), (425, 1, 0), (321, 0, 0, 0), (323, 0), (298, 0, 0, -1, -1, 0)]
    + [(434, 1, 0), (250, 0, -3, 1), (29, 0, 4096, 0o600), (64, 0, 1, 0o600), (68, 0, 0o600), (56, 17, 0, 0, 0, 0)]
    + [(62, 1, 0), (200, 1, 0), (129, 1, 0, 0), (101, 0, 0, 0, 0), (240, b"x", 66, 0o600, 0), (41, 1, 1, 0)],
    "aarch64": [(279, b"x", 0), (92, 0xFFFFFFFF), (425, 1, 0), (280, 0, 0, 0), (282, 0), (434, 1, 0), (198, 1, 1, 0)],
}


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.syscall(*call) >= 0 for call in CALLS[platform.machine()])
""",
)


def test_calls_that_are_not_allowed_are_refused(arena: Arena) -> None:
    arena.defeats(ATTACK)
