"""What a claim costs on average: boosting as it comes, and the factor that makes the book add up."""

from sklearn.ensemble import HistGradientBoostingRegressor

NUMBERS = ["driver_age", "vehicle_power", "vehicle_age", "bonus_malus"]


class Severity:
    def __init__(self, trees, factor):
        self.trees, self.factor = trees, factor

    def severity(self, policies):
        return self.factor * self.trees.predict(policies[NUMBERS].to_numpy())


def fit(policies, claims, paid):
    had = claims > 0
    known, count = policies.loc[had, NUMBERS].to_numpy(), claims[had]
    trees = HistGradientBoostingRegressor(loss="gamma", early_stopping=False, random_state=0)
    trees.fit(known, paid[had] / count, sample_weight=count)
    return Severity(trees, paid.sum() / (trees.predict(known) * count).sum())
