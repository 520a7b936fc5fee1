"""Reports exceptions and missing names whose parts are of the wrong types, enormous, or full of control characters."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43, 37),
    ends=("failed", "broken"),
    plain=False,
    code=WIRE
    + r"""
import sys

encode = sys.modules["inside.worker"].encode
import array

LONG = "\x1b[31m" * 100_000
FORMS = [
    {"raised": {"type": [1], "message": {"a": 1}, "frames": 3, "errno": [28], "kinds": "x", "module": []}},
    {"raised": {"type": LONG, "message": LONG, "frames": [[LONG, 1, LONG, LONG]] * 9, "kinds": [LONG], "errno": 0}},
    {"raised": {"type": 1 << 30000, "message": 1 << 30000, "frames": [[1 << 30000] * 4], "kinds": [1 << 30000]}},
    {"raised": {"type": "ValueError", "message": "x", "frames": [["a", 1 << 30000, 2, 3], 4, [5]], "errno": 1 << 99}},
    {"raised": 5},
    {"missing": 5},
    {"missing": {"near": 7}},
    {"missing": {"name": 3, "near": [LONG, "\x1b]0;owned\x07", 4]}},
    {"ok": 1, "raised": 2, "missing": 3},
    {},
]


def double(x):
    for form in FORMS[int(x * 1000) % len(FORMS):] + FORMS:
        frame(encode(form))
    os._exit(0)
""",
)


def test_a_malformed_report_is_no_fault_of_ours(arena: Arena) -> None:
    arena.defeats(ATTACK)
