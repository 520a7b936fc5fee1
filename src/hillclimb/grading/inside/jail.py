"""The walls: namespaces, a private root, Landlock, seccomp and resource limits, straight from the kernel."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from .syscalls import MACHINES

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_SPACES = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_NOATIME, MS_NODIRATIME, MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = 1024, 2048, 4096, 16384, 1 << 18, 1 << 21
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME, PR_GET_NAME = 1, 4, 15, 16
PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 22, 24, 38
PR_SET_VMA = 0x53564D41

LINUX = sys.platform.startswith("linux")
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None
_machine = MACHINES.get(platform.machine()) if LINUX and struct.calcsize("P") == 8 else None


def _call(name: str, *values: int | bytes | None) -> int:
    result = int(getattr(_libc, name)(*[ctypes.c_long(v) if isinstance(v, int) else v for v in values]))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, value: int = 0) -> None:
    """Set one attribute of this process."""
    _call("prctl", option, value, 0, 0, 0)


def release() -> tuple[int, int]:
    """Return the version of the kernel."""
    major, minor, *_ = os.uname().release.split(".")
    return int(major), int("".join(char for char in minor if char.isdecimal()) or 0)


def hide_memory() -> None:
    """Make this process's memory unreadable for others of its user, where /proc shows it to them."""
    if LINUX:
        prctl(PR_SET_DUMPABLE, 0)


def enter_namespaces() -> tuple[str, ...]:
    """Leave the machine's namespaces (the pid one takes effect for children); return the names of those left.

    Root leaves directly. Anyone else makes a user namespace first. Where the system allows neither, nothing is left.
    """
    if not LINUX:
        return ()
    names = ("mount namespace", "pid namespace", "network namespace", "ipc namespace")
    if os.geteuid() == 0:
        try:
            _call("unshare", _SPACES)
            return (*names, "own user")
        except OSError:
            pass
    user, group = os.geteuid(), os.getegid()
    try:
        _call("unshare", CLONE_NEWUSER | _SPACES)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"0 {user} 1")
        _write("/proc/self/gid_map", f"0 {group} 1")
    except OSError:
        return ()
    return (*names, "user namespace")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    _call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        flags,
        options.encode() if options else None,
    )


def private_root(sources: Sequence[tuple[str, str]], *, hidden: Iterable[str]) -> None:
    """Make a root that holds nothing but read-only views of `sources` ((real path, path inside) pairs), and move there.

    `hidden` are folders inside them that are covered by an empty one. /scratch is an empty mount point for the worker;
    /work and /tmp point into it.
    """
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    root = next(
        path
        for path in ("/mnt", "/srv", "/media", "/var/tmp", "/tmp", "/opt")
        if os.path.isdir(path) and not any(real == path or real.startswith(path + "/") for real, _ in sources)
    )
    _mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for real, inside in sources:
        _bind(real, root + inside)
    for path in hidden:
        if os.path.isdir(root + path):
            _mount("tmpfs", root + path, "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=555")
    for name in ("null", "zero", "urandom", "random"):
        _bind(f"/dev/{name}", f"{root}/dev/{name}", device=True)
    os.mkdir(f"{root}/scratch")
    os.symlink("/scratch/work", f"{root}/work")
    os.symlink("/scratch/tmp", f"{root}/tmp")
    os.chdir(root)
    if _machine is None:
        raise OSError(errno.ENOSYS, "pivot_root on this architecture")
    _call("syscall", _machine.pivot_root, b".", b".")
    _call("umount2", b".", MNT_DETACH)
    os.chdir("/")
    _mount("none", "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _bind(real: str, target: str, *, device: bool = False) -> None:
    if not os.path.exists(real):
        return
    if os.path.islink(real):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(os.readlink(real), target)
        return
    if os.path.isdir(real):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o444))
    # In a user namespace the flags of the original mount are locked: they must be kept, not cleared.
    _mount(real, target, None, MS_BIND | MS_REC)
    kept = os.statvfs(real).f_flag
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | (0 if device else MS_NODEV)
    flags |= kept & (MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME)
    if kept & 4096:  # ST_RELATIME
        flags |= MS_RELATIME
    _mount("none", target, None, flags)


@contextmanager
def borrowed_disk() -> Iterator[None]:
    """Have an empty disk at /scratch for a while: some libraries want a temporary folder when they are loaded."""
    _mount("tmpfs", "/scratch", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,nr_inodes=256,mode=755")
    for name in ("work", "tmp"):
        os.mkdir(f"/scratch/{name}", 0o700)
    try:
        yield
    finally:
        _call("umount2", b"/scratch", MNT_DETACH)


def scratch(size_mb: int, owner: int) -> None:
    """Give this process an empty disk of its own at /scratch; it vanishes with the process."""
    _call("unshare", CLONE_NEWNS)
    mount_scratch(size_mb, owner)


def unmount_scratch() -> None:
    """Take the disk at /scratch away."""
    _call("umount2", b"/scratch", MNT_DETACH)


def mount_scratch(size_mb: int, owner: int) -> None:
    """Put an empty disk at /scratch that belongs to `owner`, for every process that shares this one's mounts."""
    _mount("tmpfs", "/scratch", "tmpfs", MS_NOSUID | MS_NODEV, f"size={size_mb}m,nr_inodes=4096,mode=755")
    for name in ("work", "tmp"):
        os.mkdir(f"/scratch/{name}", 0o700)
        os.chown(f"/scratch/{name}", owner, owner)


def limit_resources(*, seconds: float, memory_bytes: int, file_mb: int, tasks: int, files: int = 128) -> None:
    """Set hard limits: CPU seconds, address space, size of a file, open files, threads; no core dumps."""
    cpu = max(1, int(seconds) + 1)
    wanted = [
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, file_mb << 20),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, tasks),
    ]
    if LINUX:
        wanted.append((resource.RLIMIT_AS, memory_bytes))
    for what, value in wanted:
        _, hard = resource.getrlimit(what)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (allowed, allowed))


def drop_privileges(user: int | None) -> None:
    """Become `user` where that is possible, and give up every capability."""
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        return
    if not LINUX:
        return
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break
    header = struct.pack("<Ii", 0x20080522, 0)
    _call("capset", header, b"\0" * 24)


def no_new_privileges() -> bool:
    """Promise the kernel that nothing started from here gains rights; return whether it took the promise."""
    try:
        prctl(PR_SET_NO_NEW_PRIVS, 1)
    except (OSError, AttributeError, TypeError):
        return False
    return True


_READ = (1 << 2) | (1 << 3)  # read a file, list a folder
_FS_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_TCP = 3
_BIND_TCP = 1
_SCOPED = 3


def landlock_version() -> int:
    """Return the version of Landlock that the kernel offers, 0 where it offers none."""
    if not LINUX:
        return 0
    return max(0, int(_libc.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint(1)))) if _libc else 0


def landlock(
    readable: Iterable[str], writable: Iterable[str], *, listed: Iterable[str] = (), port: int | None = None
) -> bool:
    """Allow files below `readable` to be read, those below `writable` to be changed, and nothing else for good.

    Of folders below `listed` the names may be seen. `port` is the one TCP port that may be listened on.
    """
    version = landlock_version()
    if not version or _libc is None:
        return False
    rights = _FS_RIGHTS.get(version, (1 << 16) - 1 if version >= 5 else _FS_RIGHTS[3])
    attributes = struct.pack("<Q", rights)
    if version >= 4:
        attributes += struct.pack("<Q", _TCP)
    if version >= 6:
        attributes += struct.pack("<Q", _SCOPED)
    ruleset = _call("syscall", 444, attributes, len(attributes), 0)
    # Executing and special files are never granted; writing is what remains of the rights.
    special = (1 << 0) | (1 << 6) | (1 << 9) | (1 << 11) | (1 << 15)
    for paths, granted in ((readable, _READ), (listed, 1 << 3), (writable, rights & ~special)):
        for path in paths:
            try:
                folder = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                allowed = granted if os.path.isdir(path) else granted & (_READ & ~(1 << 3) | (1 << 1))
                _call("syscall", 445, ruleset, 1, struct.pack("<Qi", allowed & rights, folder), 0)
            finally:
                os.close(folder)
    if port is not None and version >= 4:
        _call("syscall", 445, ruleset, 2, struct.pack("<QQ", _BIND_TCP, port), 0)
    _call("syscall", 446, ruleset, 0)
    os.close(ruleset)
    return True


_LD, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_ERRNO = 0x00050000
_NUMBER, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24
_CLONE_THREAD = 0x10000
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Duplicates, flags, locks and sizes of pipes; not the owner of a descriptor, whom the kernel sends signals to.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1031, 1032)
# Only streams: a datagram can be addressed to any other socket of the machine.
_STREAMS = (1, 0x801, 0x80001, 0x80801)
# Options of sockets and of TCP only: those of other levels have had more holes than users.
_OPTIONS = (1, 6)
_BY_NAME = ("chmod", "fchmod", "fchmodat", "utimensat", "truncate")
# Stands for the worker in a program that was made before it; beyond what a pid can be, and found nowhere else.
_ANYONE = 0x4D41524B


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def filter_program(pid: int = _ANYONE, *, private: bool = True, service: bool = False) -> bytes | None:
    """Return the seccomp program of a worker: free calls, a few with checked arguments, all others EPERM.

    A `service` may listen on TCP sockets and answer on them; it may no more connect than any other worker.

    Without a `private` root, calls that change files by name and that Landlock knows nothing of are refused too.
    Without a pid it is in force for nobody until `for_process` has been told whose it is.
    """
    if _machine is None:
        return None
    code: list[tuple[int, int, int, int]] = [
        (_LD, 0, 0, _ARCH),
        (_JEQ, 1, 0, _machine.audit),
        (_RET, 0, 0, _KILL),
        (_LD, 0, 0, _NUMBER),
        (_JGE, 0, 1, 0x40000000),  # the x32 way of calling
        (_RET, 0, 0, _KILL),
    ]
    free = dict(_machine.free)
    checked: list[tuple[int, dict[int, tuple[int, ...]]]] = [
        (_machine.prctl, {_ARG0: (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA)}),
        (_machine.tgkill, {_ARG0: (pid,)}),
        (_machine.socketpair, {_ARG0: (1,), _ARG1: _STREAMS}),
        (_machine.ioctl, {_ARG1: _IOCTLS}),
        (free.pop("fcntl"), {_ARG1: _FCNTLS}),
        (free.pop("prlimit64"), {_ARG0: (0, pid)}),
        (free.pop("sched_setaffinity"), {_ARG0: (0, pid)}),
    ]
    if service:
        free |= _machine.serving
        checked += [
            (_machine.socket, {_ARG0: (2,), _ARG1: _STREAMS}),
            (free.pop("setsockopt"), {_ARG1: _OPTIONS}),
        ]
    for name in () if private else _BY_NAME:
        free.pop(name, None)
    for number, arguments in checked:
        block: list[tuple[int, int, int, int]] = []
        for where, values in arguments.items():
            block.append((_LD, 0, 0, where))
            block += [(_JEQ, len(values) - i, 0, value) for i, value in enumerate(values)]
            block.append((_RET, 0, 0, _ERRNO | errno.EPERM))
        block.append((_RET, 0, 0, _ALLOW))
        code += [(_JEQ, 0, len(block), number), *block]
    code += [
        (_JEQ, 0, 4, _machine.clone),
        (_LD, 0, 0, _ARG0),
        (_JSET, 0, 1, _CLONE_THREAD),
        (_RET, 0, 0, _ALLOW),
        (_RET, 0, 0, _ERRNO | errno.EPERM),
        (_JEQ, 0, 1, _machine.clone3),  # its flags are behind a pointer; the C library falls back to clone
        (_RET, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    runs = _runs(free.values())
    for i, (first, last) in enumerate(runs):  # below `first` is in no run, beyond `last` perhaps in one that follows
        left = 2 * (len(runs) - 1 - i)
        code += [(_JGE, 0, left + 1, first), (_JGE, 0, left + 1, last + 1)]
    code += [(_RET, 0, 0, _ERRNO | errno.EPERM), (_RET, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", *step) for step in code)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of numbers without a gap, in order."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def for_process(program: bytes | None, pid: int) -> bytes | None:
    """Return a program that was made for nobody yet as that of a process."""
    return program and program.replace(struct.pack("<I", _ANYONE), struct.pack("<I", pid))


def seccomp(program: bytes | None) -> bool:
    """Put the program in force for this process and its threads; return whether the kernel took it."""
    if program is None or _libc is None:
        return False
    steps = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(steps))
    return int(_libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(header), 0, 0)) == 0
