"""A learner's module and objects as a grader sees them: ordinary attribute access and calls that cross the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hillclimb.company import Table
from hillclimb.grading.inside.wire import Columns, Handle
from hillclimb.grading.seam import Stopped, Worker, readable


class Raised(Exception):
    """The learner's code raised: the type's name, its message, and its own frames as (file, line, function, source)."""

    def __init__(
        self, kind: str, message: str, *, frames: tuple[tuple[str, int, str, str], ...], kinds: tuple[str, ...]
    ) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message
        self.frames = frames
        self.kinds = kinds
        self.module = ""


class Missing(Exception):
    """A name that the submission should define is not there; `near` are names that look like it."""

    def __init__(self, owner: str, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.owner = owner
        self.name = name
        self.near = near


class Remote:
    """Something that lives in the worker: attributes that are objects or can be called are remote too."""

    def __init__(self, worker: Worker, handle: Handle, owner: str) -> None:
        self._worker = worker
        self._handle = handle
        self._owner = owner
        self._values = dict(handle.values)
        self._turn = worker.turn

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._handle.methods:
            return Method(self, name)
        if name in self._values and self._turn == self._worker.turn:
            return self._values.pop(name)  # to one reader only: whoever asks again may have changed an array
        return self._asked(name)

    def _asked(self, name: str) -> Any:
        reply = self._worker.ask({"op": "get", "of": self._handle.number, "name": name})
        if "missing" in reply:
            raise Missing(self._owner, name, _names(reply["missing"]))
        return self._received(reply, f"{self._owner}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the worker; values come back as values, anything else stays there behind a Remote."""
        return self._call(args, kwargs, keep=False)

    def kept(self, *args: Any, **kwargs: Any) -> Remote:
        """Call, and leave the result in the worker whatever it is."""
        result: Remote = self._call(args, kwargs, keep=True)
        return result

    def fetch(self) -> Any:
        """Return the value that lives in the worker as it is now."""
        return self._received(self._worker.ask({"op": "fetch", "of": self._handle.number}), self._owner)

    @property
    def type_name(self) -> str:
        """The name of the type that the worker says it has; for messages only."""
        return _line(self._handle.type_name, 100)

    def _call(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], *, keep: bool, name: str = "") -> Any:
        request = {
            "op": "call",
            "of": self._handle.number,
            "args": [_sent(item) for item in args],
            "kwargs": {name: _sent(item) for name, item in kwargs.items()},
            "keep": keep,
        }
        if name:
            request["name"] = name
        reply = self._worker.ask(request)
        if "missing" in reply:
            raise Missing(self._owner, name, _names(reply["missing"]))
        return self._received(reply, f"{self._owner}.{name}(…)" if name else f"{self._owner}(…)")

    def _received(self, reply: Mapping[str, Any], owner: str) -> Any:
        if "ok" in reply:
            return _arrived(reply["ok"], self._worker, owner)
        raise raised_by(reply)


class Method(Remote):
    """A function or class of an object in the worker: called by its name in one message, fetched only when needed."""

    def __init__(self, of: Remote, name: str) -> None:
        self._of = of
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name in ("_worker", "_handle", "_owner", "_values", "_turn"):
            fetched = self._of._asked(self._name)
            if not isinstance(fetched, Remote):
                raise Raised("TypeError", f"{self._name} is no function any more", frames=(), kinds=("TypeError",))
            self._worker, self._handle, self._owner = fetched._worker, fetched._handle, fetched._owner
            self._values, self._turn = fetched._values, fetched._turn
            return getattr(self, name)
        return super().__getattr__(name)

    def _call(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], *, keep: bool, name: str = "") -> Any:
        return self._of._call(args, kwargs, keep=keep, name=self._name)


class Module(Remote):
    """The submission itself."""

    def keep(self, value: Any) -> Remote:
        """Put a value into the worker and return it as an object there, to see later whether it was changed."""
        reply = self._worker.ask({"op": "keep", "value": _sent(value)})
        if isinstance(reply.get("ok"), Handle):
            return Remote(self._worker, reply["ok"], "the input")
        raise raised_by(reply)


def to_load(entry: str, files: Mapping[str, bytes]) -> Mapping[str, Any]:
    """Return the request to import a submission."""
    return {"op": "load", "entry": entry, "files": dict(files)}


def load(worker: Worker, entry: str, files: Mapping[str, bytes]) -> Module:
    """Import the submission in a worker; raise what its import raises."""
    reply = worker.ask(to_load(entry, files))
    if isinstance(reply.get("ok"), Handle):
        return Module(worker, reply["ok"], entry)
    raise raised_by(reply)


def raised_by(reply: Mapping[str, Any]) -> Exception:
    """Return the exception that a reply reports; nothing in it is trusted to be well-formed."""
    body = reply.get("raised")
    if not isinstance(body, dict):
        return Raised("BadReply", "the answer made no sense", frames=(), kinds=())
    kind, message = _line(body.get("type"), 100) or "?", _text(body.get("message"), 2000)
    raw_kinds = body.get("kinds")
    kinds = tuple(_line(item, 100) for item in raw_kinds[:10]) if isinstance(raw_kinds, list) else (kind,)
    if "MemoryError" in kinds:
        return Stopped("memory", "")
    number = body.get("errno")
    if isinstance(number, int) and number in (27, 28, 122):  # file too large, no space left, quota
        return Stopped("disk", "")
    raw = body.get("frames")
    frames = tuple(
        (_line(item[0], 200), item[1], _line(item[2], 100), _line(item[3], 200))
        for item in (raw[-8:] if isinstance(raw, list) else [])
        if isinstance(item, list | tuple) and len(item) == 4 and isinstance(item[1], int) and 0 <= item[1] < 1 << 31
    )
    error = Raised(kind, message, frames=frames, kinds=kinds)
    error.module = _line(body.get("module"), 100)
    return error


def _text(value: Any, most: int) -> str:
    """Return text from the worker for people: cut before anything else is done with it, "" for what is no text."""
    return readable(value[:most]) if isinstance(value, str) else ""


def _line(value: Any, most: int) -> str:
    return " ".join(_text(value, most).split("\n"))


def _names(body: Any) -> tuple[str, ...]:
    near = body.get("near") if isinstance(body, dict) else None
    return tuple(_line(item, 100) for item in near[:3]) if isinstance(near, list) else ()


def _sent(value: Any) -> Any:
    if isinstance(value, Remote):
        return Handle(value._handle.number, "", callable=False)
    if isinstance(value, Table):
        return Columns({name: value[name] for name in value})
    if isinstance(value, list):
        return [_sent(item) for item in value]
    if isinstance(value, tuple):
        return tuple(_sent(item) for item in value)
    if isinstance(value, dict):
        return {key: _sent(item) for key, item in value.items()}
    return value


def _arrived(value: Any, worker: Worker, owner: str) -> Any:
    if isinstance(value, Handle):
        return Remote(worker, value, owner)
    if isinstance(value, Columns):
        return dict(value.columns)
    if isinstance(value, list):
        return [_arrived(item, worker, owner) for item in value]
    if isinstance(value, tuple):
        return tuple(_arrived(item, worker, owner) for item in value)
    if isinstance(value, dict):
        return {key: _arrived(item, worker, owner) for key, item in value.items()}
    return value
