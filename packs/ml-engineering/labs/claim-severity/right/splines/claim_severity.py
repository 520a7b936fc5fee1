"""What a claim costs on average: smooth curves for each number, one effect for each area."""

from sklearn.compose import make_column_transformer
from sklearn.linear_model import GammaRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer

NUMBERS = ["driver_age", "vehicle_power", "vehicle_age", "bonus_malus"]


class Severity:
    """Says what one claim of a policy costs on average."""

    def __init__(self, model):
        self.model = model

    def severity(self, policies):
        """Return the expected cost in euros of one claim of each policy."""
        return self.model.predict(policies)


def fit(policies, claims, paid):
    """Fit to policies, their claims and what was paid."""
    had = claims > 0
    encode = make_column_transformer(
        (SplineTransformer(n_knots=4, extrapolation="linear"), NUMBERS),
        (OneHotEncoder(handle_unknown="ignore"), ["area"]),
    )
    model = make_pipeline(encode, GammaRegressor(alpha=1e-3, solver="newton-cholesky"))
    average = paid[had] / claims[had]
    return Severity(model.fit(policies[had], average, gammaregressor__sample_weight=claims[had]))
