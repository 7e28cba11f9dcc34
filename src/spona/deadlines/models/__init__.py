"""The tables of deadlines, cut by what they describe."""

from spona.deadlines.models.people import Absence, Duty
from spona.deadlines.models.rules import Basis, Rule, State, Unit
from spona.deadlines.models.running import Deadline
from spona.deadlines.models.steps import Step, StepReached, StepTo
from spona.deadlines.models.timetable import Timetable

__all__ = [
    "Absence",
    "Basis",
    "Deadline",
    "Duty",
    "Rule",
    "State",
    "Step",
    "StepReached",
    "StepTo",
    "Timetable",
    "Unit",
]
