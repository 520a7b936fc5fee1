"""The system calls a worker may make, by architecture; all others are refused."""

from __future__ import annotations

from typing import NamedTuple


class Machine(NamedTuple):
    """Numbers of one architecture: its audit id, free calls, and calls allowed with certain arguments only."""

    audit: int
    free: dict[str, int]
    clone: int
    clone3: int
    prctl: int
    tgkill: int
    socketpair: int
    ioctl: int
    pivot_root: int
    seccomp: int


# Numbers are the kernel's own (asm/unistd_64.h and asm-generic/unistd.h).
_X86_64 = {
    "read": 0, "write": 1, "readv": 19, "writev": 20, "pread64": 17, "pwrite64": 18, "preadv": 295, "pwritev": 296,
    "preadv2": 327, "pwritev2": 328, "close": 3, "close_range": 436, "openat": 257, "open": 2, "creat": 85,
    "stat": 4, "lstat": 6, "fstat": 5, "newfstatat": 262, "statx": 332, "statfs": 137, "fstatfs": 138,
    "access": 21, "faccessat": 269, "faccessat2": 439, "readlink": 89, "readlinkat": 267, "getdents64": 217,
    "getdents": 78, "lseek": 8, "ftruncate": 77, "truncate": 76, "fallocate": 285, "fadvise64": 221,
    "readahead": 187, "fsync": 74, "fdatasync": 75, "sync_file_range": 277, "sendfile": 40, "copy_file_range": 326,
    "dup": 32, "dup2": 33, "dup3": 292, "fcntl": 72, "flock": 73, "pipe": 22, "pipe2": 293, "poll": 7,
    "ppoll": 271, "select": 23, "pselect6": 270, "epoll_create": 213, "epoll_create1": 291, "epoll_ctl": 233,
    "epoll_wait": 232, "epoll_pwait": 281, "eventfd": 284, "eventfd2": 290, "timerfd_create": 283,
    "timerfd_settime": 286, "timerfd_gettime": 287, "signalfd4": 289, "inotify_init1": 294, "mkdir": 83,
    "mkdirat": 258, "rmdir": 84, "unlink": 87, "unlinkat": 263, "rename": 82, "renameat": 264, "renameat2": 316,
    "symlink": 88, "symlinkat": 266, "link": 86, "linkat": 265, "chdir": 80, "fchdir": 81, "getcwd": 79,
    "umask": 95, "chmod": 90, "fchmod": 91, "fchmodat": 268, "utimensat": 280, "mmap": 9, "munmap": 11,
    "mremap": 25, "mprotect": 10, "madvise": 28, "msync": 26, "mincore": 27, "brk": 12, "mlock": 149,
    "munlock": 150, "membarrier": 324, "get_mempolicy": 239, "exit": 60, "exit_group": 231, "futex": 202,
    "set_robust_list": 273, "get_robust_list": 274, "set_tid_address": 218, "gettid": 186, "getpid": 39,
    "getppid": 110, "getpgrp": 111, "getpgid": 121, "getsid": 124, "getuid": 102, "geteuid": 107, "getgid": 104,
    "getegid": 108, "getresuid": 118, "getresgid": 120, "getgroups": 115, "sched_yield": 24,
    "sched_getaffinity": 204, "sched_setaffinity": 203, "sched_getparam": 143, "sched_getscheduler": 145,
    "sched_get_priority_max": 146, "sched_get_priority_min": 147, "getcpu": 309, "getpriority": 140, "rseq": 334,
    "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "rt_sigpending": 127, "rt_sigtimedwait": 128,
    "rt_sigsuspend": 130, "sigaltstack": 131, "restart_syscall": 219, "pause": 34, "alarm": 37, "setitimer": 38,
    "getitimer": 36, "nanosleep": 35, "clock_nanosleep": 230, "clock_gettime": 228, "clock_getres": 229,
    "gettimeofday": 96, "time": 201, "times": 100, "getrusage": 98, "sysinfo": 99, "uname": 63, "getrlimit": 97,
    "prlimit64": 302, "getrandom": 318, "arch_prctl": 158, "capget": 125, "recvfrom": 45, "sendto": 44,
    "shutdown": 48, "getsockopt": 55, "getsockname": 51, "getpeername": 52, "wait4": 61, "waitid": 247,
}
_AARCH64 = {
    "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67, "pwrite64": 68, "preadv": 69, "pwritev": 70,
    "preadv2": 286, "pwritev2": 287, "close": 57, "close_range": 436, "openat": 56, "fstat": 80, "newfstatat": 79,
    "statx": 291, "statfs": 43, "fstatfs": 44, "faccessat": 48, "faccessat2": 439, "readlinkat": 78,
    "getdents64": 61, "lseek": 62, "ftruncate": 46, "truncate": 45, "fallocate": 47, "fadvise64": 223,
    "readahead": 213, "fsync": 82, "fdatasync": 83, "sync_file_range": 84, "sendfile": 71, "copy_file_range": 285,
    "dup": 23, "dup3": 24, "fcntl": 25, "flock": 32, "pipe2": 59, "ppoll": 73, "pselect6": 72, "epoll_create1": 20,
    "epoll_ctl": 21, "epoll_pwait": 22, "eventfd2": 19, "timerfd_create": 85, "timerfd_settime": 86,
    "timerfd_gettime": 87, "signalfd4": 74, "inotify_init1": 26, "mkdirat": 34, "unlinkat": 35, "renameat": 38,
    "renameat2": 276, "symlinkat": 36, "linkat": 37, "chdir": 49, "fchdir": 50, "getcwd": 17, "umask": 166,
    "fchmod": 52, "fchmodat": 53, "utimensat": 88, "mmap": 222, "munmap": 215, "mremap": 216, "mprotect": 226,
    "madvise": 233, "msync": 227, "mincore": 232, "brk": 214, "mlock": 228, "munlock": 229, "membarrier": 283,
    "get_mempolicy": 236, "exit": 93, "exit_group": 94, "futex": 98, "set_robust_list": 99, "get_robust_list": 100,
    "set_tid_address": 96, "gettid": 178, "getpid": 172, "getppid": 173, "getpgid": 155, "getsid": 156,
    "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "getresuid": 148, "getresgid": 150,
    "getgroups": 158, "sched_yield": 124, "sched_getaffinity": 123, "sched_setaffinity": 122,
    "sched_getparam": 121, "sched_getscheduler": 120, "sched_get_priority_max": 125, "sched_get_priority_min": 126,
    "getcpu": 168, "getpriority": 141, "rseq": 293, "rt_sigaction": 134, "rt_sigprocmask": 135,
    "rt_sigreturn": 139, "rt_sigpending": 136, "rt_sigtimedwait": 137, "rt_sigsuspend": 133, "sigaltstack": 132,
    "restart_syscall": 128, "setitimer": 103, "getitimer": 102, "nanosleep": 101, "clock_nanosleep": 115,
    "clock_gettime": 113, "clock_getres": 114, "gettimeofday": 169, "times": 153, "getrusage": 165, "sysinfo": 179,
    "uname": 160, "getrlimit": 163, "prlimit64": 261, "getrandom": 278, "capget": 90, "recvfrom": 207,
    "sendto": 206, "shutdown": 210, "getsockopt": 209, "getsockname": 204, "getpeername": 205, "wait4": 260,
    "waitid": 95,
}

MACHINES = {
    "x86_64": Machine(0xC000003E, _X86_64, 56, 435, 157, 234, 53, 16, 155, 317),
    "aarch64": Machine(0xC00000B7, _AARCH64, 220, 435, 167, 131, 199, 29, 41, 277),
}
