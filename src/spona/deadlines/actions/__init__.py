"""Everything that changes a rule, a deadline, the escalation policy, an absence or the roster."""

from spona.deadlines.actions.absences import end_absence, enter_absence
from spona.deadlines.actions.adopting import adopt_rule, adopt_rules
from spona.deadlines.actions.duty import end_duty, enter_duty, see_roster
from spona.deadlines.actions.escalation import escalate_due
from spona.deadlines.actions.proposing import (
    propose_as_they_are,
    propose_new_rule,
    propose_rule,
    propose_rule_end,
)
from spona.deadlines.actions.rules import load_rules
from spona.deadlines.actions.running import (
    hand_on,
    pause,
    reopen,
    resume,
    start,
    stop,
    stop_running,
)
from spona.deadlines.actions.steps import FellDue, fall_due, reach_next_step

__all__ = [
    "FellDue",
    "adopt_rule",
    "adopt_rules",
    "end_absence",
    "end_duty",
    "enter_absence",
    "enter_duty",
    "escalate_due",
    "fall_due",
    "hand_on",
    "load_rules",
    "pause",
    "propose_as_they_are",
    "propose_new_rule",
    "propose_rule",
    "propose_rule_end",
    "reach_next_step",
    "reopen",
    "resume",
    "see_roster",
    "start",
    "stop",
    "stop_running",
]
