"""Answers the judge's questions with frames of its own and predictions of the wrong length."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(14, 43),
    lab="predictions",
    ends=("broken",),
    plain=False,
    code=WIRE
    + r"""
class Line:
    def predict(self, X):
        body = b"a" + struct.pack(">BB", 3, 1) + b"<f8" + struct.pack(">QQ", 1 << 60, 1 << 62)
        frame(reply(body))
        os._exit(0)


def train(X, y):
    return Line()
""",
)


def test_a_forged_prediction_is_no_value(arena: Arena) -> None:
    arena.defeats(ATTACK)
