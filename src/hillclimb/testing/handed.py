"""Labs of the kinds that are no module, for hostile files to be aimed at: their graders and what is honest for them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping

_SQL = '''"""Judges `answer.sql`: the sum of a column."""

from hillclimb.grading.labkit import check, database


@check("sums")
def sums(submission, draw):
    x = [float(value) for value in draw.uniform(3)]
    made = database({"t": {"id": [1, 2, 3], "x": x}})
    submission.query("answer.sql", made).matches(("total",), [(sum(x),)])
'''

_COMMAND = '''"""Judges `copy.py IN OUT`: it copies a file."""

from hillclimb.grading.labkit import check, same


@check("copies a file")
def copies(submission, draw):
    text = f"{float(draw.uniform(1)[0])}"
    ran = submission.succeeds("in.txt", "out.txt", files={"in.txt": text}, outputs=("out.txt",))
    same(ran.text("out.txt"), text, "out.txt")
'''

_TESTS = '''"""Judges a suite for `double`: it accepts what is right and notices a mistake."""

from hillclimb.grading.labkit import Bug, check

RIGHT = "def double(x):\\n    twice = x + x\\n    return twice\\n"
BUG = Bug(name="it adds two", before="x + x", after="x + 2")


@check("accepts what is right")
def accepts(submission, draw):
    submission.accept({"doubling.py": RIGHT})


@check("notices a mistake")
def notices(submission, draw):
    submission.kill(BUG, "doubling.py", RIGHT, draw=draw)
'''

_GIT = '''"""Judges a repository: one commit with one file."""

from hillclimb.grading.labkit import check, same


@check("has the file")
def has_the_file(submission, draw):
    same([commit.subject for commit in submission.commits()], ["first"], "the history")
    same(sorted(submission.files()), ["a.txt"], "the files")
    same(submission.text("a.txt"), "one\\n", "a.txt")
'''

_ANSWERS = '''"""Judges `answers.toml`: a number and a choice."""

from hillclimb.grading.labkit import check


@check("the number")
def number(submission, draw):
    submission.close("x", 42.0)


@check("the choice")
def choice(submission, draw):
    submission.chosen("way", "second", among={"first": "No.", "second": ""})
'''

_PREDICTIONS = '''"""Judges a model of a line on rows whose outcome is hidden."""

import numpy as np

from hillclimb.grading.labkit import check, near


@check("predicts new rows")
def predicts(submission, draw):
    X, slope = draw.normal(60).reshape(60, 1), 1.0 + float(draw.uniform(1)[0])
    hidden_labels = slope * X[:, 0]
    model = submission.train(X[:40], hidden_labels[:40])
    near(model.predict(X[40:]), hidden_labels[40:], "predict(X)", rtol=1e-6, atol=1e-9)
    model.alone(X[40:], draw.child("alone"))
'''


def git_object(kind: str, body: bytes) -> tuple[str, bytes]:
    """Return the name of an object and the file that holds it."""
    whole = f"{kind} {len(body)}\0".encode() + body
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    return name, zlib.compress(whole)


def git_tree(*entries: tuple[str, str, str]) -> bytes:
    """Return a tree of (mode, name, object)."""
    return b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(target) for mode, name, target in entries)


def git_folder(objects: Mapping[str, bytes], commit: str) -> dict[str, bytes]:
    """Return the files of a .git folder whose only branch is at a commit."""
    loose = {f".git/objects/{name[:2]}/{name[2:]}": body for name, body in objects.items()}
    return {".git/HEAD": b"ref: refs/heads/main\n", ".git/refs/heads/main": commit.encode() + b"\n", **loose}


def git_commit(tree: str, message: str = "first", *, author: str = "A <a@example.org>") -> bytes:
    """Return the body of a commit without parents."""
    who = f"{author} 1700000000 +0000"
    return f"tree {tree}\nauthor {who}\ncommitter {who}\n\n{message}\n".encode()


def git_repository(tree: bytes, *objects: tuple[str, bytes], message: str = "first") -> dict[str, bytes]:
    """Return a .git folder with one commit of a tree."""
    root = git_object("tree", tree)
    commit = git_object("commit", git_commit(root[0], message))
    return git_folder(dict([root, commit, *objects]), commit[0])


_BLOB = git_object("blob", b"one\n")

_SERVICE = '''"""Judges a service that doubles: it answers, ends when it is told to, and comes back."""

from hillclimb.grading.labkit import check, expect, same


@check("doubles over HTTP")
def doubles(submission, draw):
    service = submission.start()
    for x in draw.integers(1, 10**9, 2).tolist():
        reply = service.post("/double", json={"x": x}, timeout=1.5).has(200)
        same(reply.json(), {"twice": 2 * x}, "the answer")


@check("ends when it is told to")
def ends(submission, draw):
    service = submission.start()
    service.terminate()
    expect(service.ended(1.0), "it is still there")
    service.restart()
    same(service.post("/double", json={"x": 4}, timeout=1.5).has(200).json(), {"twice": 8}, "the answer")
'''

# What services of attackers begin with; `serves(answer)` serves what `answer(path, body)` returns as JSON.
SERVING = """
import json
import os
import socket
import threading


def read(line):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        part = line.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\\r\\n\\r\\n")
    length = [int(row.split(b":")[1]) for row in head.lower().split(b"\\r\\n") if row.startswith(b"content-length")]
    while len(body) < sum(length):
        body += line.recv(65536)
    return head.split()[1].decode(), body


def written(value):
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body


def honest(path, body):
    return {"ok": True} if path == "/health" else {"twice": 2 * json.loads(body)["x"]}


def accepts(handle, port=None):
    made = socket.create_server(("127.0.0.1", port or int(os.environ["PORT"])), backlog=64)
    while True:
        line, _ = made.accept()
        threading.Thread(target=handle, args=(line,), daemon=True).start()


def serves(answer=honest):
    def handle(line):
        with line:
            while (found := read(line)) is not None:
                line.sendall(written(answer(*found)))

    accepts(handle)


def when(worked):
    serves(lambda path, body: honest(path, body) if worked or path == "/health" else {"held": True})

"""

# Lab -> its kind, its grader, its main file, and what is honest.
KINDS: Mapping[str, tuple[str, str, str, Mapping[str, bytes]]] = {
    "sql": ("sql", _SQL, "answer.sql", {"answer.sql": b"SELECT SUM(x) AS total FROM t"}),
    "command": (
        "command",
        _COMMAND,
        "copy.py",
        {"copy.py": b"import shutil, sys\n\nshutil.copyfile(sys.argv[1], sys.argv[2])\n"},
    ),
    "tests": (
        "tests",
        _TESTS,
        "test_doubling.py",
        {"test_doubling.py": b"from doubling import double\n\n\ndef test_three():\n    assert double(3) == 6\n"},
    ),
    "git": ("git", _GIT, "work.bundle", git_repository(git_tree(("100644", "a.txt", _BLOB[0])), _BLOB)),
    "service": (
        "service",
        _SERVICE,
        "service.py",
        {"service.py": f"{SERVING}\nserves()\n".encode(), "service.toml": b'start = "python service.py"\n'},
    ),
    "answers": ("answers", _ANSWERS, "answers.toml", {"answers.toml": b'x = 42.0\nway = "second"\n'}),
    "predictions": (
        "predictions",
        _PREDICTIONS,
        "line.py",
        {
            "line.py": b"class Line:\n    def __init__(self, slope):\n        self.slope = slope\n\n"
            b"    def predict(self, X):\n        return self.slope * X[:, 0]\n\n\n"
            b"def train(X, y):\n    return Line(float(X[:, 0] @ y / (X[:, 0] @ X[:, 0])))\n"
        },
    ),
}
