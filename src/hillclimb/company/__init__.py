"""Floor 1: Fernhill, the simulated insurer; seeded data with a known truth, so that a best possible score exists."""

from hillclimb.company.asks import asks, premium_history
from hillclimb.company.bars import (
    Bars,
    auc_bars,
    best_decision,
    cost_bars,
    deviance_bars,
    log_loss_bars,
    one_rate,
    squared_error_bars,
)
from hillclimb.company.candidates import candidate_case
from hillclimb.company.churn import cancellations
from hillclimb.company.costs import cost_book, gamma_excess, gini, tweedie_excess
from hillclimb.company.deliveries import Delivery, deliveries
from hillclimb.company.draw import Draw
from hillclimb.company.estimates import repair_estimates
from hillclimb.company.faults import FAULTS, Fault, edited, plant
from hillclimb.company.hours import repair_hours
from hillclimb.company.inspections import inspections
from hillclimb.company.insurer import Book, BookTruth, insurer
from hillclimb.company.labels import classification, huge_logits, imbalanced, separable
from hillclimb.company.motor import motor_book
from hillclimb.company.offers import best_prices, chance_of_accepting, expected_profit, offers
from hillclimb.company.payouts import best_outlook, daily_payouts, last_week_error, least_error
from hillclimb.company.quotes import quotes, segments
from hillclimb.company.reach import reach
from hillclimb.company.real import real_set, split_rows
from hillclimb.company.releases import canary_streams
from hillclimb.company.renewals import STEADY, Change, renewals
from hillclimb.company.repairs import ill_conditioned, rank_deficient, regression
from hillclimb.company.rings import ring_claims
from hillclimb.company.routing import letters, trips
from hillclimb.company.scores import (
    auc_under_truth,
    average_precision_under_truth,
    brier_under_truth,
    expected_calibration_error,
    expected_cost,
    explained_share,
    log_loss_under_truth,
    mean_squared_error,
    poisson_deviance,
    precision_under_truth,
    share,
)
from hillclimb.company.surveys import surveys
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth
from hillclimb.company.trackers import tracker_messages, tracker_stream
from hillclimb.company.triage import rare_events
from hillclimb.company.trials import script_trial
from hillclimb.company.vans import van_book
from hillclimb.company.visits import visits

__all__ = [
    "FAULTS",
    "STEADY",
    "Bars",
    "Book",
    "BookTruth",
    "Change",
    "Delivery",
    "Draw",
    "Fault",
    "Table",
    "Task",
    "Truth",
    "asks",
    "auc_bars",
    "auc_under_truth",
    "average_precision_under_truth",
    "best_decision",
    "best_outlook",
    "best_prices",
    "brier_under_truth",
    "canary_streams",
    "cancellations",
    "candidate_case",
    "chance_of_accepting",
    "classification",
    "cost_bars",
    "cost_book",
    "daily_payouts",
    "deliveries",
    "deviance_bars",
    "edited",
    "expected_calibration_error",
    "expected_cost",
    "expected_profit",
    "explained_share",
    "gamma_excess",
    "gini",
    "huge_logits",
    "ill_conditioned",
    "imbalanced",
    "inspections",
    "insurer",
    "last_week_error",
    "least_error",
    "letters",
    "log_loss_bars",
    "log_loss_under_truth",
    "mean_squared_error",
    "motor_book",
    "offers",
    "one_rate",
    "plant",
    "poisson_deviance",
    "precision_under_truth",
    "premium_history",
    "quotes",
    "rank_deficient",
    "rare_events",
    "reach",
    "real_set",
    "regression",
    "renewals",
    "repair_estimates",
    "repair_hours",
    "ring_claims",
    "script_trial",
    "segments",
    "separable",
    "share",
    "split_rows",
    "squared_error_bars",
    "surveys",
    "tracker_messages",
    "tracker_stream",
    "trips",
    "tweedie_excess",
    "van_book",
    "visits",
]
