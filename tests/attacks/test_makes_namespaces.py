"""Changes its root, mounts, and makes or enters namespaces."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(28, 41),
    needs=("seccomp",),
    plain=False,
    code="""
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    ways = [
        lambda: libc.unshare(0x10000000),
        lambda: libc.unshare(0x20000),
        lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        lambda: libc.umount2(b"/scratch", 2),
        lambda: libc.chroot(b"/"),
        lambda: libc.syscall(155, b"/", b"/"),
        lambda: libc.setns(os.open("/", os.O_RDONLY), 0),
    ]
    return any(way() == 0 for way in ways)
""",
)


def test_no_namespace_can_be_entered(arena: Arena) -> None:
    arena.defeats(ATTACK)
