"""The wire between judge and worker: plain values as length-prefixed bytes, every length checked before it is used.

A frame is four bytes of length (big endian) and one value. A value is a tag byte and its body:

    N none   T true   F false   i int64   I big integer   d float64   s text   b bytes
    l list   t tuple  m map with text keys   a array   D table (named columns)   h handle

No code is ever carried: no pickle, no names that the reader would look up.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FRAME = 256 << 20
MAX_DEPTH = 32
MAX_ITEMS = 2_000_000
MAX_DIMENSIONS = 8
MAX_BIG_INTEGER = 4096
DTYPES = frozenset(
    ["|b1", "|i1", "|u1"]
    + [f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)]
    + ["<f2", "<f4", "<f8", "<c8", "<c16"]
)
_INT64 = (-(1 << 63), (1 << 63) - 1)


class Malformed(Exception):
    """Bytes that are not a value, or a value that cannot be carried."""


@dataclass(frozen=True, slots=True)
class Handle:
    """An object that stays in the worker: its number there, the name of its type, and whether it can be called.

    `methods` are names of it that are certain to be functions or classes: asking for one needs no message. `values` are
    small plain attributes as they are now: until the worker is asked something else, asking for one needs none either.
    """

    number: int
    type_name: str
    callable: bool
    methods: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Columns:
    """A table on the wire: column name -> array, all of one length; the worker makes a DataFrame of it."""

    columns: Mapping[str, Any]


def encode(value: Any) -> bytes:
    """Return one value as bytes; raise `Malformed` for what the wire does not carry."""
    out: list[bytes] = []
    _put(out, value, 0)
    return b"".join(out)


def _put(out: list[bytes], value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Malformed(f"nested more than {MAX_DEPTH} deep")
    if value is None:
        out.append(b"N")
    elif value is True:
        out.append(b"T")
    elif value is False:
        out.append(b"F")
    elif isinstance(value, int):
        _put_integer(out, int(value))
    elif isinstance(value, float):
        out.append(b"d" + struct.pack(">d", float(value)))
    elif isinstance(value, str):
        body = str.encode(value, "utf-8", "replace")
        out.append(b"s" + struct.pack(">I", len(body)) + body)
    elif isinstance(value, bytes | bytearray | memoryview):
        body = bytes(value)
        out.append(b"b" + struct.pack(">I", len(body)) + body)
    elif isinstance(value, list | tuple):
        out.append((b"t" if isinstance(value, tuple) else b"l") + struct.pack(">I", len(value)))
        for item in value:
            _put(out, item, depth + 1)
    elif isinstance(value, Handle):
        body = value.type_name.encode("utf-8", "replace")[:200]
        out.append(b"h" + struct.pack(">QBB", value.number, value.callable, len(body)) + body)
        names = "\n".join(value.methods).encode("utf-8", "replace")
        out.append(struct.pack(">H", len(names)) + names)
        _put_map(out, value.values, depth)
    elif isinstance(value, Columns):
        out.append(b"D")
        _put_map(out, value.columns, depth)
    elif isinstance(value, Mapping):
        out.append(b"m")
        _put_map(out, value, depth)
    else:
        _put_array(out, value)


def _put_integer(out: list[bytes], value: int) -> None:
    if _INT64[0] <= value <= _INT64[1]:
        out.append(b"i" + struct.pack(">q", value))
        return
    size = (value.bit_length() + 8) // 8
    if size > MAX_BIG_INTEGER:
        raise Malformed("an integer of more than 4096 bytes")
    out.append(b"I" + struct.pack(">H", size) + value.to_bytes(size, "big", signed=True))


def _put_map(out: list[bytes], value: Mapping[Any, Any], depth: int) -> None:
    out.append(struct.pack(">I", len(value)))
    for key, item in value.items():
        if not isinstance(key, str):
            raise Malformed(f"a map key that is not text: {type(key).__name__}")
        body = str.encode(key, "utf-8", "replace")
        out.append(struct.pack(">I", len(body)) + body)
        _put(out, item, depth + 1)


def _put_array(out: list[bytes], value: Any) -> None:
    import numpy as np

    if isinstance(value, np.generic):
        _put(out, value.item() if value.dtype.kind in "biufcSU" else str(value), 0)
        return
    if not isinstance(value, np.ndarray):
        raise Malformed(f"a value of type {type(value).__name__}")
    array: NDArray[Any] = np.asarray(value)
    if array.dtype.kind == "U":
        body = array.astype(f"<U{max(1, array.dtype.itemsize // 4)}")
        text = body.dtype.str
    else:
        body = array.astype(array.dtype.newbyteorder("<"), copy=False)
        text = body.dtype.str
        if text not in DTYPES:
            raise Malformed(f"an array of dtype {array.dtype}")
    if body.ndim > MAX_DIMENSIONS:
        raise Malformed(f"an array with {body.ndim} dimensions")
    raw = np.ascontiguousarray(body).tobytes()
    name = text.encode()
    out.append(b"a" + struct.pack(">BB", len(name), body.ndim) + name)
    out.append(struct.pack(f">{body.ndim}QQ", *body.shape, len(raw)) + raw)


def decode(payload: bytes) -> Any:
    """Return the value that `payload` holds; raise `Malformed` for anything that is not exactly one value."""
    reader = _Reader(payload)
    value = reader.value(0)
    if reader.at != len(payload):
        raise Malformed("bytes after the value")
    return value


class _Reader:
    """A cursor over one payload that never reads, allocates or recurses beyond what it has checked."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.at = 0
        self.items = 0

    def take(self, size: int) -> bytes:
        if size < 0 or size > len(self.payload) - self.at:
            raise Malformed("a length beyond the end of the frame")
        start = self.at
        self.at += size
        return self.payload[start : self.at]

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def text(self) -> str:
        try:
            return self.take(self.number(">I")).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed("text that is not UTF-8") from error

    def value(self, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise Malformed("nested too deep, or too many values")
        tag = self.take(1)
        simple = {b"N": None, b"T": True, b"F": False}
        if tag in simple:
            return simple[tag]
        match tag:
            case b"i":
                return self.number(">q")
            case b"I":
                return int.from_bytes(self.take(min(self.number(">H"), MAX_BIG_INTEGER)), "big", signed=True)
            case b"d":
                return float(struct.unpack(">d", self.take(8))[0])
            case b"s":
                return self.text()
            case b"b":
                return self.take(self.number(">I"))
            case b"l" | b"t":
                return self.sequence(tag, depth)
            case b"m":
                return self.map(depth)
            case b"D":
                return Columns(_even(self.map(depth)))
            case b"h":
                return self.handle(depth)
            case b"a":
                return self.array()
        raise Malformed(f"an unknown tag {tag!r}")

    def handle(self, depth: int) -> Handle:
        number, can_call, size = struct.unpack(">QBB", self.take(10))
        name = self.take(size).decode("utf-8", "replace")
        methods = self.take(self.number(">H")).decode("utf-8", "replace")
        values = self.map(depth)
        return Handle(number, name, bool(can_call), tuple(methods.split("\n")) if methods else (), values)

    def sequence(self, tag: bytes, depth: int) -> Any:
        count = self.number(">I")
        if count > len(self.payload) - self.at:  # each value takes a byte at least
            raise Malformed("a list longer than its frame")
        values = [self.value(depth + 1) for _ in range(count)]
        return tuple(values) if tag == b"t" else values

    def map(self, depth: int) -> dict[str, Any]:
        count = self.number(">I")
        if count > (len(self.payload) - self.at) // 5:  # a key length and a value take five bytes at least
            raise Malformed("a map longer than its frame")
        found: dict[str, Any] = {}
        for _ in range(count):
            key = self.text()
            found[key] = self.value(depth + 1)
        return found

    def array(self) -> Any:
        import numpy as np

        name_size, dimensions = struct.unpack(">BB", self.take(2))
        name = self.take(name_size).decode("ascii", "replace")
        is_text = name[:2] == "<U" and name[2:].isdigit() and 1 <= len(name) <= 6 and int(name[2:]) >= 1
        if name not in DTYPES and not is_text:
            raise Malformed(f"an array of dtype {name!r}")
        if dimensions > MAX_DIMENSIONS:
            raise Malformed(f"an array with {dimensions} dimensions")
        shape = struct.unpack(f">{dimensions}Q", self.take(8 * dimensions))
        size = self.number(">Q")
        dtype = np.dtype(name)
        count = 1
        for length in shape:
            count *= length
        if count * dtype.itemsize != size:
            raise Malformed("an array whose shape and bytes disagree")
        raw = np.frombuffer(self.take(size), dtype=dtype)
        try:
            return _checked(raw.reshape(shape).copy())
        except (ValueError, OverflowError) as error:  # lengths beyond what an array can have, beside a 0
            raise Malformed("an array of an impossible shape") from error


def _even(columns: dict[str, Any]) -> dict[str, Any]:
    """Refuse a table whose columns are no columns, or not of one length."""
    sizes = {
        len(column) if getattr(column, "ndim", 1) == 1 and hasattr(column, "__len__") else -1
        for column in columns.values()
    }
    if len(sizes) > 1 or -1 in sizes or any(isinstance(column, str | bytes | dict) for column in columns.values()):
        raise Malformed("a table whose columns differ in length")
    return columns


def _checked(array: Any) -> Any:
    """Refuse bytes that are no values of the dtype (booleans beyond 1, text beyond Unicode)."""
    import numpy as np

    if array.dtype.kind == "b" and array.size and int(array.view(np.uint8).max()) > 1:
        raise Malformed("a boolean that is neither 0 nor 1")
    if array.dtype.kind == "U" and array.size:
        points = array.reshape(-1).view(np.uint32)
        if int(points.max()) > 0x10FFFF:
            raise Malformed("text beyond Unicode")
    return array
