"""The tables of deadlines, cut by what they describe."""

from spona.deadlines.models.escalation import EscalationStep, StepReached, StepTo
from spona.deadlines.models.people import Absence, Duty
from spona.deadlines.models.rules import Basis, Rule, State, Unit
from spona.deadlines.models.running import Deadline
from spona.deadlines.models.timetable import Timetable

__all__ = [
    "Absence",
    "Basis",
    "Deadline",
    "Duty",
    "EscalationStep",
    "Rule",
    "State",
    "StepReached",
    "StepTo",
    "Timetable",
    "Unit",
]
