"""Where attacks are run: two small labs, a home with a record, listeners of every kind, and the real judge."""

from __future__ import annotations

import ctypes
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hillclimb.content import Lab, Limits, Place
from hillclimb.grading import Ending, Judge, Submission, Verdict
from hillclimb.ground import Seed, digest_of
from hillclimb.testing.attacks import Attack
from hillclimb.testing.handed import KINDS, SERVING
from hillclimb.testing.plain import PlainJudge
from hillclimb.testing.traces import Traces, adopt_orphans, descendants, settled, traces

SECRET = "the-labels-are-7-and-9"  # noqa: S105 - what attacks look for
MARKER = "hillclimb-attack-was-here"

_DOUBLE = '''"""Judges `double(x)`: simple enough that only the judge is under test."""

from hillclimb.grading.labkit import check, given, near

KEY = "the-labels-are-7-and-9"


@check("doubles a number")
def doubles(submission, draw):
    x = float(draw.uniform(1)[0])
    given(x=x)
    near(submission.double(x), 2 * x, "double(x)")


@check("doubles another number")
def another(submission, draw):
    from hillclimb.grading.labkit import near  # late, for attacks on what is imported after them

    x = 10.0 + float(draw.uniform(1)[0])
    given(x=x)
    near(submission.double(x), 2 * x, "double(x)")
'''

_PLANE = '''"""Judges `predict(X, y, X_new)` on a plane without noise, with the labels of X_new hidden."""

import numpy as np

from hillclimb.company import regression
from hillclimb.grading.labkit import Placed, check, given, near, numbers, score


def reference_labels(X, y, X_new):
    A = np.column_stack([X, np.ones(len(X))])
    return np.column_stack([X_new, np.ones(len(X_new))]) @ np.linalg.lstsq(A, y, rcond=None)[0]


@check("predicts new rows")
def predicts(submission, draw):
    train, new = regression(draw, 60, columns=2, noise=0.0).split(40)
    hidden_labels = new.outcome
    X, y, X_new = train.inputs.matrix(), train.outcome, new.inputs.matrix()
    given(X=X, y=y, X_new=X_new)
    near(submission.predict(X, y, X_new), hidden_labels, "predict(X_new)", rtol=1e-4, atol=1e-4)


@score("share of the plane found", bar=0.9, floor=0.8, draws=2)
def plane(submission, draw):
    train, new = regression(draw, 60, columns=2, noise=0.0).split(40)
    hidden_labels = new.outcome
    X, y, X_new = train.inputs.matrix(), train.outcome, new.inputs.matrix()
    got = numbers(submission.predict(X, y, X_new), "predict(X_new)", shape=(20,))
    naive = float(np.mean((hidden_labels - y.mean()) ** 2))
    return Placed(value=float(np.mean((got - hidden_labels) ** 2)), baseline=naive, best=0.0)
'''

_GRADERS = {"double": _DOUBLE, "plane": _PLANE, **{name: grader for name, (_, grader, _, _) in KINDS.items()}}
HONEST: dict[str, str | Mapping[str, bytes]] = {
    **{name: files for name, (_, _, _, files) in KINDS.items()},
    "double": "def double(x):\n    return x + x\n",
    "plane": """import numpy as np


def predict(X, y, X_new):
    A = np.column_stack([X, np.ones(len(X))])
    return np.column_stack([X_new, np.ones(len(X_new))]) @ np.linalg.lstsq(A, y, rcond=None)[0]
""",
}

# Added to a submission that only defines `attack()`: it answers rightly only when the attack worked.
_ANSWER = """

def _worked():
    global _found
    if "_found" not in globals():
        try:
            _found = bool(attack())
        except BaseException as error:
            print("held:", type(error).__name__, error)
            _found = False
    return _found


def double(x):
    return x + x if _worked() else "the attack was held"


def predict(X, y, X_new):
    import numpy as np

    A = np.column_stack([X, np.ones(len(X))])
    right = np.column_stack([X_new, np.ones(len(X_new))]) @ np.linalg.lstsq(A, y, rcond=None)[0]
    return right if _worked() else "the attack was held"
"""


class Arena:
    """A judge under attack; close it when done. Everything it makes lies below `folder`."""

    def __init__(
        self, folder: Path, *, jail: bool = True, plain: bool = True, labs: Sequence[str] = tuple(HONEST)
    ) -> None:
        adopt_orphans()
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        (self.home / "record.db").write_text(SECRET, encoding="utf-8")
        (folder / "temporary").mkdir()
        self._secret = ctypes.create_string_buffer(SECRET.encode())
        self._sockets = self._listen()
        os.environ["HILLCLIMB_SECRET"] = SECRET
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(
                0x59616D61, -1, 0, 0, 0
            )  # let anyone trace this process who else would be allowed to
        self._plain = PlainJudge() if plain else None
        self.labs = {name: self._lab(name, text) for name, text in _GRADERS.items() if name in labs}
        self.judge = Judge(jail=jail)
        verdicts = [self.grade(name, HONEST[name]) for name in self.labs]
        assert all(verdict.passed for verdict in verdicts), f"the arena's own labs do not pass: {verdicts}"
        self.protections = verdicts[0].protections

    def close(self) -> None:
        """End the judge and the listeners."""
        self.judge.close()
        if self._plain is not None:
            self._plain.close()
        for listener in self._sockets:
            listener.close()
        os.environ.pop("HILLCLIMB_SECRET", None)

    def submission(self, attack: Attack) -> str | Mapping[str, bytes]:
        """Return the file, or the files, that an attack hands in."""
        if attack.files:
            return attack.files
        if attack.lab in ("sql", "answers"):
            return attack.code
        if attack.lab == "service":
            code = self.world + SERVING + attack.code
            return {**KINDS["service"][3], "service.py": code.encode()}
        return self.world + attack.code + (_ANSWER if "def attack(" in attack.code else "")

    def add(self, name: str, grader: str, solution: str, *, entry: str) -> str:
        """Add a lab with numpy of one's own and return its name."""
        self.labs[name] = replace(self._lab("plane", grader, solution, slug=name), entry=entry, files=(f"{entry}.py",))
        return name

    def lacks(self, attack: Attack) -> str:
        """Return what this arena lacks that holds an attack, or ""."""
        if attack.lab not in self.labs:
            return f"lab {attack.lab}"
        kept = self.protections
        return ", ".join(need for need in attack.needs if not any(name in kept for name in need.split("|")))

    def grade(self, lab: str, code: str | Mapping[str, bytes], *, seed: Seed | None = None) -> Verdict:
        """Judge one file of code, or files as they are."""
        entry = f"{self.labs[lab].entry}.py" if self.labs[lab].entry else self.labs[lab].files[0]
        files = {entry: code.encode("utf-8", "surrogatepass")} if isinstance(code, str) else dict(code)
        submission = Submission(files=files, digest=digest_of(files))
        with self._apart():
            return self.judge.grade(self.labs[lab], submission, seed=seed or Seed.fresh())

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """Keep temporary files below the arena's folder, for as long as something of the arena runs and no longer."""
        before, tempfile.tempdir = tempfile.tempdir, str(self.folder / "temporary")
        try:
            yield
        finally:
            tempfile.tempdir = before

    def defeats(self, attack: Attack) -> Verdict:
        """Assert that an attack beats the plain judge, ends rightly here, leaves nothing and harms no later check."""
        code = self.submission(attack)
        if attack.plain and self._plain is not None and isinstance(code, str):
            quiet = descendants(os.getpid())
            assert self._passes_plainly(self._plain, attack, code), "it does not even beat a judge in the same process"
            assert settled(quiet), "what the plain judge ran goes on"
        self.messages()
        before, jail = self.traces(), self.judge.warm(self.labs[attack.lab])
        verdict = self.grade(attack.lab, code)
        for _ in range(attack.runs - 1):
            verdict = self.grade(attack.lab, code)
        assert verdict.ending is not Ending.PASSED, f"it was fooled: {verdict}"
        assert verdict.ending.value in attack.ends, f"{verdict.ending.value}: {verdict.headline}\n{verdict.hint}"
        assert attack.says in str(verdict.to_json()), f"{attack.says!r} is not in {verdict}"
        assert all(char.isprintable() or char in "\n\t" for text in _texts(verdict.to_json()) for char in text)
        assert "\n" not in verdict.headline, "a headline of more than one line"
        assert not (left := self.traces().left(before)), f"it left {left}"
        assert not self.messages(), "a message got out"
        assert self.judge.warm(self.labs[attack.lab]) is jail, "the jail had to be made anew"
        assert self.grade(attack.lab, HONEST[attack.lab]).passed, "the next judgement suffered"
        return verdict

    def traces(self) -> Traces:
        """Count what could be left behind."""
        return traces([self.folder])

    def messages(self) -> int:
        """Return how many messages and connections reached the machine's listeners since the last call."""
        count = 0
        for listener in self._sockets:
            with suppress(BlockingIOError):
                while True:
                    if listener.type == socket.SOCK_STREAM:
                        listener.accept()[0].close()
                    else:
                        listener.recv(65536)
                    count += 1
        return count

    @property
    def world(self) -> str:
        """A line of Python that tells a submission all that an attacker could find out elsewhere."""
        tcp, udp = (self._sockets[i].getsockname()[1] for i in (0, 1))
        facts = {
            "tcp": tcp,
            "udp": udp,
            "unix": str(self.folder / "s"),
            "unix_datagram": str(self.folder / "d"),
            "abstract": f"\0{MARKER}-{os.getpid()}",
            "abstract_datagram": f"\0{MARKER}-d-{os.getpid()}",
            "judge": os.getpid(),
            "address": ctypes.addressof(self._secret),
            "secret": SECRET,
            "marker": MARKER,
            "home": str(self.home),
            "labs": str(self.folder / "labs"),
        }
        return f"WORLD = {facts!r}\n"

    def _passes_plainly(self, plain: PlainJudge, attack: Attack, code: str) -> bool:
        lab = self.labs[attack.lab]
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, f"{lab.entry}.py").write_text(code, encoding="utf-8", errors="surrogatepass")
            copy = Path(folder, "lab")
            copy.mkdir()
            (copy / "grader.py").write_bytes((lab.folder / "grader.py").read_bytes())
            env = {"HOME": str(self.home), "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}
            return [plain.passes(copy / "grader.py", Path(folder), lab.entry, env=env) for _ in range(attack.runs)][-1]

    def _lab(self, name: str, grader: str, solution: str = "", *, slug: str = "") -> Lab:
        folder = self.folder / "labs" / (slug or name)
        (folder / "solution").mkdir(parents=True)
        (folder / "grader.py").write_text(grader, encoding="utf-8")
        (folder / "labels.csv").write_text(SECRET, encoding="utf-8")
        honest = solution or HONEST[name]
        for file, body in ({f"{name}.py": honest.encode()} if isinstance(honest, str) else honest).items():
            (folder / "solution" / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / "solution" / file).write_bytes(body)
        kind, _, main, _ = KINDS.get(name, ("module", "", f"{name}.py", {}))
        return Lab(
            slug=slug or name,
            uuid="00000000-0000-4000-8000-000000000999",
            title=name,
            version=1,
            teaches={},
            needs=(),
            difficulty=0.0,
            minutes=1,
            kind=kind,
            entry=main.removesuffix(".py") if main.endswith(".py") else "",
            files=(main,),
            libraries=("numpy",) if name in ("plane", "predictions") else (),
            limits=Limits(seconds=8.0 if kind == "service" else 2.0, memory_mb=192, disk_mb=4, output_kb=64, threads=1),
            folder=folder,
            place=Place(file=f"labs/{name}/lab.toml"),
        )

    def _listen(self) -> list[socket.socket]:
        """Open a TCP, a UDP, two unix and two abstract listeners, in this order, none of which ever blocks."""
        opened = []
        for family, kind, address in (
            (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            (socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "s")),
            (socket.AF_UNIX, socket.SOCK_DGRAM, str(self.folder / "d")),
            (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{MARKER}-{os.getpid()}"),
            (socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{MARKER}-d-{os.getpid()}"),
        ):
            listener = socket.socket(family, kind)
            listener.bind(address)
            listener.setblocking(False)
            if kind == socket.SOCK_STREAM:
                listener.listen(64)
            opened.append(listener)
        return opened


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (*_texts(name), *_texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
