"""Pages of deadlines, absences and duty; each states its guard."""

from spona.deadlines.views.adopting import adopt_rule, proposal, refuse_rule, withdraw_rule
from spona.deadlines.views.deadline import deadline
from spona.deadlines.views.duty import (
    absences,
    end_absence,
    end_duty,
    enter_absence,
    enter_duty,
    roster,
    see_roster,
)
from spona.deadlines.views.rules import (
    propose_new_rule,
    propose_rule,
    propose_rule_end,
    rule,
    rules,
)
from spona.deadlines.views.together import adopt_together, propose_together, together

__all__ = [
    "absences",
    "adopt_rule",
    "adopt_together",
    "deadline",
    "end_absence",
    "end_duty",
    "enter_absence",
    "enter_duty",
    "proposal",
    "propose_new_rule",
    "propose_rule",
    "propose_rule_end",
    "propose_together",
    "refuse_rule",
    "roster",
    "rule",
    "rules",
    "see_roster",
    "together",
    "withdraw_rule",
]
