"""The tables of meetings, cut by what they hold; clear columns that tell of no person."""

from spona.gatherings.models.agenda import Contribution, Point
from spona.gatherings.models.deciding import Addendum, Decision, MeetingPaper, PaperKind
from spona.gatherings.models.meetings import READ, Form, Meeting, MeetingQuerySet, Reason, Series
from spona.gatherings.models.table import Answer, Attendance, Invitation, Presence

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
