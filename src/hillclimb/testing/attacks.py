"""What an attack on the judge is, what a correct judge must do about all of them, and the page that lists both."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = """# How the judge was attacked

Generated from `tests/attacks/`: do not edit, run `python -m hillclimb.testing security`.

Every row is a file that holds a hostile submission. The suite judges it with the real judge and asserts that

- it ends as the table says, and never passes;
- nothing is left behind: the processes below the judge, its open descriptors, its temporary files, the mounts of the
  judge and of the jail, the lab's folder and the learner's home are counted before and after;
- no message reached a listener of the machine (TCP, UDP, unix and abstract sockets);
- the jail is still the same one, and an honest submission passes next.

Most submissions answer rightly only when their attack has worked, so that a pass is the proof of an escape. *Plain*
says that the same file does pass under a plain judge, one that runs its checks in the learner's process: the suite
asserts that too, so no attack is held merely because it is badly written. What is not defended is told in
[the threat model](../why/threat-model.md).
"""


# What a submission that forges frames begins with: the wire is descriptor 3.
WIRE = """
import os
import struct


def raw(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view):]


def frame(body):
    raw(struct.pack(">I", len(body)) + body)


def reply(value):
    return b"m" + struct.pack(">II", 1, 2) + b"ok" + value

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A hostile submission. The docstring of its file says what it tries.

    `code` either is a whole submission, or defines `attack()`, which returns whether the attack worked; the arena then
    adds a submission that is right only if it did. `rows` are requirements (`REQUIREMENTS`), `ends` the endings that
    are right, `says` words that the verdict must hold, `needs` the protections without which it is not held. `plain`
    says that it passes under a plain judge. It is judged `runs` times in a row. `files` are handed in instead of `code`
    where they are given. The lab `keeper` stands for what is aimed at the keeper itself.
    """

    rows: tuple[int, ...]
    code: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    ends: tuple[str, ...] = ("failed",)
    lab: str = "double"
    says: str = ""
    needs: tuple[str, ...] = ()
    plain: bool = True
    runs: int = 1


def read_attacks(folder: Path) -> Mapping[str, tuple[str, Attack]]:
    """Return (what it tries, attack) by name for every attack file of a folder."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"attack_{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        attack = getattr(module, "ATTACK", None)
        if isinstance(attack, Attack):
            found[path.stem.removeprefix("test_").replace("_", " ")] = (inspect.getdoc(module) or "", attack)
    return found


def security_page(attacks: Mapping[str, tuple[str, Attack]]) -> str:
    """Return docs/reference/security.md."""
    lines = [
        _HEAD,
        f"## {len(attacks)} attacks\n",
        "| attack | what it tries | rows | ends | plain |",
        "|---|---|---|---|---|",
    ]
    for name, (tries, attack) in attacks.items():
        rows = ", ".join(str(row) for row in attack.rows)
        plain = "passes" if attack.plain else ""
        lines.append(f"| {name} | {tries.replace('|', '·')} | {rows} | {' or '.join(attack.ends)} | {plain} |")
    lines += ["", "## What a judge must do", "", "| row | requirement | attacks |", "|---|---|---|"]
    for row, text in REQUIREMENTS.items():
        names = [name for name, (_, attack) in attacks.items() if row in attack.rows]
        lines.append(f"| {row} | {text} | {', '.join(names)} |")
    return "\n".join(lines) + "\n"


REQUIREMENTS: Mapping[int, str] = {
    1: "Hidden tests cannot be read by the submission: not in its file system, its memory or its caches of source.",
    2: "No file with hidden labels can be reached by the submission.",
    3: "No frame of the submission's process ever holds labels.",
    4: "No object on its heap ever holds labels.",
    5: "Values are compared in a process where the submission cannot rebind numpy.",
    6: "Measures are computed in a process where the submission cannot rebind them.",
    7: "The framework that runs the checks is not in the submission's process.",
    8: "The judge's own classes are not in the submission's process.",
    9: "No code of a check is read, compiled or run where the submission could rewrite it first.",
    10: "An exit of any kind before the answers are there is a failure.",
    11: "No verdict is derived from how the submission's process ended.",
    12: "No result is read from a file that the submission, or what it leaves running, can write.",
    13: "No verdict is read out of what was printed.",
    14: "No descriptor of the submission carries a verdict: what it forges may at most count as an answer.",
    15: "Every returned value is reduced to a base type before it is compared.",
    16: "A returned object that is not of the declared type is refused.",
    17: "Subclasses of arrays never reach the process that compares.",
    18: "Nothing from the submission is unpickled.",
    19: "No file that the submission could have written is deserialised.",
    20: "The number of processes is bounded, and all are gone when the judgement ends.",
    21: "Memory is bounded: the submission fails, the machine and the judge do not notice.",
    22: "Disk is bounded and freed when the judgement ends.",
    23: "Wall-clock and CPU time are bounded and end in a verdict that says so.",
    24: "Limits are enforced by something that the submission can neither catch nor block.",
    25: "There is no network, loopback included.",
    26: "The judge's memory cannot be read through /proc.",
    27: "The judge's memory cannot be read by tracing.",
    28: "Checks and data cannot be changed by the submission.",
    29: "The learner's record cannot be reached by the submission.",
    30: "Hidden data are drawn fresh for each judgement, so a leaked key is worth nothing.",
    31: "Every process and thread of the submission is dead before the verdict is final.",
    32: "The judge follows no path that the submission could have made.",
    33: "What is printed is capped without losing the verdict.",
    34: "The judge imports nothing from, or because of, the submission.",
    35: "Comparisons run in a process that the submission cannot trace.",
    36: "The checks' functions are not on the submission's heap.",
    37: "Control characters in anything that the submission says are shown, not obeyed.",
    38: "The submission cannot reach its caller's names.",
    39: "No folder that a later judgement imports from can be written by the submission.",
    40: "What a lab does not provide is absent, not searched for in the source.",
    41: "The judge is out of reach of the submission's signals.",
    42: "No memory is shared: nothing can edit an answer while it is compared.",
    43: "Size, depth and shape of every answer are checked before anything is allocated for it.",
    44: "The reference solution is not in the submission's process.",
    45: "What is handed in of other kinds than code (queries, repositories, answers) is parsed within the same limits.",
    46: "The keeper serves its own user only; no client's silence, size or garbage ends it or holds it up for long.",
    47: "A service reaches nothing but its own port, and is gone with all that it started when the judgement ends.",
    48: "What a service sends is bounded in size, number and time before it is kept, and shown without being obeyed.",
}
