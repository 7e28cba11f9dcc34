"""Everything that changes the training network and its drills."""

from spona.practice.actions.building import build_stage
from spona.practice.actions.calling import call_drill, join_drill, leave_drill
from spona.practice.actions.ending import close_drill, end_drill, end_overdue, forget_people
from spona.practice.actions.holding import advance, begin_drill
from spona.practice.actions.reminding import remind_networks, set_reminding
from spona.practice.actions.resetting import clear_left_over, keep_ready, reset_practice
from spona.practice.actions.sweeping import clear_stage

__all__ = [
    "advance",
    "begin_drill",
    "build_stage",
    "call_drill",
    "clear_left_over",
    "clear_stage",
    "close_drill",
    "end_drill",
    "end_overdue",
    "forget_people",
    "join_drill",
    "keep_ready",
    "leave_drill",
    "remind_networks",
    "reset_practice",
    "set_reminding",
]
