"""Linear regression for the repair-cost desk: three ways to one answer."""

import numpy as np


class Linear:
    """Least squares with an intercept, by SVD, by ridge normal equations or by gradient descent."""

    def __init__(self, solver: str = "lstsq", alpha: float = 0.0) -> None:
        self.solver = solver
        self.alpha = alpha

    def fit(self, X: np.ndarray, y: np.ndarray) -> "Linear":
        """Fit to X (n, p) and y (n,), set `coef` (p,) and `intercept`, and return self."""
        solve = {"lstsq": smallest_solution, "ridge": self._ridge, "descent": descend}[self.solver]
        means, centre = X.mean(axis=0), y.mean()             # (p,), scalar
        # On centred data the best intercept is 0, so no solver has to treat it specially, and none penalises it.
        self.coef = solve(X - means, y - centre)             # (p,)
        self.intercept = float(centre - means @ self.coef)   # the plane passes through the means
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the predictions for X (m, p), shape (m,)."""
        return self.intercept + X @ self.coef                # (m,)

    def _ridge(self, X: np.ndarray, y: np.ndarray) -> np.ndarray:
        gram = X.T @ X + self.alpha * np.eye(X.shape[1])     # (p, p): positive definite for alpha > 0
        return np.linalg.solve(gram, X.T @ y)                # (p,)


def smallest_solution(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the least-squares coefficients of smallest norm, by the singular value decomposition."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)         # (n, k), (k,), (k, p)
    kept = s > s[0] * np.finfo(float).eps * max(X.shape)     # directions that the data really span
    along = (U.T @ y)[kept] / s[kept]                        # one step along each of them
    return Vt[kept].T @ along                                # (p,): nothing along the directions that do not matter


def descend(X: np.ndarray, y: np.ndarray, tolerance: float = 1e-10, most: int = 20_000) -> np.ndarray:
    """Return the least-squares coefficients by accelerated gradient descent on standardised columns."""
    scale = X.std(axis=0)
    Z = X / scale                                            # (n, p): every column has variance 1
    L = np.linalg.norm(Z, ord=2) ** 2 / len(Z)               # largest curvature of the loss: steps up to 2/L are safe
    w = ahead = np.zeros(X.shape[1])
    for step in range(1, most):
        gradient = Z.T @ (Z @ ahead - y) / len(Z)            # (p,)
        if np.abs(gradient).max() < tolerance:
            break
        new = ahead - gradient / L
        ahead = new + step / (step + 3) * (new - w)          # Nesterov's momentum: look ahead along the last move
        w = new
    return w / scale                                         # back to the units of X
