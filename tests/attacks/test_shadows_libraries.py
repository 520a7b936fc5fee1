"""Writes numpy.py, sitecustomize.py and conftest.py beside itself and in /tmp, for the next run to import."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(39, 34),
    lab="plane",
    plain=False,
    runs=2,
    says="untouched",
    needs=("private root|landlock",),
    code="""
import os

import numpy

print("numpy of the next run:", getattr(numpy, "owned", "untouched"))
for folder in (os.getcwd(), "/tmp"):
    for name in ("numpy.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "x.pth", "inside.py", "struct.py"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("owned = True")
        except OSError:
            continue


def predict(X, y, X_new):
    return X_new[:, 0] if not hasattr(numpy, "owned") else None
""",
)


def test_shadowed_modules_stay_in_its_own_process(arena: Arena) -> None:
    arena.defeats(ATTACK)
