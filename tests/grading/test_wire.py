"""The wire carries plain values exactly and refuses everything else without harm."""

import math
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hillclimb.grading.inside import wire
from hillclimb.grading.inside.wire import Columns, Handle, Malformed, decode, encode

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.builds(Handle, st.integers(0, 2**64 - 1), st.text(max_size=20), st.booleans()),
    lambda inside: (
        st.lists(inside, max_size=5)
        | st.lists(inside, max_size=5).map(tuple)
        | st.dictionaries(st.text(max_size=9), inside, max_size=5)
    ),
    max_leaves=20,
)
kinds = st.sampled_from(sorted(wire.DTYPES))
# A frame that is well-formed up to its values: tags, sizes and numbers as an attacker would choose them.
sizes = st.sampled_from([0, 1, 2, 7, 255, 65_536, 2**31, 2**32 - 1]) | st.integers(0, 40)
pieces = st.one_of(
    st.sampled_from([bytes([tag]) for tag in b"NTFiIdsbltmaDhBZ\x00\x80"]),
    sizes.map(lambda size: struct.pack(">I", size)),
    st.sampled_from([0, 1, 2**63, 2**64 - 1, 8]).map(lambda size: struct.pack(">Q", size)),
    st.sampled_from([b"\x03\x01<f8", b"\x03\x02|O", b"\x03\x09<f8", b"\x04\x01<U99", b"\x00\x02ok"]),
    st.binary(max_size=6),
)


@given(plain)
def test_what_goes_in_comes_out(value):
    assert decode(encode(value)) == value


@given(
    kinds.flatmap(lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
)
def test_arrays_come_out_bit_by_bit(array):
    back = decode(encode(array))
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())
    back[...] = 0  # the judge may write into what it got


@given(arrays.arrays("<U3", 4))
def test_arrays_of_text_come_out(array):
    assert decode(encode(array)).tolist() == array.tolist()


@pytest.mark.parametrize(
    ("given", "back"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(-3), -3),
        (np.bool_(True), True),
        (np.array([1, 2], dtype=">i4"), [1, 2]),
        (np.arange(6).reshape(2, 3)[:, ::-1].T, [[2, 5], [1, 4], [0, 3]]),
        (math.inf, math.inf),
        ("\ud800", "?"),
    ],
)
def test_values_are_reduced_to_base_types(given, back):
    found = decode(encode(given))
    assert (found.tolist() if isinstance(found, np.ndarray) else found) == back
    assert type(found) in (float, int, bool, str, np.ndarray)


def test_subclasses_leave_as_their_base():
    class Right(float):
        def __eq__(self, other):
            return True

        __hash__ = None

    class Odd(np.ndarray):
        pass

    assert type(decode(encode(Right(2.0)))) is float
    assert type(decode(encode(np.zeros(3).view(Odd)))) is np.ndarray


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1: 2},
        {"a": object()},
        np.array([object()]),
        np.zeros(2, "M8[s]"),
        1 << 40_000,
        np.zeros((1,) * 9),
        print,
    ],
    ids=range(8),
)
def test_what_cannot_be_carried_is_refused(value):
    with pytest.raises(Malformed):
        encode(value)


def test_nesting_is_bounded_on_both_sides():
    value = []
    for _ in range(wire.MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(Malformed, match="nested"):
        encode(value)
    with pytest.raises(Malformed, match="nested"):
        decode((b"l" + struct.pack(">I", 1)) * 5000 + b"N")


@given(st.binary(max_size=200))
def test_random_bytes_are_a_value_or_malformed(payload):
    _survives(payload)


@settings(max_examples=500)
@given(st.lists(pieces, max_size=30).map(b"".join))
def test_frames_as_an_attacker_writes_them_are_a_value_or_malformed(payload):
    _survives(payload)


@given(plain, st.data())
def test_a_changed_frame_is_a_value_or_malformed(value, data):
    payload = bytearray(encode([value, np.arange(6.0).reshape(2, 3), Columns({"a": np.arange(2)})]))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    _survives(bytes(payload))


@given(plain, st.data())
def test_a_cut_frame_is_malformed(value, data):
    payload = encode([value])
    with pytest.raises(Malformed):
        decode(payload[: data.draw(st.integers(0, len(payload) - 1))])
    with pytest.raises(Malformed):
        decode(payload + b"N")


@pytest.mark.parametrize(
    "payload",
    [
        b"s" + struct.pack(">I", 2**32 - 1),
        b"b" + struct.pack(">I", 2**31),
        b"l" + struct.pack(">I", 2**32 - 1) + b"N" * 10,
        b"m" + struct.pack(">I", 2**32 - 1) + b"N" * 10,
        b"I\xff\xff" + b"\x01" * 10,
        b"a\x03\x02<f8" + struct.pack(">QQQ", 2**31, 2**31, 2**65 % 2**64),
        b"a\x03\x02<f8" + struct.pack(">QQQ", 0, 2**63, 0),
        b"a\x03\x03<f8" + struct.pack(">QQQQ", 2**62, 0, 2**62, 0),
        b"a\x05\x01<U999" + struct.pack(">QQ", 2**40, 2**40),
        b"a\x03\xff<f8",
    ],
    ids=range(10),
)
def test_nothing_is_allocated_for_what_is_only_claimed(payload):
    decode(encode(np.zeros(3)))  # imports are not what is measured
    tracemalloc.start()
    try:
        with pytest.raises(Malformed):
            decode(payload)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "name", [b"|O", b"O", b"|V8", b"<M8[s]", b"<f16", b"<U0", b"<U-1", b">f8", b"f8", b"", b"<U9999999"]
)
def test_only_dtypes_of_numbers_and_text_are_read(name):
    with pytest.raises(Malformed, match="dtype"):
        decode(b"a" + bytes([len(name), 1]) + name + struct.pack(">QQ", 1, 8) + bytes(8))


def test_bytes_that_are_no_values_of_their_dtype_are_refused():
    with pytest.raises(Malformed, match="boolean"):
        decode(b"a\x03\x01|b1" + struct.pack(">QQ", 1, 1) + b"\x02")
    with pytest.raises(Malformed, match="Unicode"):
        decode(b"a\x03\x01<U1" + struct.pack(">QQ", 1, 4) + b"\xff\xff\xff\x7f")
    with pytest.raises(Malformed, match="differ"):
        decode(b"D" + struct.pack(">II", 2, 1) + b"al" + struct.pack(">II", 0, 1) + b"bl" + struct.pack(">I", 1) + b"N")


def _survives(payload):
    try:
        value = decode(payload)
    except Malformed:
        return
    assert decode(encode(value)) is not NotImplemented
