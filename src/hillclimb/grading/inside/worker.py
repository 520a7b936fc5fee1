"""The process that runs a learner's code: takes requests off the wire, answers with values, never sees a verdict."""

from __future__ import annotations

import builtins
import contextlib
import difflib
import importlib
import itertools
import linecache
import mmap
import os
import struct
import sys
import traceback
import types
from collections.abc import Mapping
from typing import Any

from .wire import MAX_FRAME, Columns, Handle, Malformed, decode, encode

# How a worker ends that has no memory left to say so.
OUT_OF_MEMORY = 77
# Address space given back when memory runs out, so that saying so does not run out of it again.
_RESERVE = 8 << 20
_LONGEST = 100_000
_MOST_METHODS = 32
# What goes along with a handle: so many plain attributes, none of them larger (bytes of an array, characters of text).
_MOST_VALUES = 16
_SMALL = 1024
# A checkout may lie below the folder's name (/work): our own frames are never the learner's.
_OURS = os.path.dirname(os.path.abspath(__file__)) + "/"
_STREAMS: tuple[type, ...] = (
    types.GeneratorType,
    map,
    zip,
    filter,
    range,
    set,
    frozenset,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
)


class Worker:
    """Objects of the learner's, by number, and what may be asked of them."""

    def __init__(self, channel: int, folder: str) -> None:
        self._channel = channel
        self._folder = folder
        self._objects: dict[int, Any] = {}
        # Addresses only: a page that is never touched costs nothing.
        self._reserve = mmap.mmap(-1, _RESERVE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._methods: dict[type, tuple[str, ...]] = {}

    def serve(self) -> None:
        """Answer requests until the judge hangs up."""
        while True:
            request = self._receive()
            if request is None:
                return
            try:
                reply = encode(self._answer(request))
            except Malformed as error:
                message = f"what it returned cannot leave its process: {error}"
                reply = encode({"raised": {"type": "ValueError", "message": message, "frames": [], "errno": 0}})
            except BaseException as error:  # writing a result out runs the learner's code too, and takes memory
                report = self._described(error)
                if not isinstance(error, MemoryError):
                    report |= {"type": "ValueError", "message": f"what it returned cannot leave its process: {error!r}"}
                reply = encode({"raised": report})
            self._send(reply)

    def _receive(self) -> dict[str, Any] | None:
        header = self._read(4)
        if not header:
            return None
        (size,) = struct.unpack(">I", header)
        if size > MAX_FRAME:
            return None
        value = decode(self._read(size))
        return value if isinstance(value, dict) else None

    def _read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            part = os.read(self._channel, min(size, 1 << 20))
            if not part:
                return b""
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _send(self, payload: bytes) -> None:
        if len(payload) > MAX_FRAME:
            message = f"the answer takes {len(payload) >> 20} MB; the most is {MAX_FRAME >> 20} MB"
            payload = encode({"raised": {"type": "ValueError", "message": message, "frames": [], "errno": 0}})
        view = memoryview(struct.pack(">I", len(payload)) + payload)
        while view:
            view = view[os.write(self._channel, view) :]

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        # Whatever the learner's code raises is an answer too, exits and interrupts included.
        try:
            return self._do(request)
        except BaseException as error:
            return {"raised": self._described(error)}
        finally:
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
                sys.stderr.flush()

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        match request["op"]:
            case "load":
                return {"ok": self._kept(self._load(request["entry"], request["files"]))}
            case "keep":
                return {"ok": self._kept(self._owned(request["value"]))}
            case "fetch":
                return {"ok": self._shown(self._objects[request["of"]], 0)}
            case "get":
                return self._get(self._objects[request["of"]], request["name"])
            case "call":
                function = self._objects[request["of"]]
                if name := request.get("name"):
                    found = self._found(function, name)
                    if isinstance(found, dict):
                        return found
                    function = found[0]
                positional = [self._owned(item) for item in request["args"]]
                named = {key: self._owned(item) for key, item in request["kwargs"].items()}
                result = function(*positional, **named)
                return {"ok": self._kept(result) if request["keep"] else self._shown(result, 0)}
        return {"raised": {"type": "LookupError", "message": "unknown request", "frames": [], "errno": 0}}

    def _load(self, entry: str, files: dict[str, bytes]) -> Any:
        for name, body in files.items():
            path = os.path.join(self._folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(body)
        os.chdir(self._folder)
        if self._folder in sys.path:  # loaded before: what was seen of the folder then is out of date
            importlib.invalidate_caches()
        sys.path.insert(0, self._folder)
        return importlib.import_module(entry)

    def _get(self, target: Any, name: str) -> dict[str, Any]:
        found = self._found(target, name)
        if isinstance(found, dict):
            return found
        return {"ok": self._kept(found[0]) if callable(found[0]) else self._shown(found[0], 0)}

    def _found(self, target: Any, name: str) -> tuple[Any] | dict[str, Any]:
        """Return an attribute, boxed, or the reply that it is missing."""
        try:
            return (getattr(target, name),)
        except AttributeError:
            names = [item for item in dir(target) if not item.startswith("_") and item not in dir(builtins)]
            return {"missing": {"name": name, "near": difflib.get_close_matches(name, names, 3, 0.5)}}

    def _kept(self, value: Any) -> Handle:
        number = len(self._objects) + 1
        self._objects[number] = value
        return Handle(number, type(value).__name__, callable(value), self._methods_of(value), self._values_of(value))

    def _methods_of(self, value: Any) -> tuple[str, ...]:
        """Return names of a value that are functions or classes whatever it holds; none where that is not plain."""
        kind = type(value)
        if kind is types.ModuleType:
            return _plainly_callable(vars(value))
        if kind in (types.FunctionType, type) or any("__getattribute__" in vars(step) for step in kind.__mro__[:-1]):
            return ()
        if kind not in self._methods:
            named: dict[str, Any] = {}
            for step in reversed(kind.__mro__[:-1]):
                named |= vars(step)
            self._methods[kind] = _plainly_callable(named)
        own = getattr(value, "__dict__", ())
        return tuple(name for name in self._methods[kind] if name not in own)

    def _values_of(self, value: Any) -> dict[str, Any]:
        """Return small plain attributes that a value itself holds, where looking at them runs no code of its type."""
        kind = type(value)
        steps = kind.__mro__[:-1]
        if kind in (types.ModuleType, types.FunctionType, type) or type(kind) is not type:
            return {}
        if any("__getattribute__" in vars(step) or "__dict__" in _defined(step) for step in steps):
            return {}
        own = getattr(value, "__dict__", None)
        if type(own) is not dict or len(own) > _MOST_VALUES:
            return {}
        return {
            name: item
            for name, item in own.items()
            if type(name) is str
            and name[:1] != "_"
            and _is_small(item)
            and not any(name in vars(step) for step in steps)
        }

    def _owned(self, value: Any) -> Any:
        """Turn what came off the wire into what learner code expects: handles to objects, columns to a DataFrame."""
        if isinstance(value, Handle):
            return self._objects[value.number]
        if isinstance(value, Columns):
            pandas = sys.modules.get("pandas")
            return pandas.DataFrame(dict(value.columns)) if pandas else dict(value.columns)
        if isinstance(value, list):
            return [self._owned(item) for item in value]
        if isinstance(value, tuple):
            return tuple(self._owned(item) for item in value)
        if isinstance(value, dict):
            return {key: self._owned(item) for key, item in value.items()}
        return value

    def _shown(self, value: Any, depth: int) -> Any:
        """Turn a result into what the wire carries; anything else stays here behind a handle."""
        if value is None or isinstance(value, bool | int | float | str | bytes | Handle) or depth > 8:
            return value if depth <= 8 else self._kept(value)
        if isinstance(value, _STREAMS):
            items: Any = value
            value = list(itertools.islice(items, _LONGEST))
        if isinstance(value, list | tuple):
            items = [self._shown(item, depth + 1) for item in value]
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return {key: self._shown(item, depth + 1) for key, item in value.items()}
        pandas = sys.modules.get("pandas")
        if pandas is not None and isinstance(value, pandas.DataFrame):
            return Columns({str(name): self._column(value[name]) for name in value.columns})
        if pandas is not None and isinstance(value, pandas.Series | pandas.Index):
            return self._column(value)
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.ndarray | numpy.generic):
            return self._array(value, depth)
        return self._kept(value)

    def _column(self, series: Any) -> Any:
        values = series.to_numpy()
        if values.dtype.kind in "biufcU":
            return values
        return [item if item is None or isinstance(item, bool | int | float | str) else str(item) for item in values]

    def _array(self, value: Any, depth: int) -> Any:
        if value.dtype.kind in "biufc" and value.dtype.itemsize <= 16 and value.dtype.str.lstrip("<>|=") != "f16":
            return value
        if value.dtype.kind == "U":
            return value
        return self._shown(value.tolist(), depth + 1)

    def _described(self, error: BaseException) -> dict[str, Any]:
        if isinstance(error, MemoryError):
            self._reserve.close()
        frames: list[Any] = []
        step = error.__traceback__
        while step is not None:
            name = step.tb_frame.f_code.co_filename
            if name.startswith(self._folder + "/") and not name.startswith(_OURS):
                line = linecache.getline(name, step.tb_lineno).strip()
                frames.append([name[len(self._folder) + 1 :], step.tb_lineno, step.tb_frame.f_code.co_name, line[:200]])
            step = step.tb_next
        if isinstance(error, MemoryError):  # what filled the memory hangs on these frames
            traceback.clear_frames(error.__traceback__)
        if isinstance(error, SyntaxError) and error.filename:
            place = str(error.filename)
            if place.startswith(self._folder + "/"):
                place = place[len(self._folder) + 1 :]
                frames.append([place, error.lineno or 0, "", (error.text or "").rstrip()[:200]])
        try:
            message = str(error)[:2000]
        except BaseException:
            message = "(its message cannot be shown)"
        kinds = [kind.__name__ for kind in type(error).__mro__]
        number = error.errno if isinstance(error, OSError) and isinstance(error.errno, int) else 0
        missing = error.name if isinstance(error, ModuleNotFoundError) and isinstance(error.name, str) else ""
        return {
            "type": type(error).__name__[:100],
            "kinds": kinds[:10],
            "message": message,
            "frames": frames[-8:],
            "errno": number,
            "module": missing,
        }


def _defined(kind: type) -> Mapping[str, Any]:
    """Return what a class defines, without the slot that every plain class has for its instances' attributes."""
    found = vars(kind)
    plain = type(found.get("__dict__")) is types.GetSetDescriptorType
    return {name: found[name] for name in found if not (plain and name == "__dict__")}


def _is_small(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return -(1 << 62) < int(value) < 1 << 62
    if kind is str:
        return len(value) <= _SMALL
    numpy = sys.modules.get("numpy")
    if numpy is not None and kind is numpy.ndarray:
        return bool(value.dtype.kind in "bif" and value.nbytes <= _SMALL)
    return kind in (float, bool)


def _plainly_callable(named: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = (types.FunctionType, staticmethod, classmethod, type)
    names = [name for name, value in named.items() if isinstance(value, kinds) and not name.startswith("_")]
    return tuple(name for name in names if len(name) < 80) if len(names) <= _MOST_METHODS else ()


def reseed() -> None:
    """Give every fork its own luck, so that results which depend on an unset seed differ between runs.

    Python's own generator sees to itself.
    """
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))
