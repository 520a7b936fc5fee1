"""Floor 3: what to do with the time there is: the work left, a weekly plan, and an honest forecast; pure."""

from hillclimb.planner.calendar import Absence, Calendar, absences_from, day_of
from hillclimb.planner.deadline import MOST_WEEKLY, Milestone, hours_for, milestones, scaled
from hillclimb.planner.forecasting import forecast
from hillclimb.planner.model import Done, Forecast, Item, Outlook, Plan, Step, Stint, Task, TaskKind, Week
from hillclimb.planner.pace import Pace, pace_from
from hillclimb.planner.scheduling import make_plan, weekly_hours
from hillclimb.planner.tasks import LESSON_HOURS, cost_of, done_from, first_lab, hours_left, tasks_left
from hillclimb.planner.telling import command_for, explain_change, next_step
from hillclimb.planner.timing import Sitting, Spent, Times, tasks_measured, times_from, weeks_measured

__all__ = [
    "LESSON_HOURS",
    "MOST_WEEKLY",
    "Absence",
    "Calendar",
    "Done",
    "Forecast",
    "Item",
    "Milestone",
    "Outlook",
    "Pace",
    "Plan",
    "Sitting",
    "Spent",
    "Step",
    "Stint",
    "Task",
    "TaskKind",
    "Times",
    "Week",
    "absences_from",
    "command_for",
    "cost_of",
    "day_of",
    "done_from",
    "explain_change",
    "first_lab",
    "forecast",
    "hours_for",
    "hours_left",
    "make_plan",
    "milestones",
    "next_step",
    "pace_from",
    "scaled",
    "tasks_left",
    "tasks_measured",
    "times_from",
    "weekly_hours",
    "weeks_measured",
]
