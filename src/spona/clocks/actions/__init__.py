"""Everything that changes a rule, a clock or the ladder of reminders."""

from spona.clocks.actions.rules import adopt_rule, load_rules
from spona.clocks.actions.running import pause, resume, start, stop
from spona.clocks.actions.steps import FellDue, fall_due

__all__ = ["FellDue", "adopt_rule", "fall_due", "load_rules", "pause", "resume", "start", "stop"]
