"""The conformance suite for sandboxes: what every one of them must do, whatever it is made of."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from hillclimb.content import Limits
from hillclimb.grading.remote import Missing, Module, Raised, load
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Fault, Sandbox, Stopped, Vanished, Worker
from hillclimb.testing.traces import adopt_orphans, descendants, settled, traces

Error = TypeVar("Error", bound=Exception)

PROTECTIONS = (
    "private root",
    "pid namespace",
    "network namespace",
    "ipc namespace",
    "own user",
    "landlock",
    "seccomp",
    "no new privileges",
    "resource limits",
)
_SEES = """
import os
import socket


def opens(path):
    with open(path, "rb") as file:
        return len(file.read())


def connects(port):
    socket.create_connection(("127.0.0.1", port), 0.3).close()
    return True


def forks():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def signals(process):
    os.kill(process, 0)
    return True


def user():
    return os.getuid()


def environment():
    return sorted(os.environ)


def writes(path):
    with open(path, "w") as file:
        file.write("x")
    return True
"""


class BareForks(ForkSandbox):
    """The same parent and the same forks with no wall at all: what the walls are measured against, and nothing else."""

    bare = True


class SandboxContract:
    """Subclass it in a test module and define `make`; pytest runs its methods against one sandbox."""

    limits = Limits(seconds=2.0, memory_mb=128, disk_mb=4, output_kb=32, threads=1)
    sandbox: Sandbox

    @classmethod
    def make(cls) -> Sandbox:
        """Return a sandbox of the kind under test, without libraries."""
        raise NotImplementedError

    @classmethod
    def setup_class(cls) -> None:
        """Make the sandbox of this class and wait until it has judged once."""
        adopt_orphans()
        cls.sandbox = cls.make()
        cls.sandbox.worker(cls.limits, time.monotonic() + 30).end()

    @classmethod
    def teardown_class(cls) -> None:
        """End the sandbox of this class."""
        cls.sandbox.close()

    def worker(self, **limits: Any) -> Worker:
        """Return a fresh worker, with other limits than usual where they are given."""
        allowed = Limits(**{name: getattr(self.limits, name) for name in Limits.__slots__} | limits)
        return self.sandbox.worker(allowed, time.monotonic() + allowed.seconds)

    def loaded(self, code: str, **limits: Any) -> tuple[Worker, Module]:
        """Return a fresh worker and the module `lab` of this code in it."""
        worker = self.worker(**limits)
        return worker, load(worker, "lab", {"lab.py": code.encode()})

    def test_values_come_back_as_they_went(self) -> None:
        """Every plain value survives the way in and out."""
        worker, module = self.loaded("def echo(*values, **named):\n    return [list(values), named]\n")
        values: list[Any] = [
            None,
            True,
            1,
            -(1 << 80),
            0.1,
            float("inf"),
            "é\n",
            b"\0\xff",
            [1, [2.5]],
            {"a": {"b": 1}},
        ]
        assert module.echo(*values, x=[1]) == [values, {"x": [1]}]
        worker.end()

    def test_objects_stay_and_are_asked(self) -> None:
        """What a submission makes stays inside, behind a name and a number."""
        worker, module = self.loaded(
            "class Counter:\n    n = 0\n    def up(self):\n        self.n += 1\n        return self.n\n"
        )
        counter = module.Counter()
        assert [counter.up(), counter.up(), counter.n] == [1, 2, 2]
        assert counter.type_name == "Counter"
        worker.end()

    def test_exceptions_are_told_with_the_learners_lines(self) -> None:
        """An exception comes out as type, message and the learner's own frames."""
        worker, module = self.loaded("def fails():\n    return {}['key']\n")
        error = _raised(module.fails)
        assert (error.kind, error.message, error.frames) == (
            "KeyError",
            "'key'",
            (("lab.py", 2, "fails", "return {}['key']"),),
        )
        assert "LookupError" in error.kinds
        worker.end()

    def test_missing_names_are_told_with_names_like_them(self) -> None:
        """A name that is not there comes out with those that look like it."""
        worker, module = self.loaded("def fti():\n    return 1\n")
        missing = _caught(module.__getattr__, "fit", kind=Missing)
        assert (missing.owner, missing.name, missing.near) == ("lab", "fit", ("fti",))
        worker.end()

    def test_what_is_printed_is_kept(self) -> None:
        """Both streams are kept, in order, with control characters made visible, also after the end."""
        worker, module = self.loaded(
            "import sys\ndef say():\n    print('one\\x1b')\n    print('two', file=sys.stderr)\n"
        )
        module.say()
        worker.end()
        assert worker.output == "one\\x1b\ntwo\n"

    def test_time_is_bounded(self) -> None:
        """Looping, sleeping and waiting for input all end, with the limit's name."""
        for code in ("while True: pass", "import time; time.sleep(60)", "import os; os.read(3, 1)"):
            worker, module = self.loaded(f"def f():\n    {code}\n", seconds=0.6)
            stopped = self._stopped(module)
            assert (stopped.limit, stopped.allowed) == ("time", "0.6 s")
            worker.end()

    def test_memory_is_bounded(self) -> None:
        """Too large a piece of memory, or too many pieces, end with the limit's name."""
        for code in ("return bytearray(1 << 40)", "return [bytearray(1 << 20) for _ in range(1 << 20)]"):
            worker, module = self.loaded(f"def f():\n    {code}\n", seconds=10)
            assert self._stopped(module).limit == "memory"
            worker.end()

    def test_output_is_bounded(self) -> None:
        """Printing without end ends with the limit's name, and the beginning is kept."""
        worker, module = self.loaded("def f():\n    while True: print('x' * 999)\n")
        stopped = self._stopped(module)
        assert (stopped.limit, stopped.allowed) == ("output", "32 KB")
        assert worker.output.startswith("x" * 999)
        assert len(worker.output) < 20_000

    def test_files_are_bounded(self) -> None:
        """A file larger than the disk ends with the limit's name."""
        code = "def f():\n    with open('big', 'wb') as file:\n        file.write(bytes(32 << 20))\n"
        worker, module = self.loaded(code)
        assert self._stopped(module).limit == "disk"
        worker.end()

    def test_endings_of_its_own_are_told(self) -> None:
        """Exits, crashes and a closed line are told apart."""
        ends = {
            "os._exit(7)": "exit status 7",
            "signal.raise_signal(signal.SIGKILL)": "SIGKILL",
            "ctypes.string_at(0)": "SIGSEGV",
            "os.closerange(0, 64); time.sleep(9)": "closed its line",
        }
        for code, words in ends.items():
            worker, module = self.loaded(f"import ctypes, os, signal, time\ndef f():\n    {code}\n")
            assert words in str(_caught(module.f, kind=Vanished))
            worker.end()

    def test_workers_share_nothing(self) -> None:
        """Files, modules and environment of one worker are not there for the next."""
        code = (
            "import builtins, os\ndef f():\n"
            "    seen = [hasattr(builtins, 'mark'), 'MARK' in os.environ, os.path.exists('mark')]\n"
            "    builtins.mark = 1\n    os.environ['MARK'] = 'x'\n    open('mark', 'w').close()\n    return seen\n"
        )
        for _ in range(3):
            worker, module = self.loaded(code)
            assert module.f() == [False, False, False]
            worker.end()

    def test_ending_is_final_and_may_be_repeated(self) -> None:
        """A worker that ended stays ended; asking it then is an error that names no learner."""
        before = len(descendants(os.getpid()))
        worker, module = self.loaded("def f():\n    return 1\n")
        first = worker.end()
        assert worker.end() == first
        assert len(descendants(os.getpid())) == before
        try:
            module.f()
        except (Vanished, Fault, OSError, ValueError):
            return
        raise AssertionError("a worker answered after its end")

    def test_nothing_leaks(self) -> None:
        """Many workers with every kind of ending leave no process, descriptor or mount."""
        endings = ("return 1", "os._exit(1)", "raise ValueError", "print('x' * 99999)", "return bytearray(1 << 40)")
        before = traces()
        for i in range(30):
            worker, module = self.loaded(f"import os\ndef f():\n    {endings[i % len(endings)]}\n")
            with suppress(Raised, Stopped, Vanished):
                module.f()
            worker.end()
        assert not traces().left(before)

    def test_what_is_on_and_what_is_missing_is_named(self) -> None:
        """Each protection is named once, as on or missing (with a reason); a control group only where there is one."""
        missing = [text.split(" (")[0] for text in self.sandbox.missing]
        named = [text for text in self.sandbox.protections if text != "control group"]
        on = ["own user" if text == "user namespace" else text for text in named]
        assert sorted([*on, *missing]) == sorted(PROTECTIONS)

    def test_what_is_said_to_be_on_is_on(self) -> None:
        """Every protection that is named does what its name says."""
        import socket

        worker, module = self.loaded(_SEES)
        listener = socket.create_server(("127.0.0.1", 0))
        tries: Mapping[str, Any] = {
            "private root": lambda: module.opens(str(Path(__file__))),
            "landlock": lambda: module.opens(str(Path(__file__))),
            "network namespace": lambda: module.connects(listener.getsockname()[1]),
            "pid namespace": lambda: module.signals(os.getpid()),
            "seccomp": module.forks,
        }
        for name, attempt in tries.items():
            if name in self.sandbox.protections:
                assert "OSError" in _raised(attempt).kinds, f"{name} is said to be on"
        if "own user" in self.sandbox.protections:
            assert module.user() != os.getuid()
        listener.close()
        worker.end()

    def test_the_environment_is_not_inherited(self) -> None:
        """No variable of the judge's environment reaches a worker."""
        os.environ["HILLCLIMB_CONTRACT"] = "1"
        sandbox = self.make()
        try:
            worker = sandbox.worker(self.limits, time.monotonic() + 30)
            assert "HILLCLIMB_CONTRACT" not in load(worker, "lab", {"lab.py": _SEES.encode()}).environment()
            worker.end()
        finally:
            sandbox.close()
            del os.environ["HILLCLIMB_CONTRACT"]

    def test_a_sandbox_that_died_is_our_fault(self) -> None:
        """When what holds the workers is killed, the fault is named as ours and nothing stays."""
        before = descendants(os.getpid())
        sandbox = self.make()
        worker = sandbox.worker(self.limits, time.monotonic() + 30)
        module = load(worker, "lab", {"lab.py": b"def f():\n    return 1\n"})
        for process in sorted(descendants(os.getpid()).keys() - before.keys()):  # what holds the worker before it
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        assert settled(before)
        assert "sandbox" in str(_caught(module.f, kind=Fault))
        sandbox.close()

    def test_closing_ends_everything(self) -> None:
        """Closing a sandbox whose worker still runs ends both."""
        before = descendants(os.getpid())
        sandbox = self.make()
        worker = sandbox.worker(self.limits, time.monotonic() + 30)
        sandbox.close()
        assert settled(before)
        with suppress(Fault, OSError):
            worker.end()

    def _stopped(self, module: Module) -> Stopped:
        return _caught(module.f, kind=Stopped)


def _raised(call: Callable[[], Any]) -> Raised:
    return _caught(call, kind=Raised)


def _caught(call: Callable[..., Any], *values: Any, kind: type[Error]) -> Error:
    """Return the exception of this kind that a call raises."""
    try:
        call(*values)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")
