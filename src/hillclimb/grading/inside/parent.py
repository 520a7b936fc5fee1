"""The parent of all workers: enters the jail, loads the lab's libraries once, and forks one worker per submission.

It holds no secret. It speaks JSON lines over one socket with the judge, and when that socket closes it dies,
and with it, as first process of its pid namespace, everything that it ever started.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import sysconfig
import time
import traceback
from typing import Any

from . import jail, service
from .disk import Disk
from .views import views_of
from .worker import OUT_OF_MEMORY, Worker, reseed

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


def main(control: int, config: str) -> None:
    """Run the parent on an inherited socket."""
    settings = json.loads(config)
    channel = socket.socket(fileno=control)
    for name in _THREADS:
        os.environ[name] = str(settings["threads"])
    os.environ.update(HOME="/tmp", LANG="C.UTF-8", PATH="/usr/bin:/bin", LOKY_MAX_CPU_COUNT="1")
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # a thread that waits leaves the core to those that work
    try:
        views = views_of(settings["site"], settings["libraries"])
        got = entered(settings["group"])
        got += jail.enter_namespaces() if settings["jail"] else ()
        size = open("/proc/self/statm", "rb", buffering=0) if jail.LINUX else None  # noqa: SIM115 - for good
        child = os.fork()
    except Exception:  # boundary: the judge is told, and says that it is our fault
        channel.sendall(json.dumps({"op": "fault", "message": traceback.format_exc(limit=3)}).encode() + b"\n")
        return
    if child:
        channel.close()
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    del size
    Parent(channel, settings, got).run(views)


def entered(group: list[str]) -> list[str]:
    """Enter the group with these entrances, before anything is started that must be in it; return the protection."""
    try:
        for entrance in group:
            with open(entrance, "w", encoding="ascii") as file:
                file.write("0")
    except OSError:
        return []
    return ["control group"] if group else []


class Parent:
    """The first process inside: forks, ends and counts workers."""

    def __init__(self, channel: socket.socket, settings: dict[str, Any], got: list[str]) -> None:
        self._channel = channel
        self._settings = settings
        self._got = got
        self._missing: list[str] = []
        self._private_root = False
        self._user = 1_000_000_000 + int.from_bytes(os.urandom(3), "big") * 32
        self._size = 0
        self._watched: int | None = None
        self._workers: dict[int, tuple[int, int]] = {}
        self._process = 0
        self._poll = select.poll()
        self._lines = service.Lines(self._poll)
        self._disk = Disk(private=False)

    def run(self, views: list[tuple[str, str]]) -> None:
        """Enter the private root, load the libraries, then serve until the judge hangs up."""
        self._process = os.getpid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if jail.LINUX:
            jail.prctl(jail.PR_SET_PDEATHSIG, signal.SIGKILL)
            self._watched = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._enter(views)
            self._load()
        except Exception as error:  # boundary: told to the judge, which says that it is our fault
            place = traceback.format_exc(limit=-2)
            self._say({"op": "fault", "message": f"{type(error).__name__}: {error}", "trace": place})
            os._exit(1)
        self._say({"op": "ready", "protections": self._got, "missing": self._missing})
        self._serve()

    def _enter(self, views: list[tuple[str, str]]) -> None:
        wanted = {
            "mount namespace": "private root",
            "pid namespace": "pid namespace",
            "network namespace": "network namespace",
            "ipc namespace": "ipc namespace",
        }
        self._missing += [label for name, label in wanted.items() if name not in self._got]
        if "mount namespace" in self._got:
            try:
                standard = sysconfig.get_path("stdlib")
                jail.private_root(views, hidden=(f"{standard}/site-packages", f"{standard}/dist-packages"))
                self._private_root = True
                self._got[self._got.index("mount namespace")] = "private root"
            except OSError as error:
                self._missing.append(f"private root ({error})")
                self._got.remove("mount namespace")
        if "own user" not in self._got and "user namespace" not in self._got:
            self._missing.append("own user")
        devices = [f"/dev/{name}" for name in ("null", "zero", "urandom", "random")]
        self._readable = ["/"] if self._private_root else [*(real for real, _ in views), *devices]
        serves = self._settings["service"]
        if serves and "network namespace" in self._got:
            service.raise_loopback()
        self._disk = Disk(private=self._private_root)
        self._filter = jail.filter_program(private=self._private_root, service=serves)
        bare = self._settings["bare"]
        for label, there in (
            ("landlock", jail.landlock_version() > 0),
            ("seccomp", self._filter is not None),
            ("no new privileges", jail.LINUX),
            ("resource limits", True),
        ):
            (self._got if there and not bare else self._missing).append(label)

    def _load(self) -> None:
        own = [path for path in sys.path if path and os.path.isdir(path) and not path.endswith("/inside")]
        sys.path[:] = [*own, "/site"] if self._private_root else [*own, *self._settings["site"]]
        sys.dont_write_bytecode = True
        importlib.invalidate_caches()
        with jail.borrowed_disk() if self._private_root else contextlib.nullcontext():
            for name in self._settings["preload"]:
                importlib.import_module(name)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the workers' own, by then
        # What was printed before a limit struck is shown, and in order with what went to stderr.
        sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        gc.collect()
        gc.freeze()

    def _say(self, message: dict[str, Any]) -> None:
        self._channel.sendall(json.dumps(message).encode() + b"\n")

    def _serve(self) -> None:
        poll = self._poll
        poll.register(self._channel, select.POLLIN)
        while True:
            waits = None if not self._workers or hasattr(os, "pidfd_open") else 5
            for descriptor, _ in poll.poll(waits):
                if descriptor == self._channel.fileno():
                    line, fds, _, _ = socket.recv_fds(self._channel, 65536, 4)
                    if not line:
                        self._kill_workers()
                        os._exit(0)
                    for message in line.splitlines():  # a kill may arrive glued to the spawn that follows it
                        self._obey(json.loads(message), fds)
                elif descriptor in self._lines:
                    self._lines.serve(descriptor)
                else:
                    poll.unregister(descriptor)
                    self._reap(descriptor)
            if waits:
                for descriptor in list(self._workers):
                    self._reap(descriptor, block=False)

    def _obey(self, message: dict[str, Any], fds: list[int]) -> None:
        match message["op"]:
            case "kill":
                self._kill_workers(message["worker"])
            case "terminate":
                self._kill_workers(message["worker"], signal.SIGTERM)
            case "drop":
                self._disk.drop()
                self._say({"op": "dropped"})
            case "remove":
                self._disk.remove(message["name"])
            case "disk":
                self._say({"op": "disk", **self._disk.do(message["what"], fds)})
            case "spawn":
                self._spawn(message, fds)

    def _spawn(self, message: dict[str, Any], fds: list[int]) -> None:
        self._user += 1
        if (port := message.get("port")) is not None:
            self._lines.add(fds[2], port)
            self._disk.ready(message["disk_mb"], self._user if "own user" in self._got else os.getuid())
        worker = os.fork()
        if worker == 0:
            self._become_worker(message, fds)
        for descriptor in fds:
            os.close(descriptor)
        if hasattr(os, "pidfd_open"):
            watched = os.pidfd_open(worker)
            self._poll.register(watched, select.POLLIN)
        else:
            watched = -worker
        self._workers[watched] = worker, message["worker"]

    def _kill_workers(self, wanted: int | None = None, how: signal.Signals = signal.SIGKILL) -> None:
        for worker, number in self._workers.values():
            if wanted in (None, number):
                os.kill(worker, how)

    def _reap(self, watched: int, *, block: bool = True) -> None:
        worker, number = self._workers[watched]
        found, status, used = os.wait4(worker, 0 if block else os.WNOHANG)
        if not found:
            return
        del self._workers[watched]
        if watched >= 0:
            os.close(watched)
        left = self._end_all() if "pid namespace" in self._got and not self._workers else 0
        cpu = used.ru_utime + used.ru_stime
        ended = {"op": "ended", "worker": number, "status": status, "peak_kb": used.ru_maxrss, "cpu": cpu}
        self._say(ended | {"left": left})

    def _end_all(self) -> int:
        """Kill whatever still lives in here besides this process; return how many there were."""
        ended = 0
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return ended
            ended += 1
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                time.sleep(0.001)
        os._exit(70)  # it cannot be proven that all is over: refuse to go on

    def _become_worker(self, message: dict[str, Any], fds: list[int]) -> None:
        try:
            channel, output, *_ = fds
            memory = self._grown(message["memory_mb"])
            os.setsid()
            silence = os.open("/dev/null", os.O_RDONLY)
            for source, target in ((silence, 0), (output, 1), (output, 2)):
                os.dup2(source, target)
            watched = os.dup2(channel, 3)
            os.closerange(4, 1024)
            if not self._settings["bare"]:
                self._wall_in(message, memory)
            folder = "/work" if self._private_root else message["folder"]
            os.chdir(folder)
            reseed()
            Worker(watched, folder).serve()
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BaseException:  # boundary: nothing of the parent may go on in a worker
            traceback.print_exc()
        finally:
            os._exit(0)

    def _grown(self, memory_mb: int) -> int:
        """Return the address space a worker may reach: what the parent maps already plus the lab's allowance."""
        mapped = 0
        if self._watched is not None:
            mapped = int(os.pread(self._watched, 64, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")
        return mapped + (memory_mb << 20)

    def _tasks(self, threads: int) -> int:
        """Return how many tasks the worker's user may have: few where it has none but the worker's."""
        if "own user" in self._got:
            return threads + 16
        # A user namespace counts for itself since Linux 5.14: the worker, its parent and the process above that.
        counts = jail.LINUX and jail.release() >= (5, 14)
        return threads + 19 if "user namespace" in self._got and counts else 4096

    def _wall_in(self, message: dict[str, Any], memory: int) -> None:
        own = "own user" in self._got
        if jail.LINUX:
            jail.prctl(jail.PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != self._process:  # the parent died before it could be promised
                os._exit(0)
        port = message.get("port")
        user = self._user if self._disk.owner is None or port is None else self._disk.owner
        if self._private_root and port is None:
            jail.scratch(message["disk_mb"], user if own else os.getuid())
        jail.limit_resources(
            seconds=message["seconds"],
            memory_bytes=memory,
            file_mb=message["disk_mb"],
            tasks=self._tasks(message["threads"] + (0 if port is None else service.POOL)),
            files=128 if port is None else service.OPEN_FILES,
        )
        jail.drop_privileges(user if own else None)
        jail.no_new_privileges()
        writable = ["/scratch"] if self._private_root else [message["folder"]]
        # To import a library of the lab, Python lists the folder where all libraries lie; it need not read the others.
        listed = [] if self._private_root else self._settings["site"]
        if "landlock" in self._got:
            jail.landlock(self._readable, [*writable, "/dev/null"], listed=listed, port=port)
        if "seccomp" in self._got:
            jail.seccomp(jail.for_process(self._filter, os.getpid()))
