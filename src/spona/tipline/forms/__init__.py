"""What people type, into the arguments of one action."""

from spona.tipline.forms.answering import CallForm, CloseForm, ReplyForm
from spona.tipline.forms.report import FromForm, ReportForm
from spona.tipline.forms.returning import CodeForm, FileForm, MoreForm
from spona.tipline.forms.routing import KeepingForm
from spona.tipline.forms.word import WordForm

__all__ = [
    "CallForm",
    "CloseForm",
    "CodeForm",
    "FileForm",
    "FromForm",
    "KeepingForm",
    "MoreForm",
    "ReplyForm",
    "ReportForm",
    "WordForm",
]
