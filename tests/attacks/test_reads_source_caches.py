"""Looks for the checks' source in the files and caches behind every frame and function."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(1, 7),
    code="""
import gc
import linecache
import sys
import types


def attack():
    names = {thing.__code__.co_filename for thing in gc.get_objects() if isinstance(thing, types.FunctionType)}
    frame = sys._getframe()
    while frame:
        names.add(frame.f_code.co_filename)
        frame = frame.f_back
    text = "".join("".join(linecache.getlines(name)) for name in names if name.endswith("grader.py"))
    return WORLD["secret"] in text
""",
)


def test_no_source_of_the_checks_is_in_the_process(arena: Arena) -> None:
    arena.defeats(ATTACK)
