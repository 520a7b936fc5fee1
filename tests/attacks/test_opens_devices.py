"""Opens what the kernel shows of the machine: devices, /proc and /sys."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(26, 28),
    needs=("private root|landlock",),
    code="""
import os
import stat


def attack():
    for path in ("/proc/version", "/proc/self/status", "/proc/1/root", "/sys/kernel", "/dev/kmsg", "/dev/shm"):
        try:
            os.close(os.open(path, os.O_RDONLY))
            return True
        except OSError:
            continue
    try:
        os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(8, 0))
        return True
    except OSError:
        return False
""",
)


def test_there_are_no_devices(arena: Arena) -> None:
    arena.defeats(ATTACK)
