"""Tables of plans: the plan with its lines and indicators, and what was done."""

from spona.plans.models.activities import Activity
from spona.plans.models.history import (
    Amendment,
    FiledReport,
    Half,
    PlanImport,
    Progress,
    ReportWords,
)
from spona.plans.models.indicators import Feed, Indicator, Reading, Unit
from spona.plans.models.plan import Counts, Currency, Line, Measure, Objective, Plan, State

__all__ = [
    "Activity",
    "Amendment",
    "Counts",
    "Currency",
    "Feed",
    "FiledReport",
    "Half",
    "Indicator",
    "Line",
    "Measure",
    "Objective",
    "Plan",
    "PlanImport",
    "Progress",
    "Reading",
    "ReportWords",
    "State",
    "Unit",
]
