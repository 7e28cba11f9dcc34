"""The tables of meetings, cut by what they hold; clear columns that tell of no person."""

from spona.meetings.models.agenda import Contribution, Point
from spona.meetings.models.deciding import Addendum, Decision, MeetingPaper, PaperKind
from spona.meetings.models.meetings import READ, Form, Meeting, MeetingQuerySet, Reason, Series
from spona.meetings.models.table import Answer, Attendance, Invitation, Presence

__all__ = [
    "READ",
    "Addendum",
    "Answer",
    "Attendance",
    "Contribution",
    "Decision",
    "Form",
    "Invitation",
    "Meeting",
    "MeetingPaper",
    "MeetingQuerySet",
    "PaperKind",
    "Point",
    "Presence",
    "Reason",
    "Series",
]
