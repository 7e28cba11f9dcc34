"""Pages of meetings: the list, the light row, the meeting of the table with its minutes."""

from spona.meetings.views.agenda import agenda, move_point, remove_point, take_up
from spona.meetings.views.calendars import calendar, my_calendar, series_calendar
from spona.meetings.views.gathering import gather, move
from spona.meetings.views.lines import contribute
from spona.meetings.views.listing import find, life_csv, meetings
from spona.meetings.views.minutes import (
    add_to_minutes,
    close_minutes,
    minutes,
    save_minutes,
    undo_decision,
)
from spona.meetings.views.pages import read
from spona.meetings.views.papers import add_paper, paper, put_paper_back, take_paper_away
from spona.meetings.views.printing import print_minutes, write_on
from spona.meetings.views.series import call_next, end_series, series
from spona.meetings.views.writing import answer, attendance, call_off, decide

__all__ = [
    "add_paper",
    "add_to_minutes",
    "agenda",
    "answer",
    "attendance",
    "calendar",
    "call_next",
    "call_off",
    "close_minutes",
    "contribute",
    "decide",
    "end_series",
    "find",
    "gather",
    "life_csv",
    "meetings",
    "minutes",
    "move",
    "move_point",
    "my_calendar",
    "paper",
    "print_minutes",
    "put_paper_back",
    "read",
    "remove_point",
    "save_minutes",
    "series",
    "series_calendar",
    "take_paper_away",
    "take_up",
    "undo_decision",
    "write_on",
]
