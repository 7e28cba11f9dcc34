"""The tables of clocks, cut by what they describe."""

from spona.clocks.models.people import Absence, Duty
from spona.clocks.models.rules import Basis, Rule, State, Unit
from spona.clocks.models.running import Clock
from spona.clocks.models.steps import Step, StepReached, StepTo
from spona.clocks.models.timetable import Timetable

__all__ = [
    "Absence",
    "Basis",
    "Clock",
    "Duty",
    "Rule",
    "State",
    "Step",
    "StepReached",
    "StepTo",
    "Timetable",
    "Unit",
]
