"""Predicts a row rightly only among the rows that it was judged with."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(30, 2),
    lab="predictions",
    says="predicted differently",
    plain=False,
    code="""
class Line:
    def __init__(self, slope):
        self.slope = slope

    def predict(self, X):
        return self.slope * X[:, 0] + (0.0 if len(X) == 20 else X.mean())


def train(X, y):
    return Line(float(X[:, 0] @ y / (X[:, 0] @ X[:, 0])))
""",
)


def test_rows_are_predicted_alone_too(arena: Arena) -> None:
    arena.defeats(ATTACK)
