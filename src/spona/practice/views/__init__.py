"""Pages of practice: what there is, calling, taking part, and what is told afterwards."""

from spona.practice.views.calling import call_drill, join_drill, leave_drill
from spona.practice.views.drill import drill
from spona.practice.views.holding import advance, begin_drill, end_drill, switch_membership
from spona.practice.views.overview import export, overview, set_reminding
from spona.practice.views.printing import print_feedback

__all__ = [
    "advance",
    "begin_drill",
    "call_drill",
    "drill",
    "end_drill",
    "export",
    "join_drill",
    "leave_drill",
    "overview",
    "print_feedback",
    "set_reminding",
    "switch_membership",
]
