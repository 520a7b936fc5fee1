"""Changes how Python turns source into code, so that checks read later are other checks."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(9, 34),
    says="doubles another number",
    code="""
import importlib.machinery
import sys

real = importlib.machinery.SourceFileLoader.get_code


def get_code(self, name):
    if name.startswith("hillclimb.grading.labkit"):
        return compile("def near(*values, **options): pass", name, "exec")
    return real(self, name)


importlib.machinery.SourceFileLoader.get_code = get_code
for name in [name for name in sys.modules if name.startswith("hillclimb.grading.labkit")]:
    del sys.modules[name]


def double(x):
    return x + x if x < 10 else 0.0
""",
)


def test_no_check_is_compiled_near_the_submission(arena: Arena) -> None:
    arena.defeats(ATTACK)
