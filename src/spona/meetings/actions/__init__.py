"""Everything that changes a meeting. A conference's words are sealed by the app above."""

from spona.meetings.actions.agenda import add_points, move_point, remove_point
from spona.meetings.actions.answering import answer
from spona.meetings.actions.calling import announce, call
from spona.meetings.actions.contributing import contribute
from spona.meetings.actions.gathering import gather, move
from spona.meetings.actions.holding import decide, record_attendance, undo_decision
from spona.meetings.actions.minuting import (
    add_to_minutes,
    ask_for_minutes,
    call_off,
    close_minutes,
    end,
    write_minutes,
)
from spona.meetings.actions.papers import add_paper, put_paper_back, take_paper_away
from spona.meetings.actions.reminding import ask_to_meet
from spona.meetings.actions.series import call_next, end_series

__all__ = [
    "add_paper",
    "add_points",
    "add_to_minutes",
    "announce",
    "answer",
    "ask_for_minutes",
    "ask_to_meet",
    "call",
    "call_next",
    "call_off",
    "close_minutes",
    "contribute",
    "decide",
    "end",
    "end_series",
    "gather",
    "move",
    "move_point",
    "put_paper_back",
    "record_attendance",
    "remove_point",
    "take_paper_away",
    "undo_decision",
    "write_minutes",
]
