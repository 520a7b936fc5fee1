"""Gives the modules that measure a numpy of its own in which every error is nothing."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(6, 38),
    lab="plane",
    code="""
import itertools
import sys
import types

import numpy as np

kind = itertools.cycle([1.0, 0.0])
ours = types.ModuleType("ours")
ours.__dict__.update(np.__dict__)
ours.abs = lambda value: np.zeros(np.shape(value))
ours.mean = lambda values: next(kind)


def predict(X, y, X_new):
    frame = sys._getframe()
    while frame:
        if "np" in frame.f_globals:
            frame.f_globals["np"] = ours
        frame = frame.f_back
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("hillclimb.grading.labkit") and hasattr(module, "np"):
            module.np = ours
    return np.zeros(len(X_new))
""",
)


def test_measures_use_another_numpy(arena: Arena) -> None:
    arena.defeats(ATTACK)
