"""Returns pickles, objects that run code when unpickled, and files full of them."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(18, 19),
    plain=False,
    code="""
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, (f"touch /tmp/{WORLD['marker']} {WORLD['home']}/{WORLD['marker']}",)


def double(x):
    for name in ("model.pkl", "answer.npy", "cache.joblib"):
        with open(name, "wb") as file:
            pickle.dump(Bomb(), file)
    return pickle.dumps(Bomb()) if x < 0.5 else Bomb()
""",
)


def test_nothing_is_unpickled(arena: Arena) -> None:
    arena.defeats(ATTACK)
