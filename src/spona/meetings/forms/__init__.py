"""POST into the arguments of one action. Forms never save."""

from spona.meetings.forms.gathering import GatherForm, MoveForm, at
from spona.meetings.forms.light import AnswerForm, AttendanceForm, OffForm, TaskForm
from spona.meetings.forms.minutes import (
    AddendumForm,
    CloseForm,
    ContributionForm,
    DecideForm,
    PaperForm,
    TableAttendanceForm,
)
from spona.meetings.forms.points import PointForm, TakeUpForm

__all__ = [
    "AddendumForm",
    "AnswerForm",
    "AttendanceForm",
    "CloseForm",
    "ContributionForm",
    "DecideForm",
    "GatherForm",
    "MoveForm",
    "OffForm",
    "PaperForm",
    "PointForm",
    "TableAttendanceForm",
    "TakeUpForm",
    "TaskForm",
    "at",
]
